package dev.cobot.node.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.event.PartHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime on a broker: listens to the loop, hands commands to its desk, and publishes from a
 * thread of its own. What must not be lost goes through the {@link Outbox}; the state is only worth
 * its newest.
 */
public final class MqttBridge implements CellListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MqttBridge.class);

  /** Fewer than a broker takes at once (Mosquitto: 20). */
  private static final int WINDOW = 8;

  private static final long TURN_MILLIS = 200;
  private static final long FIRST_BACKOFF_MILLIS = 250;
  private static final long MAX_BACKOFF_MILLIS = 30_000;
  private static final long DENIED_MILLIS = 5_000;
  private static final long SUBSCRIBE_MILLIS = 30_000;
  private static final long GOODBYE_MILLIS = 2_000;
  private static final long CLOSE_SECONDS = 5;

  /** So often it is looked whether the cell was calibrated meanwhile. */
  private static final long GAP_MILLIS = 60_000;

  /** A connection that lasts is no reason to wait long for the next. */
  private static final long LASTING_MILLIS = 1_000;

  private static final String CONNECTION = "connection";
  private static final String DISK = "disk";

  private final MqttProfile profile;
  private final BrokerConnection.Credentials credentials;
  private final MqttTopics topics;
  private final Outbox outbox;
  private final Documents documents;
  private final CommandLedger ledger;

  /** Ids whose end the desk owes. */
  private final Set<String> pending = ConcurrentHashMap.newKeySet();

  private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
  private final Semaphore wake = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile CellStatus status;
  private volatile CellStatus lastEnd;
  private volatile CellHealth cellHealth;
  private volatile boolean stateIsOld;
  private volatile boolean closed;
  private volatile boolean isServed;
  private volatile MqttHealth health =
      new MqttHealth(false, 0, 0, 0, 0, Optional.of("not connected yet"));

  // Of the bridge's own thread.
  private CommandIntake intake;
  private BrokerConnection connection;
  private boolean isSubscribed;
  private byte[] factsheet;
  private Supplier<Optional<CalibrationGap>> gaps = Optional::empty;
  private Optional<CalibrationGap> gap = Optional.empty();
  private long gapAtMillis = monotonicMillis();
  private long denied;

  /** What is wrong, by the topic or the part that it is wrong with. */
  private final Map<String, String> problems = new LinkedHashMap<>();

  private long backoffMillis = FIRST_BACKOFF_MILLIS;
  private long connectAtMillis = monotonicMillis();
  private long subscribeAtMillis;
  private long flushAtMillis = monotonicMillis();
  private long connectedAtMillis;

  /** What the loop has told of a command that came from here. */
  private sealed interface Note {
    record Begun(String id, String understood) implements Note {}

    record Ended(CommandReport report) implements Note {}
  }

  private MqttBridge(MqttProfile profile, BrokerConnection.Credentials credentials, Outbox outbox) {
    this.profile = profile;
    this.credentials = credentials;
    this.outbox = outbox;
    topics = new MqttTopics(profile.site(), profile.cell());
    documents = new Documents(System::currentTimeMillis);
    ledger = new CommandLedger(topics, documents, outbox);
  }

  /**
   * Reads the files that the profile names and opens its store. Nothing is sent yet.
   *
   * @throws IOException when a file cannot be used, with a sentence that says what to do
   */
  public static MqttBridge open(MqttProfile profile) throws IOException {
    return open(profile, BrokerConnection.Credentials.of(profile));
  }

  /** As {@link #open(MqttProfile)}, on the broker of this process. */
  public static MqttBridge open(LocalBroker broker) throws IOException {
    return open(broker.profile(), broker.credentials());
  }

  private static MqttBridge open(MqttProfile profile, BrokerConnection.Credentials credentials)
      throws IOException {
    Path store = ProjectHome.kept(profile.store());
    Outbox outbox = Outbox.open(store);
    try {
      MqttBridge bridge = new MqttBridge(profile, credentials, outbox);
      bridge.ledger.interrupted(
          "the runtime ended before this did; it is not taken up again: look at the cell, then send"
              + " the wish under another id");
      return bridge;
    } catch (IOException | RuntimeException e) {
      outbox.close();
      throw e;
    }
  }

  /**
   * Returns what the bridge's own thread does, until it is closed.
   *
   * @param facts what the factsheet says of the cell; asked once, and may wait
   * @param calibrated how the cell was last found to see; asked once a minute, and may wait
   */
  public Runnable serving(
      MqttDesk desk, Supplier<ObjectNode> facts, Supplier<Optional<CalibrationGap>> calibrated) {
    isServed = true;
    gaps = calibrated;
    intake = new CommandIntake(topics, ledger, desk, pending, System::currentTimeMillis);
    return () -> {
      try {
        factsheet = documents.factsheet(facts.get());
        while (!closed) {
          turn();
        }
        farewell();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.error("MQTT ends; the runtime goes on without it", e);
        health = new MqttHealth(false, 0, 0, denied, 0, Optional.of("an internal error: " + e));
      } finally {
        drop();
        outbox.close();
        ended.countDown();
      }
    };
  }

  /** Called by the loop: only notes, and never waits. */
  @Override
  public void on(CellEvent event) {
    if (event instanceof CellEvent.Status told) {
      status = told.status();
      Optional<CommandReport> report = told.status().report();
      if (report.isPresent()) {
        lastEnd = told.status();
        // Every end is told as a status, and repeated each second; the first time counts.
        if (pending.remove(report.get().commandId())) {
          notes.add(new Note.Ended(report.get()));
        }
      }
      stateIsOld = true;
      wake.release();
    } else if (event instanceof CellEvent.Accepted accepted
        && pending.contains(accepted.command().id())) {
      notes.add(new Note.Begun(accepted.command().id(), accepted.understood()));
      wake.release();
    } else if (event instanceof CellEvent.Health newest) {
      cellHealth = newest.health();
    }
  }

  @Override
  public Optional<PartHealth> health() {
    MqttHealth now = health;
    Map<String, String> values = new LinkedHashMap<>();
    values.put("waiting messages", Long.toString(now.waiting()));
    values.put("dropped messages", Long.toString(now.dropped()));
    values.put("denied publishes", Long.toString(now.denied()));
    values.put("rejected commands", Long.toString(now.rejected()));
    return Optional.of(
        new PartHealth(
            "mqtt",
            now.isConnected() && now.problem().isEmpty(),
            now.problem().orElse("connected to " + profile.broker()),
            values));
  }

  /**
   * Waits until the broker takes results and brings commands.
   *
   * @return what is wrong at the end of the time, or nothing
   */
  public Optional<String> awaitConnected(double seconds) throws InterruptedException {
    long deadline = System.nanoTime() + Math.round(seconds * 1e9);
    while (!(health.isConnected() && health.problem().isEmpty())
        && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return health.problem();
  }

  private void turn() throws InterruptedException {
    if (wake.tryAcquire(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
    writeDown();
    try {
      if (connection == null && monotonicMillis() - connectAtMillis >= 0) {
        connect();
      }
      if (connection != null) {
        talk();
      }
    } catch (BrokerException e) {
      lose(e);
    }
    health =
        new MqttHealth(
            connection != null && isSubscribed,
            outbox.waiting(),
            outbox.dropped(),
            denied,
            intake.rejected(),
            problems.values().stream().findFirst());
  }

  /** Brings to the disk what the loop has told. */
  private void writeDown() {
    try {
      for (Note note = notes.peek(); note != null; note = notes.peek()) {
        if (note instanceof Note.Begun begun) {
          ledger.accepted(begun.id(), begun.understood());
        } else if (note instanceof Note.Ended end) {
          ledger.ended(end.report());
        }
        notes.remove();
      }
      problems.remove(DISK);
    } catch (IOException e) {
      // The note stays first, for the next turn.
      tell(DISK, e.getMessage());
    }
  }

  private void connect() throws BrokerException {
    connection =
        BrokerConnection.open(
            profile,
            credentials,
            new BrokerConnection.Session(
                "cobot-" + profile.site() + "-" + profile.cell(),
                profile.sessionExpirySeconds(),
                topics.connection(),
                documents.connection(Documents.Presence.CONNECTION_BROKEN)),
            (topic, arrival) -> intake.take(arrival),
            wake::release);
    connectedAtMillis = monotonicMillis();
    problems.clear();
    isSubscribed = false;
    subscribeAtMillis = monotonicMillis();
    stateIsOld = true;
    publish(topics.connection(), documents.connection(Documents.Presence.ONLINE), true);
    publish(topics.factsheet(), factsheet, true);
  }

  private void talk() throws BrokerException {
    BrokerException lost = connection.lost();
    if (lost != null) {
      throw lost;
    }
    if (!isSubscribed && monotonicMillis() - subscribeAtMillis >= 0) {
      subscribe();
    }
    if (monotonicMillis() - flushAtMillis >= 0) {
      flush();
    }
    CellStatus now = status;
    if (stateIsOld && now != null) {
      stateIsOld = false;
      if (monotonicMillis() - gapAtMillis >= 0) {
        gapAtMillis = monotonicMillis() + GAP_MILLIS;
        gap = gaps.get();
      }
      publish(topics.state(), documents.state(now, lastEnd, cellHealth, health, gap), true);
    }
  }

  private void subscribe() throws BrokerException {
    int code = connection.subscribe(topics.command());
    isSubscribed = code < BrokerException.FIRST_ERROR;
    note(topics.command(), "cannot read commands on " + topics.command(), code);
    if (!isSubscribed) {
      subscribeAtMillis = monotonicMillis() + SUBSCRIBE_MILLIS;
    }
  }

  private void publish(String topic, byte[] payload, boolean retained) throws BrokerException {
    note(
        topic,
        "cannot publish on " + topic,
        connection.await(connection.send(topic, payload, retained, null)));
  }

  /** Sends what waits, in its order, and forgets what the broker has confirmed. */
  private void flush() throws BrokerException {
    try {
      List<Outbox.Message> batch = outbox.oldest(WINDOW);
      while (!batch.isEmpty()) {
        List<IMqttToken> tokens = new ArrayList<>();
        for (Outbox.Message message : batch) {
          tokens.add(
              connection.send(message.topic(), message.payload(), false, message.correlation()));
        }
        List<Outbox.Message> done = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
          if (isDone(batch.get(i), connection.await(tokens.get(i)))) {
            done.add(batch.get(i));
          }
        }
        outbox.delete(done);
        if (done.size() < batch.size()) {
          // Until somebody has changed the broker's mind nothing of it comes through.
          flushAtMillis = monotonicMillis() + DENIED_MILLIS;
          return;
        }
        batch = outbox.oldest(WINDOW);
      }
    } catch (IOException e) {
      tell(DISK, e.getMessage());
      flushAtMillis = monotonicMillis() + DENIED_MILLIS;
    }
  }

  /** Whether a message need not be sent again. */
  private boolean isDone(Outbox.Message message, int code) {
    boolean isResult = message.topic().equals(topics.result());
    note(
        isResult ? message.topic() : topics.responses(),
        "cannot publish on " + message.topic(),
        code);
    // The answer on a topic of the issuer's choice is a courtesy; the result itself must arrive.
    return code < BrokerException.FIRST_ERROR || !isResult;
  }

  /** Notes what the broker says to something. */
  private void note(String topic, String doing, int code) {
    if (code < BrokerException.FIRST_ERROR) {
      problems.remove(topic);
    } else {
      denied++;
      tell(topic, doing + ": " + BrokerException.sentence(code));
    }
  }

  private void tell(String where, String sentence) {
    if (!sentence.equals(problems.put(where, sentence))) {
      log.warn("MQTT: {}", sentence);
    }
  }

  private void lose(BrokerException why) {
    boolean lasted = connection != null && monotonicMillis() - connectedAtMillis >= LASTING_MILLIS;
    drop();
    if (lasted) {
      backoffMillis = FIRST_BACKOFF_MILLIS;
    }
    if (why.code() == BrokerException.SESSION_TAKEN_OVER) {
      backoffMillis = MAX_BACKOFF_MILLIS;
    }
    tell(CONNECTION, why.getMessage());
    connectAtMillis =
        monotonicMillis() + ThreadLocalRandom.current().nextLong(backoffMillis / 2, backoffMillis);
    backoffMillis = Math.min(2 * backoffMillis, MAX_BACKOFF_MILLIS);
  }

  private void drop() {
    if (connection != null) {
      connection.close();
      connection = null;
      isSubscribed = false;
    }
  }

  /** Answers what is still owed, sends what waits, and says goodbye. */
  private void farewell() {
    writeDown();
    try {
      ledger.interrupted("the runtime was ended before this did; it is not taken up again");
      long deadline = monotonicMillis() + GOODBYE_MILLIS;
      while (connection != null && outbox.waiting() > 0 && monotonicMillis() - deadline < 0) {
        long before = outbox.waiting();
        flush();
        if (outbox.waiting() == before) {
          break;
        }
      }
      if (connection != null) {
        publish(topics.connection(), documents.connection(Documents.Presence.OFFLINE), true);
        connection.disconnect();
      }
    } catch (IOException | BrokerException e) {
      log.warn("MQTT: the goodbye failed, what waits is kept: {}", e.getMessage());
    }
  }

  private static long monotonicMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /** Ends the bridge's thread; what waits is sent when the next one begins. */
  @Override
  public void close() {
    closed = true;
    wake.release();
    if (!isServed) {
      outbox.close();
      return;
    }
    try {
      if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("MQTT: {} does not answer; what waits is kept", profile.broker());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
