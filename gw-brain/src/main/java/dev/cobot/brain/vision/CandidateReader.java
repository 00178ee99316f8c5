package dev.cobot.brain.vision;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Reads object candidates from the vision network's output maps. */
final class CandidateReader {
  /**
   * Geometry that joins the features: where the pixel's ray meets two planes, its direction, the
   * eye, the scale.
   */
  static final int GEOMETRY = 11;

  /**
   * Values of the one-hot kind, which follows: at one place a bowl and what is in it may be seen.
   */
  static final int KINDS = ObjectKind.values().length;

  private static final double LOW_PLANE_METERS = 0.02;
  private static final double HIGH_PLANE_METERS = 0.08;
  private static final double LENGTH_SCALE_METERS = 0.3;

  private CandidateReader() {}

  /**
   * Returns the peaks of the heat maps, best first. Kinds that support others and kinds that do not
   * have peaks of their own: what lies in a bowl does not hide the bowl.
   *
   * @param kinds of the heat maps
   * @param heat (kinds, rows, columns) logits
   * @param offset ({@link VisionNet#OFFSETS}, rows, columns) in cells
   * @param features (features, rows, columns)
   * @param camera the frame's own camera
   */
  static List<ObjectCandidate> read(
      List<ObjectKind> kinds,
      float[] heat,
      float[] offset,
      float[] features,
      CameraModel camera,
      double minScore,
      int limit) {
    int cells = VisionNet.ROWS * VisionNet.COLUMNS;
    float minLogit = (float) Math.log(minScore / (1 - minScore));
    record Peak(int kind, int cell, float logit) {}
    List<Peak> peaks = new ArrayList<>();
    for (boolean supports : new boolean[] {false, true}) {
      int[] group =
          IntStream.range(0, kinds.size())
              .filter(k -> kinds.get(k).isSupport() == supports)
              .toArray();
      for (int cell = 0; cell < cells && group.length > 0; cell++) {
        int best = group[0];
        for (int k : group) {
          if (heat[k * cells + cell] > heat[best * cells + cell]) {
            best = k;
          }
        }
        float logit = heat[best * cells + cell];
        if (logit >= minLogit && isPeak(group, heat, cell, logit)) {
          peaks.add(new Peak(best, cell, logit));
        }
      }
    }
    peaks.sort(Comparator.comparingDouble((Peak p) -> -p.logit()).thenComparingInt(Peak::cell));
    List<ObjectCandidate> candidates = new ArrayList<>();
    for (Peak peak : peaks) {
      if (candidates.size() == limit) {
        break;
      }
      int column = peak.cell() % VisionNet.COLUMNS;
      int row = peak.cell() / VisionNet.COLUMNS;
      ObjectKind kind = kinds.get(peak.kind());
      int channel = offsetChannel(kind);
      double networkX = (column + offset[channel * cells + peak.cell()]) * VisionNet.STRIDE;
      double networkY = (row + offset[(channel + 1) * cells + peak.cell()]) * VisionNet.STRIDE;
      double sx = (double) camera.intrinsics().widthPixels() / VisionNet.WIDTH_PIXELS;
      double sy = (double) camera.intrinsics().heightPixels() / VisionNet.HEIGHT_PIXELS;
      double x = (networkX + 0.5) * sx - 0.5;
      double y = (networkY + 0.5) * sy - 0.5;
      float[] latent = latent(kind, features, peak.cell(), camera, x, y);
      if (latent != null) {
        candidates.add(
            new ObjectCandidate(peak.kind(), 1 / (1 + Math.exp(-peak.logit())), x, y, latent));
      }
    }
    return candidates;
  }

  /** Returns the channel of the sub-cell x of a kind; y is the next. */
  static int offsetChannel(ObjectKind kind) {
    return kind.isSupport() ? 2 : 0;
  }

  /** Whether no neighbour of these kinds is hotter; ties go to the cell that comes first. */
  private static boolean isPeak(int[] kinds, float[] heat, int cell, float logit) {
    int cells = VisionNet.ROWS * VisionNet.COLUMNS;
    int column = cell % VisionNet.COLUMNS;
    int row = cell / VisionNet.COLUMNS;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int c = column + dx;
        int r = row + dy;
        if ((dx == 0 && dy == 0)
            || c < 0
            || r < 0
            || c >= VisionNet.COLUMNS
            || r >= VisionNet.ROWS) {
          continue;
        }
        int other = r * VisionNet.COLUMNS + c;
        for (int k : kinds) {
          float value = heat[k * cells + other];
          if (value > logit || (value == logit && other < cell)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Returns the latent of a peak, or null when its ray never meets the table. */
  static float[] latent(
      ObjectKind kind, float[] features, int cell, CameraModel camera, double x, double y) {
    Vector3 low = camera.intersectPlane(x, y, LOW_PLANE_METERS);
    Vector3 high = camera.intersectPlane(x, y, HIGH_PLANE_METERS);
    if (low == null || high == null) {
      return null;
    }
    Vector3 direction = camera.rayDirection(x, y);
    Vector3 eye = camera.tableFromCamera().translation();
    int cells = VisionNet.ROWS * VisionNet.COLUMNS;
    float[] latent = new float[VisionNet.FEATURES + GEOMETRY + KINDS];
    for (int f = 0; f < VisionNet.FEATURES; f++) {
      latent[f] = features[f * cells + cell];
    }
    double networkFx =
        camera.intrinsics().fx() * VisionNet.WIDTH_PIXELS / camera.intrinsics().widthPixels();
    double[] geometry = {
      low.x() / LENGTH_SCALE_METERS,
      low.y() / LENGTH_SCALE_METERS,
      high.x() / LENGTH_SCALE_METERS,
      high.y() / LENGTH_SCALE_METERS,
      direction.x(),
      direction.y(),
      direction.z(),
      eye.x(),
      eye.y(),
      eye.z(),
      networkFx / low.distanceTo(eye) / VisionNet.WIDTH_PIXELS
    };
    for (int i = 0; i < GEOMETRY; i++) {
      latent[VisionNet.FEATURES + i] = (float) geometry[i];
    }
    latent[VisionNet.FEATURES + GEOMETRY + kind.ordinal()] = 1;
    return latent;
  }
}
