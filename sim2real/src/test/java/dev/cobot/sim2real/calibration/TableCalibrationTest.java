package dev.cobot.sim2real.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
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
    return TableCalibration.calibrate(
        CalibratedCamera.of(LENS), folder, Board.parse(board), place, null, name -> {});
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
        TableCalibration.calibrate(
            CalibratedCamera.of(LENS.resized(800, 600)),
            folder,
            chess,
            TableCalibration.BoardPlace.ORIGIN,
            null,
            name -> {});
    assertEquals(Verdict.REFUSED, result.verdict());
    assertTrue(result.detail().contains("800x600"), result.detail());
  }
}
