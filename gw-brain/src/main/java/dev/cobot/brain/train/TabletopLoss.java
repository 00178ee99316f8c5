package dev.cobot.brain.train;

import static dev.cobot.brain.Brain.ATTRIBUTES;
import static dev.cobot.brain.Brain.BODY;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The losses of the tabletop workspace: those of the library over its four domains, and what its
 * two attentions learn from.
 */
final class TabletopLoss {
  /**
   * The body tells nothing of an object and an object nothing of the body, so neither is asked of
   * the other; a phrase can say an object's words but not where it is. Rows of vision and of
   * attributes are the same objects: a fusion holds one of the two, as at run time.
   */
  private static final LossParts PARTS =
      LossParts.of(
          Map.ofEntries(
              Map.entry(LossParts.translation(VISION, ATTRIBUTES), 1),
              Map.entry(LossParts.translation(ATTRIBUTES, VISION), 1),
              Map.entry(LossParts.translation(LANGUAGE, ATTRIBUTES), 1),
              // One object is called many things: an exact phrase cannot be expected.
              Map.entry(LossParts.translation(VISION, LANGUAGE), 0.3),
              Map.entry(LossParts.translation(ATTRIBUTES, LANGUAGE), 0.3),
              Map.entry(LossParts.contrastive(VISION, ATTRIBUTES), 1),
              Map.entry(LossParts.contrastive(VISION, LANGUAGE), 1),
              Map.entry(LossParts.demiCycle(VISION), 1),
              Map.entry(LossParts.demiCycle(ATTRIBUTES), 1),
              Map.entry(LossParts.demiCycle(LANGUAGE), 1),
              Map.entry(LossParts.demiCycle(BODY), 1),
              Map.entry(LossParts.cycle(VISION, ATTRIBUTES), 1),
              Map.entry(LossParts.cycle(ATTRIBUTES, VISION), 1),
              Map.entry(LossParts.fused(List.of(VISION, LANGUAGE, BODY), ATTRIBUTES), 1),
              Map.entry(LossParts.fused(List.of(VISION, LANGUAGE, BODY), BODY), 1),
              Map.entry(LossParts.fused(List.of(VISION, LANGUAGE, BODY), LANGUAGE), 0.3),
              Map.entry(LossParts.fused(List.of(ATTRIBUTES, LANGUAGE, BODY), ATTRIBUTES), 1),
              Map.entry(LossParts.fused(List.of(ATTRIBUTES, LANGUAGE, BODY), BODY), 1),
              Map.entry(LossParts.fused(List.of(ATTRIBUTES, LANGUAGE, BODY), LANGUAGE), 0.3)));

  /** Of means over parts: 1 for each translation and demi-cycle, 0.5 for each cycle and fusion. */
  private static final LossWeights WEIGHTS =
      new LossWeights(
          Map.of(
              Loss.TRANSLATION, 3.6,
              Loss.CONTRASTIVE, 0.2,
              Loss.DEMI_CYCLE, 4.0,
              Loss.CYCLE, 1.0,
              Loss.FUSED, 2.3),
          Combination.SUM,
          Compared.ENCODINGS,
          LossWeights.CLIP_TEMPERATURE);

  /** Least weight of a domain in a fusion: what is asked of it must have entered. */
  private static final double FLOOR = 0.1;

  private final TrainableWorkspace workspace;
  private final LabelledDomain vision;
  private final LabelledDomain language;
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
    Domain body = () -> shape.domain(BODY);
    objective =
        new WorkspaceObjective(
            workspace,
            List.of(
                vision, new TabletopAttributes(shape.domain(ATTRIBUTES), language), language, body),
            WEIGHTS,
            Selection.randomSoftmax(Selection.SHIMMER_TEMPERATURE).withFloor(FLOOR),
            PARTS.with(
                LossParts.contrastive(VISION, LANGUAGE),
                Contrast.manyToMany(
                    (objects, phrases) ->
                        WordLabels.matches(vision.labels(objects), language.labels(phrases)))));
    selection = new CorruptedSelection(workspace);
    attention = new ObjectAttentionLoss(workspace);
  }

  Terms of(StepScope scope, WorkspaceBatch batch) {
    NDManager m = scope.manager();
    Map<String, NDArray> rows = new LinkedHashMap<>();
    rows.put(VISION, batch.vision.toArray(m));
    rows.put(ATTRIBUTES, batch.attributes.toArray(m));
    rows.put(LANGUAGE, batch.language.toArray(m));
    rows.put(BODY, batch.body.toArray(m));
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
    encoded.put(BODY, workspace.encode(scope, BODY, rows.get(BODY)));
    NDArray named = WordLabels.named(language.labels(rows.get(LANGUAGE)));
    losses.put(
        "selection", selection.of(scope, encoded, rows.get(ATTRIBUTES), rows.get(BODY), named));
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
