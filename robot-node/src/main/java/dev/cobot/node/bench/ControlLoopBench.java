package dev.cobot.node.bench;

import dev.cobot.action.evaluate.Rollout;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures each control tick of whole rollouts with the released models, after the code is warm.
 */
public final class ControlLoopBench {
  private static final String TASK = "T2";
  private static final long FIRST_SEED = 5001;
  private static final int WARM_UP_EPISODES = 2;
  private static final int EPISODES = 6;

  private final TaskSuite suite;
  private final World world;
  private final GateLimits gate;

  /**
   * @param suite that has the task T2
   * @param world the suite's
   */
  public ControlLoopBench(TaskSuite suite, World world, GateLimits gate) {
    this.suite = suite;
    this.world = world;
    this.gate = gate;
  }

  /** Returns quantiles of the ticks' wall time. */
  public List<Measurement> run() {
    List<Long> nanos = new ArrayList<>();
    try (RuntimeModels models =
        RuntimeModels.open(ReleasedModels.brain(), ReleasedModels.policy(), InferenceDevice.AUTO)) {
      Rollout rollout =
          new Rollout(
              world,
              Suites.scenes(suite, world),
              models,
              () -> SafetyGate.of(gate, world.robot()),
              nanos::add);
      for (int i = 0; i < WARM_UP_EPISODES + EPISODES; i++) {
        if (i == WARM_UP_EPISODES) {
          nanos.clear();
        }
        rollout.run(suite.task(TASK), FIRST_SEED + i);
      }
    }
    double[] millis = nanos.stream().mapToDouble(n -> n / 1e6).sorted().toArray();
    return List.of(
        Measurement.of("loop.tick.p50", quantile(millis, 0.5), "ms"),
        Measurement.of("loop.tick.p99", quantile(millis, 0.99), "ms"),
        Measurement.of("loop.tick.p999", quantile(millis, 0.999), "ms"),
        Measurement.of("loop.tick.count", millis.length, "ticks"));
  }

  private static double quantile(double[] sorted, double q) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }
}
