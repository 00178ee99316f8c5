package dev.cobot.sim2real.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.LensDistortion;
import dev.cobot.sim2real.scene.Transform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandEyeCalibrationTest {
  private static final CameraIntrinsics LENS =
      new CameraIntrinsics(
          400, 300, 421.3, 423.1, 203.4, 146.2, List.of(-0.2, 0.08, 0.0, 0.0, 0.0));
  private static final Board BOARD = Board.parse("chessboard:6x4:0.03");
  private static final RigidPose MOUNT_FROM_CAMERA =
      new RigidPose(RigidPose.exp(new double[] {0.3, -0.2, 1.1}), new double[] {0.04, -0.06, 0.09});
  private static final RigidPose WORLD_FROM_BOARD =
      new RigidPose(RigidPose.exp(new double[] {0.1, 0.2, -0.4}), new double[] {0.5, 0.1, 0.02});

  @TempDir private Path folder;

  private static RigidPose worldFromMount(RigidPose cameraFromBoard) {
    return WORLD_FROM_BOARD.after(cameraFromBoard.inverse()).after(MOUNT_FROM_CAMERA.inverse());
  }

  @Test
  void theClosedFormIsExact() {
    List<RigidPose> boards = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      boards.add(BoardPhotographer.goodView(BOARD, 0.4, k));
    }
    List<RigidPose> mounts = boards.stream().map(HandEyeCalibrationTest::worldFromMount).toList();
    HandEyeSolver solved = HandEyeSolver.closedForm(mounts, boards);
    assertEquals(0, solved.mountFromCamera().metersTo(MOUNT_FROM_CAMERA, new double[3]), 1e-8);
    assertEquals(0, solved.mountFromCamera().degreesTo(MOUNT_FROM_CAMERA), 1e-5);
    assertEquals(0, solved.worldFromBoard().metersTo(WORLD_FROM_BOARD, new double[3]), 1e-8);
  }

  private HandEyeResult session(
      HandEyeResult.Eye said, HandEyeResult.Eye real, List<RigidPose> boards, double noiseMeters)
      throws IOException {
    return session(LENS, HoldOut.NONE, said, real, boards, noiseMeters);
  }

  private HandEyeResult session(
      CameraIntrinsics lens,
      HoldOut holdOut,
      HandEyeResult.Eye said,
      HandEyeResult.Eye real,
      List<RigidPose> boards,
      double noiseMeters)
      throws IOException {
    Random random = new Random(5);
    BoardPhotographer photographer = new BoardPhotographer(lens);
    Map<String, Transform> poses = new LinkedHashMap<>();
    for (int k = 0; k < boards.size(); k++) {
      String name = String.format("%02d.png", k);
      photographer.take(
          BoardPhotographer.chessboard(BOARD), boards.get(k), k, folder.resolve(name));
      RigidPose mount = worldFromMount(boards.get(k));
      double[] step = new double[6];
      for (int i = 0; i < 6; i++) {
        step[i] = noiseMeters * random.nextGaussian();
      }
      RigidPose pose = real == HandEyeResult.Eye.IN_HAND ? mount : mount.inverse();
      poses.put(name, pose.stepped(step, 0).toTransform(RobotPoses.BASE, RobotPoses.TOOL));
    }
    return HandEyeCalibration.calibrate(
        CalibratedCamera.of(lens),
        new PictureSet(folder, BOARD, holdOut, null, name -> {}),
        new RobotPoses(poses),
        said);
  }

  private static List<RigidPose> goodViews() {
    List<RigidPose> boards = new ArrayList<>();
    for (int k = 0; k < 9; k++) {
      boards.add(BoardPhotographer.goodView(BOARD, 0.36, k));
    }
    return boards;
  }

  private static void assertTruth(HandEyeResult.Pose pose, HandEyeResult result, double meters) {
    double[] t = MOUNT_FROM_CAMERA.translation();
    double off =
        Math.sqrt(
            Math.pow(pose.positionMeters().get(0) - t[0], 2)
                + Math.pow(pose.positionMeters().get(1) - t[1], 2)
                + Math.pow(pose.positionMeters().get(2) - t[2], 2));
    assertTrue(off < meters, off + " m; " + result.detail());
  }

  @Test
  void aCameraInTheHandIsFoundThoughItsBoardLooksTheSameAfterHalfATurn() throws IOException {
    HandEyeResult result =
        session(HandEyeResult.Eye.IN_HAND, HandEyeResult.Eye.IN_HAND, goodViews(), 0);
    assertEquals(Verdict.OK, result.verdict(), result.detail());
    assertTruth(result.toolFromCamera(), result, 0.001);
    HandEyeResult other =
        session(HandEyeResult.Eye.TO_HAND, HandEyeResult.Eye.IN_HAND, goodViews(), 0);
    assertEquals(Verdict.REFUSED, other.verdict(), other.detail());
    assertTrue(other.detail().contains("in-hand"), other.detail());
  }

  @Test
  void aCameraBesideTheArmIsFoundAlsoWithAnArmThatErrs() throws IOException {
    HandEyeResult result =
        session(HandEyeResult.Eye.TO_HAND, HandEyeResult.Eye.TO_HAND, goodViews(), 0.0005);
    assertTruth(result.baseFromCamera(), result, 0.006);
  }

  @Test
  void aFisheyeInTheHandIsFoundAndHeldOutViewsAgree() throws IOException {
    CameraIntrinsics fisheye =
        new CameraIntrinsics(
            400,
            300,
            310.3,
            311.1,
            203.4,
            146.2,
            LensDistortion.of(
                LensDistortion.Model.EQUIDISTANT, List.of(-0.03, 0.004, -0.001, 0.0001)));
    HandEyeResult result =
        session(
            fisheye,
            new HoldOut(4, 0),
            HandEyeResult.Eye.IN_HAND,
            HandEyeResult.Eye.IN_HAND,
            goodViews(),
            0);
    assertTruth(result.toolFromCamera(), result, 0.001);
    List<HandEyeResult.View> heldOut =
        result.views().stream()
            .filter(view -> view.status() == CalibratedView.Status.HELD_OUT)
            .toList();
    assertEquals(
        List.of("03.png", "07.png"), heldOut.stream().map(HandEyeResult.View::image).toList());
    heldOut.forEach(view -> assertTrue(view.positionErrorMillimeters() < 2, view.toString()));
    assertTrue(result.detail().contains("7 of 9 views (2 held out)"), result.detail());
  }

  @Test
  void motionsAboutOneAxisAreRefused() throws IOException {
    List<RigidPose> boards = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      boards.add(BoardPhotographer.seen(BOARD, 0.36, 0.3, 0, 0.25 * k, 0, 0));
    }
    HandEyeResult result = session(HandEyeResult.Eye.IN_HAND, HandEyeResult.Eye.IN_HAND, boards, 0);
    assertEquals(Verdict.REFUSED, result.verdict());
    assertTrue(result.detail().contains("one axis"), result.detail());
  }

  @Test
  void aHandThatHardlyTurnsIsRefused() throws IOException {
    List<RigidPose> boards = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      boards.add(BoardPhotographer.seen(BOARD, 0.36, 0.3 + 0.02 * k, 0.01 * k * k, 0, 0, 0));
    }
    HandEyeResult result = session(HandEyeResult.Eye.IN_HAND, HandEyeResult.Eye.IN_HAND, boards, 0);
    assertEquals(Verdict.REFUSED, result.verdict());
    assertTrue(result.detail().contains("turns by at most"), result.detail());
  }
}
