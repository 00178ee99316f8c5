package dev.cobot.brain.vision;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the vision network should say about a labelled picture. */
final class VisionTargets {
  /** Heat maps, then per-cell values with a mask; sizes as {@link VisionNet}'s outputs. */
  static final int CELLS = VisionNet.ROWS * VisionNet.COLUMNS;

  private static final double UPRIGHT_ABOVE = 0.9;

  private VisionTargets() {}

  /**
   * Writes the targets of one picture into batch arrays at row {@code b}; the arrays must hold
   * zeros there.
   *
   * @param heat (batch, kinds, rows, columns): 1 at the cell of an object's centre, falling off
   *     around it as a Gaussian
   * @param offset (batch, {@link VisionNet#OFFSETS}, rows, columns)
   * @param attributes (batch, {@link VisionHeads#CHANNELS}, rows, columns)
   * @param centerMask (batch, 2, rows, columns): 1 where the centre of an object lies, of one that
   *     supports nothing and of one that may
   * @param yawMask (batch, 1, rows, columns): 1 where that object has a yaw
   */
  static void write(
      List<ObjectKind> kinds,
      List<SceneObject> objects,
      CameraModel camera,
      int b,
      float[] heat,
      float[] offset,
      float[] attributes,
      float[] centerMask,
      float[] yawMask) {
    CameraModel seen = FrameTensor.networkCamera(camera);
    List<SceneObject> supportsFirst = new ArrayList<>(objects);
    // Where a bowl and what is in it share a cell, the features tell of what is in it.
    supportsFirst.sort(Comparator.comparing(object -> !object.kind().isSupport()));
    for (SceneObject object : supportsFirst) {
      int kind = kinds.indexOf(object.kind());
      if (kind < 0) {
        continue;
      }
      CameraModel.Pixel pixel = seen.project(object.positionMeters());
      double cx = pixel.x() / VisionNet.STRIDE;
      double cy = pixel.y() / VisionNet.STRIDE;
      int column = (int) Math.round(cx);
      int row = (int) Math.round(cy);
      if (!(pixel.depthMeters() > 0)
          || column < 0
          || row < 0
          || column >= VisionNet.COLUMNS
          || row >= VisionNet.ROWS) {
        continue;
      }
      double radiusCells =
          seen.intrinsics().fx()
              * Math.max(object.sizeMeters().x(), object.sizeMeters().y())
              / (2 * pixel.depthMeters() * VisionNet.STRIDE);
      double sigma = Math.max(0.5, radiusCells / 3);
      int reach = (int) Math.ceil(3 * sigma);
      int base = (b * kinds.size() + kind) * CELLS;
      for (int r = Math.max(0, row - reach); r <= Math.min(VisionNet.ROWS - 1, row + reach); r++) {
        for (int c = Math.max(0, column - reach);
            c <= Math.min(VisionNet.COLUMNS - 1, column + reach);
            c++) {
          double d2 = (r - row) * (r - row) + (c - column) * (c - column);
          float value = (float) Math.exp(-d2 / (2 * sigma * sigma));
          int i = base + r * VisionNet.COLUMNS + c;
          heat[i] = Math.max(heat[i], value);
        }
      }
      int cell = row * VisionNet.COLUMNS + column;
      int channel = CandidateReader.offsetChannel(object.kind());
      centerMask[(2 * b + channel / 2) * CELLS + cell] = 1;
      int offsets = VisionNet.OFFSETS * b + channel;
      offset[offsets * CELLS + cell] = (float) (cx - column);
      offset[(offsets + 1) * CELLS + cell] = (float) (cy - row);
      int order = object.kind().yawSymmetryOrder();
      Vector3 axis = ObjectAttributes.axisOf(object);
      yawMask[b * CELLS + cell] = order > 0 && axis.z() > UPRIGHT_ABOVE ? 1 : 0;
      double[] values = {
        Math.cos(order * object.yawRad()),
        Math.sin(order * object.yawRad()),
        2 * object.color().red() - 1,
        2 * object.color().green() - 1,
        2 * object.color().blue() - 1,
        object.positionMeters().z() * 10,
        axis.x(),
        axis.y(),
        axis.z()
      };
      for (int i = 0; i < values.length; i++) {
        attributes[(b * VisionHeads.CHANNELS + i) * CELLS + cell] = (float) values[i];
      }
    }
  }
}
