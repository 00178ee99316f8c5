package dev.cobot.node.cli;

import dev.cobot.node.config.ProjectHome;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that put a runtime on an MQTT broker; each replaces a value of the profile. */
final class MqttOptions {
  @Option(
      names = "--mqtt",
      paramLabel = "URI",
      description = {
        "An MQTT 5 broker: mqtts://host:8883, or mqtt://127.0.0.1:1883 in the clear (default: the"
            + " profile's, none).",
        "Commands, results and state are then on cobot/v1/SITE/CELL/... as well."
      })
  private String broker;

  @Option(
      names = "--mqtt-site",
      paramLabel = "SITE",
      description = "The first name of the cell's topics (default: the profile's).")
  private String site;

  @Option(
      names = "--mqtt-cell",
      paramLabel = "CELL",
      description = "The second name; one of its own for each runtime (default: the profile's).")
  private String cell;

  @Option(names = "--mqtt-user", paramLabel = "USER", description = "The user's name.")
  private String user;

  @Option(
      names = "--mqtt-password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password.")
  private String passwordFile;

  @Option(
      names = "--mqtt-ca",
      paramLabel = "FILE",
      description = "PEM certificates to trust (default: those that the JDK trusts).")
  private String caFile;

  @Option(
      names = "--mqtt-certificate",
      paramLabel = "FILE",
      description = "This cell's PEM certificate; goes with --mqtt-key.")
  private String certificateFile;

  @Option(
      names = "--mqtt-key",
      paramLabel = "FILE",
      description = "The certificate's private key: PEM, PKCS #8, unencrypted.")
  private String keyFile;

  @Option(
      names = "--mqtt-clear-text",
      description = "Allow mqtt:// to another machine: all can read and change what is sent.")
  private boolean clearText;

  /** Returns what the options change in the profile. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    add(settings, "broker", broker);
    add(settings, "site", site);
    add(settings, "cell", cell);
    add(settings, "user", user);
    addFile(settings, "passwordFile", passwordFile);
    addFile(settings, "caFile", caFile);
    addFile(settings, "certificateFile", certificateFile);
    addFile(settings, "keyFile", keyFile);
    if (clearText) {
      settings.add("mqtt.allowClearText=true");
    }
    return settings;
  }

  private static void addFile(List<String> settings, String key, String typed) {
    add(settings, key, typed == null ? null : ProjectHome.typed(typed).toString());
  }

  private static void add(List<String> settings, String key, String value) {
    if (value != null) {
      settings.add("mqtt." + key + "='" + value.replace("'", "''") + "'");
    }
  }
}
