package dev.cobot.sim2real.calibration;

import java.util.Arrays;
import java.util.List;

/**
 * Which usable pictures judge a calibration without entering its fit.
 *
 * @param every each so many-th usable picture, in the order of their names, is held out; 0 for none
 * @param leastPictures of fewer usable pictures none is held out
 */
public record HoldOut(int every, int leastPictures) {
  /** All pictures enter the fit. */
  public static final HoldOut NONE = new HoldOut(0, 0);

  /** Every fifth, where ten are usable. */
  public static final HoldOut USUAL = new HoldOut(5, 10);

  public HoldOut {
    if (every < 0 || every == 1 || every > BoardPictures.MAX_PICTURES) {
      throw new IllegalArgumentException(
          "every N-th picture is held out, N must be 0 (none) or in [2, "
              + BoardPictures.MAX_PICTURES
              + "], got "
              + every);
    }
  }

  /**
   * Tells the pictures that are held out; the first one never is. Pictures with the same points
   * share their role: a copy of what was fitted to judges nothing.
   */
  boolean[] of(List<BoardPictures.Picture> usable) {
    boolean[] held = new boolean[usable.size()];
    if (every == 0 || usable.size() < leastPictures) {
      return held;
    }
    for (int i = 0; i < held.length; i++) {
      int first = firstWith(usable, usable.get(i).sighting().points());
      held[i] = first < i ? held[first] : i % every == every - 1;
    }
    return held;
  }

  private static int firstWith(List<BoardPictures.Picture> usable, BoardPoints points) {
    int first = 0;
    while (!Arrays.equals(usable.get(first).sighting().points().uPixels(), points.uPixels())) {
      first++;
    }
    return first;
  }
}
