package dev.cobot.node.cli;

import dev.cobot.action.foreign.ForeignPolicy;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.Robots;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot policy}: policies that were trained elsewhere. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Looks at policies that were trained elsewhere.",
    subcommands = PolicyCommand.Check.class)
final class PolicyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what: check DIR");
  }

  /** {@code cobot policy check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "Opens a folder with policy.yaml, says what was read, holds it against the world and the"
              + " gate's limits, asks the network what it would do at home with grey pictures and"
              + " no object known, and how long that takes. Nothing moves.")
  static final class Check implements Callable<Integer> {
    private static final int WARM_UP = 20;

    @Parameters(paramLabel = "DIR", description = "The folder with policy.yaml.")
    private String policy;

    @Option(
        names = "--world",
        paramLabel = "FILE",
        description = "The world file: robot and cameras (default: the profile's).")
    private String world;

    @Option(
        names = "--robot",
        paramLabel = "NAME",
        description = "The robot that stands in the world instead of its own.")
    private String robot;

    @Option(
        names = "--runs",
        paramLabel = "N",
        defaultValue = "200",
        description = "How often it is asked (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Mixin private CommonOptions common;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, IOException {
      common.applyLogging();
      if (!(runs >= 1 && runs <= 100_000)) {
        throw new ParameterException(
            spec.commandLine(), "--runs: got " + runs + ", allowed are 1 to 100000");
      }
      Profile profile = common.profile();
      Path file = world == null ? ProjectHome.resolve(profile.world()) : ProjectHome.typed(world);
      World cell = Robots.into(World.load(file), robot);
      Path folder = ProjectHome.typed(policy);
      if (!ForeignPolicy.isIn(folder)) {
        throw new ModelException(
            folder
                + " has no policy.yaml; action-transformer/README.md says what stands in it (our"
                + " own policies have a card.json, which cobot info prints)");
      }
      PrintWriter out = spec.commandLine().getOut();
      try (ForeignPolicy opened =
          ForeignPolicy.open(folder, InferenceDevice.parse(profile.device()))) {
        opened.describe().forEach(out::println);
        opened.fit(cell, profile.gate().observationAgeSeconds());
        out.printf("fits        %s with the robot %s%n", cell.name(), cell.robot().model().name());
        ActionContext home = opened.sample(cell, PlantSimulator.homePositionsRad(cell));
        long[] nanos = new long[runs];
        ActionChunk chunk = opened.act(home);
        for (int i = -WARM_UP; i < runs; i++) {
          long began = System.nanoTime();
          chunk = opened.act(home);
          if (i >= 0) {
            nanos[i] = System.nanoTime() - began;
          }
        }
        print(out, home, chunk, nanos);
      }
      return ExitCode.DONE;
    }

    private static void print(
        PrintWriter out, ActionContext home, ActionChunk chunk, long[] nanos) {
      ActionChunk.Step first = chunk.steps().get(0);
      Vector3 at = first.tableFromTool().translation();
      double[] turn = first.tableFromTool().rotation().toRollPitchYaw();
      out.printf(
          Locale.ROOT,
          "first step  hand at (%.4f, %.4f, %.4f) m, roll %.1f, pitch %.1f, yaw %.1f degrees in the"
              + " table's frame; close the gripper: %.2f%n",
          at.x(),
          at.y(),
          at.z(),
          Math.toDegrees(turn[0]),
          Math.toDegrees(turn[1]),
          Math.toDegrees(turn[2]),
          first.closeProbability());
      out.printf(
          Locale.ROOT,
          "            %.1f mm from the hand at home, within %.3f s%n",
          1000 * at.distanceTo(home.hand().positionMeters()),
          chunk.stepSeconds());
      Arrays.sort(nanos);
      out.printf(
          Locale.ROOT,
          "time        p50 %.2f ms, p99 %.2f ms of %d; a tick of the runtime has 40 ms for all%n",
          nanos[(nanos.length - 1) / 2] / 1e6,
          nanos[(int) Math.ceil(0.99 * nanos.length) - 1] / 1e6,
          nanos.length);
    }
  }
}
