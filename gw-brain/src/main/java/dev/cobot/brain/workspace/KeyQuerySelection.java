package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much each domain enters the fusion, by keys from the domains' own latents: k_d = K_d u_d + b,
 * alpha = softmax_d(k_d . q). The first query comes from a fixed random vector, q = Q g; each
 * refinement takes it from what the weights let in so far, q = Q (sum_d alpha_d e_d). With one
 * refinement this is the two-step attention of Devillers et al.'s slides.
 *
 * <p>Inputs {@code latent.D} (batch, width of D) for each domain D, then {@code encoding.D} (batch,
 * workspace width) likewise; output {@code alpha} (batch, domains), each row summing to 1.
 */
public final class KeyQuerySelection implements Architecture {
  private final WorkspaceShape workspace;
  private final SelectionShape shape;
  private final float[] start;

  KeyQuerySelection(WorkspaceShape workspace) {
    this.workspace = workspace;
    this.shape = workspace.selection();
    this.start = new float[workspace.latentWidth()];
    SplittableRandom random = new SeedStreams(0).stream("selection.start");
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) random.nextGaussian();
    }
  }

  @Override
  public String name() {
    return "selection";
  }

  @Override
  public List<TensorSpec> inputs() {
    List<TensorSpec> inputs = new ArrayList<>();
    for (String domain : shape.domains()) {
      inputs.add(new TensorSpec("latent." + domain, -1, workspace.domain(domain).latentWidth()));
    }
    for (String domain : shape.domains()) {
      inputs.add(new TensorSpec("encoding." + domain, -1, workspace.latentWidth()));
    }
    return inputs;
  }

  @Override
  public List<String> outputs() {
    return List.of("alpha");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    int count = shape.domains().size();
    int width = shape.keyWidth();
    List<T> keys = new ArrayList<>();
    List<T> encodings = new ArrayList<>();
    for (int d = 0; d < count; d++) {
      String domain = shape.domains().get(d);
      int latentWidth = workspace.domain(domain).latentWidth();
      T key = ops.linear(inputs.get(d), "key." + domain, latentWidth, width);
      keys.add(ops.reshape(key, -1, 1, width));
      encodings.add(ops.reshape(inputs.get(count + d), -1, 1, workspace.latentWidth()));
    }
    T allKeys = ops.concat(1, keys);
    T allEncodings = ops.concat(1, encodings);
    T alpha = weigh(ops, allKeys, ops.constant(start, 1, start.length), width, count);
    for (int i = 0; i < shape.refinements(); i++) {
      T weights = ops.reshape(alpha, -1, count, 1);
      alpha =
          weigh(ops, allKeys, ops.sumAxis(ops.mul(allEncodings, weights), 1, false), width, count);
    }
    return List.of(alpha);
  }

  private <T> T weigh(Ops<T> ops, T keys, T seen, int width, int count) {
    T query = ops.linear(seen, "query", workspace.latentWidth(), width);
    return ops.softmax(agreement(ops, keys, query, width, count));
  }

  /**
   * Returns k_d . q, what the weights are a softmax of.
   *
   * @param keys (batch, count, width)
   * @param query (batch, width)
   * @return (batch, count)
   */
  public static <T> T agreement(Ops<T> ops, T keys, T query, int width, int count) {
    T products = ops.mul(keys, ops.reshape(query, -1, 1, width));
    return ops.reshape(ops.sumAxis(products, 2, false), -1, count);
  }
}
