package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.Visual;
import java.util.List;

/**
 * A picture with what a simulator knows about it. The arrays are owned by the record: callers must
 * not change them.
 *
 * @param frame the colour picture
 * @param depthMeters (height, width), row-major, along the optical axis at the pixel's centre;
 *     positive infinity where there is no visual
 * @param visualIndex (height, width), row-major, index into {@code visuals}; {@link #NOTHING} where
 *     there is none
 * @param visuals what was drawn
 */
public record RenderedScene(
    CameraFrame frame, float[] depthMeters, int[] visualIndex, List<Visual> visuals) {
  /** The index of a pixel that shows no visual. */
  public static final int NOTHING = -1;

  public RenderedScene {
    int pixels = frame.widthPixels() * frame.heightPixels();
    if (depthMeters.length != pixels || visualIndex.length != pixels) {
      throw new IllegalArgumentException(
          "depth and segmentation of a picture of "
              + pixels
              + " pixels need as many values, got "
              + depthMeters.length
              + " and "
              + visualIndex.length);
    }
    visuals = List.copyOf(visuals);
  }

  public float depthMeters(int xPixels, int yPixels) {
    return depthMeters[yPixels * frame.widthPixels() + xPixels];
  }

  /** Returns the owner seen at a pixel, or an empty string where there is none. */
  public String ownerAt(int xPixels, int yPixels) {
    int index = visualIndex[yPixels * frame.widthPixels() + xPixels];
    return index == NOTHING ? "" : visuals.get(index).owner();
  }

  /** Returns how many pixels show the owner. */
  public int pixelsOf(String owner) {
    int pixels = 0;
    for (int index : visualIndex) {
      if (index != NOTHING && visuals.get(index).owner().equals(owner)) {
        pixels++;
      }
    }
    return pixels;
  }
}
