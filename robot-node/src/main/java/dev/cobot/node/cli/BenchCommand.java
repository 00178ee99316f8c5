package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.study.shapes.VaeConfig;
import dev.cobot.node.bench.ControlLoopBench;
import dev.cobot.node.bench.FleetBench;
import dev.cobot.node.bench.Measurement;
import dev.cobot.node.bench.PartsBench;
import dev.cobot.node.bench.RosBench;
import dev.cobot.node.bench.RosSoak;
import dev.cobot.node.bench.SimulatorBench;
import dev.cobot.node.bench.SimulatorSoak;
import dev.cobot.node.bench.StartupBench;
import dev.cobot.node.bench.TrainingBench;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.RunFolder;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.cli.console.Versions;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.Suites;
import dev.cobot.node.mqtt.Factsheet;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.PrintWriter;
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
  private static final int SOAK_SAMPLES = 60;
  private static final double SOAK_MINUTES = 60;
  private static final double FLEET_MINUTES = 10;

  /** What is wanted of a fleet of 200 cells, from the command to its accepted result. */
  private static final double FLEET_ACCEPT_MILLIS = 200;

  /** What is wanted of dashboard, MQTT and recordings together. */
  private static final double PARTS_CPU_PERCENT = 15;

  private static final double PARTS_P99_RATIO = 1.05;

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
    /** Not part of all: it needs Mosquitto, and its minutes. */
    fleet,
    /** Not part of all: it needs Mosquitto. */
    parts,
    all
  }

  @Parameters(index = "0", defaultValue = "all", description = "${COMPLETION-CANDIDATES}")
  private Part part;

  @Option(
      names = "--minutes",
      description = "how long soak plays episodes (default 60), or fleet commands (default 10)")
  private Double minutes;

  @Option(
      names = "--cells",
      defaultValue = "200",
      description = "fleet: cells on one broker, at most 250 (default ${DEFAULT-VALUE})")
  private int cells;

  @Option(
      names = "--commands-a-second",
      defaultValue = "1",
      description = "fleet: over all cells together (default ${DEFAULT-VALUE})")
  private double commandsASecond;

  @Option(
      names = "--repetitions",
      defaultValue = "5",
      description =
          "how often ros measures each pair; parts: pairs of a command without and one with"
              + " dashboard, MQTT and recordings (default ${DEFAULT-VALUE})")
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

  private final List<Measurement> results = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    boolean flat = true;
    if (part == Part.workspace) {
      workspace();
    } else if (part == Part.fleet) {
      flat = fleet();
    } else if (part == Part.parts) {
      flat = parts();
    } else if (part == Part.soak) {
      flat = soak(minutes == null ? SOAK_MINUTES : minutes);
    } else if (part == Part.ros && soakMinutes != null) {
      flat = rosSoak();
    } else {
      if (part == Part.ros || part == Part.all) {
        ros();
      }
      if (part == Part.sim || part == Part.all) {
        simulator();
      }
      if (part == Part.loop || part == Part.all) {
        loop();
      }
      if (part == Part.run || part == Part.all) {
        results.addAll(new StartupBench(ProjectHome.resolve("launch/cobot")).run());
      }
    }
    print();
    return flat ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void loop() throws IOException, ConfigException {
    TaskSuite suite = Suites.load("rat7");
    GateLimits gate = ProfileReader.shipped().gate();
    results.addAll(new ControlLoopBench(suite, Suites.world(suite), gate).run());
  }

  /** Returns whether dashboard, MQTT and recordings cost no more than is wanted. */
  private boolean parts() throws IOException, ConfigException, InterruptedException {
    requireRepetitions();
    PartsBench.Outcome found =
        new PartsBench(
                repetitions,
                RunFolder.create(null, "bench-parts").path().toAbsolutePath(),
                Versions.all(),
                this::tell)
            .run();
    results.addAll(List.of(found.cpu(), found.p50(), found.p99()));
    return found.cpu().value() <= PARTS_CPU_PERCENT && found.p99().ratio() <= PARTS_P99_RATIO;
  }

  private void requireRepetitions() {
    if (!(repetitions >= 1 && repetitions <= 1000)) {
      throw new IllegalArgumentException("--repetitions must be in [1, 1000], got " + repetitions);
    }
  }

  /** Our ROS client beside roscpp and rospy. */
  private void ros() throws Exception {
    requireRepetitions();
    try (RosBench bench = new RosBench(ProjectHome.resolve("."), repetitions, this::tell)) {
      results.addAll(bench.run());
      results.addAll(bench.fan());
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
        new Measurement(
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
    results.addAll(new SimulatorBench(shared, Suites.world(shared)).run());
  }

  /** Returns whether the memory stays as it is while episodes are played. */
  private boolean soak(double forMinutes) throws IOException {
    if (!(forMinutes > 0 && forMinutes <= 10_000)) {
      throw new IllegalArgumentException("--minutes must be in (0, 10000], got " + forMinutes);
    }
    TaskSuite shared = Suites.load("rat7_shared");
    List<SimulatorSoak.Sample> samples =
        new SimulatorSoak(shared, Suites.world(shared))
            .run(
                forMinutes,
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

  /** Returns whether nothing was lost or doubled and commands are accepted soon enough. */
  private boolean fleet() throws IOException, ConfigException, InterruptedException {
    if (!(commandsASecond > 0 && commandsASecond <= 1000)) {
      throw new IllegalArgumentException(
          "--commands-a-second must be in (0, 1000], got " + commandsASecond);
    }
    Profile profile = ProfileReader.shipped();
    FleetBench.Outcome found =
        new FleetBench(
                cells,
                minutes == null ? FLEET_MINUTES : minutes,
                commandsASecond,
                RunFolder.create(null, "bench-fleet").path().toAbsolutePath(),
                Factsheet.of(
                    profile,
                    World.load(ProjectHome.resolve(profile.world())),
                    List.of(),
                    Versions.COBOT),
                this::tell)
            .run();
    double p99 = FleetBench.Outcome.quantile(found.acceptMillis(), 0.99);
    add("fleet.cells", cells, "cells");
    add("fleet.commands", found.commands(), "commands");
    add("fleet.accept.p50", FleetBench.Outcome.quantile(found.acceptMillis(), 0.5), "ms");
    add("fleet.accept.p99", p99, "ms");
    add("fleet.accept.max", FleetBench.Outcome.quantile(found.acceptMillis(), 1), "ms");
    add("fleet.lost", (double) found.lost(), "commands");
    add("fleet.duplicated", (double) found.duplicated(), "commands");
    add("fleet.view.oldest.p50", FleetBench.Outcome.quantile(found.oldestSeconds(), 0.5), "s");
    add("fleet.view.oldest.p99", FleetBench.Outcome.quantile(found.oldestSeconds(), 0.99), "s");
    add("fleet.view.oldest.max", FleetBench.Outcome.quantile(found.oldestSeconds(), 1), "s");
    add("fleet.view.looks", found.oldestSeconds().length, "looks");
    add("fleet.view.looksNotAllLive", found.notAllLive(), "looks");
    add("fleet.cpu", found.cpuShare(), "of a core");
    add("fleet.cpu.broker", found.brokerCpuShare(), "of a core");
    add("fleet.resident", found.residentMiB(), "MiB");
    add("fleet.resident.broker", found.brokerResidentMiB(), "MiB");
    return found.lost() == 0 && found.duplicated() == 0 && p99 < FLEET_ACCEPT_MILLIS;
  }

  private void add(String name, double value, String unit) {
    results.add(Measurement.of(name, value, unit));
  }

  private static String comparison(Measurement result) {
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
      for (Measurement result : results) {
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
      for (Measurement result : results) {
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
