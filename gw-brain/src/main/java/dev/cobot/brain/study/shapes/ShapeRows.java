package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.sim2real.shapes.ShapeVector;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;
import java.nio.FloatBuffer;

/** The scenes of a split as one domain sees them, in memory. Immutable. */
abstract class ShapeRows {
  static final int PICTURE_VALUES = 3 * 32 * 32;
  private static final int ROWS_AT_ONCE = 512; // encoded

  private final int size;
  private final int width;

  private ShapeRows(int size, int width) {
    this.size = size;
    this.width = width;
  }

  /** Reads what the module of a name is trained on. */
  static ShapeRows of(String module, ShapesPart part) throws IOException {
    return module.equals(ShapesModule.VISION) ? pictures(part) : attributes(part);
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

  /** Returns the latents of all rows, (rows, latent width). */
  FloatTensor latentsOf(ShapesModule module) {
    return latentsOf(module, size);
  }

  /** Returns the latents of the first rows, (rows, latent width). */
  FloatTensor latentsOf(ShapesModule module, int rows) {
    float[] all = null;
    int latentWidth = 0;
    for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
      int to = Math.min(from + ROWS_AT_ONCE, rows);
      float[] latents = module.encode(to - from, range(from, to));
      if (all == null) {
        latentWidth = latents.length / (to - from);
        all = new float[Math.multiplyExact(latentWidth, rows)];
      }
      System.arraycopy(latents, 0, all, from * latentWidth, latents.length);
    }
    return new FloatTensor(new long[] {rows, latentWidth}, all);
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
