package dev.cobot.sim2real.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.factory.fiducial.HammingDictionary;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardTourTest {
  private static final CameraIntrinsics LENS =
      new CameraIntrinsics(
          400, 300, 421.3, 423.1, 203.4, 146.2, List.of(-0.2, 0.08, 0.0, 0.0, 0.0));
  private static final Board BOARD = Board.parse("chessboard:7x6:0.03");

  private final BoardPhotographer photographer = new BoardPhotographer(LENS);
  @TempDir private Path folder;

  /**
   * @param leftRad how far its left side is turned towards the camera
   * @param x share of its distance by which it is to the right; y: down
   */
  private RgbImage picture(double meters, double leftRad, double upperRad, double x, double y) {
    return photographer.take(
        BoardPhotographer.chessboard(BOARD),
        BoardPhotographer.seen(BOARD, meters, upperRad, -leftRad, 0, x, y),
        7);
  }

  /** A person who does what is said, not very exactly. */
  private RgbImage follow(String says, int k) {
    double x = says.contains("left corner") || says.contains("left edge") ? -0.22 : 0;
    x = says.contains("right corner") || says.contains("right edge") ? 0.22 : x;
    double y = says.contains("upper") && says.contains("bring") ? -0.15 : 0;
    y = says.contains("lower") && says.contains("bring") ? 0.15 : y;
    double left = says.contains("left side") ? 0.55 : says.contains("right side") ? -0.55 : 0;
    double upper = says.contains("upper side") ? 0.55 : says.contains("lower side") ? -0.55 : 0;
    double meters =
        says.contains("nearer") ? 0.32 : says.contains("farther") ? 0.7 : 0.45 + 0.02 * (k % 4);
    if (x == 0 && y == 0) {
      x = 0.1 * Math.sin(1.3 * k);
      y = 0.07 * Math.cos(1.7 * k);
    }
    return picture(meters, left + 0.05 * (k % 3), upper - 0.05 * (k % 2), x, y);
  }

  @Test
  void whoDoesWhatIsSaidSoonHasPicturesThatCalibrate() throws IOException {
    BoardTour tour = new BoardTour(BOARD, 15);
    String says = "";
    int looks = 0;
    while (!tour.isDone() && looks < 120) {
      RgbImage shown = follow(says, looks);
      assertFalse(tour.look(shown).isKept(), "the board has just come");
      BoardTour.Step step = tour.look(shown);
      if (step.isKept()) {
        FrameFiles.writePng(shown, folder.resolve("%03d.png".formatted(tour.views())));
      }
      says = step.says();
      looks++;
    }
    assertTrue(tour.isDone(), "after " + looks + " views still: " + tour.missing());
    assertTrue(tour.views() >= 15 && tour.views() <= 40, tour.views() + " views");
    assertEquals(BoardTour.allFields(), tour.fields());
    IntrinsicsResult result =
        IntrinsicsCalibration.calibrate(
            new PictureSet(folder, BOARD, HoldOut.NONE, null, name -> {}), null);
    assertEquals(Verdict.OK, result.verdict(), result.detail());
    assertEquals(LENS.fx(), result.camera().fx(), 0.005 * LENS.fx());
  }

  @Test
  void aViewIsKeptOnceAndOnlyWhenItIsStill() {
    BoardTour tour = new BoardTour(BOARD, 15);
    RgbImage shown = picture(0.5, 0, 0, 0, 0);
    assertEquals("hold the board still", tour.look(shown).says());
    assertTrue(tour.look(shown).isKept());
    for (int i = 0; i < 5; i++) {
      assertFalse(tour.look(shown).isKept(), "the same view again");
    }
    for (int i = 0; i < 6; i++) {
      BoardTour.Step moving = tour.look(picture(0.5, 0, 0, -0.12 + 0.03 * i, 0));
      assertFalse(moving.isKept(), "it moves by 25 pixels between two pictures");
    }
    assertEquals(1, tour.views());
  }

  @Test
  void whatIsMissingIsSaidInTheRightDirection() {
    BoardTour tour = new BoardTour(BOARD, 15);
    RgbImage corner = picture(0.5, 0, 0, 0.15, 0.1);
    tour.look(corner);
    tour.look(corner);
    assertFalse(tour.missing().contains("bring it to the lower right corner of the picture"));
    assertTrue(tour.missing().contains("bring it to the upper left corner of the picture"));
    assertTrue(
        tour.missing().contains("near the middle, tilt it with its left side towards the camera"));
    for (double right : new double[] {-0.08, 0.08}) {
      RgbImage tilted = picture(0.5, 0.5, 0, right, 0.05);
      tour.look(tilted);
      tour.look(tilted);
    }
    assertEquals(3, tour.views());
    assertFalse(
        tour.missing().contains("near the middle, tilt it with its left side towards the camera"));
    assertTrue(
        tour.missing().contains("near the middle, tilt it with its right side towards the camera"));
  }

  @Test
  void aWideLensMakesNoTilts() {
    // Barrel distortion shortens the outer side of a board at the border by a tenth and more.
    CameraIntrinsics wide =
        new CameraIntrinsics(400, 300, 250, 250, 200, 150, List.of(-0.3, 0.06, 0.0, 0.0, 0.0));
    BoardPhotographer photographs = new BoardPhotographer(wide);
    BoardTour tour = new BoardTour(BOARD, 5);
    for (int row = -1; row <= 1; row++) {
      for (int column = -1; column <= 1; column++) {
        RgbImage flat =
            photographs.take(
                BoardPhotographer.chessboard(BOARD),
                BoardPhotographer.seen(BOARD, 0.36, 0, 0, 0, 0.4 * column, 0.27 * row),
                3);
        tour.look(flat);
        tour.look(flat);
      }
    }
    assertTrue(tour.views() >= 7, tour.views() + " views");
    assertEquals(
        4,
        tour.missing().stream().filter(what -> what.contains("tilt it")).count(),
        tour.missing().toString());
    assertFalse(tour.isDone());
  }

  @Test
  void aBoardThatIsHeldAsADiamondIsOneView() {
    BoardTour tour = new BoardTour(BOARD, 15);
    for (long noise = 1; noise <= 12; noise++) {
      tour.look(
          photographer.take(
              BoardPhotographer.chessboard(BOARD),
              BoardPhotographer.seen(BOARD, 0.5, 0, 0, Math.PI / 4, 0, 0),
              noise));
    }
    assertEquals(1, tour.views());
    assertEquals(4, tour.missing().stream().filter(what -> what.contains("tilt it")).count());
  }

  @Test
  void aTagThatFlickersMovesNothing() {
    Board tags = Board.parse("tag36h11:3x3:0.04:0.012");
    BoardPhotographer.Print print = BoardPhotographer.tags(tags, HammingDictionary.APRILTAG_36h11);
    BoardPhotographer.Print covered =
        (x, y) -> x > 0.1 && y > 0.1 ? 1 : print.at(x, y); // a hand on the last tag
    BoardTour tour = new BoardTour(tags, 15);
    RigidPose pose = BoardPhotographer.seen(tags, 0.4, 0, 0, 0, 0, 0);
    tour.look(photographer.take(print, pose, 1));
    assertTrue(tour.look(photographer.take(covered, pose, 2)).isKept());
    assertFalse(tour.look(photographer.take(print, pose, 3)).isKept(), "it is the same view");
    assertEquals(1, tour.views());
  }

  @Test
  void whatShowsNoBoardOrAnotherSizeIsToldApart() {
    BoardTour tour = new BoardTour(BOARD, 15);
    BoardTour.Step step = tour.look(new RgbImage(400, 300, new byte[3 * 400 * 300]));
    assertFalse(step.isKept());
    assertTrue(step.says().startsWith("no board is seen"), step.says());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> tour.look(new RgbImage(200, 150, new byte[3 * 200 * 150])));
    assertTrue(e.getMessage().contains("200 x 150"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new BoardTour(BOARD, 4));
  }
}
