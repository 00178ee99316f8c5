package dev.cobot.node.cli;

import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.config.ProjectHome;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say how a broker is reached; each is a value of the profile's, too. */
final class BrokerOptions {
  @Option(
      names = "--mqtt",
      paramLabel = "URI",
      description = {
        "An MQTT 5 broker: mqtts://host:8883, or mqtt://127.0.0.1:1883 in the clear.",
        "cobot run can bring one, for this machine alone: embedded or embedded:PORT."
      })
  private String broker;

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
      description = "This client's PEM certificate; goes with --mqtt-key.")
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

  /** Whether a broker is named. */
  boolean isGiven() {
    return broker != null;
  }

  /** Returns what the options change in the profile. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    add(settings, "broker", broker);
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

  /**
   * Returns how a broker is reached by a client that is no cell.
   *
   * @throws IllegalArgumentException when the options do not go together
   */
  MqttProfile client() {
    if (broker != null && broker.startsWith("embedded")) {
      throw new IllegalArgumentException(
          "--mqtt: got "
              + broker
              + ", which is the broker that cobot run brings; from here it is at mqtt://127.0.0.1:"
              + (broker.startsWith("embedded:") ? broker.substring("embedded:".length()) : "1883")
              + ", with the user and the password that run names");
    }
    return new MqttProfile(
        broker == null ? "" : broker,
        "none",
        "none",
        user == null ? "" : user,
        file(passwordFile),
        file(caFile),
        file(certificateFile),
        file(keyFile),
        clearText,
        "none",
        1);
  }

  private static String file(String typed) {
    return typed == null ? "" : ProjectHome.typed(typed).toString();
  }

  private static void addFile(List<String> settings, String key, String typed) {
    add(settings, key, typed == null ? null : file(typed));
  }

  /** Adds a setting, unless nothing was typed. */
  static void add(List<String> settings, String key, String value) {
    if (value != null) {
      settings.add("mqtt." + key + "='" + value.replace("'", "''") + "'");
    }
  }
}
