package dev.cobot.brain.vision;

import dev.cobot.sim2real.picture.Resampler;
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
    int across = (int) Math.max(1, Math.ceil(sx));
    int down = (int) Math.max(1, Math.ceil(sy));
    float[] values =
        new Resampler(
                Resampler.Axis.of(VisionNet.WIDTH_PIXELS, -0.5, sx, width, across),
                Resampler.Axis.of(VisionNet.HEIGHT_PIXELS, -0.5, sy, height, down))
            .of(rgb, width);
    for (int i = 0, p = 0; i < plane; i++, p += 3) {
      out[offset + i] = values[p] / 127.5f - 1;
      out[offset + plane + i] = values[p + 1] / 127.5f - 1;
      out[offset + 2 * plane + i] = values[p + 2] / 127.5f - 1;
    }
  }
}
