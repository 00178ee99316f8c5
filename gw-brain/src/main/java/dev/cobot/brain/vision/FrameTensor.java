package dev.cobot.brain.vision;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;

/** Turns a frame of any size into the network's input. */
final class FrameTensor {
  private FrameTensor() {}

  /** Returns the camera that the network looks through: the frame's, resized. */
  static CameraModel networkCamera(CameraModel camera) {
    return new CameraModel(
        camera.intrinsics().resized(VisionNet.WIDTH_PIXELS, VisionNet.HEIGHT_PIXELS),
        camera.tableFromCamera());
  }

  /**
   * Writes (3, 240, 320) values in [-1, 1] at {@code offset}. A frame of another size is resized:
   * each output pixel averages the input pixels that it covers, or interpolates when it covers less
   * than one.
   */
  static void write(CameraFrame frame, float[] out, int offset) {
    int width = frame.widthPixels();
    int height = frame.heightPixels();
    byte[] rgb = frame.rgb();
    int plane = VisionNet.WIDTH_PIXELS * VisionNet.HEIGHT_PIXELS;
    if (width == VisionNet.WIDTH_PIXELS && height == VisionNet.HEIGHT_PIXELS) {
      for (int i = 0, p = 0; i < plane; i++, p += 3) {
        out[offset + i] = (rgb[p] & 0xff) / 127.5f - 1;
        out[offset + plane + i] = (rgb[p + 1] & 0xff) / 127.5f - 1;
        out[offset + 2 * plane + i] = (rgb[p + 2] & 0xff) / 127.5f - 1;
      }
      return;
    }
    double sx = (double) width / VisionNet.WIDTH_PIXELS;
    double sy = (double) height / VisionNet.HEIGHT_PIXELS;
    int tapsX = (int) Math.max(1, Math.ceil(sx));
    int tapsY = (int) Math.max(1, Math.ceil(sy));
    float[] sum = new float[3];
    for (int v = 0; v < VisionNet.HEIGHT_PIXELS; v++) {
      for (int u = 0; u < VisionNet.WIDTH_PIXELS; u++) {
        sum[0] = 0;
        sum[1] = 0;
        sum[2] = 0;
        for (int ty = 0; ty < tapsY; ty++) {
          double y = (v + (ty + 0.5) / tapsY) * sy - 0.5;
          for (int tx = 0; tx < tapsX; tx++) {
            addBilinear(rgb, width, height, (u + (tx + 0.5) / tapsX) * sx - 0.5, y, sum);
          }
        }
        int i = offset + v * VisionNet.WIDTH_PIXELS + u;
        float scale = 1 / (127.5f * tapsX * tapsY);
        out[i] = sum[0] * scale - 1;
        out[i + plane] = sum[1] * scale - 1;
        out[i + 2 * plane] = sum[2] * scale - 1;
      }
    }
  }

  private static void addBilinear(
      byte[] rgb, int width, int height, double x, double y, float[] sum) {
    double cx = Math.max(0, Math.min(width - 1, x));
    double cy = Math.max(0, Math.min(height - 1, y));
    int x0 = (int) cx;
    int y0 = (int) cy;
    int x1 = Math.min(width - 1, x0 + 1);
    int y1 = Math.min(height - 1, y0 + 1);
    float fx = (float) (cx - x0);
    float fy = (float) (cy - y0);
    for (int c = 0; c < 3; c++) {
      float top =
          (rgb[(y0 * width + x0) * 3 + c] & 0xff) * (1 - fx)
              + (rgb[(y0 * width + x1) * 3 + c] & 0xff) * fx;
      float bottom =
          (rgb[(y1 * width + x0) * 3 + c] & 0xff) * (1 - fx)
              + (rgb[(y1 * width + x1) * 3 + c] & 0xff) * fx;
      sum[c] += top * (1 - fy) + bottom * fy;
    }
  }
}
