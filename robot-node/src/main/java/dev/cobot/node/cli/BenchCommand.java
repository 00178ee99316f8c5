package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.evaluate.Rollout;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.shapes.VaeConfig;
import dev.cobot.node.app.GatedMotion;
import dev.cobot.node.bench.RosBench;
import dev.cobot.node.bench.RosSoak;
import dev.cobot.node.bench.SimulatorBench;
import dev.cobot.node.bench.SimulatorSoak;
import dev.cobot.node.bench.TrainingBench;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.config.Suites;
import dev.cobot.node.safety.GateLimits;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot bench}: the numbers of the README. */
@Command(
    name = "bench",
    description = "Measures this machine; close other programs first.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COMMAND = "pick the red cube and place it in the bowl";
  private static final long FIRST_SEED = 5001;
  private static final int WARM_UP_EPISODES = 2;
  private static final int EPISODES = 6;
  private static final int STARTS = 5;
  private static final int SOAK_SAMPLES = 60;
  private static final int WORKSPACE_STEPS = 20; // a block
  private static final int VAE_STEPS = 2;

  /** In an hour; a leak of 1 kB an episode would be more. */
  private static final double MAX_GROWTH_MIB = 5;

  /** What can be measured. */
  enum Part {
    loop,
    sim,
    run,
    ros,
    /** Not part of all: it takes an hour. */
    soak,
    /** Not part of all: it needs Python's torch. */
    workspace,
    all
  }

  @Parameters(index = "0", defaultValue = "all", description = "${COMPLETION-CANDIDATES}")
  private Part part;

  @Option(
      names = "--minutes",
      defaultValue = "60",
      description = "how long soak plays episodes (default ${DEFAULT-VALUE})")
  private double minutes;

  @Option(
      names = "--repetitions",
      defaultValue = "5",
      description = "how often ros measures each pair (default ${DEFAULT-VALUE})")
  private int repetitions;

  @Option(
      names = "--soak",
      paramLabel = "MINUTES",
      description = "ros streams pictures and joint states for so long instead")
  private Double soakMinutes;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Option(
      names = "--peer-pairs",
      defaultValue = "7",
      description = "workspace: blocks of steps on each side (default ${DEFAULT-VALUE})")
  private int peerPairs;

  @Option(
      names = "--vae-batch",
      defaultValue = "256",
      description = "workspace: pictures a step of the VAE (default ${DEFAULT-VALUE})")
  private int vaeBatch;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  /** A number; the spread, the peer and the ratio to it are null where there are none. */
  private record Result(
      String name,
      double value,
      String unit,
      Integer n,
      Double low,
      Double high,
      String peer,
      Double ratio,
      Double ratioLow,
      Double ratioHigh) {}

  private final List<Result> results = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    if (part == Part.workspace) {
      workspace();
      print();
      return ExitCode.DONE;
    }
    if (part == Part.ros && soakMinutes != null) {
      boolean flat = rosSoak();
      print();
      return flat ? ExitCode.DONE : ExitCode.FAILED;
    }
    if (part == Part.ros || part == Part.all) {
      ros();
    }
    if (part == Part.ros) {
      print();
      return ExitCode.DONE;
    }
    TaskSuite suite = Suites.load("rat7");
    World world = Suites.world(suite);
    if (part == Part.sim || part == Part.all) {
      simulator();
    }
    if (part == Part.loop || part == Part.all) {
      loop(suite, world);
    }
    if (part == Part.run || part == Part.all) {
      run();
    }
    boolean flat = part != Part.soak || soak();
    print();
    return flat ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** Time of each control tick of whole rollouts, after the code is warm. */
  private void loop(TaskSuite suite, World world) throws Exception {
    GateLimits gate =
        ProfileReader.read(ProjectHome.resolve("launch/profiles/default.yaml"), List.of()).gate();
    List<Long> nanos = new ArrayList<>();
    try (RuntimeModels models =
        RuntimeModels.open(ReleasedModels.brain(), ReleasedModels.policy(), InferenceDevice.AUTO)) {
      Rollout rollout =
          new Rollout(
              world,
              Suites.scenes(suite, world),
              models,
              () -> new GatedMotion(gate, world.robot()),
              nanos::add);
      for (int i = 0; i < WARM_UP_EPISODES + EPISODES; i++) {
        if (i == WARM_UP_EPISODES) {
          nanos.clear();
        }
        rollout.run(suite.task("T2"), FIRST_SEED + i);
      }
    }
    double[] millis = nanos.stream().mapToDouble(n -> n / 1e6).sorted().toArray();
    add("loop.tick.p50", quantile(millis, 0.5), "ms");
    add("loop.tick.p99", quantile(millis, 0.99), "ms");
    add("loop.tick.p999", quantile(millis, 0.999), "ms");
    add("loop.tick.count", millis.length, "ticks");
  }

  /** Our ROS client beside roscpp and rospy. */
  private void ros() throws Exception {
    if (!(repetitions >= 1 && repetitions <= 1000)) {
      throw new IllegalArgumentException("--repetitions must be in [1, 1000], got " + repetitions);
    }
    try (RosBench bench = new RosBench(ProjectHome.resolve("."), repetitions, this::tell)) {
      List<RosBench.Measured> measured = new ArrayList<>(bench.run());
      measured.addAll(bench.fan());
      for (RosBench.Measured m : measured) {
        results.add(
            new Result(
                m.name(),
                m.value(),
                m.unit(),
                m.n(),
                m.low(),
                m.high(),
                m.peer(),
                m.ratio(),
                m.ratioLow(),
                m.ratioHigh()));
      }
    }
  }

  /** Returns whether the memory stays as it is while pictures and joint states stream. */
  private boolean rosSoak() throws Exception {
    if (!(soakMinutes >= 1 && soakMinutes <= 10_000)) {
      throw new IllegalArgumentException(
          "--soak must be in [1, 10000] minutes, got " + soakMinutes);
    }
    RosSoak.Outcome outcome = RosSoak.run((int) Math.round(soakMinutes), this::tell);
    add("ros.soak.images", (double) outcome.images(), "images");
    add("ros.soak.jointStates", (double) outcome.jointStates(), "messages");
    add("ros.soak.missed", (double) outcome.missed(), "messages");
    add("ros.soak.resident", outcome.residentMiB(), "MiB");
    add("ros.soak.residentSpread", outcome.residentSpread(), "of it");
    return outcome.flat();
  }

  private void tell(String line) {
    spec.commandLine().getErr().println(line);
  }

  /** Training steps, ours against plain PyTorch. */
  private void workspace() throws IOException {
    if (!(peerPairs > 0 && peerPairs <= 1000)) {
      throw new IllegalArgumentException("--peer-pairs must be in [1, 1000], got " + peerPairs);
    }
    VaeConfig published = VaeConfig.pictures();
    TrainingBench.Plan plan =
        new TrainingBench.Plan(
            Integer.getInteger("ai.djl.pytorch.num_threads", 1),
            ShapesWorkspaceConfig.tutorial(),
            new VaeConfig(
                published.width(),
                published.hiddenWidth(),
                published.latentWidth(),
                published.beta(),
                vaeBatch,
                published.steps(),
                published.learningRate(),
                published.weightDecay()),
            peerPairs,
            WORKSPACE_STEPS,
            VAE_STEPS);
    Path script = ProjectHome.resolve("robot-node/src/bench/python/training_steps.py");
    try (TrainingBench bench = TrainingBench.start(script, plan)) {
      spec.commandLine().getErr().println("peer: " + bench.peer());
      compared(bench.workspace());
      compared(bench.vae());
    }
  }

  private void compared(TrainingBench.Comparison comparison) {
    spec.commandLine().getErr().println(comparison);
    double[] millis = comparison.millis().clone();
    double[] ratios = comparison.ratios();
    Arrays.sort(millis);
    results.add(
        new Result(
            comparison.name(),
            TrainingBench.Comparison.median(millis),
            "ms",
            millis.length,
            millis[0],
            millis[millis.length - 1],
            "torch",
            TrainingBench.Comparison.median(ratios),
            ratios[0],
            ratios[ratios.length - 1]));
  }

  private void simulator() throws IOException {
    TaskSuite shared = Suites.load("rat7_shared");
    SimulatorBench bench = new SimulatorBench(shared, Suites.world(shared));
    add("sim.physics.stepsPerCoreSecond", bench.stepsPerCoreSecond(), "1/s");
    add("sim.camera128.framesPerCoreSecond", bench.framesOf128PerCoreSecond(), "1/s");
    add("sim.camera320.framesPerCoreSecond", bench.framesOf320PerCoreSecond(), "1/s");
    add("sim.sharedScene320.framesPerCoreSecond", bench.framesOfSharedScenePerCoreSecond(), "1/s");
    add("sim.demo15s.coreSeconds", bench.coreSecondsOfDemonstration(), "s");
    add("sim.scaling.twoThreads", bench.scalingOnTwoThreads(), "x");
  }

  /** Returns whether the memory stays as it is while episodes are played. */
  private boolean soak() throws IOException {
    if (!(minutes > 0 && minutes <= 10_000)) {
      throw new IllegalArgumentException("--minutes must be in (0, 10000], got " + minutes);
    }
    TaskSuite shared = Suites.load("rat7_shared");
    List<SimulatorSoak.Sample> samples =
        new SimulatorSoak(shared, Suites.world(shared))
            .run(
                minutes,
                SOAK_SAMPLES,
                s ->
                    spec.commandLine()
                        .getErr()
                        .println(
                            String.format(
                                Locale.ROOT,
                                "%6.1f min  %6d episodes  heap %6.1f MiB  resident %6.1f MiB",
                                s.minutes(),
                                s.episodes(),
                                s.heapMiB(),
                                s.residentMiB())));
    SimulatorSoak.Sample last = samples.get(samples.size() - 1);
    double heap = SimulatorSoak.growthPerHour(samples, SimulatorSoak.Sample::heapMiB);
    double resident = SimulatorSoak.growthPerHour(samples, SimulatorSoak.Sample::residentMiB);
    add("soak.episodes", last.episodes(), "episodes");
    add("soak.heap", last.heapMiB(), "MiB");
    add("soak.heap.growthPerHour", heap, "MiB");
    add("soak.resident", last.residentMiB(), "MiB");
    add("soak.resident.growthPerHour", resident, "MiB");
    return heap < MAX_GROWTH_MIB && resident < MAX_GROWTH_MIB;
  }

  /** Starts the whole runtime as a user does, in its own process. */
  private void run() throws IOException, InterruptedException {
    double[] seconds = new double[STARTS];
    double rss = 0;
    for (int i = 0; i < STARTS; i++) {
      Path out = Files.createTempDirectory("cobot-bench");
      Process process =
          new ProcessBuilder(
                  ProjectHome.resolve("launch/cobot").toString(),
                  "run",
                  "--command",
                  COMMAND,
                  "--seed",
                  Long.toString(FIRST_SEED + i),
                  "--out",
                  out.toString(),
                  "--json")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      JsonNode timing = JSON.readTree(text).path("timing");
      seconds[i] = timing.path("startSeconds").asDouble(Double.NaN);
      rss = Math.max(rss, timing.path("peakRssMiB").asDouble(Double.NaN));
    }
    java.util.Arrays.sort(seconds);
    add("run.startSeconds", seconds[STARTS / 2], "s");
    add("run.startSeconds.max", seconds[STARTS - 1], "s");
    add("run.rssMiB", rss, "MiB");
  }

  private void add(String name, double value, String unit) {
    results.add(new Result(name, value, unit, null, null, null, null, null, null, null));
  }

  private static String comparison(Result result) {
    if (result.n() == null) {
      return "";
    }
    String text =
        String.format(Locale.ROOT, " (%.1f..%.1f, n=%d)", result.low(), result.high(), result.n());
    return result.peer() == null
        ? text
        : text
            + String.format(
                Locale.ROOT,
                ", %.2f x %s (%.2f..%.2f)",
                result.ratio(),
                result.peer(),
                result.ratioLow(),
                result.ratioHigh());
  }

  private static double quantile(double[] sorted, double q) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }

  private void print() {
    PrintWriter out = spec.commandLine().getOut();
    String machine =
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores";
    if (json) {
      ObjectNode document = JSON.createObjectNode().put("machine", machine);
      ArrayNode array = document.putArray("results");
      for (Result result : results) {
        array
            .addObject()
            .put("name", result.name())
            .put("value", result.value())
            .put("unit", result.unit())
            .put("n", result.n())
            .put("low", result.low())
            .put("high", result.high())
            .put("peer", result.peer())
            .put("ratio", result.ratio())
            .put("ratioLow", result.ratioLow())
            .put("ratioHigh", result.ratioHigh());
      }
      out.println(document);
    } else {
      out.println(machine);
      for (Result result : results) {
        out.println(
            String.format(
                Locale.ROOT,
                "%-44s %12.3f %s%s",
                result.name(),
                result.value(),
                result.unit(),
                comparison(result)));
      }
    }
    out.flush();
  }
}
