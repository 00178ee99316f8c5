package dev.cobot.brain.study.reaching;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A released policy. */
final class Policy implements AutoCloseable {
  private final InferenceNet network;
  private final int stateWidth;

  private Policy(InferenceNet network, int stateWidth) {
    this.network = network;
    this.stateWidth = stateWidth;
  }

  /**
   * Opens what a {@link PpoTraining} released.
   *
   * @throws ModelException with one sentence, if a file is missing, damaged or of another network
   */
  static Policy open(Path folder, InferenceDevice device) {
    ModelFolder model = ModelFolder.open(folder);
    ModelCard card = model.card();
    int stateWidth = card.architecture().path("stateWidth").asInt();
    ActorCritic expected = new ActorCritic(stateWidth, 1);
    if (stateWidth < 1
        || !card.inputs().equals(expected.inputs())
        || !card.outputs().equals(expected.outputs())) {
      throw new ModelException(
          folder + " holds no policy but '" + card.name() + "'; train the policy again");
    }
    return new Policy(model.openOnnx(device), stateWidth);
  }

  /**
   * Returns the policy on what a sense tells; moves are drawn with their probabilities, as in
   * training.
   */
  Chooser on(Sense sense, SplittableRandom random) {
    if (sense.width() != stateWidth) {
      throw new IllegalArgumentException(
          "the policy takes %d numbers a state, this sense tells %d"
              .formatted(stateWidth, sense.width()));
    }
    double[] scores = new double[Move.COUNT];
    return states -> {
      float[] logits = network.run(states.length, sense.of(states))[0];
      int[] chosen = new int[states.length];
      for (int i = 0; i < chosen.length; i++) {
        Categorical.logProbabilities(logits, i * Move.COUNT, scores);
        chosen[i] = Categorical.draw(scores, random);
      }
      return chosen;
    };
  }

  @Override
  public void close() {
    network.close();
  }
}
