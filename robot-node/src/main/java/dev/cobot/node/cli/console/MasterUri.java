package dev.cobot.node.cli.console;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a master's URI. */
public final class MasterUri implements ITypeConverter<URI> {
  public static final String DEFAULT_MASTER = "http://127.0.0.1:11311";

  @Override
  public URI convert(String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && uri.getPort() > 0) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is no URI: " + e.getMessage());
    }
    throw new TypeConversionException(
        "'" + text + "' names no host and port, as " + DEFAULT_MASTER + " does");
  }
}
