package dev.cobot.sim2real.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.LensDistortion;
import dev.cobot.sim2real.scene.Transform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCalibrationTest {
  private static final CameraIntrinsics LENS =
      new CameraIntrinsics(
          640, 480, 652.1, 650.4, 325.7, 236.2, List.of(-0.2, 0.08, 0.0, 0.0, 0.0));

  @TempDir private Path folder;

  private TablePoseResult calibrate(String board, TableCalibration.BoardPlace place)
      throws IOException {
    return calibrate(LENS, board, place, HoldOut.NONE, null);
  }

  private TablePoseResult calibrate(
      CameraIntrinsics lens,
      String board,
      TableCalibration.BoardPlace place,
      HoldOut holdOut,
      CameraModel before)
      throws IOException {
    return TableCalibration.calibrate(
        CalibratedCamera.of(lens),
        new PictureSet(folder, Board.parse(board), holdOut, null, name -> {}),
        place,
        before);
  }

  private void assertPose(TablePoseResult result, RigidPose tableFromCamera, double degrees) {
    Transform found = result.camera().tableFromCamera();
    Transform truth = tableFromCamera.toTransform(CameraModel.TABLE, CameraModel.OPTICAL);
    assertEquals(0, found.translation().distanceTo(truth.translation()), 0.003, result.detail());
    assertEquals(
        0, Math.toDegrees(found.rotation().angleTo(truth.rotation())), degrees, result.detail());
  }

  @Test
  void onePictureOfEachBoardGivesThePose() throws IOException {
    TableCalibration.BoardPlace place = new TableCalibration.BoardPlace(0.1, -0.2, 0.7, 0.004);
    Board chess = Board.parse("chessboard:7x6:0.03");
    RigidPose pose = BoardPhotographer.seen(chess, 0.45, -0.7, 0.2, 0.3, 0.05, 0.02);
    BoardPhotographer photographer = new BoardPhotographer(LENS);
    Path file = folder.resolve("a.png");
    photographer.take(BoardPhotographer.chessboard(chess), pose, 1, file);
    RigidPose truth = place.tableFromBoard().after(pose.inverse());
    assertTrue(truth.translation()[2] > 0.2, "the camera is over the table");
    assertPose(calibrate("chessboard:7x6:0.03", place), truth, 0.3);

    Board tag = Board.parse("tag36h11:1x1:0.12:7");
    pose = BoardPhotographer.seen(tag, 0.4, -0.7, 0.2, 0.3, 0.05, 0.02);
    photographer.take(
        BoardPhotographer.tags(tag, boofcv.factory.fiducial.HammingDictionary.APRILTAG_36h11),
        pose,
        1,
        file);
    assertPose(
        calibrate("tag36h11:1x1:0.12", place), place.tableFromBoard().after(pose.inverse()), 0.8);

    Board circles = Board.parse("circles:7x5:0.03:0.02");
    pose = BoardPhotographer.seen(circles, 0.45, -0.7, 0.2, 0.3, 0.05, 0.02);
    photographer.take(BoardPhotographer.circles(circles), pose, 1, file);
    TablePoseResult result = calibrate("circles:7x5:0.03:0.02", TableCalibration.BoardPlace.ORIGIN);
    assertEquals(
        pose.inverse().translation()[2],
        result.camera().tableFromCamera().translation().z(),
        0.003,
        result.detail());
  }

  @Test
  void aCameraOfAnotherSizeIsRefused() throws IOException {
    Board chess = Board.parse("chessboard:7x6:0.03");
    new BoardPhotographer(LENS)
        .take(
            BoardPhotographer.chessboard(chess),
            BoardPhotographer.goodView(chess, 0.55, 1),
            1,
            folder.resolve("a.png"));
    TablePoseResult result =
        calibrate(
            LENS.resized(800, 600),
            "chessboard:7x6:0.03",
            TableCalibration.BoardPlace.ORIGIN,
            HoldOut.NONE,
            null);
    assertEquals(Verdict.REFUSED, result.verdict());
    assertTrue(result.detail().contains("800x600"), result.detail());
  }

  @Test
  void anyLensModelGivesThePoseAndIsHandedOn() throws IOException {
    List<LensDistortion> models =
        List.of(
            LensDistortion.of(
                LensDistortion.Model.RATIONAL_POLYNOMIAL,
                List.of(0.3, -0.12, 0.001, -0.0008, 0.02, 0.55, -0.1, 0.01)),
            LensDistortion.of(
                LensDistortion.Model.EQUIDISTANT, List.of(-0.03, 0.004, -0.001, 0.0001)));
    Board chess = Board.parse("chessboard:7x6:0.03");
    RigidPose pose = BoardPhotographer.seen(chess, 0.3, -0.6, 0.2, 0.3, 0.25, 0.2);
    for (LensDistortion model : models) {
      CameraIntrinsics lens = new CameraIntrinsics(640, 480, 402.1, 400.4, 325.7, 236.2, model);
      new BoardPhotographer(lens)
          .take(BoardPhotographer.chessboard(chess), pose, 1, folder.resolve("a.png"));
      TablePoseResult result =
          calibrate(
              lens, "chessboard:7x6:0.03", TableCalibration.BoardPlace.ORIGIN, HoldOut.NONE, null);
      assertPose(result, pose.inverse(), 0.3);
      assertTrue(result.reprojectionRmsPixels() < 0.3, result.detail());
      assertEquals(lens, result.camera().intrinsics());
      // As an ideal lens the same picture does not fit: the model matters here.
      CameraIntrinsics ideal =
          new CameraIntrinsics(
              640, 480, 402.1, 400.4, 325.7, 236.2, List.of(0.0, 0.0, 0.0, 0.0, 0.0));
      TablePoseResult without =
          calibrate(
              ideal, "chessboard:7x6:0.03", TableCalibration.BoardPlace.ORIGIN, HoldOut.NONE, null);
      assertTrue(
          without.reprojectionRmsPixels() > 3 * result.reprojectionRmsPixels(), model.toString());
    }
  }

  @Test
  void pointsBeyondTheLensModelAreTold() throws IOException {
    Board chess = Board.parse("chessboard:7x6:0.03");
    new BoardPhotographer(LENS)
        .take(
            BoardPhotographer.chessboard(chess),
            BoardPhotographer.goodView(chess, 0.5, 1),
            1,
            folder.resolve("a.png"));
    // Folds back 0.16 from the centre, within the board.
    CameraIntrinsics folded =
        new CameraIntrinsics(
            640, 480, 652.1, 650.4, 325.7, 236.2, List.of(-6.0, 0.0, 0.0, 0.0, 0.0));
    TablePoseResult result =
        calibrate(
            folded, "chessboard:7x6:0.03", TableCalibration.BoardPlace.ORIGIN, HoldOut.NONE, null);
    assertEquals(Verdict.REFUSED, result.verdict());
    assertTrue(result.detail().contains("the lens model of the camera file ends"), result.detail());
  }

  @Test
  void aHeldOutPictureJudgesThePoseBeforeAndAfter() throws IOException {
    Board chess = Board.parse("chessboard:7x6:0.03");
    RigidPose pose = BoardPhotographer.seen(chess, 0.45, -0.7, 0.2, 0.3, 0.05, 0.02);
    BoardPhotographer photographer = new BoardPhotographer(LENS);
    for (int k = 0; k < 2; k++) {
      photographer.take(BoardPhotographer.chessboard(chess), pose, k, folder.resolve(k + ".png"));
    }
    RigidPose knocked = pose.inverse().stepped(new double[] {0, 0, 0, 0.02, 0, 0}, 0);
    CameraModel before =
        new CameraModel(LENS, knocked.toTransform(CameraModel.TABLE, CameraModel.OPTICAL));
    TablePoseResult result =
        calibrate(
            LENS,
            "chessboard:7x6:0.03",
            TableCalibration.BoardPlace.ORIGIN,
            new HoldOut(2, 0),
            before);
    CalibratedView heldOut = result.views().get(1);
    assertEquals(CalibratedView.Status.HELD_OUT, heldOut.status());
    assertTrue(heldOut.residualPixels() < 0.5, heldOut.toString());
    assertTrue(heldOut.residualBeforePixels() > 10, heldOut.toString());
    assertTrue(result.detail().contains("from 1 of 2 pictures (1 held out)"), result.detail());
  }
}
