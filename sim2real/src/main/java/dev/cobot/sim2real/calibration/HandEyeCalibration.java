package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.calibration.HandEyeResult.Eye;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.Transform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds how a camera is fixed to the hand, or where it stands beside the arm. */
public final class HandEyeCalibration {
  private static final int LEAST_VIEWS = 3;
  private static final int GOOD_VIEWS = 8;
  private static final double LEAST_TURN_DEGREES = 10;
  private static final double WEAK_TURN_DEGREES = 25;
  private static final double LEAST_ACROSS_DEGREES = 3;
  private static final double WEAK_ACROSS_DEGREES = 8;
  private static final double REFUSED_MILLIMETERS = 20;
  private static final double REFUSED_DEGREES = 3;
  private static final double WEAK_MILLIMETERS = 4;
  private static final double WEAK_DEGREES = 0.8;
  private static final double WEAK_SIGMA_MILLIMETERS = 4;

  private HandEyeCalibration() {}

  /**
   * Calibrates from the PNG and JPEG files of a folder.
   *
   * @param poses where the tool was; pictures without one are left out
   * @throws IOException if the folder holds no pictures or the drawings cannot be written
   */
  public static HandEyeResult calibrate(
      CalibratedCamera camera, PictureSet set, RobotPoses poses, Eye eye) throws IOException {
    BoardPictures pictures = BoardPictures.look(set);
    Session session = new Session(camera.lens(), pictures, set.holdOut(), poses, eye);
    HandEyeResult result = session.solve();
    if (set.drawings() != null) {
      CalibrationDrawings drawn = new CalibrationDrawings(set.drawings());
      for (BoardPictures.Picture picture : pictures.pictures()) {
        HandEyeResult.View view = session.views.get(picture.image());
        drawn.view(picture, null, null, view == null ? "" : view.detail());
      }
    }
    return result;
  }

  /** A picture that can be used: the board under each naming, and where the mount was. */
  private record Sample(
      BoardPictures.Picture picture,
      List<BoardPoints> orders,
      List<PlanePose> boards,
      RigidPose worldFromMount) {}

  /** One solution over some samples. */
  private record Solution(
      HandEyeSolver solver, double reprojectionRms, double[] millimeters, double[] degrees) {}

  /** One session on its way to a result. */
  private static final class Session {
    private final CameraIntrinsics lens;
    private final BoardPictures pictures;
    private final HoldOut holdOut;
    private final RobotPoses robot;
    private final Eye eye;
    private final double[] middle;
    private final Map<String, HandEyeResult.View> views = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    Session(
        CameraIntrinsics lens, BoardPictures pictures, HoldOut holdOut, RobotPoses robot, Eye eye) {
      this.lens = lens;
      this.pictures = pictures;
      this.holdOut = holdOut;
      this.robot = robot;
      this.eye = eye;
      double[] xy = pictures.board().middleMeters();
      this.middle = new double[] {xy[0], xy[1], 0};
    }

    HandEyeResult solve() {
      var wrong = pictures.wrongBoard();
      if (wrong.isPresent()) {
        return refused(wrong.get());
      }
      pictures.pictures().forEach(this::add);
      boolean[] held = holdOut.of(samples.stream().map(Sample::picture).toList());
      List<Sample> fitted = part(samples, held, false);
      if (fitted.size() < LEAST_VIEWS) {
        return refused(
            "only "
                + fitted.size()
                + " pictures"
                + (fitted.size() < samples.size() ? " that are not held out" : "")
                + " show the board and have a pose, at least "
                + LEAST_VIEWS
                + " are needed and 15 are good; check that the poses name the pictures"
                + " and that the pictures show the whole board");
      }
      HandEyeSolver.Motion motion = HandEyeSolver.motion(mounts(fitted));
      if (motion.mostDegrees() < LEAST_TURN_DEGREES) {
        return refused(
            String.format(
                Locale.ROOT,
                "the hand turns by at most %.1f degrees between the pictures, which leaves the pose"
                    + " of the camera open; turn it by 20 to 60 degrees about two axes",
                motion.mostDegrees()));
      }
      if (motion.acrossDegrees() < LEAST_ACROSS_DEGREES) {
        return refused(
            String.format(
                Locale.ROOT,
                "all motions turn about one axis, (%.2f, %.2f, %.2f) of the %s, so the offset along"
                    + " it is open; turn the hand by 20 degrees or more about a second axis too",
                motion.axis()[0],
                motion.axis()[1],
                motion.axis()[2],
                eye == Eye.IN_HAND ? "tool" : "base"));
      }
      List<Sample> all = named(samples);
      List<Sample> named = part(all, held, false);
      Solution solution = solution(named);
      while (named.size() > Math.max(LEAST_VIEWS + 1, (2 * fitted.size() + 2) / 3)) {
        int worst = 0;
        for (int i = 1; i < named.size(); i++) {
          worst = solution.millimeters()[i] > solution.millimeters()[worst] ? i : worst;
        }
        double median = median(solution.millimeters());
        if (!(solution.millimeters()[worst] > Math.max(2, 4 * median))) {
          break;
        }
        tell(
            named.get(worst),
            CalibratedView.Status.DROPPED,
            solution,
            worst,
            String.format(
                Locale.ROOT,
                "does not fit the other views: %.1f mm, theirs %.1f mm; is its pose right, did the"
                    + " arm stand still?",
                solution.millimeters()[worst],
                median));
        named.remove(worst);
        solution = solution(named);
      }
      for (Sample sample : part(all, held, true)) {
        tellHeldOut(sample, solution.solver());
      }
      return judge(named, solution, motion);
    }

    private static List<Sample> part(List<Sample> samples, boolean[] held, boolean wanted) {
      List<Sample> part = new ArrayList<>();
      for (int i = 0; i < held.length; i++) {
        if (held[i] == wanted) {
          part.add(samples.get(i));
        }
      }
      return part;
    }

    private void tellHeldOut(Sample sample, HandEyeSolver solver) {
      RigidPose board =
          solver.boardOf(sample.worldFromMount, sample.boards.get(0).cameraFromBoard());
      views.put(
          sample.picture.image(),
          new HandEyeResult.View(
              sample.picture.image(),
              CalibratedView.Status.HELD_OUT,
              sample.boards.get(0).rmsPixels(),
              1000 * board.metersTo(solver.worldFromBoard(), middle),
              board.degreesTo(solver.worldFromBoard()),
              ""));
    }

    private void add(BoardPictures.Picture picture) {
      Transform pose = robot.baseFromTool().get(picture.image());
      String reason = null;
      CalibratedView.Status status = CalibratedView.Status.DROPPED;
      if (!picture.sighting().found()) {
        CalibratedView lost = BoardPictures.withoutBoard(picture);
        status = lost.status();
        reason = lost.detail();
      } else if (picture.widthPixels() != lens.widthPixels()
          || picture.heightPixels() != lens.heightPixels()) {
        reason =
            "has "
                + picture.widthPixels()
                + "x"
                + picture.heightPixels()
                + " pixels, the camera file is for "
                + lens.widthPixels()
                + "x"
                + lens.heightPixels();
      } else if (pose == null) {
        reason = "the poses do not name it";
      } else if (PlanePose.beyond(lens, picture.sighting().points()) > 0) {
        reason = BoardPictures.beyond(lens, picture);
      } else {
        List<PlanePose> boards =
            picture.sighting().orders().stream()
                .map(order -> PlanePose.solve(lens, order))
                .toList();
        if (boards.get(0).rmsPixels() > 0.008 * lens.widthPixels()) {
          reason =
              String.format(
                  Locale.ROOT,
                  "the board does not fit the camera file: residual %.1f pixels",
                  boards.get(0).rmsPixels());
        } else {
          RigidPose baseFromTool = RigidPose.of(pose);
          samples.add(
              new Sample(
                  picture,
                  picture.sighting().orders(),
                  boards,
                  eye == Eye.IN_HAND ? baseFromTool : baseFromTool.inverse()));
          reason = "the session was refused";
        }
      }
      views.put(
          picture.image(),
          new HandEyeResult.View(picture.image(), status, null, null, null, reason));
    }

    private static List<RigidPose> mounts(List<Sample> samples) {
      return samples.stream().map(Sample::worldFromMount).toList();
    }

    /**
     * Decides how the board is turned in each view: the camera turns as much as the hand between
     * any two of them.
     */
    private static List<Sample> named(List<Sample> samples) {
      List<Sample> named = new ArrayList<>();
      for (Sample sample : samples) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int k = 0; k < sample.boards.size() && !named.isEmpty(); k++) {
          double off = 0;
          for (Sample other : named) {
            double hand = sample.worldFromMount.degreesTo(other.worldFromMount);
            RigidPose here = sample.boards.get(k).cameraFromBoard().inverse();
            RigidPose there = other.boards.get(0).cameraFromBoard().inverse();
            off += Math.abs(hand - here.degreesTo(there));
          }
          if (off < least) {
            least = off;
            best = k;
          }
        }
        named.add(
            new Sample(
                sample.picture,
                List.of(sample.orders.get(best)),
                List.of(sample.boards.get(best)),
                sample.worldFromMount));
      }
      return named;
    }

    /** Solves in closed form, then by the reprojection error. */
    private Solution solution(List<Sample> used) {
      List<RigidPose> boards =
          used.stream().map(sample -> sample.boards.get(0).cameraFromBoard()).toList();
      HandEyeSolver closed = HandEyeSolver.closedForm(mounts(used), boards);
      PoseLeastSquares refined =
          PoseLeastSquares.solve(
              List.of(closed.mountFromCamera(), closed.worldFromBoard()),
              poses -> residuals(used, poses.get(0), poses.get(1)));
      HandEyeSolver solver = new HandEyeSolver(refined.poses().get(0), refined.poses().get(1));
      int count = used.stream().mapToInt(sample -> sample.orders.get(0).size()).sum();
      double[] millimeters = new double[used.size()];
      double[] degrees = new double[used.size()];
      for (int i = 0; i < used.size(); i++) {
        RigidPose board = solver.boardOf(used.get(i).worldFromMount, boards.get(i));
        millimeters[i] = 1000 * board.metersTo(solver.worldFromBoard(), middle);
        degrees[i] = board.degreesTo(solver.worldFromBoard());
      }
      return new Solution(solver, Math.sqrt(refined.cost() / count), millimeters, degrees);
    }

    private double[] residuals(
        List<Sample> used, RigidPose mountFromCamera, RigidPose worldFromBoard) {
      RigidPose cameraFromMount = mountFromCamera.inverse();
      double[][] parts = new double[used.size()][];
      int size = 0;
      for (int i = 0; i < parts.length; i++) {
        Sample sample = used.get(i);
        RigidPose cameraFromBoard =
            cameraFromMount.after(sample.worldFromMount.inverse()).after(worldFromBoard);
        parts[i] = PlanePose.residuals(lens, sample.orders.get(0), cameraFromBoard);
        size += parts[i].length;
      }
      double[] all = new double[size];
      int at = 0;
      for (double[] part : parts) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return all;
    }

    private HandEyeResult judge(List<Sample> used, Solution solution, HandEyeSolver.Motion motion) {
      double millimeters = rms(solution.millimeters());
      double degrees = rms(solution.degrees());
      for (int i = 0; i < used.size(); i++) {
        tell(used.get(i), CalibratedView.Status.USED, solution, i, "");
      }
      if (millimeters > REFUSED_MILLIMETERS || degrees > REFUSED_DEGREES) {
        return result(
            null,
            null,
            solution,
            Verdict.REFUSED,
            String.format(
                Locale.ROOT,
                "poses and pictures contradict each other (%.0f mm, %.1f degrees)%s; check that"
                    + " each pose belongs to its picture, is baseFromTool in metres with the"
                    + " quaternion as x y z w, and that the pictures are not mirrored",
                millimeters,
                degrees,
                otherEye(used, millimeters)));
      }
      PoseSigma sigma = sigma(used, solution);
      List<String> weak = new ArrayList<>();
      if (used.size() < GOOD_VIEWS) {
        weak.add(used.size() + " views are few, 15 are good");
      }
      if (motion.mostDegrees() < WEAK_TURN_DEGREES
          || motion.acrossDegrees() < WEAK_ACROSS_DEGREES) {
        weak.add(
            String.format(
                Locale.ROOT,
                "the hand turns little (%.0f degrees, %.0f of them about a second axis); turn it by"
                    + " 20 to 60 degrees about two axes",
                motion.mostDegrees(),
                motion.acrossDegrees()));
      }
      if (millimeters > WEAK_MILLIMETERS || degrees > WEAK_DEGREES) {
        weak.add(
            "the residuals are large; let the arm stand still before each picture and check the"
                + " intrinsics and the arm's own calibration");
      } else if (sigma.worstMillimeters() > WEAK_SIGMA_MILLIMETERS) {
        weak.add("the pose is not known well; add views with larger turns");
      }
      String summary =
          String.format(
              Locale.ROOT,
              "%d of %d views%s, residual %.2f mm and %.3f degrees, sigma (%.2f, %.2f, %.2f) mm and"
                  + " %.3f degrees",
              used.size(),
              pictures.pictures().size(),
              heldOut() == 0 ? "" : " (" + heldOut() + " held out)",
              millimeters,
              degrees,
              1000 * sigma.positionMeters().get(0),
              1000 * sigma.positionMeters().get(1),
              1000 * sigma.positionMeters().get(2),
              sigma.rotationDegrees());
      return result(
          solution.solver(),
          sigma,
          solution,
          weak.isEmpty() ? Verdict.OK : Verdict.WEAK,
          weak.isEmpty() ? summary : String.join("; ", weak) + " (" + summary + ")");
    }

    private long heldOut() {
      return views.values().stream()
          .filter(view -> view.status() == CalibratedView.Status.HELD_OUT)
          .count();
    }

    private String otherEye(List<Sample> used, double millimeters) {
      List<Sample> other =
          used.stream()
              .map(
                  sample ->
                      new Sample(
                          sample.picture,
                          sample.orders,
                          sample.boards,
                          sample.worldFromMount.inverse()))
              .toList();
      double otherMillimeters = rms(solution(other).millimeters());
      return otherMillimeters < millimeters / 5
          ? String.format(
              Locale.ROOT,
              "; with --eye %s, or if the poses are toolFromBase, it would be %.1f mm",
              eye == Eye.IN_HAND ? "to-hand" : "in-hand",
              otherMillimeters)
          : "";
    }

    /** The jackknife over the views: the arm's errors are those of its poses, not of corners. */
    private PoseSigma sigma(List<Sample> used, Solution solution) {
      List<RigidPose> left = new ArrayList<>();
      for (int i = 0; i < used.size() && used.size() > LEAST_VIEWS; i++) {
        List<Sample> rest = new ArrayList<>(used);
        rest.remove(i);
        left.add(solution(rest).solver().mountFromCamera());
      }
      int n = left.size();
      double few = n > 3 ? Math.sqrt((n - 1.0) / (n - 3.0)) : 3;
      PoseSigma sigma =
          PoseSigma.of(
              solution.solver().mountFromCamera(),
              left,
              few * Math.sqrt(Math.max(0, n - 1.0) / Math.max(1, n)));
      if (n > 0) {
        return sigma;
      }
      double guess = Math.max(rms(solution.millimeters()) / 1000, 0.002);
      return new PoseSigma(
          List.of(3 * guess, 3 * guess, 3 * guess), 3 * Math.max(rms(solution.degrees()), 0.2));
    }

    private void tell(
        Sample sample, CalibratedView.Status status, Solution solution, int i, String detail) {
      views.put(
          sample.picture.image(),
          new HandEyeResult.View(
              sample.picture.image(),
              status,
              sample.boards.get(0).rmsPixels(),
              solution.millimeters()[i],
              solution.degrees()[i],
              detail));
    }

    private HandEyeResult refused(String detail) {
      return result(null, null, null, Verdict.REFUSED, detail);
    }

    private HandEyeResult result(
        HandEyeSolver solver, PoseSigma sigma, Solution solution, Verdict verdict, String detail) {
      boolean inHand = eye == Eye.IN_HAND;
      HandEyeResult.Pose camera =
          solver == null ? null : HandEyeResult.Pose.of(solver.mountFromCamera());
      HandEyeResult.Pose board =
          solver == null ? null : HandEyeResult.Pose.of(solver.worldFromBoard());
      List<HandEyeResult.View> all = new ArrayList<>();
      for (BoardPictures.Picture picture : pictures.pictures()) {
        HandEyeResult.View view = views.get(picture.image());
        CalibratedView lost = BoardPictures.withoutBoard(picture);
        all.add(
            view != null
                ? view
                : new HandEyeResult.View(
                    picture.image(), lost.status(), null, null, null, lost.detail()));
      }
      return new HandEyeResult(
          eye,
          inHand ? camera : null,
          inHand ? null : camera,
          inHand ? board : null,
          inHand ? null : board,
          sigma,
          solution == null ? null : rms(solution.millimeters()),
          solution == null ? null : rms(solution.degrees()),
          solution == null ? null : solution.reprojectionRms(),
          all,
          verdict,
          detail);
    }

    private static double rms(double[] values) {
      return Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElse(0));
    }

    private static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }
}
