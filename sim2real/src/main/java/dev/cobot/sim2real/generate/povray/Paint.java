package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.scene.ColorRgb;
import java.util.Locale;
import java.util.SplittableRandom;

/** Draws colours and writes POV-Ray's own textures with them. Colours are sRGB. */
final class Paint {
  private static final ColorRgb WHITE = new ColorRgb(0.93, 0.92, 0.9);
  private static final ColorRgb BLACK = new ColorRgb(0.05, 0.05, 0.055);

  /** What plastic, enamel and glaze are sold in. */
  private static final ColorRgb[] SHOP = {
    new ColorRgb(0.82, 0.07, 0.09),
    new ColorRgb(0.62, 0.05, 0.08),
    new ColorRgb(0.95, 0.45, 0.05),
    new ColorRgb(0.97, 0.8, 0.08),
    new ColorRgb(0.55, 0.75, 0.1),
    new ColorRgb(0.06, 0.5, 0.2),
    new ColorRgb(0.03, 0.3, 0.2),
    new ColorRgb(0.05, 0.58, 0.62),
    new ColorRgb(0.1, 0.36, 0.8),
    new ColorRgb(0.06, 0.14, 0.42),
    new ColorRgb(0.45, 0.14, 0.55),
    new ColorRgb(0.88, 0.3, 0.5),
    new ColorRgb(0.45, 0.25, 0.12),
    new ColorRgb(0.8, 0.68, 0.5),
    WHITE,
    new ColorRgb(0.93, 0.92, 0.9),
    new ColorRgb(0.55, 0.56, 0.58),
    new ColorRgb(0.3, 0.31, 0.33),
    BLACK
  };

  private final SplittableRandom random;

  Paint(SplittableRandom random) {
    this.random = random;
  }

  ColorRgb thing() {
    if (random.nextInt(5) == 0) {
      return hue(
          random.nextDouble(),
          random.nextDouble(0.35, 1),
          Math.sqrt(random.nextDouble(0.06, 0.95)));
    }
    return near(SHOP[random.nextInt(SHOP.length)], 0.05);
  }

  /** Draws the colour of a room: rarely a loud one. */
  ColorRgb room() {
    double grey = random.nextDouble(0.12, 0.92);
    double strength = random.nextInt(4) == 0 ? 0.5 : 0.12;
    return hue(random.nextDouble(), strength * random.nextDouble(), grey);
  }

  ColorRgb wood() {
    return hue(
        random.nextDouble(0.05, 0.11), random.nextDouble(0.3, 0.7), random.nextDouble(0.3, 0.9));
  }

  ColorRgb near(ColorRgb c, double by) {
    double all = random.nextDouble(-by, by);
    return ColorRgb.clamped(
        c.red() + all + random.nextDouble(-by, by) / 2,
        c.green() + all + random.nextDouble(-by, by) / 2,
        c.blue() + all + random.nextDouble(-by, by) / 2);
  }

  static ColorRgb scaled(ColorRgb c, double by) {
    return ColorRgb.clamped(c.red() * by, c.green() * by, c.blue() * by);
  }

  /** Returns the colour of a hue and a saturation whose largest channel is {@code value}. */
  private static ColorRgb hue(double hue, double saturation, double value) {
    double[] c = new double[3];
    for (int i = 0; i < 3; i++) {
      double k = (6 * hue + 5 - 2 * i) % 6;
      c[i] = value * (1 - saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k))));
    }
    return ColorRgb.clamped(c[0], c[1], c[2]);
  }

  ColorRgb contrast(ColorRgb to) {
    ColorRgb best = thing();
    for (int i = 0; i < 4; i++) {
      ColorRgb other = thing();
      if (other.distanceTo(to) > best.distanceTo(to)) {
        best = other;
      }
    }
    return best;
  }

  // ---- textures -----------------------------------------------------------------------------

  /** A finish that shows the pigment's own colour under white light of strength one. */
  String finish() {
    double diffuse = random.nextDouble(0.94, 1);
    return switch (random.nextInt(6)) {
      case 0, 1 -> finish(diffuse, random.nextDouble(0, 0.1), 0.1, 0);
      case 2 -> finish(diffuse, random.nextDouble(0.2, 0.5), random.nextDouble(0.02, 0.08), 0);
      case 3 -> finish(diffuse, random.nextDouble(0.4, 0.9), random.nextDouble(0.003, 0.02), 0.03);
      case 4 -> finish(diffuse, random.nextDouble(0.5, 1), 0.004, random.nextDouble(0.04, 0.14));
      default ->
          "finish { ambient 1 diffuse %s brilliance %s phong %s phong_size %s }"
              .formatted(
                  Sdl.number(diffuse),
                  Sdl.number(random.nextDouble(0.8, 1.3)),
                  Sdl.number(random.nextDouble(0, 0.6)),
                  Sdl.number(random.nextDouble(10, 120)));
    };
  }

  private static String finish(
      double diffuse, double specular, double roughness, double reflection) {
    String mirror =
        reflection > 0
            ? " reflection { %s, %s fresnel off }"
                .formatted(Sdl.number(reflection / 3), Sdl.number(reflection))
            : "";
    return "finish { ambient 1 diffuse %s specular %s roughness %s%s }"
        .formatted(Sdl.number(diffuse), Sdl.number(specular), Sdl.number(roughness), mirror);
  }

  String matt() {
    return finish(random.nextDouble(0.92, 1), random.nextDouble(0, 0.06), 0.15, 0);
  }

  String plain(ColorRgb color) {
    return texture("color " + Sdl.color(color), "", finish());
  }

  String plainMatt(ColorRgb color) {
    return texture("color " + Sdl.color(color), "", matt());
  }

  String metal() {
    ColorRgb grey = near(new ColorRgb(0.68, 0.68, 0.7), 0.08);
    return texture(
        "color " + Sdl.color(grey),
        "",
        "finish { ambient 1 diffuse 0.7 specular 0.7 roughness 0.02 metallic reflection { %s metallic } }"
            .formatted(Sdl.number(random.nextDouble(0.1, 0.3))));
  }

  static String texture(String pigment, String normal, String finish) {
    return "texture { pigment { " + pigment + " } " + normal + " " + finish + " }";
  }

  private static String map(Object... stops) {
    StringBuilder text = new StringBuilder("color_map { ");
    for (int i = 0; i < stops.length; i += 2) {
      text.append(
          String.format(
              Locale.ROOT, "[%.3f %s] ", (Double) stops[i], Sdl.color((ColorRgb) stops[i + 1])));
    }
    return text.append("}").toString();
  }

  /**
   * Writes a surface on which a colour prevails: plain, or with a smaller part of another colour.
   *
   * @param sizeMeters of the thing, which scales the pattern
   * @param patterned share of surfaces that are not plain
   */
  String surface(ColorRgb color, double sizeMeters, double patterned) {
    if (random.nextDouble() >= patterned) {
      return plain(color);
    }
    ColorRgb other = contrast(color);
    double cell = sizeMeters * random.nextDouble(0.15, 0.5);
    String scale = " scale " + Sdl.length(cell);
    String turn =
        " rotate <%s, %s, %s>"
            .formatted(
                Sdl.number(90.0 * random.nextInt(2)),
                Sdl.number(random.nextDouble(0, 20)),
                Sdl.number(random.nextDouble(0, 360)));
    String pigment =
        switch (random.nextInt(7)) {
          // In the first three the figure has less than a third of the surface.
          case 0 -> "gradient z " + map(0.0, color, 0.7, color, 0.7, other, 1.0, other) + scale;
          case 1 -> "spotted " + map(0.0, other, 0.3, other, 0.34, color, 1.0, color) + scale;
          case 2 ->
              "radial frequency %d ".formatted(3 + random.nextInt(8))
                  + map(0.0, color, 0.7, color, 0.7, other, 1.0, other);
          case 3 ->
              "marble turbulence %s ".formatted(Sdl.number(random.nextDouble(0.3, 1)))
                  + map(0.0, scaled(color, 0.8), 0.4, color, 1.0, scaled(color, 1.08))
                  + scale
                  + turn;
          case 4 ->
              "bozo " + map(0.0, scaled(color, 0.85), 0.5, color, 1.0, scaled(color, 1.1)) + scale;
          case 5 ->
              "granite "
                  + map(0.0, scaled(color, 0.8), 0.5, color, 1.0, scaled(color, 1.15))
                  + scale;
          default -> "onion " + map(0.0, color, 0.75, color, 0.8, other, 1.0, other) + scale;
        };
    return texture(pigment, "", finish());
  }

  /** Writes wood whose mean colour is about the given one, its grain along no particular side. */
  String wooden(ColorRgb color, double ringMeters) {
    return texture(
        "wood turbulence %s octaves 3 ".formatted(Sdl.number(random.nextDouble(0.03, 0.15)))
            + map(0.0, scaled(color, 1.1), 0.55, color, 0.9, scaled(color, 0.8), 1.0, color)
            + " rotate <%s, %s, 0> translate <%s, 3.1, 0> scale %s"
                .formatted(
                    Sdl.number(random.nextDouble(80, 92)),
                    Sdl.number(random.nextDouble(-6, 6)),
                    Sdl.number(random.nextDouble(2, 12)),
                    Sdl.length(ringMeters)),
        "",
        matt());
  }

  /** Writes print: lines of text, a bar code, a chessboard or stripes on a ground. */
  String print(ColorRgb ground, double sizeMeters) {
    ColorRgb ink = random.nextInt(3) > 0 ? BLACK : contrast(ground);
    return switch (random.nextInt(4)) {
      case 0 ->
          texture(
              "checker color %s color %s scale %s"
                  .formatted(
                      Sdl.color(ink),
                      Sdl.color(ground),
                      Sdl.length(sizeMeters / random.nextInt(4, 12))),
              "",
              matt());
      case 1 -> {
        // Words: along a line ink and gaps alternate at random; between lines there is none.
        String line =
            "cells color_map { [0 %s] [0.6 %s] [0.6 %s] [1 %s] } scale <%s, 40, 40>"
                .formatted(
                    Sdl.color(ink),
                    Sdl.color(ink),
                    Sdl.color(ground),
                    Sdl.color(ground),
                    Sdl.length(sizeMeters / 25));
        yield texture(
            "gradient y pigment_map { [0 color %s] [0.5 color %s] [0.5 %s] [1 %s] } scale %s"
                .formatted(
                    Sdl.color(ground),
                    Sdl.color(ground),
                    line,
                    line,
                    Sdl.length(sizeMeters / random.nextInt(8, 20))),
            "",
            matt());
      }
      case 2 ->
          texture(
              "brick color %s color %s brick_size <%s, %s, %s> mortar %s"
                  .formatted(
                      Sdl.color(ink),
                      Sdl.color(ground),
                      Sdl.length(sizeMeters / 4),
                      Sdl.length(sizeMeters / 7),
                      Sdl.length(sizeMeters / 4),
                      Sdl.length(sizeMeters / 40)),
              "",
              matt());
      default ->
          texture(
              "gradient x "
                  + map(
                      0.0,
                      ink,
                      0.35,
                      ink,
                      0.35,
                      ground,
                      0.6,
                      ground,
                      0.6,
                      contrast(ink),
                      0.7,
                      ground)
                  + " scale "
                  + Sdl.length(sizeMeters * random.nextDouble(0.1, 0.5)),
              "",
              matt());
    };
  }

  /** Writes the surface of a table top, a floor or a wall. */
  String ground(ColorRgb color, boolean shiny) {
    String gloss =
        shiny
            ? finish(
                random.nextDouble(0.85, 1),
                random.nextDouble(0, 0.5),
                random.nextDouble(0.01, 0.1),
                random.nextInt(3) == 0 ? random.nextDouble(0.03, 0.2) : 0)
            : matt();
    ColorRgb dark = scaled(color, random.nextDouble(0.55, 0.9));
    ColorRgb light = scaled(color, random.nextDouble(1.02, 1.25));
    ColorRgb other = random.nextInt(3) == 0 ? thing() : room();
    String turn = " rotate <0, 0, %s>".formatted(Sdl.number(random.nextDouble(0, 360)));
    String scale = " scale " + Sdl.length(random.nextDouble(0.02, 0.2));
    String bumps =
        random.nextInt(4) == 0
            ? "normal { bumps %s scale %s }"
                .formatted(
                    Sdl.number(random.nextDouble(0.05, 0.3)),
                    Sdl.length(random.nextDouble(0.002, 0.02)))
            : "";
    return switch (random.nextInt(12)) {
      case 0, 1 -> texture("color " + Sdl.color(color), bumps, gloss);
      case 2, 3, 4 -> {
        ColorRgb wood = wood();
        yield texture(
            "wood turbulence %s octaves 4 omega 0.6 "
                    .formatted(Sdl.number(random.nextDouble(0.03, 0.12)))
                + map(
                    0.0,
                    scaled(wood, 1.1),
                    0.5,
                    wood,
                    0.85,
                    scaled(wood, random.nextDouble(0.5, 0.85)),
                    1.0,
                    wood)
                + " rotate <%s, %s, 0> translate <0, 0, %s> scale <%s, %s, %s>"
                    .formatted(
                        Sdl.number(random.nextDouble(86, 91)),
                        Sdl.number(random.nextDouble(-3, 3)),
                        Sdl.number(random.nextDouble(0.3, 4)),
                        Sdl.length(random.nextDouble(0.02, 0.1)),
                        Sdl.length(0.3),
                        Sdl.length(random.nextDouble(0.05, 0.2)))
                + turn,
            bumps,
            gloss);
      }
      case 5 ->
          texture(
              "marble turbulence %s ".formatted(Sdl.number(random.nextDouble(0.4, 1.4)))
                  + map(0.0, dark, 0.25, color, 0.7, light, 1.0, light)
                  + scale
                  + turn,
              "",
              gloss);
      case 6 -> texture("granite " + map(0.0, dark, 0.4, color, 1.0, light) + scale, bumps, gloss);
      case 7 ->
          texture(
              "agate agate_turb %s ".formatted(Sdl.number(random.nextDouble(0.4, 1.2)))
                  + map(0.0, dark, 0.5, color, 1.0, other)
                  + scale,
              "",
              gloss);
      case 8 ->
          texture(
              "bozo turbulence 0.6 " + map(0.0, dark, 0.5, color, 1.0, light) + scale,
              bumps,
              gloss);
      case 9 ->
          texture(
              "checker color %s color %s".formatted(Sdl.color(color), Sdl.color(other))
                  + scale
                  + turn
                  + " translate z * 0.37",
              bumps,
              gloss);
      case 10 ->
          texture(
              "gradient x " + map(0.0, color, 0.6, color, 0.6, other, 1.0, other) + scale + turn,
              bumps,
              gloss);
      default ->
          texture(
              "crackle " + map(0.0, dark, 0.06, dark, 0.1, color, 1.0, light) + scale + turn,
              bumps,
              gloss);
    };
  }
}
