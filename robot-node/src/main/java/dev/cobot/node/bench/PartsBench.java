package dev.cobot.node.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.app.RuntimeConfig;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.episodes.Recordings;
import dev.cobot.node.episodes.RunDescription;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.Command;
import dev.cobot.ros.RosException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * What dashboard (with a page that is open), MQTT (with a broker) and recordings cost together: the
 * same command in the same simulated cell without and with them, in turns, in one process. Who
 * looks at the page and the broker are processes of their own and not counted.
 */
public final class PartsBench {
  private static final String COMMAND = "pick the red cube and place it in the bowl";
  private static final long FIRST_SEED = 6001;
  private static final int LIMIT_SECONDS = 300;
  private static final int RESAMPLES = 2_000;

  /** Before the command all that starts has started; after it all that was kept is written. */
  private static final long SETTLE_MILLIS = 1_500;

  private final int pairs;
  private final Path folder;
  private final Map<String, String> versions;
  private final Consumer<String> tell;

  /**
   * @param folder for the recordings, the outbox and the broker's files
   * @param versions that recordings name
   * @param tell hears how far it is
   */
  public PartsBench(int pairs, Path folder, Map<String, String> versions, Consumer<String> tell) {
    this.pairs = pairs;
    this.folder = folder;
    this.versions = versions;
    this.tell = tell;
  }

  /** One command: the share of a core that the process used, and each tick's duration. */
  private record Block(double cores, double[] tickMillis) {
    double quantile(double q) {
      return PartsBench.quantile(tickMillis, q);
    }
  }

  private record Pair(Block without, Block with) {}

  /**
   * What was found, with 95 % intervals of a bootstrap over pairs.
   *
   * @param cpu what the parts cost, percent of a core
   * @param p50 of the ticks of all pairs with the parts, against those without
   * @param p99 likewise
   */
  public record Outcome(Measurement cpu, Measurement p50, Measurement p99) {}

  /** Runs the pairs, after one that is not counted. */
  public Outcome run() throws IOException, ConfigException, InterruptedException {
    List<Pair> found = new ArrayList<>();
    try (LoopbackBroker broker = LoopbackBroker.start(folder.resolve("broker"))) {
      for (int i = 0; i <= pairs; i++) {
        // Which comes first changes, so that what drifts favours neither.
        boolean withFirst = i % 2 == 1;
        Block first = block(withFirst, FIRST_SEED + i, broker);
        Block second = block(!withFirst, FIRST_SEED + i, broker);
        Pair pair = withFirst ? new Pair(second, first) : new Pair(first, second);
        tell.accept(
            String.format(
                Locale.ROOT,
                "%s %d of %d: %.2f and %.2f of a core, p99 %.1f and %.1f ms, %d and %d ticks",
                i == 0 ? "warm-up" : "pair",
                i,
                pairs,
                pair.without().cores(),
                pair.with().cores(),
                pair.without().quantile(0.99),
                pair.with().quantile(0.99),
                pair.without().tickMillis().length,
                pair.with().tickMillis().length));
        if (i > 0) {
          found.add(pair);
        }
      }
    }
    return new Outcome(
        cpu(found), tick("parts.tick.p50", found, 0.5), tick("parts.tick.p99", found, 0.99));
  }

  private static double cost(Pair pair) {
    return pair.with().cores() - pair.without().cores();
  }

  private static Measurement cpu(List<Pair> pairs) {
    Function<List<Pair>, Double> mean =
        some -> 100 * some.stream().mapToDouble(PartsBench::cost).average().orElse(Double.NaN);
    double[] interval = interval(pairs, mean);
    return new Measurement(
        "parts.cpu",
        mean.apply(pairs),
        "% of a core",
        pairs.size(),
        interval[0],
        interval[1],
        null,
        null,
        null,
        null);
  }

  private static Measurement tick(String name, List<Pair> pairs, double q) {
    Function<List<Pair>, Double> with = some -> quantile(ticks(some, Pair::with), q);
    Function<List<Pair>, Double> ratio =
        some -> with.apply(some) / quantile(ticks(some, Pair::without), q);
    double[] value = interval(pairs, with);
    double[] ratios = interval(pairs, ratio);
    return new Measurement(
        name,
        with.apply(pairs),
        "ms",
        ticks(pairs, Pair::with).length,
        value[0],
        value[1],
        "without",
        ratio.apply(pairs),
        ratios[0],
        ratios[1]);
  }

  private static double[] ticks(List<Pair> pairs, Function<Pair, Block> side) {
    return pairs.stream()
        .flatMapToDouble(pair -> DoubleStream.of(side.apply(pair).tickMillis()))
        .toArray();
  }

  private static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
  }

  /** Returns the 95 % interval of a bootstrap over pairs. */
  private static double[] interval(List<Pair> pairs, Function<List<Pair>, Double> statistic) {
    SplittableRandom random = new SplittableRandom(1);
    double[] drawn = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      List<Pair> some = new ArrayList<>();
      for (int k = 0; k < pairs.size(); k++) {
        some.add(pairs.get(random.nextInt(pairs.size())));
      }
      drawn[i] = statistic.apply(some);
    }
    return new double[] {quantile(drawn, 0.025), quantile(drawn, 0.975)};
  }

  private Block block(boolean with, long seed, LoopbackBroker broker)
      throws IOException, ConfigException, InterruptedException {
    int port = freePort();
    List<String> settings = new ArrayList<>(List.of("sim.seed=" + seed, "recordings.folder='off'"));
    if (with) {
      settings.add("recordings.folder='" + folder.resolve("recordings") + "'");
      settings.add("dashboard.port=" + port);
      settings.add("mqtt.broker='" + broker.uri() + "'");
      settings.add("mqtt.store='" + folder.resolve("outbox.sqlite") + "'");
    }
    Profile profile =
        ProfileReader.read(ProjectHome.resolve("launch/profiles/default.yaml"), settings);
    Path world = ProjectHome.resolve(profile.world());
    List<Double> ticks = new ArrayList<>();
    CellListener clock =
        event -> {
          if (event instanceof CellEvent.Ticked tick) {
            ticks.add(tick.tickNanos() * 1e-6);
          }
        };
    Recordings recordings = with ? recordings(profile, world) : null;
    List<CellListener> listeners = with ? List.of(clock, recordings) : List.of(clock);
    Process page = null;
    try (recordings;
        CobotRuntime runtime =
            CobotRuntime.start(new RuntimeConfig(profile, world, null, 0, List.of(), listeners))) {
      require(runtime.node().awaitCell(profile.ros().startTimeoutSeconds()).isEmpty(), "no cell");
      if (with) {
        runtime.serve("cobot-recordings", recordings.serving());
        require(runtime.awaitMqtt(LIMIT_SECONDS).isEmpty(), "the broker cannot be reached");
        page = watch("ws://127.0.0.1:" + port + "/line");
      }
      double cores = carryOut(runtime);
      return new Block(cores, ticks.stream().mapToDouble(Double::doubleValue).toArray());
    } catch (RosException e) {
      throw new IOException("the cell does not start: " + e.getMessage(), e);
    } finally {
      if (page != null) {
        page.destroy();
      }
    }
  }

  private Recordings recordings(Profile profile, Path world) throws IOException {
    return Recordings.open(profile.recordings(), RunDescription.of(profile, world, null, versions));
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  /** Returns the share of a core that the process used from the command to after its end. */
  private static double carryOut(CobotRuntime runtime) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long began = System.nanoTime();
    try {
      runtime.node().submit(Command.of(COMMAND)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the command has no end: " + e, e);
    }
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    return (double) (system.getProcessCpuTime() - cpu) / (System.nanoTime() - began);
  }

  private static Process watch(String line) throws IOException {
    Process page =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PageWatcher.class.getName(),
                line)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(said.readLine())) {
      page.destroy();
      throw new IOException("the page at " + line + " says nothing");
    }
    return page;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
