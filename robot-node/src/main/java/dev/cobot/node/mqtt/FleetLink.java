package dev.cobot.node.mqtt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.config.MqttProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The other end of many cells' topics: hears what they tell, and commands one of them. It keeps no
 * session at the broker: what happens while it is away is not heard, but for what is retained. One
 * thread, which calls {@link #turn}; what comes is told on Paho's.
 */
public final class FleetLink implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long FIRST_BACKOFF_MILLIS = 250;
  private static final long MAX_BACKOFF_MILLIS = 10_000;

  /** A publish that nobody takes (MQTT 5.0, 3.4.2.1). */
  private static final int NO_SUBSCRIBERS = 0x10;

  private final MqttProfile profile;
  private final BrokerConnection.Credentials credentials;
  private final List<String> filters;
  private final Heard heard;
  private final String clientId = "cobot-fleet-" + UUID.randomUUID();
  private BrokerConnection connection;
  private long backoffMillis = FIRST_BACKOFF_MILLIS;
  private long connectAtMillis = monotonicMillis();
  private volatile Optional<String> problem = Optional.of("not connected yet");

  /** Hears what comes. Called on Paho's thread; must not wait. */
  @FunctionalInterface
  public interface Heard {
    /**
     * @param isRetained whether it was told before this link came
     */
    void on(String topic, byte[] payload, boolean isRetained);
  }

  private FleetLink(
      MqttProfile profile,
      BrokerConnection.Credentials credentials,
      List<String> filters,
      Heard heard) {
    this.profile = profile;
    this.credentials = credentials;
    this.filters = List.copyOf(filters);
    this.heard = heard;
  }

  /**
   * Reads the files that the profile names. Nothing is sent yet.
   *
   * @param profile its site and cell do not count
   * @param site a site's name, or {@code +} for all
   * @param cell a cell's name, or {@code +} for all
   * @param names of topics below a cell, such as {@code state}
   * @throws IOException when a file cannot be used, with a sentence that says what to do
   */
  public static FleetLink open(
      MqttProfile profile, String site, String cell, List<String> names, Heard heard)
      throws IOException {
    return new FleetLink(
        profile,
        BrokerConnection.Credentials.of(profile),
        names.stream().map(new MqttTopics(site, cell)::of).toList(),
        heard);
  }

  /** Connects where it is not, and when it is time to try; returns whether it is connected. */
  public boolean turn() {
    try {
      if (connection != null && connection.lost() != null) {
        throw connection.lost();
      }
      if (connection == null && monotonicMillis() - connectAtMillis >= 0) {
        connect();
      }
    } catch (BrokerException e) {
      close();
      problem = Optional.of(e.getMessage());
      connectAtMillis =
          monotonicMillis()
              + ThreadLocalRandom.current().nextLong(backoffMillis / 2, backoffMillis);
      backoffMillis = Math.min(2 * backoffMillis, MAX_BACKOFF_MILLIS);
    }
    return connection != null;
  }

  private void connect() throws BrokerException {
    connection =
        BrokerConnection.open(
            profile,
            credentials,
            new BrokerConnection.Session(clientId, 0, null, null),
            (topic, arrival) -> heard.on(topic, arrival.payload(), arrival.retained()),
            () -> {});
    List<String> denied = new ArrayList<>();
    for (String filter : filters) {
      // The newest state is worth more than each of them.
      int code = connection.watch(filter, filter.endsWith("/state") ? 0 : 1);
      if (code >= BrokerException.FIRST_ERROR) {
        denied.add(filter + ": " + BrokerException.sentence(code));
      }
    }
    problem =
        denied.isEmpty()
            ? Optional.empty()
            : Optional.of("cannot read " + String.join("; cannot read ", denied));
    backoffMillis = FIRST_BACKOFF_MILLIS;
  }

  /** Returns what is wrong with the connection, if something is. Any thread. */
  public Optional<String> problem() {
    return problem;
  }

  /**
   * Sends a command to a cell and waits until the broker has it.
   *
   * @param id of the command; the same id gets the same answer
   * @param secondsLeft after which it is no longer wanted
   * @return why it has not reached anybody, or nothing
   */
  public Optional<String> command(
      String site, String cell, String id, String text, double secondsLeft) {
    if (connection == null) {
      return problem;
    }
    ObjectNode payload =
        JSON.createObjectNode()
            .put("id", id)
            .put("text", text)
            .put("issuer", "fleet")
            .put("expires", System.currentTimeMillis() * 1e-3 + secondsLeft);
    String topic = new MqttTopics(site, cell).command();
    try {
      int code =
          connection.await(connection.send(topic, JSON.writeValueAsBytes(payload), false, null));
      if (code == NO_SUBSCRIBERS) {
        return Optional.of(
            "no cell listens on " + topic + " (or the broker hides it); look at: cobot fleet");
      }
      return code < BrokerException.FIRST_ERROR
          ? Optional.empty()
          : Optional.of("cannot command on " + topic + ": " + BrokerException.sentence(code));
    } catch (BrokerException e) {
      return Optional.of(e.getMessage());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The command cannot be written as JSON", e);
    }
  }

  /**
   * Connects, trying again until it has.
   *
   * @return what is wrong at the end of the time, or nothing
   */
  public Optional<String> await(double seconds) throws InterruptedException {
    long deadline = System.nanoTime() + Math.round(seconds * 1e9);
    while (!turn() && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return connection == null ? problem : Optional.empty();
  }

  private static long monotonicMillis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.disconnect();
      connection.close();
      connection = null;
    }
  }
}
