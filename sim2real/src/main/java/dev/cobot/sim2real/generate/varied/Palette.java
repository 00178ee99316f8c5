package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import java.util.SplittableRandom;

/** Draws colours, sRGB. */
final class Palette {
  private Palette() {}

  /** Draws what people paint things with: a named colour in some shade, sometimes any colour. */
  static ColorRgb thing(SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return new ColorRgb(random.nextDouble(), random.nextDouble(), random.nextDouble());
    }
    ColorName[] names = ColorName.values();
    ColorRgb base = names[random.nextInt(names.length)].prototype();
    double brightness = random.nextDouble(0.65, 1.25);
    double grey = (base.red() + base.green() + base.blue()) / 3;
    double pale = random.nextDouble(-0.1, 0.3);
    return ColorRgb.clamped(
        brightness * (base.red() + pale * (grey - base.red())) + random.nextDouble(-0.08, 0.08),
        brightness * (base.green() + pale * (grey - base.green())) + random.nextDouble(-0.08, 0.08),
        brightness * (base.blue() + pale * (grey - base.blue())) + random.nextDouble(-0.08, 0.08));
  }

  /** Draws what rooms and furniture are painted with: mostly grey, white, brown. */
  static ColorRgb drab(SplittableRandom random) {
    double grey = random.nextDouble(0.05, 0.95);
    double tint = random.nextInt(3) == 0 ? 0.25 : 0.06;
    return ColorRgb.clamped(
        grey + random.nextDouble(-tint, tint),
        grey + random.nextDouble(-tint, tint),
        grey + random.nextDouble(-tint, tint));
  }

  /** Draws the colour of wood, from maple to walnut. */
  static ColorRgb wood(SplittableRandom random) {
    double light = random.nextDouble(0.25, 0.9);
    return ColorRgb.clamped(
        light * random.nextDouble(0.95, 1.05),
        light * random.nextDouble(0.7, 0.88),
        light * random.nextDouble(0.45, 0.72));
  }

  /** Returns a colour part of the way to another one. */
  static ColorRgb mix(ColorRgb a, ColorRgb b, double part) {
    return ColorRgb.clamped(
        a.red() + part * (b.red() - a.red()),
        a.green() + part * (b.green() - a.green()),
        a.blue() + part * (b.blue() - a.blue()));
  }
}
