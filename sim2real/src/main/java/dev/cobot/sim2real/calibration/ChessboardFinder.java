package dev.cobot.sim2real.calibration;

import boofcv.abst.fiducial.calib.ConfigChessboardX;
import boofcv.alg.fiducial.calib.chess.ChessboardCornerClusterToGrid.GridInfo;
import boofcv.alg.fiducial.calib.chess.DetectChessboardXCornerPatterns;
import boofcv.struct.image.GrayF32;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds a chessboard of any size and tells whether it is the expected one.
 *
 * <p>The origin is the corner of the points whose squares before it are black, if that tells it
 * from the opposite one (columns + rows odd); otherwise both namings are returned, the one whose
 * origin is further down and left in the picture first.
 */
final class ChessboardFinder implements BoardFinder {
  /** BoofCV's first pixel has its centre at 0.5. */
  static final double BOOFCV_PIXEL_CENTRE = 0.5;

  private static final int SAMPLES = 5;

  private final Board board;
  private final DetectChessboardXCornerPatterns<GrayF32> detector;

  ChessboardFinder(Board board) {
    this.board = board;
    ConfigChessboardX config = new ConfigChessboardX();
    config.gridRequireCornerSquares = false;
    detector = new DetectChessboardXCornerPatterns<>(config, GrayF32.class);
  }

  /** A grid of corners: (row, column) to pixel, as the detector numbered it. */
  private record Grid(double[][] u, double[][] v) {
    int rows() {
      return u.length;
    }

    int columns() {
      return u[0].length;
    }

    Grid transposed() {
      double[][] tu = new double[columns()][rows()];
      double[][] tv = new double[columns()][rows()];
      for (int r = 0; r < rows(); r++) {
        for (int c = 0; c < columns(); c++) {
          tu[c][r] = u[r][c];
          tv[c][r] = v[r][c];
        }
      }
      return new Grid(tu, tv);
    }

    Grid columnsReversed() {
      double[][] ru = new double[rows()][columns()];
      double[][] rv = new double[rows()][columns()];
      for (int r = 0; r < rows(); r++) {
        for (int c = 0; c < columns(); c++) {
          ru[r][c] = u[r][columns() - 1 - c];
          rv[r][c] = v[r][columns() - 1 - c];
        }
      }
      return new Grid(ru, rv);
    }

    Grid halfTurned() {
      double[][] hu = new double[rows()][columns()];
      double[][] hv = new double[rows()][columns()];
      for (int r = 0; r < rows(); r++) {
        for (int c = 0; c < columns(); c++) {
          hu[r][c] = u[rows() - 1 - r][columns() - 1 - c];
          hv[r][c] = v[rows() - 1 - r][columns() - 1 - c];
        }
      }
      return new Grid(hu, hv);
    }

    /** Whether x and y turn as they do on a board that is seen from the front. */
    boolean frontSide() {
      int r = rows() - 1;
      int c = columns() - 1;
      double ax = u[0][c] - u[0][0] + u[r][c] - u[r][0];
      double ay = v[0][c] - v[0][0] + v[r][c] - v[r][0];
      double bx = u[r][0] - u[0][0] + u[r][c] - u[0][c];
      double by = v[r][0] - v[0][0] + v[r][c] - v[0][c];
      // The picture's v runs down.
      return ax * by - ay * bx < 0;
    }

    double meanSide() {
      double sum = 0;
      for (int r = 0; r < rows(); r++) {
        for (int c = 0; c + 1 < columns(); c++) {
          sum += Math.hypot(u[r][c + 1] - u[r][c], v[r][c + 1] - v[r][c]);
        }
      }
      return sum / (rows() * (columns() - 1));
    }

    double[] inCell(int r, int c, double a, double b) {
      return new double[] {
        (1 - a) * ((1 - b) * u[r][c] + b * u[r][c + 1])
            + a * ((1 - b) * u[r + 1][c] + b * u[r + 1][c + 1]),
        (1 - a) * ((1 - b) * v[r][c] + b * v[r][c + 1])
            + a * ((1 - b) * v[r + 1][c] + b * v[r + 1][c + 1])
      };
    }
  }

  @Override
  public Sighting find(GrayF32 picture) {
    detector.findPatterns(picture);
    Grid match = null;
    Grid largest = null;
    for (GridInfo info : detector.getFoundChessboard().toList()) {
      Grid grid = grid(info);
      if (largest == null || grid.rows() * grid.columns() > largest.rows() * largest.columns()) {
        largest = grid;
      }
      if (isExpected(grid) && (match == null || grid.meanSide() > match.meanSide())) {
        match = grid;
      }
    }
    if (largest == null || largest.rows() < 2 || largest.columns() < 2) {
      return Sighting.none(
          "no chessboard found; show the whole board with its white border, sharp and evenly lit");
    }
    Plainness plainness = plainness(picture, match != null ? match : largest);
    if (plainness.printedWhites > 0.4) {
      return Sighting.none(
          "the white squares are printed on: this is a ChArUco or another board with marks, not a"
              + " plain chessboard; use a plain one");
    }
    if (match == null) {
      int more = Math.max(largest.columns(), largest.rows());
      int fewer = Math.min(largest.columns(), largest.rows());
      return Sighting.other(
          more + "x" + fewer,
          "a chessboard of "
              + more
              + "x"
              + fewer
              + " inner corners is seen, not of "
              + board.size());
    }
    if (match.columns() != board.columns()) {
      match = match.transposed();
    }
    if (!match.frontSide()) {
      match = match.columnsReversed();
    }
    plainness = plainness(picture, match);
    return new Sighting(orders(match, plainness), null, edgePixels(picture, match), "");
  }

  private boolean isExpected(Grid grid) {
    return (grid.columns() == board.columns() && grid.rows() == board.rows())
        || (grid.columns() == board.rows() && grid.rows() == board.columns());
  }

  private static Grid grid(GridInfo info) {
    double[][] u = new double[info.rows][info.cols];
    double[][] v = new double[info.rows][info.cols];
    for (int r = 0; r < info.rows; r++) {
      for (int c = 0; c < info.cols; c++) {
        u[r][c] = info.get(r, c).getX() - BOOFCV_PIXEL_CENTRE;
        v[r][c] = info.get(r, c).getY() - BOOFCV_PIXEL_CENTRE;
      }
    }
    return new Grid(u, v);
  }

  /**
   * How the squares between the corners look.
   *
   * @param firstBlack whether the square after the first corner is black
   * @param printedWhites share of the white squares with something dark in them
   */
  private record Plainness(boolean firstBlack, double printedWhites) {}

  private static Plainness plainness(GrayF32 picture, Grid grid) {
    double[] sum = new double[2];
    int[] count = new int[2];
    List<double[]> cells = new ArrayList<>();
    List<Integer> parities = new ArrayList<>();
    for (int r = 0; r + 1 < grid.rows(); r++) {
      for (int c = 0; c + 1 < grid.columns(); c++) {
        double[] values = new double[SAMPLES * SAMPLES];
        for (int a = 0; a < SAMPLES; a++) {
          for (int b = 0; b < SAMPLES; b++) {
            double[] at = grid.inCell(r, c, 0.2 + 0.15 * a, 0.2 + 0.15 * b);
            values[a * SAMPLES + b] = GreyPicture.at(picture, at[0], at[1]);
          }
        }
        Arrays.sort(values);
        int parity = (r + c) % 2;
        // What is printed on a white square is black, never lighter than it.
        sum[parity] += values[values.length - 3];
        count[parity]++;
        cells.add(values);
        parities.add(parity);
      }
    }
    double even = sum[0] / Math.max(1, count[0]);
    double odd = sum[1] / Math.max(1, count[1]);
    int white = even > odd ? 0 : 1;
    int whites = 0;
    int printed = 0;
    double black = blackLevel(cells, parities, 1 - white);
    for (int i = 0; i < cells.size(); i++) {
      if (parities.get(i) == white) {
        double[] values = cells.get(i);
        double middle = (values[values.length - 3] + black) / 2;
        int dark = 0;
        while (dark < values.length && values[dark] < middle) {
          dark++;
        }
        whites++;
        printed += dark >= 3 ? 1 : 0;
      }
    }
    return new Plainness(white == 1, whites == 0 ? 0 : (double) printed / whites);
  }

  private static double blackLevel(List<double[]> cells, List<Integer> parities, int black) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < cells.size(); i++) {
      if (parities.get(i) == black) {
        sum += cells.get(i)[SAMPLES * SAMPLES / 2];
        count++;
      }
    }
    return sum / Math.max(1, count);
  }

  private List<BoardPoints> orders(Grid grid, Plainness plainness) {
    Grid turned = grid.halfTurned();
    boolean tells = (board.columns() + board.rows()) % 2 == 1;
    if (tells) {
      return List.of(points(plainness.firstBlack ? grid : turned));
    }
    boolean keep = turned.v[0][0] - turned.u[0][0] <= grid.v[0][0] - grid.u[0][0];
    List<BoardPoints> orders = new ArrayList<>();
    orders.add(points(keep ? grid : turned));
    orders.add(points(keep ? turned : grid));
    if (board.columns() == board.rows() && board.columns() % 2 == 0) {
      Grid quarter = grid.transposed().columnsReversed();
      orders.add(points(quarter));
      orders.add(points(quarter.halfTurned()));
    }
    return orders;
  }

  private BoardPoints points(Grid grid) {
    int n = board.columns() * board.rows();
    double[][] p = new double[4][n];
    for (int i = 0; i < n; i++) {
      int r = i / board.columns();
      int c = i % board.columns();
      p[0][i] = c * board.sideMeters();
      p[1][i] = r * board.sideMeters();
      p[2][i] = grid.u[r][c];
      p[3][i] = grid.v[r][c];
    }
    return new BoardPoints(p[0], p[1], p[2], p[3]);
  }

  private static double edgePixels(GrayF32 picture, Grid grid) {
    List<Double> widths = new ArrayList<>();
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c + 1 < grid.columns(); c++) {
        double side = Math.hypot(grid.u[r][c + 1] - grid.u[r][c], grid.v[r][c + 1] - grid.v[r][c]);
        double width =
            GreyPicture.edgeWidth(
                picture,
                grid.u[r][c],
                grid.v[r][c],
                grid.u[r][c + 1],
                grid.v[r][c + 1],
                0.4 * side);
        if (Double.isFinite(width)) {
          widths.add(width);
        }
      }
    }
    widths.sort(null);
    return widths.isEmpty() ? Double.NaN : widths.get(widths.size() / 2);
  }
}
