package dev.cobot.node.cli.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a server listens, as typed: {@code [HOST:]PORT}, or {@code off}.
 *
 * @param host an address, without brackets; this machine alone when none is typed
 * @param port 0 for {@code off}
 */
public record HostPort(String host, int port) {
  private static final String THIS_MACHINE = "127.0.0.1";
  private static final Pattern TYPED =
      Pattern.compile("(?:(?:\\[([0-9A-Fa-f:.]+)\\]|([0-9.]+)):)?([0-9]{1,5})");

  /** Reads it from a command line. */
  public static final class Converter implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String typed) {
      if (typed.equals("off")) {
        return new HostPort(THIS_MACHINE, 0);
      }
      Matcher parts = TYPED.matcher(typed);
      int port = parts.matches() ? Integer.parseInt(parts.group(3)) : 0;
      if (port < 1 || port > 65535) {
        throw new TypeConversionException(
            "got '"
                + typed
                + "', must be PORT, HOST:PORT with an address such as 0.0.0.0:8765 or [::1]:8765,"
                + " or off");
      }
      String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
      return new HostPort(host == null ? THIS_MACHINE : host, port);
    }
  }
}
