package dev.cobot.action.rehearse;

import dev.cobot.action.evaluate.TaskSummary;
import dev.cobot.sim2real.twin.TwinAnswer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the twins of one rehearsal add up to.
 *
 * @param wilsonLow lower end of the 95 % Wilson score interval of the success rate
 * @param wilsonHigh its upper end
 * @param failures twins by class of failure
 * @param failureDetail one sentence about the first failure, empty without one
 * @param expectedSeconds mean duration of the successes; NaN without one
 * @param worstClearanceMeters least distance between gripper and objects that the command does not
 *     concern; infinite without such an object
 * @param nearestId the object of that distance, empty without one
 * @param mostLikely the scene nearest to the beliefs, or why there is none
 */
public record RehearsalReport(
    int twins,
    int successes,
    double wilsonLow,
    double wilsonHigh,
    Map<String, Integer> failures,
    String failureDetail,
    double expectedSeconds,
    double worstClearanceMeters,
    String nearestId,
    TwinAnswer mostLikely) {
  public RehearsalReport {
    failures = Map.copyOf(failures);
  }

  /** Adds up episodes. */
  public static RehearsalReport of(List<TwinEpisode> episodes, TwinAnswer mostLikely) {
    int successes = 0;
    double seconds = 0;
    double clearance = Double.POSITIVE_INFINITY;
    String nearest = "";
    String detail = "";
    Map<String, Integer> failures = new TreeMap<>();
    for (TwinEpisode episode : episodes) {
      if (episode.success()) {
        successes++;
        seconds += episode.seconds();
      } else {
        failures.merge(episode.failure(), 1, Integer::sum);
        detail = detail.isEmpty() ? episode.detail() : detail;
      }
      if (episode.clearanceMeters() < clearance) {
        clearance = episode.clearanceMeters();
        nearest = episode.nearestId();
      }
    }
    double[] interval = TaskSummary.wilson95(successes, episodes.size());
    return new RehearsalReport(
        episodes.size(),
        successes,
        interval[0],
        interval[1],
        failures,
        detail,
        successes == 0 ? Double.NaN : seconds / successes,
        clearance,
        nearest,
        mostLikely);
  }

  public double rate() {
    return twins == 0 ? 0 : successes / (double) twins;
  }
}
