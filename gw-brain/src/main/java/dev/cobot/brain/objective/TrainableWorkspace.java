package dev.cobot.brain.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.workspace.DomainDecoder;
import dev.cobot.brain.workspace.DomainEncoder;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.ObjectKeys;
import dev.cobot.brain.workspace.ObjectQueries;
import dev.cobot.brain.workspace.SelectionShape;
import dev.cobot.brain.workspace.WorkspaceShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The workspace while it is trained: the networks that {@link GlobalWorkspace} runs, on arrays of a
 * training step, so that gradients flow. Holds no weights: those belong to the trainer.
 */
public final class TrainableWorkspace {
  private final WorkspaceShape shape;
  private final Map<String, DomainEncoder> encoders = new LinkedHashMap<>();
  private final Map<String, DomainDecoder> decoders = new LinkedHashMap<>();
  private final Architecture selection; // null: none
  private final ObjectKeys keys; // null: none
  private final ObjectQueries queries;

  /** Creates the networks of a shape. */
  public TrainableWorkspace(WorkspaceShape shape) {
    this.shape = shape;
    for (DomainSpec domain : shape.domains()) {
      encoders.put(domain.name(), new DomainEncoder(domain, shape));
      decoders.put(domain.name(), new DomainDecoder(domain, shape));
    }
    selection = shape.selection() == null ? null : shape.selectionNetwork();
    keys = shape.objects() == null ? null : new ObjectKeys(shape.latentWidth(), shape.objects());
    queries =
        shape.objects() == null ? null : new ObjectQueries(shape.latentWidth(), shape.objects());
  }

  /** Returns the shape. */
  public WorkspaceShape shape() {
    return shape;
  }

  /**
   * Returns e_d(u), before fusion and tanh.
   *
   * @param latents (rows, the domain's latent width)
   * @return (rows, workspace width)
   */
  public NDArray encode(StepScope scope, String domain, NDArray latents) {
    shape.domain(domain);
    return scope.forward(encoders.get(domain), latents).get(0);
  }

  /**
   * Returns what broadcasts say about a domain.
   *
   * @param broadcasts (rows, workspace width)
   * @return (rows, the domain's decoded width)
   */
  public NDArray decode(StepScope scope, String domain, NDArray broadcasts) {
    shape.domain(domain);
    return scope.forward(decoders.get(domain), broadcasts).get(0);
  }

  /**
   * Returns z = tanh(sum_d alpha_d e_d).
   *
   * @param encodings one a domain, each (rows, workspace width)
   * @param alpha (rows, domains), or (1, domains) for all rows
   * @return (rows, workspace width)
   */
  public static NDArray fuse(List<NDArray> encodings, NDArray alpha) {
    NDArray sum = null;
    for (int d = 0; d < encodings.size(); d++) {
      NDArray part = encodings.get(d).mul(alpha.get(":, " + d + ":" + (d + 1)));
      sum = sum == null ? part : sum.add(part);
    }
    return sum.tanh();
  }

  /**
   * Returns how much each of the selection's domains should enter, (rows, domains).
   *
   * @param latents by domain; not looked at by a {@link SelectionShape.Kind#MEAN_QUERY}
   * @param encodings by domain
   */
  public NDArray select(
      StepScope scope, Map<String, NDArray> latents, Map<String, NDArray> encodings) {
    List<String> domains = shape.selection().domains();
    NDList inputs = new NDList();
    if (shape.selection().kind() == SelectionShape.Kind.MEAN_QUERY) {
      NDList all = new NDList();
      domains.forEach(d -> all.add(encodings.get(d)));
      inputs.add(NDArrays.stack(all, 1));
    } else {
      domains.forEach(d -> inputs.add(latents.get(d)));
      domains.forEach(d -> inputs.add(encodings.get(d)));
    }
    return scope.forward(selection, inputs.toArray(new NDArray[0])).get(0);
  }

  /** Returns the keys of objects, (rows, key width), from what each alone would broadcast. */
  public NDArray keys(StepScope scope, NDArray broadcasts) {
    return scope.forward(keys, broadcasts).get(0);
  }

  /**
   * Returns the queries of phrases (rows, key width) and their scores for "none of them" (rows, 1),
   * from what each alone would broadcast.
   */
  public List<NDArray> queries(StepScope scope, NDArray broadcasts) {
    return scope.forward(queries, broadcasts);
  }
}
