package dev.cobot.node.cli;

import dev.cobot.node.cli.console.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that show the topics to Foxglove; each replaces a value of the profile. */
final class FoxgloveOptions {
  @Option(
      names = "--foxglove",
      paramLabel = "[HOST:]PORT|off",
      converter = HostPort.Converter.class,
      description =
          "Show all topics to Foxglove and Lichtblick on this port, such as 8765, on this machine"
              + " alone unless a host is said (default: the profile's, off).")
  private HostPort at;

  @Option(
      names = "--foxglove-origin",
      paramLabel = "URL",
      description =
          "A page of another host that may connect, such as https://app.foxglove.dev; repeat it for"
              + " more.")
  private List<String> origins = List.of();

  /** Returns what the options change in the profile. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    if (at != null) {
      settings.add("foxglove.port=" + at.port());
      settings.add("foxglove.bind='" + at.host() + "'");
    }
    if (!origins.isEmpty()) {
      settings.add(
          "foxglove.origins="
              + origins.stream()
                  .map(origin -> "'" + origin.replace("'", "''") + "'")
                  .collect(Collectors.joining(", ", "[", "]")));
    }
    return settings;
  }
}
