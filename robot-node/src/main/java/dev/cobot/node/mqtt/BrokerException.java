package dev.cobot.node.mqtt;

import java.util.Locale;
import java.util.Map;
import org.eclipse.paho.mqttv5.common.MqttException;

/** The broker refuses something or is not reached. */
final class BrokerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** From here on a reason code is an error (MQTT 5.0, 2.4). */
  static final int FIRST_ERROR = 0x80;

  static final int NOT_AUTHORIZED = 0x87;
  static final int SESSION_TAKEN_OVER = 0x8e;

  // MQTT 5.0, 2.4, those that a user can do something about.
  private static final Map<Integer, String> SENTENCES =
      Map.ofEntries(
          Map.entry(0x81, "malformed packet"),
          Map.entry(0x82, "protocol error"),
          Map.entry(0x84, "the broker does not speak MQTT 5"),
          Map.entry(0x85, "the client id is not valid"),
          Map.entry(0x86, "bad user name or password; look at mqtt.user and mqtt.passwordFile"),
          Map.entry(
              NOT_AUTHORIZED,
              "not authorized; look at the broker's accounts and access control list (ACL)"),
          Map.entry(0x88, "the broker is unavailable"),
          Map.entry(0x89, "the broker is busy"),
          Map.entry(0x8a, "banned"),
          Map.entry(
              SESSION_TAKEN_OVER,
              "another client uses this cell's client id; give each runtime a mqtt.cell of its"
                  + " own"),
          Map.entry(0x95, "the packet is too large for the broker"),
          Map.entry(0x97, "a quota of the broker is exceeded"),
          Map.entry(0x9a, "the broker keeps no retained messages, which the state needs"),
          Map.entry(0x9b, "the broker has no QoS 1"),
          Map.entry(0x9f, "the broker takes connections more slowly"));

  private final int code;

  BrokerException(int code, String sentence) {
    super(sentence);
    this.code = code;
  }

  BrokerException(String doing, MqttException e) {
    super(doing + ": " + sentence(e), e);
    code = e.getReasonCode();
  }

  /** Returns MQTT's reason code, or Paho's own above 255. */
  int code() {
    return code;
  }

  /** Returns a reason code in words. */
  static String sentence(int code) {
    String hex = String.format(Locale.ROOT, "reason code %d (0x%02x)", code, code);
    String known = SENTENCES.get(code);
    return known == null ? hex : known + ", " + hex;
  }

  private static String sentence(MqttException e) {
    if (SENTENCES.containsKey(e.getReasonCode())) {
      return sentence(e.getReasonCode());
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
