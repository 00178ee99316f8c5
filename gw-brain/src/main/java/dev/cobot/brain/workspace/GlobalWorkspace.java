package dev.cobot.brain.workspace;

import dev.cobot.brain.network.InferenceNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The Global Workspace over N named domains, at run time.
 *
 * <p>A domain's latent u_d is encoded to e_d(u_d); the fusion is z = tanh(sum_d alpha_d e_d(u_d))
 * with alpha summing to 1 (Devillers et al. 2024, section 3); decoders read from z what it says
 * about each domain.
 */
public final class GlobalWorkspace implements AutoCloseable {
  private final WorkspaceShape shape;
  private final Map<String, InferenceNet> encoders;
  private final Map<String, InferenceNet> decoders;
  private final InferenceNet keys; // null: no attention to objects
  private final InferenceNet queries;
  private final InferenceNet selection; // null: no learned selection

  GlobalWorkspace(
      WorkspaceShape shape,
      Map<String, InferenceNet> encoders,
      Map<String, InferenceNet> decoders,
      InferenceNet keys,
      InferenceNet queries,
      InferenceNet selection) {
    this.shape = shape;
    this.encoders = Map.copyOf(encoders);
    this.decoders = Map.copyOf(decoders);
    this.keys = keys;
    this.queries = queries;
    this.selection = selection;
  }

  public WorkspaceShape shape() {
    return shape;
  }

  /**
   * Returns the encodings of latents of one domain.
   *
   * @param latents (batch, domain width), row-major
   * @return (batch, workspace width), row-major
   */
  public float[] encode(String domain, int batch, float[] latents) {
    shape.domain(domain);
    return encoders.get(domain).run(batch, latents)[0];
  }

  /**
   * Fuses encodings, one a domain, into the broadcast.
   *
   * @param encodings each (workspace width)
   * @param alpha the weight of each; they should sum to 1
   */
  public float[] fuse(List<float[]> encodings, double[] alpha) {
    float[] z = new float[shape.latentWidth()];
    for (int i = 0; i < z.length; i++) {
      double sum = 0;
      for (int d = 0; d < alpha.length; d++) {
        sum += alpha[d] * encodings.get(d)[i];
      }
      z[i] = (float) Math.tanh(sum);
    }
    return z;
  }

  /** Returns tanh of the encodings: what each would broadcast alone. */
  public float[] alone(float[] encodings) {
    float[] z = new float[encodings.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) Math.tanh(encodings[i]);
    }
    return z;
  }

  /**
   * Returns what broadcasts say about a domain.
   *
   * @param broadcasts (batch, workspace width), row-major
   * @return (batch, the domain's decoded width), row-major
   */
  public float[] decode(String domain, int batch, float[] broadcasts) {
    shape.domain(domain);
    return decoders.get(domain).run(batch, broadcasts)[0];
  }

  /**
   * Returns how much each of the selection's domains should enter.
   *
   * @param latents one a domain in the order of {@link SelectionShape#domains}; a {@link
   *     SelectionShape.Kind#MEAN_QUERY} does not look at them, so they may be empty
   * @param encodings one a domain in that order, each (workspace width)
   * @return one weight a domain; they sum to 1
   * @throws IllegalStateException if the workspace has no learned selection
   */
  public double[] select(List<float[]> latents, List<float[]> encodings) {
    if (selection == null) {
      throw new IllegalStateException(
          "this workspace has no learned selection; fuse with weights of your own");
    }
    float[] alpha;
    if (shape.selection().kind() == SelectionShape.Kind.MEAN_QUERY) {
      int width = shape.latentWidth();
      float[] all = new float[encodings.size() * width];
      for (int d = 0; d < encodings.size(); d++) {
        System.arraycopy(encodings.get(d), 0, all, d * width, width);
      }
      alpha = selection.run(1, all)[0];
    } else {
      List<float[]> inputs = new ArrayList<>(latents);
      inputs.addAll(encodings);
      alpha = selection.run(1, inputs.toArray(new float[0][]))[0];
    }
    double[] result = new double[alpha.length];
    for (int d = 0; d < alpha.length; d++) {
      result[d] = alpha[d];
    }
    return result;
  }

  /**
   * Returns which of the objects a phrase means: softmax over the scaled products of its query with
   * the objects' keys, against the query's own score for "none of them".
   *
   * @param phrase what the phrase alone would broadcast (workspace width)
   * @param objects what each object alone would broadcast (objects, workspace width), row-major
   */
  public Attention attend(float[] phrase, int objects, float[] broadcasts) {
    if (queries == null) {
      throw new IllegalStateException("this workspace has no attention to objects");
    }
    float[][] query = queries.run(1, phrase);
    double[] logits = new double[objects + 1];
    logits[objects] = query[1][0];
    if (objects > 0) {
      float[] key = keys.run(objects, broadcasts)[0];
      int width = shape.objects().keyWidth();
      for (int i = 0; i < objects; i++) {
        double dot = 0;
        for (int j = 0; j < width; j++) {
          dot += key[i * width + j] * query[0][j];
        }
        logits[i] = dot / Math.sqrt(width);
      }
    }
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (int i = 0; i <= objects; i++) {
      logits[i] = Math.exp(logits[i] - max);
      sum += logits[i];
    }
    double[] weights = new double[objects];
    for (int i = 0; i < objects; i++) {
      weights[i] = logits[i] / sum;
    }
    return new Attention(weights, logits[objects] / sum);
  }

  @Override
  public void close() {
    encoders.values().forEach(InferenceNet::close);
    decoders.values().forEach(InferenceNet::close);
    for (InferenceNet net : Arrays.asList(keys, queries, selection)) {
      if (net != null) {
        net.close();
      }
    }
  }
}
