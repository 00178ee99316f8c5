package dev.cobot.node.mqtt;

import dev.cobot.node.event.Command;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a message on the command topic. A command is on the disk before the desk
 * gets it and before the broker hears that it came, so that each is carried out once at most and
 * answered.
 */
final class CommandIntake {
  private static final Logger log = LoggerFactory.getLogger(CommandIntake.class);
  private static final int MAX_CORRELATION = 256;

  /** A flood of wrong messages must not become a flood of answers. */
  static final int REPORTS_A_SECOND = 20;

  private final MqttTopics topics;
  private final CommandLedger ledger;
  private final MqttDesk desk;
  private final Set<String> pending;
  private final LongSupplier epochMillis;
  private final AtomicLong rejected = new AtomicLong();
  private long second;
  private int reports;

  /**
   * A message as it came.
   *
   * @param expirySeconds what is left of the message's expiry interval, or null for none
   * @param responseTopic or null
   * @param correlation or null
   */
  record Arrival(
      byte[] payload,
      boolean retained,
      Long expirySeconds,
      String responseTopic,
      byte[] correlation) {}

  /**
   * @param pending ids whose end the desk owes; this adds to it
   * @param epochMillis {@link System#currentTimeMillis}, or the test's clock
   */
  CommandIntake(
      MqttTopics topics,
      CommandLedger ledger,
      MqttDesk desk,
      Set<String> pending,
      LongSupplier epochMillis) {
    this.topics = topics;
    this.ledger = ledger;
    this.desk = desk;
    this.pending = pending;
    this.epochMillis = epochMillis;
  }

  /** Returns how many messages were not taken. */
  long rejected() {
    return rejected.get();
  }

  /**
   * Takes a message.
   *
   * @throws IOException when the disk does; then the message has not come, and must come again
   */
  synchronized void take(Arrival in) throws IOException {
    if (in.retained() && in.payload().length == 0) {
      return; // Somebody clears a retained message.
    }
    long now = epochMillis.getAsLong();
    CommandPayload payload;
    try {
      payload = CommandPayload.read(in.payload());
    } catch (CommandPayload.Unreadable e) {
      reject(null, BridgeReason.MALFORMED, e.getMessage(), now);
      return;
    }
    boolean answersThere =
        in.responseTopic() != null && topics.refusal(in.responseTopic()).isEmpty();
    Outbox.Taken command =
        new Outbox.Taken(
            payload.id(),
            payload.text(),
            payload.issuer(),
            answersThere ? in.responseTopic() : null,
            answersThere ? in.correlation() : null);
    Optional<String> wrong = wrong(in, payload);
    if (in.retained()) {
      reject(
          command,
          BridgeReason.RETAINED,
          "the command is retained: the broker would send it again at each reconnect; publish it"
              + " without retain, and an empty retained message to clear it",
          now);
    } else if (wrong.isPresent()) {
      reject(command, BridgeReason.MALFORMED, wrong.get(), now);
    } else {
      Optional<Outbox.Earlier> earlier = ledger.take(command);
      if (earlier.isPresent()) {
        again(command, earlier.get(), now);
      } else {
        offer(command, secondsLeft(in, payload, now));
      }
    }
  }

  private Optional<String> wrong(Arrival in, CommandPayload payload) {
    if (in.responseTopic() != null && topics.refusal(in.responseTopic()).isPresent()) {
      return topics.refusal(in.responseTopic());
    }
    if (in.correlation() != null && in.correlation().length > MAX_CORRELATION) {
      return Optional.of(
          "the correlation data has "
              + in.correlation().length
              + " bytes, allowed are "
              + MAX_CORRELATION);
    }
    if (in.expirySeconds() == null && payload.expires().isEmpty()) {
      return Optional.of(
          "the command does not say when it is no longer wanted, and a broker may deliver it much"
              + " later; set the message expiry interval, or \"expires\" as a Unix time in"
              + " seconds");
    }
    return Optional.empty();
  }

  private static double secondsLeft(Arrival in, CommandPayload payload, long nowMillis) {
    return Math.min(
        in.expirySeconds() == null ? Double.POSITIVE_INFINITY : in.expirySeconds(),
        payload.expires().orElse(Double.POSITIVE_INFINITY) - nowMillis * 1e-3);
  }

  private void offer(Outbox.Taken command, double secondsLeft) throws IOException {
    if (!(secondsLeft > 0)) {
      ledger.refused(command, BridgeReason.EXPIRED, "the command has expired before it came");
      return;
    }
    // From here on its end comes as an event, perhaps before offer() returns.
    pending.add(command.id());
    long expiresNanos = desk.nowNanos() + Math.round(Math.min(secondsLeft, 1e9) * 1e9);
    if (!desk.offer(new Command(command.id(), command.text(), expiresNanos, "mqtt"))) {
      pending.remove(command.id());
      ledger.refused(
          command, BridgeReason.BUSY, "too many commands are waiting; send it again later");
    }
  }

  private void again(Outbox.Taken command, Outbox.Earlier earlier, long now) throws IOException {
    if (!earlier.command().text().equals(command.text())) {
      reject(
          command,
          BridgeReason.ID_TAKEN,
          "the id was used for \""
              + earlier.command().text()
              + "\"; send another wish under another id",
          now);
    } else if (earlier.answer().isPresent()) {
      ledger.again(command, earlier.answer().get());
    }
    // Otherwise it is being carried out, and its one answer is still to come.
  }

  private void reject(Outbox.Taken command, BridgeReason reason, String detail, long nowMillis)
      throws IOException {
    rejected.incrementAndGet();
    long thisSecond = nowMillis / 1000;
    if (thisSecond != second) {
      second = thisSecond;
      reports = 0;
    }
    if (reports < REPORTS_A_SECOND) {
      reports++;
      log.warn("A message on the command topic is refused ({}): {}", reason, detail);
      ledger.rejected(command, reason, detail);
    }
  }
}
