package dev.cobot.node.cli;

import dev.cobot.node.config.ProjectHome;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that show a page for a browser; each replaces a value of the profile. */
final class DashboardOptions {
  @Option(
      names = "--dashboard",
      paramLabel = "PORT|off",
      converter = Port.class,
      description = {
        "A page for a browser on this port, such as 8080 (default: the profile's, off).",
        "Its address is printed once, with the token that moving the arm takes."
      })
  private Integer port;

  @Option(
      names = "--dashboard-bind",
      paramLabel = "ADDRESS",
      description =
          "Listen on this address, and not on 127.0.0.1: in the clear, for a network of your own.")
  private String bind;

  @Option(
      names = "--dashboard-token-file",
      paramLabel = "FILE",
      description = "A file whose first line is the token (default: a new one at each start).")
  private String tokenFile;

  /** Returns what the options change in the profile. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    if (port != null) {
      settings.add("dashboard.port=" + port);
    }
    if (bind != null) {
      settings.add("dashboard.bind='" + bind.replace("'", "''") + "'");
    }
    if (tokenFile != null) {
      settings.add(
          "dashboard.tokenFile='"
              + ProjectHome.typed(tokenFile).toString().replace("'", "''")
              + "'");
    }
    return settings;
  }

  /** A port, or 0 for {@code off}. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String typed) {
      if (typed.equals("off")) {
        return 0;
      }
      if (typed.matches("[0-9]{1,5}")) {
        int port = Integer.parseInt(typed);
        if (port >= 1 && port <= 65535) {
          return port;
        }
      }
      throw new TypeConversionException("got '" + typed + "', must be 1 to 65535, or off");
    }
  }
}
