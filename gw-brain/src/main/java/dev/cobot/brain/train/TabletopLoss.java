package dev.cobot.brain.train;

import static dev.cobot.brain.Brain.ATTRIBUTES;
import static dev.cobot.brain.Brain.LANGUAGE;
import static dev.cobot.brain.Brain.VISION;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.objective.Contrast;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.objective.LossParts;
import dev.cobot.brain.objective.LossWeights;
import dev.cobot.brain.objective.LossWeights.Combination;
import dev.cobot.brain.objective.LossWeights.Compared;
import dev.cobot.brain.objective.LossWeights.Loss;
import dev.cobot.brain.objective.Selection;
import dev.cobot.brain.objective.TrainableWorkspace;
import dev.cobot.brain.objective.WorkspaceObjective;
import dev.cobot.brain.workspace.WorkspaceShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The losses of the tabletop workspace: those of the library over its domains, and what its two
 * attentions learn from. A fused domain that is neither vision nor language is felt: it tells
 * nothing of an object and an object nothing of it.
 */
final class TabletopLoss {
  /** Least weight of a domain in a fusion: what is asked of it must have entered. */
  private static final double FLOOR = 0.1;

  private final TrainableWorkspace workspace;
  private final LabelledDomain vision;
  private final LabelledDomain language;
  private final List<String> felt;
  private final WorkspaceObjective objective;
  private final CorruptedSelection selection;
  private final ObjectAttentionLoss attention;

  /**
   * The losses of one batch.
   *
   * @param total what is minimised, a scalar
   * @param losses scalars by name, before their coefficients
   */
  record Terms(NDArray total, Map<String, NDArray> losses) {}

  TabletopLoss(WorkspaceShape shape) {
    workspace = new TrainableWorkspace(shape);
    vision = new LabelledDomain(shape.domain(VISION));
    language = new LabelledDomain(shape.domain(LANGUAGE));
    felt = felt(shape);
    List<Domain> domains = new ArrayList<>();
    domains.add(vision);
    domains.add(new TabletopAttributes(shape.domain(ATTRIBUTES), language));
    domains.add(language);
    felt.forEach(name -> domains.add(() -> shape.domain(name)));
    objective =
        new WorkspaceObjective(
            workspace,
            domains,
            weights(felt.size()),
            Selection.randomSoftmax(Selection.SHIMMER_TEMPERATURE).withFloor(FLOOR),
            parts(felt)
                .with(
                    LossParts.contrastive(VISION, LANGUAGE),
                    Contrast.manyToMany(
                        (objects, phrases) ->
                            WordLabels.matches(vision.labels(objects), language.labels(phrases)))));
    selection = new CorruptedSelection(workspace);
    attention = new ObjectAttentionLoss(workspace);
  }

  /** Returns the fused domains that tell nothing of an object. */
  static List<String> felt(WorkspaceShape shape) {
    return shape.selection().domains().stream()
        .filter(name -> !name.equals(VISION) && !name.equals(LANGUAGE))
        .toList();
  }

  /**
   * What is felt tells nothing of an object and an object nothing of it, so neither is asked of the
   * other; a phrase can say an object's words but not where it is. Rows of vision and of attributes
   * are the same objects: a fusion holds one of the two, as at run time.
   */
  private static LossParts parts(List<String> felt) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put(LossParts.translation(VISION, ATTRIBUTES), 1.0);
    parts.put(LossParts.translation(ATTRIBUTES, VISION), 1.0);
    parts.put(LossParts.translation(LANGUAGE, ATTRIBUTES), 1.0);
    // One object is called many things: an exact phrase cannot be expected.
    parts.put(LossParts.translation(VISION, LANGUAGE), 0.3);
    parts.put(LossParts.translation(ATTRIBUTES, LANGUAGE), 0.3);
    parts.put(LossParts.contrastive(VISION, ATTRIBUTES), 1.0);
    parts.put(LossParts.contrastive(VISION, LANGUAGE), 1.0);
    for (String domain : List.of(VISION, ATTRIBUTES, LANGUAGE)) {
      parts.put(LossParts.demiCycle(domain), 1.0);
    }
    felt.forEach(domain -> parts.put(LossParts.demiCycle(domain), 1.0));
    parts.put(LossParts.cycle(VISION, ATTRIBUTES), 1.0);
    parts.put(LossParts.cycle(ATTRIBUTES, VISION), 1.0);
    for (String object : List.of(VISION, ATTRIBUTES)) {
      List<String> fused = new ArrayList<>(List.of(object, LANGUAGE));
      fused.addAll(felt);
      parts.put(LossParts.fused(fused, ATTRIBUTES), 1.0);
      felt.forEach(domain -> parts.put(LossParts.fused(fused, domain), 1.0));
      parts.put(LossParts.fused(fused, LANGUAGE), 0.3);
    }
    return LossParts.of(parts);
  }

  /** Of means over parts: 1 for each translation and demi-cycle, 0.5 for each cycle and fusion. */
  private static LossWeights weights(int felt) {
    return new LossWeights(
        Map.of(
            Loss.TRANSLATION, 3.6,
            Loss.CONTRASTIVE, 0.2,
            Loss.DEMI_CYCLE, 3.0 + felt,
            Loss.CYCLE, 1.0,
            Loss.FUSED, 1.3 + felt),
        Combination.SUM,
        Compared.ENCODINGS,
        LossWeights.CLIP_TEMPERATURE);
  }

  Terms of(StepScope scope, WorkspaceBatch batch) {
    NDManager m = scope.manager();
    Map<String, NDArray> rows = new LinkedHashMap<>();
    rows.put(VISION, batch.vision.toArray(m));
    rows.put(ATTRIBUTES, batch.attributes.toArray(m));
    rows.put(LANGUAGE, batch.language.toArray(m));
    Map<String, NDArray> feltRows = new LinkedHashMap<>();
    felt.forEach(domain -> feltRows.put(domain, batch.felt(domain).toArray(m)));
    rows.putAll(feltRows);
    WorkspaceObjective.Terms shared = objective.of(scope, WorkspaceObjective.completed(rows));
    Map<String, NDArray> losses = new LinkedHashMap<>();
    shared
        .losses()
        .forEach((loss, value) -> losses.put(loss.name().toLowerCase(Locale.ROOT), value));

    NDArray seen = vision.latents(scope, rows.get(VISION));
    NDArray said = language.latents(scope, rows.get(LANGUAGE));
    Map<String, NDArray> encoded = new LinkedHashMap<>();
    encoded.put(VISION, workspace.encode(scope, VISION, seen));
    encoded.put(LANGUAGE, workspace.encode(scope, LANGUAGE, said));
    feltRows.forEach(
        (domain, latents) -> encoded.put(domain, workspace.encode(scope, domain, latents)));
    NDArray named = WordLabels.named(language.labels(rows.get(LANGUAGE)));
    losses.put("selection", selection.of(scope, encoded, rows.get(ATTRIBUTES), feltRows, named));
    losses.put(
        "attention",
        attention.of(
            scope,
            encoded.get(VISION),
            batch.question.toArray(m),
            batch.present.toArray(m),
            batch.answer.toArray(m)));
    return new Terms(
        shared.total().add(losses.get("selection")).add(losses.get("attention")), losses);
  }
}
