package dev.cobot.action.foreign;

import dev.cobot.sim2real.scene.CameraFrame;

/** A picture as networks take it: (1, 3, height, width), each value in [0, 1], then normalised. */
final class PictureTensor {
  private static final double WHITE = 255;

  private PictureTensor() {}

  /**
   * Returns a picture's values in another size, bilinear between the centres of pixels (as PyTorch
   * interpolates with {@code align_corners} off, without antialiasing).
   */
  static float[] of(CameraFrame frame, PolicyFile.Input input, Normalizer normalizer) {
    int width = input.widthPixels();
    int height = input.heightPixels();
    byte[] rgb = frame.rgb();
    float[] out = new float[3 * width * height];
    for (int y = 0; y < height; y++) {
      double sourceY = source(y, height, frame.heightPixels());
      int y0 = (int) sourceY;
      int y1 = Math.min(y0 + 1, frame.heightPixels() - 1);
      for (int x = 0; x < width; x++) {
        double sourceX = source(x, width, frame.widthPixels());
        int x0 = (int) sourceX;
        int x1 = Math.min(x0 + 1, frame.widthPixels() - 1);
        for (int plane = 0; plane < 3; plane++) {
          int channel = input.channelOrder() == PolicyFile.ChannelOrder.RGB ? plane : 2 - plane;
          double top = mix(rgb, frame, x0, x1, y0, channel, sourceX - x0);
          double low = mix(rgb, frame, x0, x1, y1, channel, sourceX - x0);
          double value = (top + (sourceY - y0) * (low - top)) / WHITE;
          out[(plane * height + y) * width + x] = normalizer.in(plane, value);
        }
      }
    }
    return out;
  }

  /** Returns where a pixel's centre lies in the picture, in pixels from the first one's centre. */
  private static double source(int pixel, int count, int sourceCount) {
    double at = (pixel + 0.5) * sourceCount / count - 0.5;
    return Math.max(0, Math.min(sourceCount - 1, at));
  }

  private static double mix(
      byte[] rgb, CameraFrame frame, int x0, int x1, int y, int channel, double share) {
    int row = y * frame.widthPixels();
    int left = rgb[(row + x0) * 3 + channel] & 0xFF;
    int right = rgb[(row + x1) * 3 + channel] & 0xFF;
    return left + share * (right - left);
  }
}
