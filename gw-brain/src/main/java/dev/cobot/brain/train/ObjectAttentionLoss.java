package dev.cobot.brain.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.cobot.brain.Brain;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.objective.TrainableWorkspace;
import java.util.List;

/** What the attention to objects learns from: small scenes with one question each. */
final class ObjectAttentionLoss {
  private final TrainableWorkspace workspace;

  ObjectAttentionLoss(TrainableWorkspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Returns the cross entropy between where each scene's question should lead and where the
   * attention goes, a scalar.
   *
   * @param objects encodings of the scenes' objects, (scenes * objects, workspace width)
   * @param question latents of phrases, (scenes, language width)
   * @param present 1 where an object is part of its scene, (scenes, objects)
   * @param answer where the attention should go, the last entry "none of them", (scenes, objects +
   *     1)
   */
  NDArray of(StepScope scope, NDArray objects, NDArray question, NDArray present, NDArray answer) {
    int scenes = (int) present.getShape().get(0);
    int width = workspace.shape().objects().keyWidth();
    NDArray phrases = workspace.encode(scope, Brain.LANGUAGE, question).tanh();
    List<NDArray> asked = workspace.queries(scope, phrases);
    NDArray keys =
        workspace.keys(scope, objects.tanh()).reshape(scenes, present.getShape().get(1), width);
    NDArray scores =
        keys.matMul(asked.get(0).expandDims(2))
            .squeeze(2)
            .mul(Losses.scalar(objects, 1 / Math.sqrt(width)));
    NDArray absent = present.sub(1f).mul(1e9f);
    NDArray logits = NDArrays.concat(new NDList(scores.add(absent), asked.get(1)), 1);
    return answer.mul(logits.logSoftmax(1)).sum().neg().div(Losses.scalar(objects, scenes));
  }
}
