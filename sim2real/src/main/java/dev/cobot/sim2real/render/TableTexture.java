package dev.cobot.sim2real.render;

/** The pattern of a table top, a factor about 1 as a function of the place; seeded value noise. */
final class TableTexture {
  private RenderOptions.Texture texture = RenderOptions.Texture.PLAIN;
  private double frequency;
  private double contrast;
  private int seed;
  private double cos;
  private double sin;

  void configure(RenderOptions.TableFinish finish) {
    texture = finish.texture();
    frequency = 1 / finish.scaleMeters();
    contrast = finish.contrast();
    seed = (int) (finish.seed() ^ (finish.seed() >>> 32));
    double angle = (seed & 0xffff) * (2 * Math.PI / 65536);
    cos = StrictMath.cos(angle);
    sin = StrictMath.sin(angle);
  }

  /**
   * Returns the factor at a place of the table.
   *
   * @param pixelMeters size of a pixel there; finer detail fades out, as a sensor averages it
   */
  double factor(double xMeters, double yMeters, double pixelMeters) {
    if (texture == RenderOptions.Texture.PLAIN) {
      return 1;
    }
    double x = (cos * xMeters - sin * yMeters) * frequency;
    double y = (sin * xMeters + cos * yMeters) * frequency;
    double cyclesPerPixel = pixelMeters * frequency;
    double pattern;
    if (texture == RenderOptions.Texture.WOOD) {
      // Growth rings are bands across the grain, bent by slow noise; pores are fine streaks.
      double band = 2.2 * y + 2.2 * noise(0.12 * x, 0.7 * y);
      double ring = band - Math.floor(band);
      // A tooth that rises slowly and falls fast, without a jump.
      ring = ring < 0.8 ? ring / 0.8 : (1 - ring) / 0.2;
      pattern =
          0.5
              + 0.6 * kept(4 * cyclesPerPixel) * (ring * ring - 0.5)
              + 0.4 * fine(1.3 * x, 23 * y, 23 * cyclesPerPixel);
    } else {
      pattern =
          0.5
              + 0.6 * fine(x, y, cyclesPerPixel)
              + 0.4 * fine(4.3 * x, 4.3 * y, 4.3 * cyclesPerPixel);
    }
    return 1 + contrast * (2 * pattern - 1);
  }

  // Noise about 0 that fades out where a pixel no longer resolves it.
  private double fine(double x, double y, double cyclesPerPixel) {
    double part = kept(cyclesPerPixel);
    return part == 0 ? 0 : part * (noise(x, y) - 0.5);
  }

  private static double kept(double cyclesPerPixel) {
    return Math.max(0, Math.min(1, 1.5 - 2 * cyclesPerPixel));
  }

  private double noise(double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double u = x - column;
    double v = y - row;
    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    double top = lattice(column, row) * (1 - u) + lattice(column + 1, row) * u;
    double bottom = lattice(column, row + 1) * (1 - u) + lattice(column + 1, row + 1) * u;
    return top * (1 - v) + bottom * v;
  }

  private double lattice(int column, int row) {
    int h = column * 0x165667b1 + row * 0x27d4eb2f + seed;
    h = (h ^ (h >>> 15)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return ((h ^ (h >>> 16)) & 0xffff) / 65535.0;
  }
}
