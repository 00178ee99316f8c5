package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the intrinsics of a camera from pictures of a board. */
public final class IntrinsicsCalibration {
  private static final int LEAST_VIEWS = 3;
  private static final int GOOD_VIEWS = 6;
  private static final int LEAST_POINTS = 60;
  private static final double REFUSED_FOCAL_SIGMA = 0.05;
  private static final double WEAK_FOCAL_SIGMA = 0.0125;
  private static final double WEAK_CENTRE_SIGMA = 0.02;
  private static final double REFUSED_TILT_SPREAD_DEGREES = 8;
  private static final double WEAK_TILT_SPREAD_DEGREES = 20;
  private static final double WEAK_COVERAGE = 0.3;
  private static final double CROPPED_SHARE = 0.12;
  private static final double BLURRED_SHARE = 0.009;
  private static final int CELLS = 8;

  private IntrinsicsCalibration() {}

  /**
   * Calibrates from the PNG and JPEG files of a folder.
   *
   * @param before the camera that was used until now, to compare with; or null
   * @throws IOException if the folder holds no pictures or the drawings cannot be written; a
   *     picture that cannot be read costs its view only
   */
  public static IntrinsicsResult calibrate(PictureSet set, CameraIntrinsics before)
      throws IOException {
    BoardPictures pictures = BoardPictures.look(set);
    Session session = new Session(pictures, set.holdOut(), before);
    IntrinsicsResult result = session.solve();
    if (set.drawings() != null) {
      session.draw(result, set.drawings());
    }
    return result;
  }

  /** One session on its way to a result. */
  private static final class Session {
    private final BoardPictures pictures;
    private final HoldOut holdOut;
    private final CameraIntrinsics before;
    private final Map<String, String> dropped = new LinkedHashMap<>();
    private final List<BoardPictures.Picture> chosen = new ArrayList<>();
    private final List<BoardPictures.Picture> heldOut = new ArrayList<>();
    private List<BoardPoints> points = List.of();
    private LensEstimate estimate;

    Session(BoardPictures pictures, HoldOut holdOut, CameraIntrinsics before) {
      this.pictures = pictures;
      this.holdOut = holdOut;
      this.before = before;
    }

    IntrinsicsResult solve() {
      var wrong = pictures.wrongBoard();
      if (wrong.isPresent()) {
        return refused(wrong.get());
      }
      int[] size = pictures.commonSize();
      if (size == null) {
        return refused(
            "the board was found in none of "
                + pictures.pictures().size()
                + " pictures: "
                + pictures.commonReason());
      }
      choose(size);
      if (chosen.size() < LEAST_VIEWS) {
        return refused(
            "only "
                + chosen.size()
                + " of "
                + pictures.pictures().size()
                + " pictures can be used"
                + (heldOut.isEmpty() ? "" : " (" + heldOut.size() + " more are held out)")
                + ", at least "
                + LEAST_VIEWS
                + " are needed and 15 are good; take more, tilted 20 to 45 degrees to all sides"
                + (pictures.commonReason().isEmpty()
                    ? ""
                    : " (mostly: " + pictures.commonReason() + ")"));
      }
      points = chosen.stream().map(picture -> picture.sighting().points()).toList();
      int count = points.stream().mapToInt(BoardPoints::size).sum();
      if (count < LEAST_POINTS) {
        return refused(
            "all views together have "
                + count
                + " points, at least "
                + LEAST_POINTS
                + " are needed; a single tag has four a view: use a board with more marks or take"
                + " more pictures");
      }
      LensEstimate found = LensEstimate.of(points, size[0], size[1]);
      estimate = found;
      found.dropped().forEach((index, reason) -> dropped.put(chosen.get(index).image(), reason));
      return judge(size);
    }

    /** Takes the pictures of the common size that are not much more blurred than the others. */
    private void choose(int[] size) {
      List<BoardPictures.Picture> fitting = new ArrayList<>();
      for (BoardPictures.Picture picture : pictures.pictures()) {
        if (!picture.sighting().found()) {
          continue;
        }
        if (picture.widthPixels() == size[0] && picture.heightPixels() == size[1]) {
          fitting.add(picture);
        } else {
          dropped.put(
              picture.image(),
              "has "
                  + picture.widthPixels()
                  + "x"
                  + picture.heightPixels()
                  + " pixels, most have "
                  + size[0]
                  + "x"
                  + size[1]
                  + ": cropped, turned or of another camera");
        }
      }
      double median = medianEdge(fitting);
      List<BoardPictures.Picture> usable = new ArrayList<>();
      for (BoardPictures.Picture picture : fitting) {
        double edge = picture.sighting().edgePixels();
        if (edge > Math.max(2.5 * median, BLURRED_SHARE * size[0])) {
          dropped.put(
              picture.image(),
              String.format(
                  Locale.ROOT,
                  "blurred: edges are %.1f pixels wide, mostly they are %.1f",
                  edge,
                  median));
        } else {
          usable.add(picture);
        }
      }
      boolean[] held = holdOut.of(usable);
      for (int i = 0; i < held.length; i++) {
        (held[i] ? heldOut : chosen).add(usable.get(i));
      }
    }

    private static double medianEdge(List<BoardPictures.Picture> pictures) {
      double[] edges =
          pictures.stream()
              .mapToDouble(picture -> picture.sighting().edgePixels())
              .filter(Double::isFinite)
              .sorted()
              .toArray();
      return edges.length == 0 ? Double.NaN : edges[edges.length / 2];
    }

    private IntrinsicsResult refused(String detail) {
      return new IntrinsicsResult(
          null, Map.of(), null, null, null, views(null), Verdict.REFUSED, detail);
    }

    /**
     * Returns what became of each picture.
     *
     * @param camera that was found, or null
     */
    private List<CalibratedView> views(CameraIntrinsics camera) {
      List<CalibratedView> views = new ArrayList<>();
      for (BoardPictures.Picture picture : pictures.pictures()) {
        views.add(
            picture.sighting().found()
                ? view(picture, camera).withBefore(ownRms(before, picture))
                : BoardPictures.withoutBoard(picture));
      }
      return views;
    }

    private CalibratedView view(BoardPictures.Picture picture, CameraIntrinsics camera) {
      if (heldOut.contains(picture)) {
        return picture.view(CalibratedView.Status.HELD_OUT, ownRms(camera, picture), "");
      }
      int index = chosen.indexOf(picture);
      Double residual = estimate != null && index >= 0 ? estimate.residualPixels()[index] : null;
      if (dropped.containsKey(picture.image())) {
        return picture.view(CalibratedView.Status.DROPPED, residual, dropped.get(picture.image()));
      }
      return picture.view(
          estimate == null ? CalibratedView.Status.DROPPED : CalibratedView.Status.USED,
          residual,
          estimate == null ? "the session was refused" : "");
    }

    /** Returns how well a camera shows the board where it shows it best; null if it cannot. */
    private static Double ownRms(CameraIntrinsics camera, BoardPictures.Picture picture) {
      if (camera == null
          || camera.widthPixels() != picture.widthPixels()
          || camera.heightPixels() != picture.heightPixels()) {
        return null;
      }
      BoardPoints points = picture.sighting().points();
      return PlanePose.rmsPixels(camera, points, PlanePose.solve(camera, points).cameraFromBoard());
    }

    private IntrinsicsResult judge(int[] size) {
      LensFit fit = estimate.fit();
      List<String> no = new ArrayList<>();
      List<String> weak = new ArrayList<>();
      double focalSigma =
          Math.max(
              estimate.sigmaOf(LensParameter.FX) / fit.value(LensParameter.FX),
              estimate.sigmaOf(LensParameter.FY) / fit.value(LensParameter.FY));
      double centreSigma =
          Math.max(estimate.sigmaOf(LensParameter.CX), estimate.sigmaOf(LensParameter.CY));
      double rms = fit.rmsPixels();
      double spread = tiltSpreadDegrees();
      double coverage = coverage(size);
      double field = 2 * Math.toDegrees(Math.atan(size[0] / 2.0 / fit.value(LensParameter.FX)));
      if (rms > 0.008 * size[0]) {
        no.add(
            String.format(
                Locale.ROOT,
                "the views do not belong to one camera (residual %.1f pixels); keep zoom, focus"
                    + " and picture size fixed and the board flat, and check columns and rows",
                rms));
      } else if (rms > 0.0016 * size[0]) {
        weak.add(
            String.format(
                Locale.ROOT,
                "the residual of %.2f pixels is large; keep the board flat, hold it still, fix the"
                    + " focus",
                rms));
      }
      if (spread < REFUSED_TILT_SPREAD_DEGREES || estimate.groups() < LEAST_VIEWS) {
        no.add(
            String.format(
                Locale.ROOT,
                "all %d views are nearly one view (%d different ones, the board tilts by %.0f"
                    + " degrees between them), which leaves the focal length open; tilt the board"
                    + " 20 to 45 degrees to all sides, near and far, in all corners of the picture",
                estimate.used().size(),
                estimate.groups(),
                spread));
      } else if (spread < WEAK_TILT_SPREAD_DEGREES) {
        weak.add(
            String.format(
                Locale.ROOT,
                "the board tilts by %.0f degrees only between the views; add views that are"
                    + " tilted 20 to 45 degrees to all sides",
                spread));
      }
      if (!(focalSigma < REFUSED_FOCAL_SIGMA) || !(field > 5 && field < 150)) {
        no.add(
            String.format(
                Locale.ROOT,
                "the focal length is not determined (%.0f +- %.1f %%); take 15 or more views,"
                    + " tilted 20 to 45 degrees to all sides",
                fit.value(LensParameter.FX),
                100 * focalSigma));
      } else if (focalSigma > WEAK_FOCAL_SIGMA || centreSigma > WEAK_CENTRE_SIGMA * size[0]) {
        weak.add(
            String.format(
                Locale.ROOT,
                "the focal length is known to %.1f %% and the centre to %.0f pixels; add views that"
                    + " are tilted 20 to 45 degrees to all sides, near and far",
                100 * focalSigma,
                centreSigma));
      }
      if (estimate.groups() < GOOD_VIEWS && no.isEmpty()) {
        weak.add(
            estimate.groups()
                + " different views are few, 15 are good; add views of other tilts and distances");
      }
      if (coverage < WEAK_COVERAGE && no.isEmpty()) {
        weak.add(
            String.format(
                Locale.ROOT,
                "the board covers %.0f %% of the picture; show it near the borders and corners too,"
                    + " where the lens distorts most",
                100 * coverage));
      }
      if (medianEdge(chosen) > BLURRED_SHARE * size[0]) {
        weak.add(
            String.format(
                Locale.ROOT,
                "the pictures are blurred (edges %.0f pixels wide); focus, and hold board and"
                    + " camera still",
                medianEdge(chosen)));
      }
      addCentre(size, weak);
      int lost = pictures.pictures().size() - heldOut.size() - estimate.used().size();
      if (lost > pictures.pictures().size() / 2 && no.isEmpty()) {
        weak.add(
            lost
                + " of "
                + pictures.pictures().size()
                + " pictures could not be used"
                + (pictures.commonReason().isEmpty()
                    ? ""
                    : " (mostly: " + pictures.commonReason() + ")"));
      }
      return result(size, no, weak, spread, coverage);
    }

    private void addCentre(int[] size, List<String> weak) {
      double offX = estimate.fit().value(LensParameter.CX) - (size[0] - 1) / 2.0;
      double offY = estimate.fit().value(LensParameter.CY) - (size[1] - 1) / 2.0;
      if (Math.abs(offX) > CROPPED_SHARE * size[0] + 2 * estimate.sigmaOf(LensParameter.CX)
          || Math.abs(offY) > CROPPED_SHARE * size[1] + 2 * estimate.sigmaOf(LensParameter.CY)) {
        weak.add(
            String.format(
                Locale.ROOT,
                "the optical centre lies (%.0f, %.0f) pixels from the middle: the pictures look"
                    + " cropped; this camera holds for pictures cropped the same way only",
                offX,
                offY));
      }
    }

    private IntrinsicsResult result(
        int[] size, List<String> no, List<String> weak, double spread, double coverage) {
      LensFit fit = estimate.fit();
      if (!no.isEmpty()) {
        return new IntrinsicsResult(
            null,
            Map.of(),
            fit.rmsPixels(),
            coverage,
            spread,
            views(null),
            Verdict.REFUSED,
            String.join("; ", no));
      }
      Map<String, Double> sigma = new LinkedHashMap<>();
      estimate.sigma().forEach((parameter, value) -> sigma.put(parameter.key(), value));
      CameraIntrinsics camera = fit.intrinsics(size[0], size[1]);
      String summary =
          String.format(
              Locale.ROOT,
              "%d of %d views%s, fx %.1f +- %.1f, fy %.1f +- %.1f, centre (%.1f, %.1f) +- (%.1f,"
                  + " %.1f) pixels",
              estimate.used().size(),
              pictures.pictures().size(),
              heldOut.isEmpty() ? "" : " (" + heldOut.size() + " held out)",
              camera.fx(),
              estimate.sigmaOf(LensParameter.FX),
              camera.fy(),
              estimate.sigmaOf(LensParameter.FY),
              camera.cx(),
              camera.cy(),
              estimate.sigmaOf(LensParameter.CX),
              estimate.sigmaOf(LensParameter.CY));
      return new IntrinsicsResult(
          camera,
          sigma,
          fit.rmsPixels(),
          coverage,
          spread,
          views(camera),
          weak.isEmpty() ? Verdict.OK : Verdict.WEAK,
          weak.isEmpty() ? summary : String.join("; ", weak) + " (" + summary + ")");
    }

    private double tiltSpreadDegrees() {
      double most = 0;
      for (int i : estimate.used()) {
        for (int j : estimate.used()) {
          double[] a = estimate.poses().get(i).rotation();
          double[] b = estimate.poses().get(j).rotation();
          double cosine = a[2] * b[2] + a[5] * b[5] + a[8] * b[8];
          most = Math.max(most, Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine)))));
        }
      }
      return most;
    }

    private double coverage(int[] size) {
      boolean[] cells = new boolean[CELLS * CELLS];
      for (int k : estimate.used()) {
        BoardPoints view = points.get(k);
        for (int i = 0; i < view.size(); i++) {
          int column = (int) (CELLS * (view.uPixels()[i] + 0.5) / size[0]);
          int row = (int) (CELLS * (view.vPixels()[i] + 0.5) / size[1]);
          if (column >= 0 && column < CELLS && row >= 0 && row < CELLS) {
            cells[row * CELLS + column] = true;
          }
        }
      }
      int covered = 0;
      for (boolean cell : cells) {
        covered += cell ? 1 : 0;
      }
      return (double) covered / cells.length;
    }

    private void draw(IntrinsicsResult result, Path folder) throws IOException {
      CalibrationDrawings drawings = new CalibrationDrawings(folder);
      for (BoardPictures.Picture picture : pictures.pictures()) {
        int index = chosen.indexOf(picture);
        double[] residuals = null;
        if (result.camera() != null && index >= 0) {
          residuals =
              PlanePose.residuals(result.camera(), points.get(index), estimate.poses().get(index));
        }
        String found = heldOut.contains(picture) ? "held out" : "";
        String status =
            dropped.getOrDefault(picture.image(), picture.sighting().found() ? found : "not found");
        drawings.view(picture, null, residuals, status);
      }
      int[] size = pictures.commonSize();
      if (size != null) {
        drawings.coverage(
            size[0], size[1], chosen.stream().map(p -> p.sighting().points()).toList(), CELLS);
      }
    }
  }
}
