package dev.cobot.brain.shapes;

import dev.cobot.sim2real.shapes.ShapeVector;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;
import java.nio.FloatBuffer;

/** The scenes of a split as one domain sees them, in memory. Immutable. */
abstract class ShapeRows {
  static final int PICTURE_VALUES = 3 * 32 * 32;

  private final int size;
  private final int width;

  private ShapeRows(int size, int width) {
    this.size = size;
    this.width = width;
  }

  /** Reads all pictures; they stay in memory as bytes, 3 kB each. */
  static ShapeRows pictures(ShapesPart part) throws IOException {
    byte[][] rgb = new byte[part.size()][];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = part.rgb(i);
    }
    return new ShapeRows(rgb.length, PICTURE_VALUES) {
      @Override
      void put(int row, FloatBuffer target) {
        byte[] pixels = rgb[row];
        for (int channel = 0; channel < 3; channel++) {
          for (int i = channel; i < pixels.length; i += 3) {
            target.put((pixels[i] & 0xff) / 255f);
          }
        }
      }
    };
  }

  /** Reads all attribute vectors. */
  static ShapeRows attributes(ShapesPart part) {
    float[][] vectors = new float[part.size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = part.attributes(i);
    }
    return new ShapeRows(vectors.length, ShapeVector.LENGTH) {
      @Override
      void put(int row, FloatBuffer target) {
        target.put(vectors[row]);
      }
    };
  }

  int size() {
    return size;
  }

  /** Returns the values of a row. */
  int width() {
    return width;
  }

  /** Appends a row to a buffer. */
  abstract void put(int row, FloatBuffer target);

  /** Returns the rows [from, to), row-major. */
  float[] range(int from, int to) {
    float[] values = new float[(to - from) * width];
    FloatBuffer buffer = FloatBuffer.wrap(values);
    for (int row = from; row < to; row++) {
      put(row, buffer);
    }
    return values;
  }
}
