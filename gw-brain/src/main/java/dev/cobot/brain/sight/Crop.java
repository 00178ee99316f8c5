package dev.cobot.brain.sight;

import dev.cobot.sim2real.picture.Resampler;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;

/**
 * A square of a picture around a box, from which one object is read. It may reach beyond the
 * picture.
 *
 * @param x centre in the picture, pixels
 * @param y centre in the picture, pixels
 * @param sidePixels of the square
 * @param boxWidthPixels of the box that it is around
 * @param boxHeightPixels of the box that it is around
 */
record Crop(double x, double y, double sidePixels, double boxWidthPixels, double boxHeightPixels) {
  /** Pixels a side of what the reader sees. */
  static final int SIDE = 64;

  /** What is told of the view beside the crop. */
  private static final int VIEW = 10;

  /** What is told beside the crop: of the view, then of the picture's light. */
  static final int BESIDE = VIEW + PictureLight.VALUES;

  /** Samples a pixel in each direction; more make no difference. */
  private static final int MAX_TAPS = 3;

  private static final double AROUND = 1.5;

  /** A typical height of what is looked at, for the scale. */
  private static final double PLANE_METERS = 0.03;

  /** The crop around a box of the picture. */
  static Crop around(double x0, double y0, double x1, double y1) {
    return new Crop(
        (x0 + x1) / 2, (y0 + y1) / 2, AROUND * Math.max(x1 - x0, y1 - y0), x1 - x0, y1 - y0);
  }

  /**
   * Writes (3, 64, 64) values in [-1, 1] at {@code offset}: red, green, blue. Each averages the
   * picture's pixels that it covers; beyond the picture its border goes on.
   *
   * @param rgb (height, width, 3) sRGB bytes
   */
  void write(byte[] rgb, int width, int height, boolean mirrored, float[] out, int offset) {
    double step = sidePixels / SIDE;
    int samples = (int) Math.min(MAX_TAPS, Math.max(1, Math.ceil(step)));
    Resampler.Axis columns = Resampler.Axis.of(SIDE, x - sidePixels / 2, step, width, samples);
    Resampler.Axis rows = Resampler.Axis.of(SIDE, y - sidePixels / 2, step, height, samples);
    float[] values = new Resampler(columns, rows).of(rgb, width);
    for (int v = 0; v < SIDE; v++) {
      for (int u = 0; u < SIDE; u++) {
        int from = 3 * (v * SIDE + u);
        int at = offset + v * SIDE + (mirrored ? SIDE - 1 - u : u);
        for (int c = 0; c < 3; c++) {
          out[at + c * SIDE * SIDE] = values[from + c] / 127.5f - 1;
        }
      }
    }
  }

  /**
   * How the crop lies in the world.
   *
   * @param azimuthRad direction in which its ray runs over the table, table frame
   * @param metersAcross width of the crop where its ray meets the height of a small object
   * @param elevationRad how far the ray looks down
   * @param upRad direction of the table's z axis in the picture: 0 is straight up, growing to the
   *     right
   */
  record View(double azimuthRad, double metersAcross, double elevationRad, double upRad) {}

  /** Returns the view of a calibrated camera, or null when the ray never meets the table. */
  View view(CameraModel camera) {
    Vector3 at = camera.intersectPlane(x, y, PLANE_METERS);
    if (at == null) {
      return null;
    }
    Vector3 direction = camera.rayDirection(x, y);
    Vector3 eye = camera.tableFromCamera().translation();
    CameraModel.Pixel low = camera.project(at);
    CameraModel.Pixel high = camera.project(at.plus(new Vector3(0, 0, 0.02)));
    if (!(low.depthMeters() > 0 && high.depthMeters() > 0)) {
      return null;
    }
    return new View(
        Math.atan2(direction.y(), direction.x()),
        sidePixels * at.distanceTo(eye) / camera.intrinsics().fx(),
        Math.asin(Math.max(-1, Math.min(1, -direction.z()))),
        Math.atan2(high.x() - low.x(), low.y() - high.y()));
  }

  /**
   * Writes what is told beside the crop.
   *
   * @param viewOrNull null when the camera is not known
   * @param light of the picture, see {@link PictureLight}
   * @param out {@link #BESIDE} values from {@code offset} on
   */
  void writeBeside(View viewOrNull, float[] light, boolean mirrored, float[] out, int offset) {
    double turn = mirrored ? -1 : 1;
    double[] values =
        viewOrNull == null
            ? new double[VIEW]
            : new double[] {
              1,
              Math.sin(viewOrNull.elevationRad()),
              Math.cos(viewOrNull.elevationRad()),
              turn * Math.sin(viewOrNull.upRad()),
              Math.cos(viewOrNull.upRad()),
              Math.log(viewOrNull.metersAcross() / 0.12),
              Math.log(viewOrNull.metersAcross() / 0.12) * Math.cos(viewOrNull.elevationRad()),
              0,
              0,
              0
            };
    values[7] = boxWidthPixels / sidePixels;
    values[8] = boxHeightPixels / sidePixels;
    values[9] = Math.log(sidePixels / SIDE) / 2;
    for (int i = 0; i < VIEW; i++) {
      out[offset + i] = (float) values[i];
    }
    System.arraycopy(light, 0, out, offset + VIEW, PictureLight.VALUES);
  }
}
