package dev.cobot.brain.sight;

import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Boxes that a trained detector proposes on the pictures that the reader learns from. Among them
 * are those that it takes for an object by mistake, which the reader learns to tell apart (as the
 * second stage of Ren et al. 2015 does).
 *
 * @param detectorSha256 of the weights that propose
 * @param boxes of each picture: left, top, right, bottom, pixels
 */
public record Proposals(String detectorSha256, List<List<double[]>> boxes) {
  /** Lower than what is ever told, so that doubtful ones are learned from too. */
  private static final double MIN_SCORE = 0.06;

  /**
   * Looks at each picture twice: as the runtime does, and as the detector's training does, mostly
   * zoomed and shifted.
   *
   * @param progress hears how many pictures are done
   */
  static Proposals of(
      BoxFinder finder,
      String detectorSha256,
      PictureSet set,
      SplittableRandom random,
      LongConsumer progress) {
    List<List<double[]>> boxes = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      CameraFrame frame = set.frame(i);
      List<double[]> own = new ArrayList<>();
      for (Canvas view :
          List.of(
              Canvas.of(frame.widthPixels(), frame.heightPixels()),
              Canvas.drawn(frame.widthPixels(), frame.heightPixels(), random))) {
        finder.find(view, frame.rgb(), MIN_SCORE).forEach(found -> own.add(found.box()));
      }
      boxes.add(List.copyOf(own));
      progress.accept(i + 1L);
    }
    return new Proposals(detectorSha256, List.copyOf(boxes));
  }

  List<double[]> of(int picture) {
    return boxes.get(picture);
  }
}
