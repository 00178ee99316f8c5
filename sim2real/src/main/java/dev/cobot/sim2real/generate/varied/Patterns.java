package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ImageTexture;
import java.util.SplittableRandom;

/** Pictures on surfaces: grain, cloth, tiles, lines, print. */
final class Patterns {
  /** How a surface is patterned. */
  enum Kind {
    GRAIN,
    MOTTLE,
    CHECKER,
    GRID,
    STRIPES,
    WEAVE,
    SPOTS,
    DOTS,
    MAZE,
    PRINT,
    MARKS
  }

  private Patterns() {}

  /**
   * Draws a pattern.
   *
   * @param cells how many times its motif repeats along a side, at least 1
   */
  static ImageTexture draw(
      Kind kind,
      int side,
      double cells,
      ColorRgb ground,
      ColorRgb figure,
      SplittableRandom random) {
    Canvas canvas = new Canvas(side, ground);
    switch (kind) {
      case GRAIN -> grain(canvas, cells, figure, random);
      case MOTTLE -> mottle(canvas, cells, figure, random);
      case CHECKER -> canvas.fill((u, v) -> parity(u * cells, v * cells) ? 1 : 0, figure);
      case GRID -> {
        double width = random.nextDouble(0.03, 0.12);
        canvas.fill((u, v) -> line(u * cells, width) || line(v * cells, width) ? 1 : 0, figure);
      }
      case STRIPES -> {
        double angle = random.nextDouble(Math.PI);
        double part = random.nextDouble(0.2, 0.8);
        double x = Math.cos(angle) * cells;
        double y = Math.sin(angle) * cells;
        canvas.fill((u, v) -> fraction(x * u + y * v) < part ? 1 : 0, figure);
      }
      case WEAVE ->
          canvas.fill(
              (u, v) ->
                  0.5
                      + 0.25 * Math.sin(2 * Math.PI * 6 * cells * u)
                      + 0.25 * Math.sin(2 * Math.PI * 6 * cells * v),
              figure);
      case SPOTS -> spots(canvas, cells, figure, random);
      case DOTS -> {
        double r = random.nextDouble(0.2, 0.42);
        boolean shifted = random.nextBoolean();
        canvas.fill(
            (u, v) -> {
              double row = Math.floor(v * cells);
              double x = fraction(u * cells + (shifted && row % 2 != 0 ? 0.5 : 0)) - 0.5;
              double y = fraction(v * cells) - 0.5;
              return x * x + y * y < r * r ? 1 : 0;
            },
            figure);
      }
      case MAZE -> maze(canvas, Math.max(4, (int) cells), figure, random);
      case PRINT -> print(canvas, random);
      case MARKS -> marks(canvas, figure, random);
    }
    return canvas.texture();
  }

  private static void grain(Canvas canvas, double cells, ColorRgb figure, SplittableRandom random) {
    Noise noise = new Noise(random.nextLong());
    boolean upright = random.nextBoolean();
    double planks = random.nextInt(3) == 0 ? 3 + random.nextInt(8) : 0;
    canvas.fill(
        (u, v) -> {
          double x = upright ? v : u;
          double y = upright ? u : v;
          double plank = planks > 0 ? Math.floor(y * planks) : 0;
          double rings =
              noise.at(1.5 * cells * 0.3 * x + 7 * plank, 6 * cells * y + 13 * plank, 3)
                  + 0.3 * noise.at(3 * x * cells, 40 * cells * y, 2);
          double seam = planks > 0 && fraction(y * planks) < 0.02 ? 0.4 : 0;
          return Math.min(1, Math.max(0, 0.5 + 0.6 * rings) + seam);
        },
        figure);
  }

  private static void mottle(
      Canvas canvas, double cells, ColorRgb figure, SplittableRandom random) {
    Noise noise = new Noise(random.nextLong());
    double sharp = random.nextDouble(0.5, 4);
    canvas.fill(
        (u, v) -> Math.min(1, Math.max(0, 0.5 + sharp * noise.at(cells * u, cells * v, 4))),
        figure);
  }

  private static void spots(Canvas canvas, double cells, ColorRgb figure, SplittableRandom random) {
    int count = (int) (3 * cells * cells);
    for (int i = 0; i < Math.min(count, 1500); i++) {
      double r = random.nextDouble(0.05, 0.4) / cells;
      ColorRgb color = random.nextInt(3) == 0 ? Palette.thing(random) : figure;
      canvas.disc(random.nextDouble(), random.nextDouble(), r, color);
    }
  }

  // Random tiles of two diagonals each (Truchet), or of a few right-angled strokes.
  private static void maze(Canvas canvas, int cells, ColorRgb figure, SplittableRandom random) {
    boolean right = random.nextBoolean();
    double width = random.nextDouble(0.08, 0.25) / cells;
    for (int i = 0; i < cells; i++) {
      for (int j = 0; j < cells; j++) {
        double u = (double) i / cells;
        double v = (double) j / cells;
        double d = 1.0 / cells;
        if (right) {
          if (random.nextBoolean()) {
            canvas.box(u, v + d / 2 - width / 2, u + d, v + d / 2 + width / 2, figure);
          }
          if (random.nextBoolean()) {
            canvas.box(u + d / 2 - width / 2, v, u + d / 2 + width / 2, v + d, figure);
          }
        } else {
          boolean up = random.nextBoolean();
          for (double t = 0; t <= 1; t += 0.1) {
            canvas.disc(u + t * d, up ? v + t * d : v + d - t * d, width / 2, figure);
          }
        }
      }
    }
  }

  // Blocks of words, bars and blobs, as on cartons, pages and labels.
  private static void print(Canvas canvas, SplittableRandom random) {
    int blocks = 3 + random.nextInt(8);
    for (int i = 0; i < blocks; i++) {
      double u = random.nextDouble(0.9);
      double v = random.nextDouble(0.9);
      double w = random.nextDouble(0.1, 0.7);
      double h = random.nextDouble(0.05, 0.35);
      ColorRgb color = random.nextBoolean() ? Palette.thing(random) : Palette.drab(random);
      switch (random.nextInt(4)) {
        case 0 -> canvas.box(u, v, u + w, v + h, color);
        case 1 -> canvas.disc(u + w / 2, v + h / 2, Math.min(w, h) / 2, color);
        default -> {
          double line = random.nextDouble(0.01, 0.06);
          for (double y = v; y < v + h; y += 1.8 * line) {
            for (double x = u; x < u + w; ) {
              double word = line * random.nextDouble(1, 5);
              canvas.box(x, y, Math.min(u + w, x + word), y + line, color);
              x += word + 0.7 * line;
            }
          }
        }
      }
    }
  }

  // Square marks of black and white cells with a border, or bars, as machines read them.
  private static void marks(Canvas canvas, ColorRgb figure, SplittableRandom random) {
    int rows = 1 + random.nextInt(4);
    int inner = 4 + random.nextInt(5);
    double d = 1.0 / rows;
    double margin = random.nextDouble(0.05, 0.2) * d;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        double u = i * d + margin;
        double v = j * d + margin;
        double s = (d - 2 * margin) / (inner + 2);
        canvas.box(u, v, u + d - 2 * margin, v + d - 2 * margin, figure);
        for (int a = 0; a < inner; a++) {
          for (int b = 0; b < inner; b++) {
            if (random.nextBoolean()) {
              canvas.box(
                  u + (a + 1) * s,
                  v + (b + 1) * s,
                  u + (a + 2) * s,
                  v + (b + 2) * s,
                  canvas.ground);
            }
          }
        }
      }
    }
  }

  private static boolean parity(double a, double b) {
    return (((long) Math.floor(a) + (long) Math.floor(b)) & 1) == 0;
  }

  private static boolean line(double x, double width) {
    return fraction(x) < width;
  }

  private static double fraction(double x) {
    return x - Math.floor(x);
  }

  /** How much of the figure's colour is seen at a place, in [0, 1]. */
  private interface Share {
    double at(double u, double v);
  }

  /** A square picture that is being drawn; places are in [0, 1], the top row first. */
  private static final class Canvas {
    private final int side;
    private final ColorRgb ground;
    private final byte[] rgb;

    Canvas(int side, ColorRgb ground) {
      this.side = side;
      this.ground = ground;
      rgb = new byte[3 * side * side];
      box(0, 0, 1, 1, ground);
    }

    void fill(Share share, ColorRgb figure) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          put(x, y, Palette.mix(ground, figure, share.at((x + 0.5) / side, (y + 0.5) / side)));
        }
      }
    }

    void box(double u0, double v0, double u1, double v1, ColorRgb color) {
      for (int y = (int) Math.max(0, v0 * side); y < Math.min(side, v1 * side); y++) {
        for (int x = (int) Math.max(0, u0 * side); x < Math.min(side, u1 * side); x++) {
          put(x, y, color);
        }
      }
    }

    void disc(double u, double v, double radius, ColorRgb color) {
      int r = (int) Math.ceil(radius * side);
      int cx = (int) (u * side);
      int cy = (int) (v * side);
      for (int y = Math.max(0, cy - r); y <= Math.min(side - 1, cy + r); y++) {
        for (int x = Math.max(0, cx - r); x <= Math.min(side - 1, cx + r); x++) {
          if (Math.hypot(x + 0.5 - u * side, y + 0.5 - v * side) <= radius * side) {
            put(x, y, color);
          }
        }
      }
    }

    private void put(int x, int y, ColorRgb color) {
      int at = 3 * (y * side + x);
      rgb[at] = (byte) Math.rint(255 * color.red());
      rgb[at + 1] = (byte) Math.rint(255 * color.green());
      rgb[at + 2] = (byte) Math.rint(255 * color.blue());
    }

    ImageTexture texture() {
      return new ImageTexture(side, side, rgb);
    }
  }

  /** Value noise with octaves. */
  static final class Noise {
    private final long seed;

    Noise(long seed) {
      this.seed = seed;
    }

    /** Returns a value of about [-0.6, 0.6]. */
    double at(double x, double y, int octaves) {
      double sum = 0;
      double size = 0.5;
      double f = 1;
      for (int i = 0; i < octaves; i++) {
        sum += size * smooth(x * f + 31 * i, y * f - 17 * i);
        size /= 2;
        f *= 2;
      }
      return sum;
    }

    private double smooth(double x, double y) {
      long x0 = (long) Math.floor(x);
      long y0 = (long) Math.floor(y);
      double fx = x - x0;
      double fy = y - y0;
      fx = fx * fx * (3 - 2 * fx);
      fy = fy * fy * (3 - 2 * fy);
      double low = value(x0, y0) * (1 - fx) + value(x0 + 1, y0) * fx;
      double high = value(x0, y0 + 1) * (1 - fx) + value(x0 + 1, y0 + 1) * fx;
      return low * (1 - fy) + high * fy;
    }

    private double value(long x, long y) {
      long z = seed + x * 0x9e3779b97f4a7c15L + y * 0xc2b2ae3d27d4eb4fL;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      return ((z ^ (z >>> 31)) >>> 11) * 0x1p-52 - 1;
    }
  }
}
