package dev.cobot.node.cli.calibrate;

import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.nio.file.Path;

/** Pictures of a chessboard of 7 x 6 inner corners that lies on a table. */
public final class ChessboardPictures {
  public static final String BOARD = "chessboard:7x6:0.03";
  private static final double SIDE = 0.03;
  private static final Vector3 MIDDLE = new Vector3(3 * SIDE, 2.5 * SIDE, 0);

  private final CameraIntrinsics lens;

  public ChessboardPictures(CameraIntrinsics lens) {
    this.lens = lens;
  }

  /** Returns a camera over the board; each number is another view. */
  CameraModel view(int k) {
    double around = -Math.PI / 2 + 0.9 * Math.sin(1.7 * k);
    double aside = 0.15 + 0.15 * (k % 3);
    Vector3 eye =
        MIDDLE.plus(
            new Vector3(aside * Math.cos(around), aside * Math.sin(around), 0.36 + 0.04 * (k % 4)));
    Vector3 target =
        MIDDLE.plus(new Vector3(0.05 * Math.cos(3.9 * k), 0.04 * Math.sin(3.9 * k), 0));
    return new CameraModel(lens, CameraModel.lookAt(eye, target));
  }

  /** Takes the picture of a view. */
  public void take(int k, Path file) throws IOException {
    CameraModel camera = view(k);
    byte[] rgb = new byte[3 * lens.widthPixels() * lens.heightPixels()];
    for (int i = 0; i < rgb.length / 3; i++) {
      int x = i % lens.widthPixels();
      int y = Math.floorDiv(i, lens.widthPixels());
      double sum = 0;
      for (int part = 0; part < 9; part++) {
        Vector3 point =
            camera.intersectPlane(
                x + (part % 3 - 1) / 3.0, y + (Math.floorDiv(part, 3) - 1) / 3.0, 0);
        sum += point == null ? 110 : grey(point.x() / SIDE, point.y() / SIDE);
      }
      byte grey = (byte) Math.round(sum / 9);
      rgb[3 * i] = grey;
      rgb[3 * i + 1] = grey;
      rgb[3 * i + 2] = grey;
    }
    FrameFiles.writePng(new RgbImage(lens.widthPixels(), lens.heightPixels(), rgb), file);
  }

  private static double grey(double column, double row) {
    if (column < -2 || row < -2 || column > 8 || row > 7) {
      return 110;
    }
    boolean inside = column >= -1 && row >= -1 && column < 7 && row < 6;
    boolean black = Math.floorMod((long) (Math.floor(column) + Math.floor(row)), 2) == 0;
    return inside && black ? 30 : 220;
  }
}
