package dev.cobot.brain.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.Brain;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.objective.TrainableWorkspace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What the selection over the fused domains learns from. In half of the rows noise is added to one
 * domain's encoding; what can still be known must survive: the position unless vision is the
 * corrupted one, what the phrase names, and what is felt by each of the others unless that one is
 * corrupted.
 */
final class CorruptedSelection {
  private final TrainableWorkspace workspace;
  private final List<String> fused;

  CorruptedSelection(TrainableWorkspace workspace) {
    this.workspace = workspace;
    fused = workspace.shape().selection().domains();
  }

  /**
   * Returns the loss, a scalar.
   *
   * @param encoded by fused domain, each (rows, workspace width)
   * @param attributes latents of the attribute domain
   * @param felt latents of the fused domains that do not tell of the object, by name
   * @param named as {@link WordLabels#named}
   */
  NDArray of(
      StepScope scope,
      Map<String, NDArray> encoded,
      NDArray attributes,
      Map<String, NDArray> felt,
      NDArray named) {
    int rows = (int) attributes.getShape().get(0);
    int domains = fused.size();
    int width = workspace.shape().latentWidth();
    SplittableRandom random = scope.random("corruption");
    float[] noise = new float[rows * domains * width];
    float[] clean = new float[rows * domains];
    Arrays.fill(clean, 1);
    for (int r = 0; r < rows; r++) {
      int corrupted = random.nextInt(2 * domains);
      if (corrupted < domains) {
        clean[r * domains + corrupted] = 0;
        double level = random.nextDouble(0.5, 3);
        int from = (r * domains + corrupted) * width;
        for (int i = 0; i < width; i++) {
          noise[from + i] = (float) (level * random.nextGaussian());
        }
      }
    }
    NDManager m = scope.manager();
    NDArray added = m.create(noise, new Shape(rows, domains, width));
    Map<String, NDArray> noisy = new LinkedHashMap<>();
    for (int d = 0; d < domains; d++) {
      String domain = fused.get(d);
      noisy.put(domain, encoded.get(domain).add(added.get(":, " + d)));
    }
    NDArray alpha = workspace.select(scope, Map.of(), noisy);
    NDArray z = TrainableWorkspace.fuse(List.copyOf(noisy.values()), alpha);
    NDArray decoded = workspace.decode(scope, Brain.ATTRIBUTES, z);
    NDArray cleanRows = m.create(clean, new Shape(rows, domains));
    // Kind and colour can be known from the object or from the phrase: one of the two is clean.
    NDArray error =
        TabletopAttributes.namedError(decoded, attributes, named)
            .add(
                TabletopAttributes.positionError(decoded, attributes)
                    .mul(counted(cleanRows, Brain.VISION))
                    .mul(Losses.scalar(z, 5)));
    for (Map.Entry<String, NDArray> domain : felt.entrySet()) {
      NDArray missed =
          workspace
              .decode(scope, domain.getKey(), z)
              .sub(domain.getValue())
              .square()
              .mean(new int[] {1});
      error = error.add(missed.mul(counted(cleanRows, domain.getKey())));
    }
    return error.mean();
  }

  private NDArray counted(NDArray cleanRows, String domain) {
    return TabletopAttributes.counted(cleanRows.get(":, " + fused.indexOf(domain)));
  }
}
