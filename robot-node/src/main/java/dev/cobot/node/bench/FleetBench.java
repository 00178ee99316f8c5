package dev.cobot.node.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.batch.WorkerPool;
import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.fleet.CellRow;
import dev.cobot.node.fleet.CellStanding;
import dev.cobot.node.fleet.FleetMemory;
import dev.cobot.node.fleet.FleetSnapshot;
import dev.cobot.node.mqtt.FleetLink;
import dev.cobot.node.mqtt.MqttBridge;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Many cells on one broker of this machine, with one who commands them and one fleet view. Of each
 * cell the bridge, its intake, ledger and outbox on the disk are the product's; behind them is a
 * {@link SimulatedDesk}. All cells, the commander and the view share one process.
 */
public final class FleetBench {
  /** One thread each, and three more. */
  public static final int MAX_CELLS = 250;

  private static final JsonMapper JSON = new JsonMapper();
  private static final String SITE = "bench";
  private static final double CONNECT_SECONDS = 120;
  private static final double EXPIRES_SECONDS = 60;
  private static final double DRAIN_SECONDS = 20;
  private static final long SAMPLE_MILLIS = 250;
  private static final long TELL_NANOS = 10_000_000_000L;

  private final int cells;
  private final double minutes;
  private final double commandsASecond;
  private final Path folder;
  private final ObjectNode facts;
  private final Consumer<String> watch;
  private final List<SimulatedDesk> desks = new ArrayList<>();
  private final Map<String, Sent> sent = new ConcurrentHashMap<>();
  private final List<Double> oldestSeconds = new ArrayList<>();
  private int samplesNotAllLive;
  private volatile boolean isMeasuring;
  private volatile boolean isOver;

  /** A command and what came of it. */
  private static final class Sent {
    private final long monotonicNanos;
    private final Set<String> accepted = new HashSet<>();
    private final Set<String> ends = new HashSet<>();
    private double acceptedMillis = Double.NaN;

    Sent(long monotonicNanos) {
      this.monotonicNanos = monotonicNanos;
    }

    synchronized void take(JsonNode result, long nowNanos) {
      String id = result.path("resultId").asText();
      if (!result.path("outcome").asText().equals("accepted")) {
        ends.add(id);
      } else if (accepted.add(id) && accepted.size() == 1) {
        acceptedMillis = (nowNanos - monotonicNanos) * 1e-6;
      }
    }
  }

  /**
   * What was found.
   *
   * @param acceptMillis of each command that was accepted, from its publish to the accepted result
   * @param lost commands without an accepted result, or without an end
   * @param duplicated commands that ran twice, or with two results of a kind
   * @param oldestSeconds age of the view's oldest row, four times a second
   * @param notAllLive how many of these looks did not show every cell as live
   * @param cpuShare of one core that this process used; the broker's
   * @param residentMiB physical memory of this process; the broker's
   */
  public record Outcome(
      int commands,
      double[] acceptMillis,
      long lost,
      long duplicated,
      double[] oldestSeconds,
      int notAllLive,
      double cpuShare,
      double brokerCpuShare,
      double residentMiB,
      double brokerResidentMiB) {
    /** Returns the value of the nearest rank of sorted values. */
    public static double quantile(double[] values, double q) {
      return values.length == 0
          ? Double.NaN
          : values[Math.max(0, (int) Math.ceil(q * values.length) - 1)];
    }
  }

  /**
   * @param folder for the broker's files and the outboxes; on a disk that counts
   * @param facts of the factsheet, of every cell
   */
  public FleetBench(
      int cells,
      double minutes,
      double commandsASecond,
      Path folder,
      ObjectNode facts,
      Consumer<String> watch) {
    if (!(cells >= 1 && cells <= MAX_CELLS)) {
      throw new IllegalArgumentException("--cells must be in [1, " + MAX_CELLS + "], got " + cells);
    }
    if (!(minutes > 0 && minutes <= 10_000)) {
      throw new IllegalArgumentException("--minutes must be in (0, 10000], got " + minutes);
    }
    this.cells = cells;
    this.minutes = minutes;
    this.commandsASecond = commandsASecond;
    this.folder = folder;
    this.facts = facts;
    this.watch = watch;
  }

  /**
   * Measures.
   *
   * @throws IOException when the broker cannot be started or a cell does not come to it
   */
  public Outcome run() throws IOException, InterruptedException {
    Outcome[] outcome = new Outcome[1];
    try (LoopbackBroker broker = LoopbackBroker.start(folder)) {
      for (int i = 0; i < cells; i++) {
        MqttBridge bridge = MqttBridge.open(profile(broker, cell(i)));
        desks.add(new SimulatedDesk(bridge, (double) i / cells));
      }
      new WorkerPool("bench-fleet", cells + 3)
          .run(
              cells + 3,
              () ->
                  piece -> {
                    try {
                      if (piece < cells) {
                        SimulatedDesk desk = desks.get(piece);
                        desk.bridge().serving(desk, facts::deepCopy, Optional::empty).run();
                      } else if (piece == cells) {
                        pace();
                      } else if (piece == cells + 1) {
                        view(broker);
                      } else {
                        outcome[0] = command(broker);
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
    } finally {
      desks.forEach(desk -> desk.bridge().close());
    }
    return outcome[0];
  }

  private static String cell(int i) {
    return "cell" + i;
  }

  private MqttProfile profile(LoopbackBroker broker, String cell) {
    return new MqttProfile(
        broker.uri(),
        SITE,
        cell,
        "",
        "",
        "",
        "",
        "",
        false,
        folder.resolve(cell + ".sqlite").toString(),
        600);
  }

  /** The ticks of all desks. */
  private void pace() throws InterruptedException {
    long tick = System.nanoTime();
    while (!isOver) {
      desks.forEach(SimulatedDesk::tick);
      tick += SimulatedDesk.TICK_NANOS;
      TimeUnit.NANOSECONDS.sleep(tick - System.nanoTime());
    }
  }

  /** The fleet view, looked at four times a second. */
  private void view(LoopbackBroker broker) throws IOException, InterruptedException {
    FleetMemory memory = new FleetMemory();
    try (FleetLink link =
        FleetLink.open(profile(broker, "view"), SITE, "+", FleetMemory.TOPICS, memory::take)) {
      while (!isOver) {
        link.turn();
        if (isMeasuring) {
          FleetSnapshot fleet = memory.snapshot();
          double oldest = fleet.cells().size() < cells ? Double.POSITIVE_INFINITY : 0;
          for (CellRow row : fleet.cells()) {
            oldest = Math.max(oldest, row.ageSeconds());
          }
          oldestSeconds.add(oldest);
          samplesNotAllLive += fleet.counts().get(CellStanding.LIVE) == cells ? 0 : 1;
        }
        TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
      }
    }
  }

  /** Waits for the cells, commands them in turn, and ends everything. */
  private Outcome command(LoopbackBroker broker) throws IOException, InterruptedException {
    try (FleetLink link =
        FleetLink.open(profile(broker, "commander"), SITE, "+", List.of("result"), this::hear)) {
      requireConnected(link.await(CONNECT_SECONDS));
      long deadline = System.nanoTime() + Math.round(CONNECT_SECONDS * 1e9);
      for (SimulatedDesk desk : desks) {
        requireConnected(desk.bridge().awaitConnected((deadline - System.nanoTime()) * 1e-9));
      }
      watch.accept(cells + " cells are connected");
      TimeUnit.SECONDS.sleep(2); // every state has been told
      isMeasuring = true;
      long cpu = cpuNanos();
      long brokerCpu = broker.cpuNanos();
      long begin = System.nanoTime();
      sendFor(link, begin);
      double seconds = (System.nanoTime() - begin) * 1e-9;
      isMeasuring = false;
      double cpuShare = (cpuNanos() - cpu) * 1e-9 / seconds;
      double brokerCpuShare = (broker.cpuNanos() - brokerCpu) * 1e-9 / seconds;
      double resident = SimulatorSoak.residentMiB("self");
      double brokerResident = SimulatorSoak.residentMiB(Long.toString(broker.pid()));
      drain(link);
      return outcome(cpuShare, brokerCpuShare, resident, brokerResident);
    } finally {
      isOver = true;
      desks.forEach(desk -> desk.bridge().close());
    }
  }

  private static void requireConnected(Optional<String> problem) throws IOException {
    if (problem.isPresent()) {
      throw new IOException("not all of the fleet came to the broker: " + problem.get());
    }
  }

  private void sendFor(FleetLink link, long begin) throws IOException, InterruptedException {
    long end = begin + Math.round(minutes * 60e9);
    long tellAt = begin + TELL_NANOS;
    for (int i = 0; ; i++) {
      long due = begin + Math.round(i / commandsASecond * 1e9);
      if (due >= end) {
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        return;
      }
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      link.turn();
      String id = "c" + i;
      sent.put(id, new Sent(System.nanoTime()));
      requireConnected(link.command(SITE, cell(i % cells), id, "turn " + id, EXPIRES_SECONDS));
      if (System.nanoTime() >= tellAt) {
        tellAt += TELL_NANOS;
        watch.accept(
            String.format(
                java.util.Locale.ROOT,
                "%5.1f min, %d commands",
                (System.nanoTime() - begin) / 60e9,
                sent.size()));
      }
    }
  }

  private void hear(String topic, byte[] payload, boolean isRetained) {
    long now = System.nanoTime();
    try {
      JsonNode result = JSON.readTree(new String(payload, StandardCharsets.UTF_8));
      Sent command = sent.get(result.path("commandId").asText());
      if (command != null) {
        command.take(result, now);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a cell sends what is no JSON", e);
    }
  }

  private void drain(FleetLink link) throws InterruptedException {
    long deadline = System.nanoTime() + Math.round(DRAIN_SECONDS * 1e9);
    while (lost() > 0 && System.nanoTime() - deadline < 0) {
      link.turn();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    TimeUnit.MILLISECONDS.sleep(500); // what would come twice
  }

  private long lost() {
    long lost = 0;
    for (Sent command : sent.values()) {
      synchronized (command) {
        lost += command.accepted.isEmpty() || command.ends.isEmpty() ? 1 : 0;
      }
    }
    return lost;
  }

  private Outcome outcome(
      double cpuShare, double brokerCpuShare, double resident, double brokerResident) {
    long duplicated = desks.stream().mapToLong(SimulatedDesk::ranTwice).sum();
    List<Double> millis = new ArrayList<>();
    for (Sent command : sent.values()) {
      synchronized (command) {
        duplicated += command.accepted.size() > 1 || command.ends.size() > 1 ? 1 : 0;
        if (!command.accepted.isEmpty()) {
          millis.add(command.acceptedMillis);
        }
      }
    }
    return new Outcome(
        sent.size(),
        sorted(millis),
        lost(),
        duplicated,
        sorted(oldestSeconds),
        samplesNotAllLive,
        cpuShare,
        brokerCpuShare,
        resident,
        brokerResident);
  }

  private static double[] sorted(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
