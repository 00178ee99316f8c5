package dev.cobot.sim2real.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.factory.fiducial.HammingDictionary;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntrinsicsCalibrationTest {
  private static final CameraIntrinsics LENS =
      new CameraIntrinsics(
          400, 300, 421.3, 423.1, 203.4, 146.2, List.of(-0.2, 0.08, 0.0, 0.0, 0.0));
  private static final Board CHESS = Board.parse("chessboard:7x6:0.03");

  @TempDir private Path folder;

  private void photograph(Board board, BoardPhotographer.Print print, double meters, int views)
      throws IOException {
    BoardPhotographer photographer = new BoardPhotographer(LENS);
    for (int k = 0; k < views; k++) {
      photographer.take(
          print,
          BoardPhotographer.goodView(board, meters, k),
          k,
          folder.resolve(String.format("%02d.png", k)));
    }
  }

  private IntrinsicsResult calibrate(String board) throws IOException {
    return calibrate(board, HoldOut.NONE, null);
  }

  private IntrinsicsResult calibrate(String board, HoldOut holdOut, CameraIntrinsics before)
      throws IOException {
    return IntrinsicsCalibration.calibrate(
        new PictureSet(folder, Board.parse(board), holdOut, null, name -> {}), before);
  }

  private static void assertTrueLens(IntrinsicsResult result) {
    assertNotNull(result.camera(), result.detail());
    assertEquals(LENS.fx(), result.camera().fx(), 0.005 * LENS.fx(), result.detail());
    assertEquals(LENS.fy(), result.camera().fy(), 0.005 * LENS.fy(), result.detail());
    assertEquals(LENS.cx(), result.camera().cx(), 2, result.detail());
    assertEquals(LENS.cy(), result.camera().cy(), 2, result.detail());
    assertEquals(LENS.fx(), result.camera().fx(), 3 * result.sigma().get("fx"), result.detail());
    assertEquals(LENS.cx(), result.camera().cx(), 3 * result.sigma().get("cx"), result.detail());
  }

  @Test
  void aChessboardGivesTheLensWhicheverWayItsSizeIsSaid() throws IOException {
    photograph(CHESS, BoardPhotographer.chessboard(CHESS), 0.5, 12);
    IntrinsicsResult result = calibrate("chessboard:7x6:0.03");
    assertTrueLens(result);
    assertEquals(Verdict.OK, result.verdict(), result.detail());
    IntrinsicsResult swapped = calibrate("chessboard:6x7:0.03");
    assertEquals(result.camera().fx(), swapped.camera().fx(), 0.02);
    IntrinsicsResult other = calibrate("chessboard:6x4:0.03");
    assertEquals(Verdict.REFUSED, other.verdict());
    assertTrue(other.detail().contains("7x6"), other.detail());
    assertNull(other.camera());
  }

  @Test
  void circlesGiveTheLens() throws IOException {
    Board board = Board.parse("circles:7x5:0.03:0.02");
    photograph(board, BoardPhotographer.circles(board), 0.5, 12);
    assertTrueLens(calibrate("circles:7x5:0.03:0.02"));
  }

  @Test
  void tagsGiveTheLens() throws IOException {
    Board board = Board.parse("tag36h11:4x3:0.05:0.015");
    photograph(board, BoardPhotographer.tags(board, HammingDictionary.APRILTAG_36h11), 0.5, 12);
    assertTrueLens(calibrate("tag36h11:4x3:0.05:0.015"));
    IntrinsicsResult other = calibrate("tag36h11:3x4:0.05:0.015");
    assertEquals(Verdict.REFUSED, other.verdict());
    assertTrue(other.detail().contains("4x"), other.detail());
  }

  @Test
  void tagsOfAnotherFamilyOrInAMirrorAreNamed() throws IOException {
    Board board = Board.parse("tag36h11:3x2:0.05:0.02");
    BoardPhotographer photographer = new BoardPhotographer(LENS);
    RigidPose pose = BoardPhotographer.goodView(board, 0.4, 1);
    Path file = folder.resolve("a.png");
    photographer.take(
        BoardPhotographer.tags(board, HammingDictionary.APRILTAG_25h9), pose, 1, file);
    IntrinsicsResult family = calibrate("tag36h11:3x2:0.05:0.02");
    assertEquals(Verdict.REFUSED, family.verdict());
    assertTrue(family.detail().contains("tag25h9"), family.detail());
    RgbImage right =
        photographer.take(BoardPhotographer.tags(board, HammingDictionary.APRILTAG_36h11), pose, 1);
    byte[] rgb = new byte[right.rgb().length];
    for (int i = 0; i < rgb.length / 3; i++) {
      int x = i % right.widthPixels();
      int from = i - x + right.widthPixels() - 1 - x;
      System.arraycopy(right.rgb(), 3 * from, rgb, 3 * i, 3);
    }
    FrameFiles.writePng(new RgbImage(right.widthPixels(), right.heightPixels(), rgb), file);
    IntrinsicsResult mirrored = calibrate("tag36h11:3x2:0.05:0.02");
    assertEquals(Verdict.REFUSED, mirrored.verdict());
    assertTrue(mirrored.detail().contains("mirrored"), mirrored.detail());
  }

  @Test
  void markedSquaresAreNoChessboard() throws IOException {
    photograph(CHESS, BoardPhotographer.marked(CHESS), 0.5, 3);
    IntrinsicsResult result = calibrate("chessboard:7x6:0.03");
    assertEquals(Verdict.REFUSED, result.verdict());
    assertTrue(result.detail().contains("ChArUco"), result.detail());
  }

  @Test
  void manyPicturesOfOneViewAreRefused() throws IOException {
    BoardPhotographer photographer = new BoardPhotographer(LENS);
    for (int k = 0; k < 8; k++) {
      photographer.take(
          BoardPhotographer.chessboard(CHESS),
          BoardPhotographer.seen(CHESS, 0.45, 0.1 + 0.005 * k, 0.2, 0, 0.002 * k, 0),
          k,
          folder.resolve(k + ".png"));
    }
    IntrinsicsResult result = calibrate("chessboard:7x6:0.03");
    assertEquals(Verdict.REFUSED, result.verdict());
    assertTrue(result.detail().contains("nearly one view"), result.detail());
  }

  @Test
  void twoViewsAreTooFewAndBadFilesCostTheirViewOnly() throws IOException {
    photograph(CHESS, BoardPhotographer.chessboard(CHESS), 0.5, 2);
    Files.write(folder.resolve("empty.png"), new byte[0]);
    Files.writeString(folder.resolve("text.jpg"), "no picture");
    Files.writeString(folder.resolve("notes.txt"), "not looked at");
    IntrinsicsResult result = calibrate("chessboard:7x6:0.03");
    assertEquals(Verdict.REFUSED, result.verdict());
    assertTrue(result.detail().contains("only 2 of 4"), result.detail());
    assertEquals(
        2,
        result.views().stream()
            .filter(view -> view.status() == CalibratedView.Status.UNREADABLE)
            .count());
  }

  @Test
  void anEmptyFolderIsNoSession() {
    IOException e = assertThrows(IOException.class, () -> calibrate("chessboard:7x6:0.03"));
    assertTrue(e.getMessage().contains("no PNG or JPEG"), e.getMessage());
  }

  @Test
  void boardsThatCannotBeAreNamed() {
    for (String text :
        List.of("chess:6x4:0.03", "chessboard:6x4", "chessboard:6x4:0", "circles:7x5:0.02:0.03")) {
      assertThrows(IllegalArgumentException.class, () -> Board.parse(text), text);
    }
  }

  private static List<CalibratedView> views(IntrinsicsResult result, CalibratedView.Status status) {
    return result.views().stream().filter(view -> view.status() == status).toList();
  }

  @Test
  void heldOutPicturesJudgeTheCameraBeforeAndAfterAndAreNotFittedTo() throws IOException {
    photograph(CHESS, BoardPhotographer.chessboard(CHESS), 0.5, 12);
    CameraIntrinsics before =
        new CameraIntrinsics(400, 300, 480, 480, 203.4, 146.2, List.of(0.0, 0.0, 0.0, 0.0, 0.0));
    IntrinsicsResult result = calibrate("chessboard:7x6:0.03", HoldOut.USUAL, before);
    List<CalibratedView> heldOut = views(result, CalibratedView.Status.HELD_OUT);
    assertEquals(List.of("04.png", "09.png"), heldOut.stream().map(CalibratedView::image).toList());
    for (CalibratedView view : heldOut) {
      assertTrue(view.residualPixels() < 0.3, view.toString());
      assertTrue(view.residualBeforePixels() > 2 * view.residualPixels(), view.toString());
    }
    assertTrue(result.detail().contains("(2 held out)"), result.detail());
    // What they show does not move the camera.
    for (CalibratedView view : heldOut) {
      Files.delete(folder.resolve(view.image()));
    }
    IntrinsicsResult without = calibrate("chessboard:7x6:0.03");
    assertEquals(without.camera(), result.camera());
    assertTrue(views(without, CalibratedView.Status.HELD_OUT).isEmpty());
  }

  @Test
  void aCopyOfAFittedPictureIsNotHeldOut() throws IOException {
    photograph(CHESS, BoardPhotographer.chessboard(CHESS), 0.5, 9);
    Files.copy(folder.resolve("00.png"), folder.resolve("03a.png"));
    IntrinsicsResult result = calibrate("chessboard:7x6:0.03", new HoldOut(5, 0), null);
    // The fifth is the copy.
    assertEquals(
        List.of("08.png"),
        views(result, CalibratedView.Status.HELD_OUT).stream().map(CalibratedView::image).toList());
    assertThrows(IllegalArgumentException.class, () -> new HoldOut(1, 0));
  }

  @Test
  void croppedPicturesAreTold() throws IOException {
    CameraIntrinsics cropped =
        new CameraIntrinsics(300, 300, 421.3, 423.1, 80, 146.2, LENS.distortion());
    BoardPhotographer photographer = new BoardPhotographer(cropped);
    for (int k = 0; k < 12; k++) {
      photographer.take(
          BoardPhotographer.chessboard(CHESS),
          BoardPhotographer.seen(
              CHESS,
              0.55 + 0.08 * (k % 3),
              0.55 * Math.sin(2.4 * k),
              0.55 * Math.cos(2.4 * k),
              0.5 * Math.sin(1.7 * k),
              0.166 + 0.04 * Math.cos(3.9 * k),
              0.05 * Math.sin(3.9 * k)),
          k,
          folder.resolve(String.format("%02d.png", k)));
    }
    IntrinsicsResult result = calibrate("chessboard:7x6:0.03");
    assertEquals(Verdict.WEAK, result.verdict(), result.detail());
    assertTrue(result.detail().contains("look cropped"), result.detail());
    assertEquals(80, result.camera().cx(), 3 * result.sigma().get("cx"), result.detail());
  }

  @Test
  void blurredPicturesAreToldAndABlurredOneAmongSharpOnesIsLeftOut() throws IOException {
    photograph(CHESS, BoardPhotographer.chessboard(CHESS), 0.5, 12);
    blur(folder.resolve("03.png"));
    IntrinsicsResult one = calibrate("chessboard:7x6:0.03");
    assertTrueLens(one);
    CalibratedView left = one.views().get(3);
    assertEquals(CalibratedView.Status.DROPPED, left.status(), left.toString());
    assertTrue(left.detail().contains("blurred"), left.detail());
    for (int k = 0; k < 12; k++) {
      if (k != 3) {
        blur(folder.resolve(String.format("%02d.png", k)));
      }
    }
    IntrinsicsResult all = calibrate("chessboard:7x6:0.03");
    assertTrue(all.verdict() != Verdict.OK, all.detail());
    assertTrue(all.detail().contains("the pictures are blurred"), all.detail());
  }

  private static void blur(Path file) throws IOException {
    RgbImage image = FrameFiles.readImage(file);
    int width = image.widthPixels();
    int height = image.heightPixels();
    byte[] rgb = image.rgb();
    for (int pass = 0; pass < 2; pass++) {
      byte[] from = rgb.clone();
      for (int i = 0; i < rgb.length; i++) {
        int at = Math.floorDiv(i, 3);
        int x = at % width;
        int y = Math.floorDiv(at, width);
        int sum = 0;
        for (int dy = -2; dy <= 2; dy++) {
          for (int dx = -2; dx <= 2; dx++) {
            int row = Math.max(0, Math.min(height - 1, y + dy));
            int column = Math.max(0, Math.min(width - 1, x + dx));
            sum += from[3 * (row * width + column) + i % 3] & 0xff;
          }
        }
        rgb[i] = (byte) Math.round(sum / 25.0);
      }
    }
    FrameFiles.writePng(new RgbImage(width, height, rgb), file);
  }

  @Test
  void aPictureOfAnotherSizeIsLeftOutWithItsReason() throws IOException {
    photograph(CHESS, BoardPhotographer.chessboard(CHESS), 0.5, 12);
    new BoardPhotographer(LENS.resized(500, 375))
        .take(
            BoardPhotographer.chessboard(CHESS),
            BoardPhotographer.goodView(CHESS, 0.5, 4),
            4,
            folder.resolve("large.png"));
    IntrinsicsResult result = calibrate("chessboard:7x6:0.03");
    assertTrueLens(result);
    CalibratedView large = result.views().get(12);
    assertEquals(CalibratedView.Status.DROPPED, large.status());
    assertTrue(large.detail().contains("has 500x375 pixels, most have 400x300"), large.detail());
  }
}
