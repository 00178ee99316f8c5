package dev.cobot.node.lerobot;

import dev.cobot.action.demonstration.EpisodeShard;
import dev.cobot.action.foreign.Columns;
import java.util.ArrayList;
import java.util.List;

/**
 * How demonstrations stand in a data set. What other programs can use has LeRobot's names; what
 * only our own training needs (beliefs, the expert's whole intention) is carried in features that
 * begin with {@code cobot.}, as rows of numbers, so that nothing is lost.
 */
final class DemonstrationFormat {
  /** What {@code meta/cobot.json} says that a set holds. */
  static final String HOLDS = "demonstrations";

  static final int VERSION = 1;
  static final int FPS = 25;
  static final String ABOUT = "cobot.json";
  static final String TICK = Feature.OWN + "tick";
  static final String LABEL = Feature.OWN + "label";
  static final String COUNTS = Feature.OWN + "counts";
  static final String SEEN = Feature.OWN + "seen";
  static final String BELIEVED = Feature.OWN + "believed";

  private DemonstrationFormat() {}

  /**
   * Returns the features of a set.
   *
   * @param mostSeen objects seen in a tick, the most of the set
   * @param mostBelieved objects believed in a tick, the most of the set
   */
  static List<Feature> features(int mostSeen, int mostBelieved) {
    List<Feature> features = new ArrayList<>();
    features.add(Feature.floats(Columns.STATE, Columns.HAND_STATE));
    features.add(Feature.floats(Columns.ENVIRONMENT, Columns.environment()));
    features.add(Feature.floats(Columns.ACTION, Columns.HAND_ACTION));
    features.add(Feature.scalar("next.done", Feature.BOOL));
    features.add(Feature.scalar("next.success", Feature.BOOL));
    features.add(Feature.vector(TICK, Feature.FLOAT32, EpisodeShard.TICK_NUMBERS));
    features.add(Feature.vector(LABEL, Feature.FLOAT32, EpisodeShard.LABEL_NUMBERS));
    features.add(Feature.vector(COUNTS, Feature.INT64, 2));
    features.add(
        Feature.vector(SEEN, Feature.FLOAT32, Math.max(1, mostSeen) * EpisodeShard.SEEN_NUMBERS));
    features.add(
        Feature.vector(
            BELIEVED, Feature.FLOAT32, Math.max(1, mostBelieved) * EpisodeShard.BELIEVED_NUMBERS));
    return features;
  }
}
