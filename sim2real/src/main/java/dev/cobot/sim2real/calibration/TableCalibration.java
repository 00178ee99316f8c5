package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ejml.simple.SimpleMatrix;
import org.ejml.simple.SimpleSVD;

/**
 * Finds where a camera stands from pictures of a board that lies on the table.
 *
 * <p>The table's frame is the board's, moved: z up, x along the board's columns, y along its rows,
 * origin at the first inner corner, circle's or tag's corner, unless the place of that point is
 * given.
 */
public final class TableCalibration {
  private static final double REFUSED_RMS_SHARE = 0.008;
  private static final double WEAK_RMS_SHARE = 0.002;
  private static final double WEAK_SIGMA_MILLIMETERS = 3;
  private static final double WEAK_SIGMA_DEGREES = 0.5;

  /** Corners are no better than this, and their errors go together. */
  private static final double LEAST_NOISE_PIXELS = 0.15;

  private TableCalibration() {}

  /**
   * Where the board lies.
   *
   * @param xMeters of the board's origin in the table's frame
   * @param yMeters of the board's origin in the table's frame
   * @param yawRad of the board's x axis about the table's z
   * @param thicknessMeters height of the print over the table
   */
  public record BoardPlace(double xMeters, double yMeters, double yawRad, double thicknessMeters) {
    /** The board's origin is the table's. */
    public static final BoardPlace ORIGIN = new BoardPlace(0, 0, 0, 0);

    public BoardPlace {
      if (!(Math.abs(xMeters) <= 100 && Math.abs(yMeters) <= 100 && Math.abs(yawRad) <= 10)) {
        throw new IllegalArgumentException(
            "the board's place must be within 100 m and 10 rad of the table's origin, got "
                + xMeters
                + ", "
                + yMeters
                + ", "
                + yawRad);
      }
      if (!(thicknessMeters >= 0 && thicknessMeters <= 1)) {
        throw new IllegalArgumentException(
            "the board's thickness must be in [0, 1] m, got " + thicknessMeters);
      }
    }

    RigidPose tableFromBoard() {
      return RigidPose.of(
          new Transform(
              CameraModel.TABLE,
              "board",
              new Vector3(xMeters, yMeters, thicknessMeters),
              Quaternion.fromYaw(yawRad)));
    }
  }

  /**
   * Calibrates from the PNG and JPEG files of a folder; the camera and the board did not move
   * between them.
   *
   * @param before the camera and where it was taken to stand until now, to compare with; or null
   * @throws IOException if the folder holds no pictures or the drawings cannot be written
   */
  public static TablePoseResult calibrate(
      CalibratedCamera camera, PictureSet set, BoardPlace place, CameraModel before)
      throws IOException {
    BoardPictures pictures = BoardPictures.look(set);
    Session session = new Session(camera, pictures, set.holdOut(), place, before);
    TablePoseResult result = session.solve();
    if (set.drawings() != null) {
      session.draw(set.drawings());
    }
    return result;
  }

  /** One session on its way to a result. */
  private static final class Session {
    private final CalibratedCamera camera;
    private final BoardPictures pictures;
    private final HoldOut holdOut;
    private final BoardPlace place;
    private final CameraModel before;
    private final double[] middle;
    private final Map<String, CalibratedView> views = new LinkedHashMap<>();
    private final Map<BoardPictures.Picture, BoardPoints> heldOut = new LinkedHashMap<>();
    private final List<BoardPictures.Picture> used = new ArrayList<>();
    private final List<BoardPoints> points = new ArrayList<>();
    private final List<PlanePose> poses = new ArrayList<>();
    private RigidPose cameraFromBoard;

    Session(
        CalibratedCamera camera,
        BoardPictures pictures,
        HoldOut holdOut,
        BoardPlace place,
        CameraModel before) {
      this.camera = camera;
      this.pictures = pictures;
      this.holdOut = holdOut;
      this.place = place;
      this.before = before;
      double[] xy = pictures.board().middleMeters();
      this.middle = new double[] {xy[0], xy[1], 0};
    }

    TablePoseResult solve() {
      var wrong = pictures.wrongBoard();
      if (wrong.isPresent()) {
        return refused(wrong.get());
      }
      CameraIntrinsics lens = camera.lens();
      List<BoardPictures.Picture> usable = new ArrayList<>();
      for (BoardPictures.Picture picture : pictures.pictures()) {
        if (!picture.sighting().found()) {
          views.put(picture.image(), BoardPictures.withoutBoard(picture));
        } else if (picture.widthPixels() != lens.widthPixels()
            || picture.heightPixels() != lens.heightPixels()) {
          drop(
              picture,
              null,
              "has "
                  + picture.widthPixels()
                  + "x"
                  + picture.heightPixels()
                  + " pixels, the camera file is for "
                  + lens.widthPixels()
                  + "x"
                  + lens.heightPixels());
        } else if (PlanePose.beyond(lens, picture.sighting().points()) > 0) {
          drop(picture, null, BoardPictures.beyond(lens, picture));
        } else {
          usable.add(picture);
        }
      }
      boolean[] held = holdOut.of(usable);
      for (int i = 0; i < held.length; i++) {
        add(usable.get(i), held[i]);
      }
      if (used.isEmpty()) {
        return refused(
            "no picture can be used: "
                + views.values().stream().map(CalibratedView::detail).findFirst().orElse(""));
      }
      dropMoved();
      BoardPoints all = BoardPoints.joined(points);
      PlanePose pose = PlanePose.solve(lens, all);
      cameraFromBoard = pose.cameraFromBoard();
      for (int i = 0; i < used.size(); i++) {
        tell(used.get(i), points.get(i), CalibratedView.Status.USED);
      }
      heldOut.forEach((picture, named) -> tell(picture, named, CalibratedView.Status.HELD_OUT));
      return judge(pose, all);
    }

    private void tell(
        BoardPictures.Picture picture, BoardPoints named, CalibratedView.Status status) {
      Double rms = PlanePose.rmsPixels(camera.lens(), named, cameraFromBoard);
      views.put(
          picture.image(), picture.view(status, rms, "").withBefore(rmsBefore(picture, named)));
    }

    private Double rmsBefore(BoardPictures.Picture picture, BoardPoints named) {
      if (before == null
          || before.intrinsics().widthPixels() != picture.widthPixels()
          || before.intrinsics().heightPixels() != picture.heightPixels()) {
        return null;
      }
      RigidPose cameraFromTable = RigidPose.of(before.tableFromCamera()).inverse();
      return PlanePose.rmsPixels(
          before.intrinsics(), named, cameraFromTable.after(place.tableFromBoard()));
    }

    private void add(BoardPictures.Picture picture, boolean held) {
      PlanePose best = null;
      BoardPoints named = null;
      for (BoardPoints order : picture.sighting().orders()) {
        PlanePose pose = PlanePose.solve(camera.lens(), order);
        // Of several namings the one that turns the board least from the first picture's.
        if (best == null
            || (!poses.isEmpty() && turn(pose, poses.get(0)) < turn(best, poses.get(0)))) {
          best = pose;
          named = order;
        }
      }
      if (held) {
        heldOut.put(picture, named);
        return;
      }
      used.add(picture);
      points.add(named);
      poses.add(best);
    }

    private static double turn(PlanePose a, PlanePose b) {
      return a.cameraFromBoard().degreesTo(b.cameraFromBoard());
    }

    /** Leaves out the pictures in which the board lies elsewhere than in most. */
    private void dropMoved() {
      int centre = 0;
      double least = Double.MAX_VALUE;
      for (int i = 0; i < poses.size(); i++) {
        double sum = 0;
        for (PlanePose other : poses) {
          sum += Math.min(0.1, apart(poses.get(i), other));
        }
        if (sum < least) {
          least = sum;
          centre = i;
        }
      }
      PlanePose reference = poses.get(centre);
      double allowed = 0.003 + 0.01 * Math.abs(reference.cameraFromBoard().apply(middle)[2]);
      for (int i = poses.size() - 1; i >= 0; i--) {
        double meters = apart(poses.get(i), reference);
        double degrees = turn(poses.get(i), reference);
        if (meters > allowed || degrees > 2) {
          drop(
              used.get(i),
              poses.get(i).rmsPixels(),
              String.format(
                  Locale.ROOT,
                  "the board or the camera moved: %.0f mm and %.1f degrees from the others",
                  1000 * meters,
                  degrees));
          used.remove(i);
          points.remove(i);
          poses.remove(i);
        }
      }
    }

    private double apart(PlanePose a, PlanePose b) {
      return a.cameraFromBoard().metersTo(b.cameraFromBoard(), middle);
    }

    private void drop(BoardPictures.Picture picture, Double residual, String reason) {
      views.put(picture.image(), picture.view(CalibratedView.Status.DROPPED, residual, reason));
    }

    private List<CalibratedView> views() {
      List<CalibratedView> all = new ArrayList<>();
      for (BoardPictures.Picture picture : pictures.pictures()) {
        CalibratedView view = views.get(picture.image());
        all.add(view != null ? view : BoardPictures.withoutBoard(picture));
      }
      return all;
    }

    private TablePoseResult refused(String detail) {
      return new TablePoseResult(null, null, null, views(), Verdict.REFUSED, detail);
    }

    private TablePoseResult judge(PlanePose pose, BoardPoints all) {
      double rms = pose.rmsPixels();
      int width = camera.lens().widthPixels();
      if (rms > REFUSED_RMS_SHARE * width) {
        return new TablePoseResult(
            null,
            null,
            rms,
            views(),
            Verdict.REFUSED,
            String.format(
                Locale.ROOT,
                "the board does not fit this camera (residual %.1f pixels); check that the camera"
                    + " file belongs to these pictures and that columns and rows are right",
                rms));
      }
      RigidPose tableFromCamera = place.tableFromBoard().after(pose.cameraFromBoard().inverse());
      PoseSigma sigma = sigma(pose, all, tableFromCamera);
      List<String> weak = new ArrayList<>();
      if (rms > WEAK_RMS_SHARE * width) {
        weak.add(
            String.format(
                Locale.ROOT,
                "the residual of %.2f pixels is large; lay the board flat and calibrate the"
                    + " intrinsics again",
                rms));
      }
      double otherTilt = pose.cameraFromBoard().degreesTo(pose.otherCameraFromBoard());
      if (pose.otherRmsPixels() < 1.3 * rms + 0.05 && otherTilt > 1) {
        weak.add(
            String.format(
                Locale.ROOT,
                "two tilts that differ by %.0f degrees fit nearly as well; use a larger board or"
                    + " bring it nearer",
                otherTilt));
      }
      if (sigma.worstMillimeters() > WEAK_SIGMA_MILLIMETERS
          || sigma.rotationDegrees() > WEAK_SIGMA_DEGREES) {
        weak.add(
            "the pose is not known well; use a board that fills a third of the picture and a"
                + " better calibration of the intrinsics");
      }
      int moved = (int) views.values().stream().filter(v -> v.detail().contains("moved")).count();
      if (moved > 0 && moved >= used.size()) {
        weak.add(
            "the pictures disagree: the board or the camera moved between them; keep both still");
      }
      String summary =
          String.format(
              Locale.ROOT,
              "camera at (%.1f, %.1f, %.1f) mm of the table, +- (%.1f, %.1f, %.1f) mm and %.2f"
                  + " degrees, from %d of %d pictures%s",
              1000 * tableFromCamera.translation()[0],
              1000 * tableFromCamera.translation()[1],
              1000 * tableFromCamera.translation()[2],
              1000 * sigma.positionMeters().get(0),
              1000 * sigma.positionMeters().get(1),
              1000 * sigma.positionMeters().get(2),
              sigma.rotationDegrees(),
              used.size(),
              pictures.pictures().size(),
              heldOut.isEmpty() ? "" : " (" + heldOut.size() + " held out)");
      if (used.get(0).sighting().orders().size() > 1) {
        summary +=
            "; this board looks the same when it is turned: its origin is taken at the end that is"
                + " lower and further left in the picture";
      }
      return new TablePoseResult(
          new CameraModel(
              camera.lens(), tableFromCamera.toTransform(CameraModel.TABLE, CameraModel.OPTICAL)),
          sigma,
          rms,
          views(),
          weak.isEmpty() ? Verdict.OK : Verdict.WEAK,
          weak.isEmpty() ? summary : String.join("; ", weak) + " (" + summary + ")");
    }

    /** Joins what the points and what the camera's intrinsics leave open. */
    private PoseSigma sigma(PlanePose pose, BoardPoints all, RigidPose tableFromCamera) {
      List<RigidPose> deviations = new ArrayList<>();
      double noise = Math.max(pose.rmsPixels() / Math.sqrt(2), LEAST_NOISE_PIXELS);
      SimpleSVD<SimpleMatrix> svd = pose.covariance().svd();
      for (int k = 0; k < 6; k++) {
        double length = noise * Math.sqrt(Math.max(0, svd.getSingleValue(k)));
        double[] step = svd.getU().extractVector(false, k).scale(length).getDDRM().getData();
        deviations.add(tableFrom(pose.cameraFromBoard().stepped(step, 0)));
      }
      double centre = camera.centreSigmaPixels();
      CameraIntrinsics[] others = {
        camera.moved(1 + camera.focalSigma(), 0, 0),
        camera.moved(1, centre, 0),
        camera.moved(1, 0, centre)
      };
      for (CameraIntrinsics other : others) {
        deviations.add(tableFrom(PlanePose.solve(other, all).cameraFromBoard()));
      }
      return PoseSigma.of(tableFromCamera, deviations, 1);
    }

    private RigidPose tableFrom(RigidPose boardPose) {
      return place.tableFromBoard().after(boardPose.inverse());
    }

    private void draw(Path folder) throws IOException {
      CalibrationDrawings drawings = new CalibrationDrawings(folder);
      for (BoardPictures.Picture picture : pictures.pictures()) {
        int index = used.indexOf(picture);
        CalibratedView view = views.get(picture.image());
        drawings.view(
            picture,
            index < 0 ? null : points.get(index),
            index < 0 || cameraFromBoard == null
                ? null
                : PlanePose.residuals(camera.lens(), points.get(index), cameraFromBoard),
            view == null ? "" : view.detail());
      }
    }
  }
}
