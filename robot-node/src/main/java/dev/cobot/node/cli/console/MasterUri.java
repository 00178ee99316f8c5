package dev.cobot.node.cli.console;

import dev.cobot.ros.NodeConfiguration;
import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a master's URI. */
public final class MasterUri implements ITypeConverter<URI> {
  public static final String DEFAULT_MASTER = "http://127.0.0.1:11311";

  @Override
  public URI convert(String text) {
    try {
      // Not by URI.getHost, which knows no host with an underscore.
      return NodeConfiguration.newPrivate(URI.create(text)).getMasterUri();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' names no host and port, as " + DEFAULT_MASTER + " does");
    }
  }
}
