package dev.cobot.node.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the runtime reaches an MQTT broker. Files are relative to the project's home; empty is none.
 *
 * @param broker {@code mqtts://host:port} or {@code mqtt://host:port}; {@code embedded} or {@code
 *     embedded:port} for one in this process; empty for no MQTT
 * @param site the first name of the cell's topics
 * @param cell the second
 * @param user the account; with an embedded broker whose who commands and watches, empty for {@code
 *     controller}
 * @param passwordFile its first line is the password; with an embedded broker empty for one that is
 *     made
 * @param caFile certificates that are trusted, PEM; empty for those of the JDK
 * @param certificateFile this cell's certificate and its chain, PEM
 * @param keyFile the private key of the certificate, PEM, PKCS #8
 * @param allowClearText whether {@code mqtt://} may lead to another machine
 * @param store the SQLite file of results on their way and of answers by id
 * @param sessionExpirySeconds for how long the broker keeps commands while the cell is away
 */
public record MqttProfile(
    @JsonProperty(required = true) String broker,
    @JsonProperty(required = true) String site,
    @JsonProperty(required = true) String cell,
    @JsonProperty(required = true) String user,
    @JsonProperty(required = true) String passwordFile,
    @JsonProperty(required = true) String caFile,
    @JsonProperty(required = true) String certificateFile,
    @JsonProperty(required = true) String keyFile,
    @JsonProperty(required = true) boolean allowClearText,
    @JsonProperty(required = true) String store,
    @JsonProperty(required = true) int sessionExpirySeconds) {
  private static final int CLEAR_PORT = 1883;
  private static final int TLS_PORT = 8883;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern EMBEDDED = Pattern.compile("embedded(:([0-9]{1,5}))?");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]");

  public MqttProfile {
    requireName("site", site);
    requireName("cell", cell);
    if (!(sessionExpirySeconds >= 1 && sessionExpirySeconds <= 604_800)) {
      throw new IllegalArgumentException(
          "sessionExpirySeconds: got " + sessionExpirySeconds + ", must be in [1, 604800]");
    }
    if (!broker.isEmpty()) {
      if (EMBEDDED.matcher(broker).matches()) {
        requireEmbedded(broker, caFile, certificateFile, keyFile);
      } else {
        requireBroker(broker, allowClearText);
        requireTogether(broker, user, passwordFile, caFile, certificateFile, keyFile);
      }
      if (store.isBlank()) {
        throw new IllegalArgumentException("store: got nothing, must be a file");
      }
    }
  }

  /** Whether there is a broker. */
  @JsonIgnore
  public boolean isOn() {
    return !broker.isEmpty();
  }

  /** Whether the broker is one in this process. */
  @JsonIgnore
  public boolean isEmbedded() {
    return EMBEDDED.matcher(broker).matches();
  }

  /** Returns how the cell reaches the embedded broker: the account is the cell's own. */
  public MqttProfile served() {
    return new MqttProfile(
        "mqtt://127.0.0.1:" + port(),
        site,
        cell,
        cell,
        "",
        "",
        "",
        "",
        false,
        store,
        sessionExpirySeconds);
  }

  @JsonIgnore
  public boolean isTls() {
    return broker.startsWith("mqtts:");
  }

  /** Returns the broker's host, an IPv6 address in brackets. */
  public String host() {
    return URI.create(broker).getHost();
  }

  public int port() {
    Matcher embedded = EMBEDDED.matcher(broker);
    if (embedded.matches()) {
      return embedded.group(2) == null ? CLEAR_PORT : Integer.parseInt(embedded.group(2));
    }
    int port = URI.create(broker).getPort();
    return port >= 0 ? port : isTls() ? TLS_PORT : CLEAR_PORT;
  }

  private static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + ": got '" + name + "', must be 1 to 64 of the signs A-Z a-z 0-9 _ -");
    }
  }

  private static void requireEmbedded(
      String broker, String caFile, String certificateFile, String keyFile) {
    int colon = broker.indexOf(':');
    int port = colon < 0 ? CLEAR_PORT : Integer.parseInt(broker.substring(colon + 1));
    if (!(port >= 1 && port <= 65535)) {
      throw new IllegalArgumentException(
          "broker: got " + broker + ", the port must be in [1, 65535]");
    }
    if (!(caFile.isEmpty() && certificateFile.isEmpty() && keyFile.isEmpty())) {
      throw new IllegalArgumentException(
          "broker: got "
              + broker
              + " with certificates; it serves this machine alone, without TLS");
    }
  }

  private static void requireBroker(String broker, boolean allowClearText) {
    String allowed = "; allowed: mqtts://host:8883, mqtt://127.0.0.1:1883, embedded, embedded:PORT";
    URI uri;
    try {
      uri = new URI(broker);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("broker: " + e.getReason() + allowed, e);
    }
    if (uri.getUserInfo() != null) {
      // Not repeated: it may hold a password, and this goes to logs.
      throw new IllegalArgumentException(
          "broker: names a user before the host; say --mqtt-user and --mqtt-password-file"
              + allowed);
    }
    boolean clear = "mqtt".equals(uri.getScheme());
    if ((!clear && !"mqtts".equals(uri.getScheme()))
        || uri.getHost() == null
        || uri.getPort() == 0
        || uri.getPort() > 65535
        || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("broker: got " + broker + allowed);
    }
    if (clear && !allowClearText && !LOOPBACK.matcher(uri.getHost()).matches()) {
      throw new IllegalArgumentException(
          "broker: "
              + broker
              + " would send commands and the password in the clear to another machine; use"
              + " mqtts://, or say --mqtt-clear-text (mqtt.allowClearText: true)");
    }
  }

  private static void requireTogether(
      String broker,
      String user,
      String passwordFile,
      String caFile,
      String certificateFile,
      String keyFile) {
    if (!passwordFile.isEmpty() && user.isEmpty()) {
      throw new IllegalArgumentException(
          "user: got none with a password; say --mqtt-user, too (mqtt.user)");
    }
    if (certificateFile.isEmpty() != keyFile.isEmpty()) {
      throw new IllegalArgumentException(
          (keyFile.isEmpty() ? "keyFile" : "certificateFile")
              + ": is missing; a certificate and its key go together (--mqtt-certificate,"
              + " --mqtt-key)");
    }
    if (broker.startsWith("mqtt:") && !(caFile.isEmpty() && certificateFile.isEmpty())) {
      throw new IllegalArgumentException(
          "broker: got " + broker + " with certificates, which only mqtts:// uses");
    }
  }
}
