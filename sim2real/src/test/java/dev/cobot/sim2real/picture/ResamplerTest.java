package dev.cobot.sim2real.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
  private static byte[] noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new java.util.Random(4).nextBytes(rgb);
    return rgb;
  }

  private static double bilinear(byte[] rgb, int width, int height, double x, double y, int c) {
    double cx = Math.max(0, Math.min(width - 1, x));
    double cy = Math.max(0, Math.min(height - 1, y));
    int x0 = (int) cx;
    int y0 = (int) cy;
    int x1 = Math.min(width - 1, x0 + 1);
    int y1 = Math.min(height - 1, y0 + 1);
    double r = cx - x0;
    double d = cy - y0;
    return (1 - r) * (1 - d) * (rgb[3 * (y0 * width + x0) + c] & 0xff)
        + r * (1 - d) * (rgb[3 * (y0 * width + x1) + c] & 0xff)
        + (1 - r) * d * (rgb[3 * (y1 * width + x0) + c] & 0xff)
        + r * d * (rgb[3 * (y1 * width + x1) + c] & 0xff);
  }

  /** Inside, over every border, far smaller and larger than the picture. */
  @ParameterizedTest
  @CsvSource({
    "40, 30, 3.2, 4.7, 0.6, 1",
    "40, 30, -9.5, -7, 1.7, 2",
    "40, 30, 25.3, 22.2, 2.9, 3",
    "40, 30, -60, -50, 9.1, 3",
    "2, 2, -1, -1, 0.3, 1",
    "1, 1, 0, 0, 1, 1",
    "7, 3, -3, 2, 5.5, 3"
  })
  void eachPixelIsTheMeanOfSamplesOverWhatItCovers(
      int width, int height, double left, double top, double step, int samples) {
    byte[] rgb = noise(width, height);
    Resampler.Axis columns = Resampler.Axis.of(13, left, step, width, samples);
    Resampler.Axis rows = Resampler.Axis.of(11, top, step, height, samples);
    float[] window = new Resampler(columns, rows).of(rgb, width);
    assertEquals(3 * 13 * 11, window.length);
    for (int v = 0; v < 11; v++) {
      for (int u = 0; u < 13; u++) {
        for (int c = 0; c < 3; c++) {
          double mean = 0;
          for (int ty = 0; ty < samples; ty++) {
            for (int tx = 0; tx < samples; tx++) {
              double x = left + (u + (tx + 0.5) / samples) * step;
              double y = top + (v + (ty + 0.5) / samples) * step;
              mean += bilinear(rgb, width, height, x, y, c) / (samples * samples);
            }
          }
          assertEquals(mean, window[3 * (v * 13 + u) + c], 0.01, u + ", " + v + ", " + c);
        }
      }
    }
  }

  @Test
  void atItsOwnSizeAPictureStaysAsItIs() {
    byte[] rgb = noise(9, 6);
    float[] same =
        new Resampler(Resampler.Axis.of(9, -0.5, 1, 9, 1), Resampler.Axis.of(6, -0.5, 1, 6, 1))
            .of(rgb, 9);
    float[] expected = new float[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      expected[i] = rgb[i] & 0xff;
    }
    assertArrayEquals(expected, same, 1e-3f);
  }

  @Test
  void weightsOfAPixelSumToOneWhereverTheWindowLies() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 500; i++) {
      int side = 1 + random.nextInt(60);
      Resampler.Axis axis =
          Resampler.Axis.of(
              17,
              random.nextDouble(-200, 200),
              Math.exp(random.nextDouble(-3, 4)),
              side,
              1 + random.nextInt(4));
      for (int u = 0; u < 17; u++) {
        double sum = 0;
        for (int t = 0; t < axis.taps(); t++) {
          sum += axis.weights()[u * axis.taps() + t];
        }
        assertEquals(1, sum, 1e-5);
        assertEquals(true, axis.first()[u] >= 0 && axis.first()[u] + axis.taps() <= side);
      }
    }
  }
}
