package dev.cobot.brain;

import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;

/**
 * How the encodings of the runtime's domains become what is broadcast. The runtime has {@link
 * #LEARNED}; the others take something away from it, to measure what it is worth. They hold no
 * state: the same encodings give the same broadcast.
 */
@FunctionalInterface
public interface Fusion {
  /** Each domain enters as much as the workspace's selection lets it. */
  Fusion LEARNED =
      (workspace, encodings) ->
          broadcast(workspace, encodings, workspace.select(List.of(), encodings));

  /** All domains enter alike. */
  Fusion EQUAL = weighing((domain, count) -> 1.0 / count);

  /** The attended object enters and nothing else. */
  Fusion VISION_ALONE = weighing((domain, count) -> domain.equals(Brain.VISION) ? 1 : 0);

  /** Nothing is broadcast: zeros, as the policy sees them in a part of its training. */
  Fusion SILENT =
      (workspace, encodings) ->
          new Broadcast(
              new float[workspace.shape().latentWidth()],
              attention(workspace, new double[encodings.size()]));

  /**
   * Returns the broadcast.
   *
   * @param encodings one a domain in the order of the workspace's selection, each (workspace width)
   */
  Broadcast of(GlobalWorkspace workspace, List<float[]> encodings);

  /**
   * Weights that do not look at what they weigh.
   *
   * @param alpha one a domain in the order of the workspace's selection
   */
  static Fusion fixed(double... alpha) {
    double[] weights = alpha.clone();
    return (workspace, encodings) -> {
      if (weights.length != encodings.size()) {
        throw new IllegalArgumentException(
            "%d weights; allowed: one for each of %s".formatted(weights.length, fused(workspace)));
      }
      return broadcast(workspace, encodings, weights);
    };
  }

  /**
   * Weights by the names of the domains.
   *
   * @param alpha the weight of a domain by its name and by how many there are
   */
  private static Fusion weighing(ToDoubleBiFunction<String, Integer> alpha) {
    return (workspace, encodings) ->
        broadcast(
            workspace,
            encodings,
            fused(workspace).stream()
                .mapToDouble(domain -> alpha.applyAsDouble(domain, encodings.size()))
                .toArray());
  }

  /**
   * Returns the same with Gaussian noise added to the encoding of one domain, as in the training of
   * the selection, where levels are 0.5 to 3. The noise is drawn from the seed and the encodings:
   * it changes when one of them does.
   *
   * @param domain one of {@link Brain#FUSED}
   * @param level standard deviation of the noise, at least 0
   */
  default Fusion corrupting(String domain, double level, long seed) {
    if (!Brain.FUSED.contains(domain) || !(level >= 0 && level < 1e3)) {
      throw new IllegalArgumentException(
          "noise of level %s on '%s'; allowed: 0 or more, on one of %s"
              .formatted(level, domain, Brain.FUSED));
    }
    SeedStreams seeds = new SeedStreams(seed);
    return (workspace, encodings) -> {
      long content = 0;
      for (float[] encoding : encodings) {
        content = 31 * content + Arrays.hashCode(encoding);
      }
      SplittableRandom random = seeds.child(content).stream("corruption");
      int corrupted = fused(workspace).indexOf(domain);
      float[] noisy = encodings.get(corrupted).clone();
      for (int i = 0; i < noisy.length; i++) {
        noisy[i] += (float) (level * random.nextGaussian());
      }
      List<float[]> all = new ArrayList<>(encodings);
      all.set(corrupted, noisy);
      return of(workspace, all);
    };
  }

  private static Broadcast broadcast(
      GlobalWorkspace workspace, List<float[]> encodings, double[] alpha) {
    return new Broadcast(workspace.fuse(encodings, alpha), attention(workspace, alpha));
  }

  private static Map<String, Double> attention(GlobalWorkspace workspace, double[] alpha) {
    List<String> domains = fused(workspace);
    Map<String, Double> attention = new LinkedHashMap<>();
    for (int d = 0; d < alpha.length; d++) {
      attention.put(domains.get(d), alpha[d]);
    }
    return attention;
  }

  private static List<String> fused(GlobalWorkspace workspace) {
    return workspace.shape().selection().domains();
  }
}
