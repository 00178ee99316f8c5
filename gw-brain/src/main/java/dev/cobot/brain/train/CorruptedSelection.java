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
 * What the selection over the runtime's domains learns from. In half of the rows noise is added to
 * one domain's encoding; what can still be known must survive: the position unless vision is the
 * corrupted one, what the phrase names, the body unless it is corrupted.
 */
final class CorruptedSelection {
  private static final int DOMAINS = Brain.FUSED.size();

  private final TrainableWorkspace workspace;

  CorruptedSelection(TrainableWorkspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Returns the loss, a scalar.
   *
   * @param encoded by domain of {@link Brain#FUSED}, each (rows, workspace width)
   * @param attributes latents of the attribute domain
   * @param body latents of the body
   * @param named as {@link WordLabels#named}
   */
  NDArray of(
      StepScope scope,
      Map<String, NDArray> encoded,
      NDArray attributes,
      NDArray body,
      NDArray named) {
    int rows = (int) body.getShape().get(0);
    int width = workspace.shape().latentWidth();
    SplittableRandom random = scope.random("corruption");
    float[] noise = new float[rows * DOMAINS * width];
    float[] clean = new float[rows * DOMAINS];
    Arrays.fill(clean, 1);
    for (int r = 0; r < rows; r++) {
      int corrupted = random.nextInt(2 * DOMAINS);
      if (corrupted < DOMAINS) {
        clean[r * DOMAINS + corrupted] = 0;
        double level = random.nextDouble(0.5, 3);
        int from = (r * DOMAINS + corrupted) * width;
        for (int i = 0; i < width; i++) {
          noise[from + i] = (float) (level * random.nextGaussian());
        }
      }
    }
    NDManager m = scope.manager();
    NDArray added = m.create(noise, new Shape(rows, DOMAINS, width));
    Map<String, NDArray> noisy = new LinkedHashMap<>();
    for (int d = 0; d < DOMAINS; d++) {
      String domain = Brain.FUSED.get(d);
      noisy.put(domain, encoded.get(domain).add(added.get(":, " + d)));
    }
    NDArray alpha = workspace.select(scope, Map.of(), noisy);
    NDArray z = TrainableWorkspace.fuse(List.copyOf(noisy.values()), alpha);
    NDArray decoded = workspace.decode(scope, Brain.ATTRIBUTES, z);
    NDArray bodyError =
        workspace.decode(scope, Brain.BODY, z).sub(body).square().mean(new int[] {1});
    NDArray cleanRows = m.create(clean, new Shape(rows, DOMAINS));
    NDArray visionClean = TabletopAttributes.counted(cleanRows.get(":, 0"));
    NDArray bodyClean = TabletopAttributes.counted(cleanRows.get(":, 2"));
    // Kind and colour can be known from the object or from the phrase: one of the two is clean.
    return TabletopAttributes.namedError(decoded, attributes, named)
        .add(
            TabletopAttributes.positionError(decoded, attributes)
                .mul(visionClean)
                .mul(Losses.scalar(z, 5)))
        .add(bodyError.mul(bodyClean))
        .mean();
  }
}
