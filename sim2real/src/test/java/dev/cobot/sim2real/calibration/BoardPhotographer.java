package dev.cobot.sim2real.calibration;

import boofcv.factory.fiducial.ConfigHammingMarker;
import boofcv.factory.fiducial.HammingDictionary;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Takes pictures of a printed board by looking its print up along the rays of a distorted lens. */
final class BoardPhotographer {
  /** The print: 0 black, 1 white, NaN beside the sheet; metres in the board's frame. */
  interface Print {
    double at(double x, double y);
  }

  private final CameraIntrinsics lens;
  private final double[] rayX;
  private final double[] rayY;

  BoardPhotographer(CameraIntrinsics lens) {
    this.lens = lens;
    int n = lens.widthPixels() * lens.heightPixels();
    rayX = new double[n];
    rayY = new double[n];
    for (int i = 0; i < n; i++) {
      double[] ideal =
          lens.undistort(
              (i % lens.widthPixels() - lens.cx()) / lens.fx(),
              (Math.floorDiv(i, lens.widthPixels()) - lens.cy()) / lens.fy());
      rayX[i] = ideal[0];
      rayY[i] = ideal[1];
    }
  }

  RgbImage take(Print print, RigidPose cameraFromBoard, long seed) {
    Random random = new Random(seed);
    RigidPose boardFromCamera = cameraFromBoard.inverse();
    double[] r = boardFromCamera.rotation();
    double[] eye = boardFromCamera.translation();
    byte[] rgb = new byte[3 * rayX.length];
    for (int i = 0; i < rayX.length; i++) {
      double sum = 0;
      for (int k = 0; k < 9; k++) {
        double x = rayX[i] + (k % 3 - 1) / 3.0 / lens.fx();
        double y = rayY[i] + (Math.floorDiv(k, 3) - 1) / 3.0 / lens.fy();
        double dz = r[6] * x + r[7] * y + r[8];
        double t = -eye[2] / dz;
        double value =
            t > 0
                ? print.at(
                    eye[0] + t * (r[0] * x + r[1] * y + r[2]),
                    eye[1] + t * (r[3] * x + r[4] * y + r[5]))
                : Double.NaN;
        sum += Double.isNaN(value) ? 110 : 30 + 190 * value;
      }
      byte grey =
          (byte) Math.round(Math.max(0, Math.min(255, sum / 9 + 1.5 * random.nextGaussian())));
      rgb[3 * i] = grey;
      rgb[3 * i + 1] = grey;
      rgb[3 * i + 2] = grey;
    }
    return new RgbImage(lens.widthPixels(), lens.heightPixels(), rgb);
  }

  void take(Print print, RigidPose cameraFromBoard, long seed, Path file) throws IOException {
    FrameFiles.writePng(take(print, cameraFromBoard, seed), file);
  }

  static Print chessboard(Board board) {
    double s = board.sideMeters();
    return (x, y) -> {
      double c = Math.floor(x / s);
      double r = Math.floor(y / s);
      if (c < -1.5 || r < -1.5 || c > board.columns() + 0.5 || r > board.rows() + 0.5) {
        return Double.NaN;
      }
      boolean inside = c >= -1 && r >= -1 && c < board.columns() && r < board.rows();
      // The square before the origin is black.
      return inside && Math.floorMod((long) (c + r), 2) == 0 ? 0 : 1;
    };
  }

  /** A chessboard with a mark in every white square. */
  static Print marked(Board board) {
    Print plain = chessboard(board);
    double s = board.sideMeters();
    return (x, y) -> {
      double inX = x / s - Math.floor(x / s);
      double inY = y / s - Math.floor(y / s);
      boolean mark = Math.abs(inX - 0.5) < 0.3 && Math.abs(inY - 0.5) < 0.3;
      double value = plain.at(x, y);
      return value == 1
              && mark
              && x > -s
              && y > -s
              && x < board.columns() * s
              && y < board.rows() * s
          ? 0
          : value;
    };
  }

  static Print circles(Board board) {
    double d = board.sideMeters();
    return (x, y) -> {
      double c = Math.round(x / d);
      double r = Math.round(y / d);
      if (x < -d || y < -d || x > board.columns() * d || y > board.rows() * d) {
        return Double.NaN;
      }
      boolean inside = c >= 0 && r >= 0 && c < board.columns() && r < board.rows();
      return inside && Math.hypot(x - c * d, y - r * d) < board.secondMeters() / 2 ? 0 : 1;
    };
  }

  /** Tags as kalibr numbers them: from the bottom left, along the rows. */
  static Print tags(Board board, HammingDictionary family) {
    ConfigHammingMarker marker = ConfigHammingMarker.loadDictionary(family);
    int cells = marker.gridWidth + 2;
    double pitch = board.sideMeters() + board.secondMeters();
    return (x, y) -> {
      int c = (int) Math.floor(x / pitch);
      int r = (int) Math.floor(y / pitch);
      double inX = x - c * pitch;
      double inY = y - r * pitch;
      if (x < -0.5 * pitch
          || y < -0.5 * pitch
          || x > board.columns() * pitch + 0.3 * pitch
          || y > board.rows() * pitch + 0.3 * pitch) {
        return Double.NaN;
      }
      if (c < 0
          || r < 0
          || c >= board.columns()
          || r >= board.rows()
          || inX >= board.sideMeters()
          || inY >= board.sideMeters()) {
        return 1;
      }
      int cellX = (int) (inX / board.sideMeters() * cells) - 1;
      int cellY = cells - 1 - (int) (inY / board.sideMeters() * cells) - 1;
      if (cellX < 0 || cellY < 0 || cellX >= marker.gridWidth || cellY >= marker.gridWidth) {
        return 0;
      }
      int id = Math.max(0, board.firstId()) + r * board.columns() + c;
      // The library keeps the last bit first.
      int bit = marker.gridWidth * marker.gridWidth - 1 - (cellY * marker.gridWidth + cellX);
      return marker.encoding.get(id).pattern.get(bit);
    };
  }

  /**
   * Returns the pose of a camera that sees a board's middle.
   *
   * @param tiltX turns about the picture's x, radians
   * @param tiltY turns about the picture's y, radians
   * @param roll turns in the picture, radians
   * @param right where the middle is, as a share of its distance
   * @param down where the middle is, as a share of its distance
   */
  static RigidPose seen(
      Board board,
      double meters,
      double tiltX,
      double tiltY,
      double roll,
      double right,
      double down) {
    // Seen from the front the board's y is up in the picture and its z comes out of it.
    double[] front = {1, 0, 0, 0, -1, 0, 0, 0, -1};
    double[] rotation =
        RigidPose.product(
            RigidPose.product(
                RigidPose.exp(new double[] {0, 0, roll}),
                RigidPose.product(
                    RigidPose.exp(new double[] {tiltX, 0, 0}),
                    RigidPose.exp(new double[] {0, tiltY, 0}))),
            front);
    double[] xy = board.middleMeters();
    double[] off = new RigidPose(rotation, new double[3]).apply(new double[] {xy[0], xy[1], 0});
    return new RigidPose(
        rotation, new double[] {right * meters - off[0], down * meters - off[1], meters - off[2]});
  }

  /** Returns one of a session of well chosen views. */
  static RigidPose goodView(Board board, double meters, int k) {
    return seen(
        board,
        meters * (0.9 + 0.15 * (k % 3)),
        0.55 * Math.sin(2.4 * k),
        0.55 * Math.cos(2.4 * k),
        0.5 * Math.sin(1.7 * k),
        0.17 * Math.cos(3.9 * k + 1),
        0.12 * Math.sin(3.9 * k + 1));
  }
}
