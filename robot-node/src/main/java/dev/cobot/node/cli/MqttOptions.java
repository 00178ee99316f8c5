package dev.cobot.node.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that put a runtime on an MQTT broker; each replaces a value of the profile. */
final class MqttOptions {
  @Mixin private BrokerOptions broker;

  @Option(
      names = "--mqtt-site",
      paramLabel = "SITE",
      description = {
        "The first name of the cell's topics (default: the profile's).",
        "Commands, results and state are on cobot/v1/SITE/CELL/... with --mqtt."
      })
  private String site;

  @Option(
      names = "--mqtt-cell",
      paramLabel = "CELL",
      description = "The second name; one of its own for each runtime (default: the profile's).")
  private String cell;

  /** Returns what the options change in the profile. */
  List<String> settings() {
    List<String> settings = new ArrayList<>(broker.settings());
    BrokerOptions.add(settings, "site", site);
    BrokerOptions.add(settings, "cell", cell);
    return settings;
  }
}
