package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.scene.ColorRgb;
import java.util.List;

/**
 * A change of colours in linear light: matrix times colour plus offset.
 *
 * @param matrix 9 numbers, row by row; rows and columns are red, green, blue
 * @param offset 3 numbers, linear light in [0, 1]
 */
public record ColorCorrection(List<Double> matrix, List<Double> offset) {
  /** Leaves colours as they are. */
  public static final ColorCorrection NONE =
      new ColorCorrection(
          List.of(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), List.of(0.0, 0.0, 0.0));

  private static final double MAX_DIAGONAL = 5;
  private static final double MAX_BESIDE = 2;
  private static final double MAX_OFFSET = 0.5;

  public ColorCorrection {
    requireCount("matrix", matrix, 9);
    requireCount("offset", offset, 3);
    matrix = List.copyOf(matrix);
    offset = List.copyOf(offset);
    for (int i = 0; i < 9; i++) {
      boolean diagonal = i % 4 == 0;
      CorrectionLimits.within(
          "matrix[" + i + "]",
          matrix.get(i),
          diagonal ? 0 : -MAX_BESIDE,
          diagonal ? MAX_DIAGONAL : MAX_BESIDE);
    }
    for (int i = 0; i < 3; i++) {
      CorrectionLimits.within("offset[" + i + "]", offset.get(i), -MAX_OFFSET, MAX_OFFSET);
    }
  }

  private static void requireCount(String name, List<Double> values, int count) {
    if (values == null || values.size() != count || values.stream().anyMatch(v -> v == null)) {
      throw new IllegalArgumentException(
          "%s of a colour correction must be %d numbers, got %s".formatted(name, count, values));
    }
  }

  /** Returns the colour that belongs to a seen one. */
  ColorRgb apply(ColorRgb seen) {
    double[] light = linear(seen);
    double[] out = new double[3];
    for (int row = 0; row < 3; row++) {
      double sum = offset.get(row);
      for (int column = 0; column < 3; column++) {
        sum += matrix.get(3 * row + column) * light[column];
      }
      out[row] = toSrgb(sum);
    }
    return ColorRgb.clamped(out[0], out[1], out[2]);
  }

  /** Returns the linear light of an sRGB colour. */
  static double[] linear(ColorRgb srgb) {
    return new double[] {toLinear(srgb.red()), toLinear(srgb.green()), toLinear(srgb.blue())};
  }

  private static double toLinear(double srgb) {
    return srgb <= 0.04045 ? srgb / 12.92 : Math.pow((srgb + 0.055) / 1.055, 2.4);
  }

  private static double toSrgb(double linear) {
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
  }
}
