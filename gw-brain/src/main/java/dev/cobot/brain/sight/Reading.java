package dev.cobot.brain.sight;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;

/**
 * What the reader says of a crop, as numbers that do not depend on where the camera stands: lengths
 * in widths of the crop, directions in a frame whose x axis runs along the crop's ray over the
 * table and whose z axis is the table's.
 *
 * <p>The 18 values: 0, 1 projected centre less the crop's centre; 2 height of the centre over the
 * table; 3..5 logarithm of the size along the body's x, y and z axis; 6, 7 cosine and sine of four
 * times the yaw (cubes); 8, 9 of twice the yaw (cloths); 10..12 the axis on which the body stands;
 * 13..15 colour as 2 c - 1, sRGB; 16, 17 not used.
 */
final class Reading {
  static final int VALUES = 18;
  static final int CENTER = 0;
  static final int HEIGHT = 2;
  static final int SIZE = 3;
  static final int FOUR = 6;
  static final int TWO = 8;
  static final int AXIS = 10;
  static final int COLOR = 13;

  private Reading() {}

  /** Returns what a value tells of, in a word. */
  static String group(int value) {
    return value < HEIGHT
        ? "place"
        : value < SIZE
            ? "height"
            : value < FOUR ? "size" : value < AXIS ? "yaw" : value < COLOR ? "axis" : "colour";
  }

  /**
   * Writes what should be read.
   *
   * @param weights which of the values the object has; 0 or 1
   */
  static void write(
      SceneObject object,
      Crop crop,
      CameraModel camera,
      Crop.View viewOrNull,
      boolean mirrored,
      float[] values,
      float[] weights,
      int offset) {
    Arrays.fill(values, offset, offset + VALUES, 0);
    Arrays.fill(weights, offset, offset + VALUES, 0);
    double turn = mirrored ? -1 : 1;
    CameraModel.Pixel center = camera.project(object.positionMeters());
    set(values, weights, offset + CENTER, turn * (center.x() - crop.x()) / crop.sidePixels());
    set(values, weights, offset + CENTER + 1, (center.y() - crop.y()) / crop.sidePixels());
    ColorRgb color = object.color();
    set(values, weights, offset + COLOR, 2 * color.red() - 1);
    set(values, weights, offset + COLOR + 1, 2 * color.green() - 1);
    set(values, weights, offset + COLOR + 2, 2 * color.blue() - 1);
    if (viewOrNull == null) {
      return;
    }
    double meters = viewOrNull.metersAcross();
    set(values, weights, offset + HEIGHT, object.positionMeters().z() / meters);
    double[] size = object.sizeMeters().toArray();
    for (int i = 0; i < 3; i++) {
      set(values, weights, offset + SIZE + i, Math.log(size[i] / meters));
    }
    Vector3 axis = object.rotation().rotate(new Vector3(0, 0, 1));
    double cos = Math.cos(viewOrNull.azimuthRad());
    double sin = Math.sin(viewOrNull.azimuthRad());
    set(values, weights, offset + AXIS, axis.x() * cos + axis.y() * sin);
    set(values, weights, offset + AXIS + 1, turn * (axis.y() * cos - axis.x() * sin));
    set(values, weights, offset + AXIS + 2, axis.z());
    double yaw = turn * (object.yawRad() - viewOrNull.azimuthRad());
    int order = object.kind().yawSymmetryOrder();
    if (order == 4 && axis.z() > 0.9) {
      set(values, weights, offset + FOUR, Math.cos(4 * yaw));
      set(values, weights, offset + FOUR + 1, Math.sin(4 * yaw));
    } else if (order == 2) {
      set(values, weights, offset + TWO, Math.cos(2 * yaw));
      set(values, weights, offset + TWO + 1, Math.sin(2 * yaw));
    }
  }

  private static void set(float[] values, float[] weights, int at, double value) {
    if (Double.isNaN(value)) {
      return; // beyond what the lens model describes
    }
    values[at] = (float) value;
    weights[at] = 1;
  }
}
