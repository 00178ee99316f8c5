package dev.cobot.brain.study.reaching;

import java.util.List;

/**
 * How a policy did in one modality.
 *
 * @param workspace kind of workspace, or {@link PolicyTransfer#CONTROL}
 * @param seed of the workspace and the policy
 * @param trainedOn {@code attributes} or {@code pictures}
 * @param testedOn the same
 * @param episodes that were played
 * @param meanReturn mean of the episodes' returns
 * @param halfInterval half width of the mean's 95 % interval
 * @param arrived part of the episodes that ended at the target
 * @param meanSteps mean length of an episode
 */
public record TransferResult(
    String workspace,
    long seed,
    String trainedOn,
    String testedOn,
    int episodes,
    double meanReturn,
    double halfInterval,
    double arrived,
    double meanSteps) {
  private static final double NORMAL_95 = 1.959964;

  static TransferResult of(
      String workspace, long seed, Modality trainedOn, Modality testedOn, List<Trial> trials) {
    int n = trials.size();
    double mean = trials.stream().mapToDouble(Trial::sum).sum() / n;
    double squares = 0;
    for (Trial trial : trials) {
      squares += (trial.sum() - mean) * (trial.sum() - mean);
    }
    return new TransferResult(
        workspace,
        seed,
        trainedOn.title(),
        testedOn.title(),
        n,
        mean,
        NORMAL_95 * Math.sqrt(squares / (n - 1) / n),
        trials.stream().filter(Trial::arrived).count() / (double) n,
        trials.stream().mapToInt(Trial::steps).sum() / (double) n);
  }

  /** Returns whether the policy was tried in another modality than it was trained in. */
  public boolean swapped() {
    return !trainedOn.equals(testedOn);
  }
}
