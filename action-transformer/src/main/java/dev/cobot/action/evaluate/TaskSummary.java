package dev.cobot.action.evaluate;

import dev.cobot.action.skill.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the episodes of one task add up to.
 *
 * @param cleanSuccesses successes in which the gate never stopped the motion
 * @param pickedNamed episodes in which the object that the command names was the first that was
 *     lifted
 * @param refusals episodes that ended with a refusal or a question while the arm had not moved
 * @param truthful episodes in which the runtime neither says "done" of a failure nor "failed" of a
 *     success
 * @param wilsonLow lower end of the 95 % Wilson score interval of the success rate
 * @param wilsonHigh its upper end
 * @param failures episodes by class of failure
 */
public record TaskSummary(
    String id,
    int episodes,
    int successes,
    int cleanSuccesses,
    int pickedNamed,
    int refusals,
    int truthful,
    double wilsonLow,
    double wilsonHigh,
    Map<String, Integer> failures) {
  private static final double Z95 = 1.959963984540054;

  /** Adds up episodes of one task. */
  public static TaskSummary of(String id, List<EpisodeResult> episodes) {
    int successes = 0;
    int clean = 0;
    int named = 0;
    int refusals = 0;
    int truthful = 0;
    Map<String, Integer> failures = new TreeMap<>();
    for (EpisodeResult episode : episodes) {
      successes += episode.success() ? 1 : 0;
      clean += episode.success() && episode.gateStops() == 0 ? 1 : 0;
      named += episode.pickedNamed() ? 1 : 0;
      refusals += episode.outcome() == Outcome.Kind.REFUSED && !episode.moved() ? 1 : 0;
      boolean saysDone = episode.outcome() == Outcome.Kind.DONE;
      boolean saysFailed = episode.outcome() == Outcome.Kind.FAILED;
      boolean untrue = (saysDone && !episode.success()) || (saysFailed && episode.success());
      truthful += untrue ? 0 : 1;
      if (!episode.success()) {
        failures.merge(episode.failure(), 1, Integer::sum);
      }
    }
    double[] interval = wilson95(successes, episodes.size());
    return new TaskSummary(
        id,
        episodes.size(),
        successes,
        clean,
        named,
        refusals,
        truthful,
        interval[0],
        interval[1],
        failures);
  }

  /** Returns the 95 % score interval of a proportion (Wilson 1927); [0, 1] for no trials. */
  public static double[] wilson95(int successes, int trials) {
    if (trials == 0) {
      return new double[] {0, 1};
    }
    double p = successes / (double) trials;
    double z2 = Z95 * Z95;
    double center = p + z2 / (2 * trials);
    double spread = Z95 * Math.sqrt(p * (1 - p) / trials + z2 / (4.0 * trials * trials));
    double scale = 1 + z2 / trials;
    return new double[] {
      Math.max(0, (center - spread) / scale), Math.min(1, (center + spread) / scale)
    };
  }
}
