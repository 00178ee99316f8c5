package dev.cobot.sim2real.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LensEstimateTest {
  private static final CameraIntrinsics LENS =
      new CameraIntrinsics(
          640, 480, 652.1, 650.4, 325.7, 236.2, List.of(-0.25, 0.1, 0.0, 0.0, 0.0));
  private static final Board BOARD = Board.parse("chessboard:8x6:0.03");

  /** Points of a board that bows out of its plane, with noise. */
  private static BoardPoints points(RigidPose pose, double bowMeters, Random random) {
    int n = BOARD.columns() * BOARD.rows();
    double[][] p = new double[4][n];
    double[] middle = BOARD.middleMeters();
    for (int i = 0; i < n; i++) {
      p[0][i] = i % BOARD.columns() * BOARD.sideMeters();
      p[1][i] = Math.floorDiv(i, BOARD.columns()) * BOARD.sideMeters();
      double off = (p[0][i] - middle[0]) / middle[0];
      double[] pixel =
          PlanePose.project(
              LENS, pose.apply(new double[] {p[0][i], p[1][i], bowMeters * (1 - off * off)}));
      p[2][i] = pixel[0] + 0.1 * random.nextGaussian();
      p[3][i] = pixel[1] + 0.1 * random.nextGaussian();
    }
    return new BoardPoints(p[0], p[1], p[2], p[3]);
  }

  private static List<BoardPoints> session(int views, double bowMeters, long seed) {
    Random random = new Random(seed);
    List<BoardPoints> session = new ArrayList<>();
    for (int k = 0; k < views; k++) {
      RigidPose pose =
          BoardPhotographer.seen(
              BOARD,
              0.4 + 0.25 * random.nextDouble(),
              1.2 * random.nextDouble() - 0.6,
              1.2 * random.nextDouble() - 0.6,
              random.nextDouble() - 0.5,
              0.3 * random.nextDouble() - 0.15,
              0.2 * random.nextDouble() - 0.1);
      session.add(points(pose, bowMeters, random));
    }
    return session;
  }

  /** The sigma holds when paper bows by half a millimetre, where the fit's own is far too small. */
  @Test
  void theSigmaCoversTheTruth() {
    int inside = 0;
    int insideTwo = 0;
    int fitInsideTwo = 0;
    int counted = 0;
    for (int seed = 0; seed < 12; seed++) {
      LensEstimate estimate =
          LensEstimate.of(session(seed % 2 == 0 ? 8 : 14, (seed % 3 - 1) * 0.0006, seed), 640, 480);
      double[] truth = {LENS.fx(), LENS.fy(), LENS.cx(), LENS.cy()};
      for (int i = 0; i < 4; i++) {
        double off = Math.abs(estimate.fit().parameters()[i] - truth[i]);
        double sigma = estimate.sigmaOf(LensParameter.values()[i]);
        inside += off < sigma ? 1 : 0;
        insideTwo += off < 2 * sigma ? 1 : 0;
        fitInsideTwo += off < 2 * Math.sqrt(estimate.fit().covariance().get(i, i)) ? 1 : 0;
        counted++;
      }
    }
    String counts = inside + " and " + insideTwo + " of " + counted + ", fit " + fitInsideTwo;
    assertTrue(inside >= 0.6 * counted, counts);
    assertTrue(insideTwo >= 0.9 * counted, counts);
    assertTrue(fitInsideTwo < insideTwo, counts);
  }

  @Test
  void aViewThatDoesNotFitIsDropped() {
    List<BoardPoints> session = session(10, 0, 3);
    BoardPoints bad = session.get(4);
    for (int i = 0; i < bad.size(); i++) {
      bad.uPixels()[i] += 3 * Math.sin(1.3 * i);
    }
    LensEstimate estimate = LensEstimate.of(session, 640, 480);
    assertEquals(java.util.Set.of(4), estimate.dropped().keySet());
    assertEquals(LENS.fx(), estimate.fit().value(LensParameter.FX), 0.005 * LENS.fx());
  }
}
