package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.ImageTexture;
import java.util.ArrayList;
import java.util.List;

/**
 * A texture in linear light, at full size and halved again and again, so that a distant surface
 * shows the mean of what a pixel covers (Williams 1983). Immutable.
 */
final class TexturePyramid {
  private record Level(int width, int height, float[] linear) {}

  private final List<Level> levels = new ArrayList<>();

  TexturePyramid(ImageTexture texture) {
    int width = texture.widthPixels();
    int height = texture.heightPixels();
    float[] linear = new float[3 * width * height];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          linear[at++] = Srgb.toLinear(texture.channel(x, y, c));
        }
      }
    }
    Level level = new Level(width, height, linear);
    levels.add(level);
    while (level.width() > 1 || level.height() > 1) {
      level = halved(level);
      levels.add(level);
    }
  }

  private static Level halved(Level from) {
    int width = Math.max(1, from.width() / 2);
    int height = Math.max(1, from.height() / 2);
    float[] linear = new float[3 * width * height];
    for (int y = 0; y < height; y++) {
      // An odd size gives its last line to the last pair.
      int top = y * from.height() / height;
      int bottom = (y + 1) * from.height() / height;
      for (int x = 0; x < width; x++) {
        int left = x * from.width() / width;
        int right = (x + 1) * from.width() / width;
        for (int c = 0; c < 3; c++) {
          float sum = 0;
          for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
              sum += from.linear()[3 * (row * from.width() + column) + c];
            }
          }
          linear[3 * (y * width + x) + c] = sum / ((bottom - top) * (right - left));
        }
      }
    }
    return new Level(width, height, linear);
  }

  int width() {
    return levels.get(0).width();
  }

  int height() {
    return levels.get(0).height();
  }

  /**
   * Writes the linear colour at a place.
   *
   * @param u to the right, 0 to 1 over the picture
   * @param v up
   * @param repeats whether the picture goes on beyond its edges; else the edge does
   * @param texels how many texels of the full size a pixel covers, along a side
   */
  void sample(double u, double v, boolean repeats, double texels, double[] out) {
    int level = 0;
    double size = texels;
    while (size >= 2 && level < levels.size() - 1) {
      size /= 2;
      level++;
    }
    bilinear(levels.get(level), u, v, repeats, out, 0);
    // From one level to the next the mix runs evenly in size; a logarithm would look the same.
    double part = Math.min(1, size - 1);
    if (part > 0 && level < levels.size() - 1) {
      bilinear(levels.get(level + 1), u, v, repeats, out, 3);
      for (int c = 0; c < 3; c++) {
        out[c] += part * (out[3 + c] - out[c]);
      }
    }
  }

  private static void bilinear(
      Level level, double u, double v, boolean repeats, double[] out, int at) {
    double x = (u - Math.floor(u)) * level.width() - 0.5;
    double y = (1 - (v - Math.floor(v))) * level.height() - 0.5;
    if (!repeats) {
      x = Math.max(0, Math.min(level.width() - 1, u * level.width() - 0.5));
      y = Math.max(0, Math.min(level.height() - 1, (1 - v) * level.height() - 0.5));
    }
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double below = y - top;
    int x0 = Math.floorMod(left, level.width());
    int x1 =
        repeats ? Math.floorMod(left + 1, level.width()) : Math.min(left + 1, level.width() - 1);
    int y0 = Math.floorMod(top, level.height());
    int y1 =
        repeats ? Math.floorMod(top + 1, level.height()) : Math.min(top + 1, level.height() - 1);
    float[] pixels = level.linear();
    int a = 3 * (y0 * level.width() + x0);
    int b = 3 * (y0 * level.width() + x1);
    int c = 3 * (y1 * level.width() + x0);
    int d = 3 * (y1 * level.width() + x1);
    for (int k = 0; k < 3; k++) {
      double up = pixels[a + k] * (1 - right) + pixels[b + k] * right;
      double down = pixels[c + k] * (1 - right) + pixels[d + k] * right;
      out[at + k] = up * (1 - below) + down * below;
    }
  }
}
