package dev.cobot.sim2real.calibration;

import boofcv.abst.fiducial.calib.ConfigCircleRegularGrid;
import boofcv.abst.fiducial.calib.ConfigGridDimen;
import boofcv.abst.geo.calibration.DetectSingleFiducialCalibration;
import boofcv.factory.fiducial.FactoryFiducialCalibration;
import boofcv.struct.geo.PointIndex2D_F64;
import boofcv.struct.image.GrayF32;
import georegression.struct.point.Point2D_F64;
import java.util.List;

/**
 * Finds a grid of circles. Its points are where tangents of circles touch or cross, which, unlike
 * the centres of ellipses, keep their place under perspective.
 */
final class CircleGridFinder implements BoardFinder {
  private static final int MAX_PICTURES_TO_TRY = 3;

  private final Board board;
  private final DetectSingleFiducialCalibration detector;

  /** Finds the same board when its columns and rows were named the other way round, or null. */
  private final DetectSingleFiducialCalibration swapped;

  private int triedOthers;

  CircleGridFinder(Board board) {
    this.board = board;
    this.detector = detector(board);
    this.swapped =
        board.columns() == board.rows()
            ? null
            : detector(board.sized(board.rows(), board.columns()));
  }

  private static DetectSingleFiducialCalibration detector(Board board) {
    return FactoryFiducialCalibration.circleRegularGrid(
        new ConfigCircleRegularGrid(),
        new ConfigGridDimen(
            board.rows(), board.columns(), board.secondMeters(), board.sideMeters()));
  }

  @Override
  public Sighting find(GrayF32 picture) {
    if (detector.process(picture)) {
      return sighting(detector);
    }
    if (swapped != null && swapped.process(picture)) {
      return sighting(swapped);
    }
    if (triedOthers < MAX_PICTURES_TO_TRY) {
      triedOthers++;
      for (Board other : board.otherSizes()) {
        if (detector(other).process(picture)) {
          return Sighting.other(
              other.size(),
              "a grid of " + other.size() + " circles is seen, not of " + board.size());
        }
      }
    }
    return Sighting.none(
        "no grid of "
            + board.size()
            + " circles found; show the whole board, sharp and evenly lit, and check the count");
  }

  private static Sighting sighting(DetectSingleFiducialCalibration detector) {
    List<Point2D_F64> layout = detector.getLayout();
    List<PointIndex2D_F64> found = detector.getDetectedPoints().points;
    int n = found.size();
    double[][] p = new double[4][n];
    double left = Double.MAX_VALUE;
    double low = Double.MAX_VALUE;
    for (Point2D_F64 point : layout) {
      left = Math.min(left, point.x);
      low = Math.min(low, point.y);
    }
    double[] reversedX = new double[n];
    double[] reversedY = new double[n];
    double right = -Double.MAX_VALUE;
    double high = -Double.MAX_VALUE;
    for (Point2D_F64 point : layout) {
      right = Math.max(right, point.x);
      high = Math.max(high, point.y);
    }
    for (int i = 0; i < n; i++) {
      Point2D_F64 mark = layout.get(found.get(i).index);
      p[0][i] = mark.x;
      p[1][i] = mark.y;
      p[2][i] = found.get(i).p.x - ChessboardFinder.BOOFCV_PIXEL_CENTRE;
      p[3][i] = found.get(i).p.y - ChessboardFinder.BOOFCV_PIXEL_CENTRE;
      reversedX[i] = left + right - mark.x;
      reversedY[i] = low + high - mark.y;
    }
    BoardPoints points = new BoardPoints(p[0], p[1], p[2], p[3]);
    if (!frontSide(p)) {
      // The layout of the library may run the other way round: seen from the front z comes out.
      for (int i = 0; i < n; i++) {
        p[1][i] = low + high - p[1][i];
        reversedY[i] = low + high - reversedY[i];
      }
    }
    BoardPoints turned = new BoardPoints(reversedX, reversedY, p[2], p[3]);
    return new Sighting(List.of(points, turned), null, Double.NaN, "");
  }

  /** Whether x and y of the board turn in the picture as they do when seen from the front. */
  private static boolean frontSide(double[][] p) {
    double[] h = PlanePose.homography(p[0], p[1], p[2], p[3]);
    double w = h[6] * p[0][0] + h[7] * p[1][0] + h[8];
    // The sign of the map's determinant at a point; the picture's v runs down.
    double determinant =
        h[0] * (h[4] * h[8] - h[5] * h[7])
            - h[1] * (h[3] * h[8] - h[5] * h[6])
            + h[2] * (h[3] * h[7] - h[4] * h[6]);
    return determinant / (w * w * w) < 0;
  }
}
