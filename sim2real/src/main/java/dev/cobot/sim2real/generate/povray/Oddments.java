package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.generate.povray.Solid.Disc;
import dev.cobot.sim2real.generate.povray.Solid.Part;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws things of no known kind, which must not be taken for one. */
final class Oddments {
  private static final ColorRgb PAPER = new ColorRgb(0.93, 0.92, 0.88);

  private final SplittableRandom random;
  private final Paint paint;

  Oddments(SplittableRandom random) {
    this.random = random;
    this.paint = new Paint(random);
  }

  Solid draw() {
    return switch (random.nextInt(12)) {
      case 0 -> book();
      case 1 -> fruit();
      case 2 -> pen();
      case 3 -> reel();
      case 4 -> banana();
      case 5 -> telephone();
      case 6, 7 -> paper();
      case 8 -> brick();
      case 9 -> spoon();
      case 10 -> plush();
      default -> sponge();
    };
  }

  private double size(double low, double high) {
    return random.nextDouble(low, high);
  }

  private static String box(Vector3 from, Vector3 to) {
    return "box { %s, %s".formatted(Sdl.point(from), Sdl.point(to));
  }

  private static Solid flat(List<Part> parts, ColorRgb color, double dx, double dy, double dz) {
    return Solid.standing(parts, color, new Vector3(dx, dy, dz), 0);
  }

  private Solid book() {
    double w = size(0.09, 0.16);
    double d = w * size(1.3, 1.5);
    double h = size(0.01, 0.035);
    double cover = 0.0015;
    ColorRgb color = paint.thing();
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part(
            box(
                new Vector3(-w / 2 + 0.002, -d / 2 + 0.003, -h / 2 + cover),
                new Vector3(w / 2 - 0.004, d / 2 - 0.003, h / 2 - cover)),
            Paint.texture(
                "gradient z color_map { [0 %s] [1 %s] } scale 0.08"
                    .formatted(Sdl.color(PAPER), Sdl.color(Paint.scaled(PAPER, 0.85))),
                "",
                paint.matt())));
    String binding = paint.plain(color);
    parts.add(
        new Part(
            box(new Vector3(-w / 2, -d / 2, -h / 2), new Vector3(w / 2, d / 2, -h / 2 + cover)),
            binding));
    parts.add(
        new Part(
            box(new Vector3(-w / 2, -d / 2, h / 2 - cover), new Vector3(w / 2, d / 2, h / 2)),
            random.nextBoolean() ? paint.print(color, w) : binding));
    parts.add(
        new Part(
            box(new Vector3(-w / 2, -d / 2, -h / 2), new Vector3(-w / 2 + cover, d / 2, h / 2)),
            binding));
    return flat(parts, color, w, d, h);
  }

  private Solid fruit() {
    double r = size(0.018, 0.042);
    ColorRgb color = paint.thing();
    String texture =
        Paint.texture(
            "bozo color_map { [0 %s] [1 %s] } scale %s"
                .formatted(
                    Sdl.color(Paint.scaled(color, 0.8)), Sdl.color(color), Sdl.length(r * 0.5)),
            "normal { bumps %s scale %s }"
                .formatted(Sdl.number(size(0, 0.4)), Sdl.length(r * 0.06)),
            paint.finish());
    List<Part> parts =
        List.of(
            new Part("sphere { 0, " + Sdl.length(r), texture),
            new Part(
                "cone { %s, %s, %s, %s"
                    .formatted(
                        Sdl.point(0, 0, r * 0.95),
                        Sdl.length(0.0015),
                        Sdl.point(0.002, 0.001, r + 0.007),
                        Sdl.length(0.001)),
                paint.plainMatt(new ColorRgb(0.3, 0.22, 0.1))));
    Solid ball = flat(parts, color, 2 * r, 2 * r, 2 * r);
    return ball.withMore(List.of(), new Disc(0, 0, r), new Vector3(r, r, r + 0.007));
  }

  private Solid pen() {
    double length = size(0.1, 0.17);
    double r = size(0.0035, 0.007);
    ColorRgb color = paint.thing();
    String barrel = paint.plain(color);
    List<Part> parts =
        List.of(
            new Part(
                "cylinder { %s, %s, %s"
                    .formatted(
                        Sdl.point(-length / 2, 0, 0),
                        Sdl.point(length * 0.38, 0, 0),
                        Sdl.length(r)),
                barrel),
            new Part(
                "cone { %s, %s, %s, %s"
                    .formatted(
                        Sdl.point(length * 0.38, 0, 0),
                        Sdl.length(r),
                        Sdl.point(length / 2, 0, 0),
                        Sdl.length(r * 0.15)),
                random.nextBoolean() ? paint.metal() : paint.plain(paint.thing())));
    return flat(parts, color, length, 2 * r, 2 * r);
  }

  // Adhesive tape, a rubber ring.
  private Solid reel() {
    double r = size(0.025, 0.05);
    double inner = r * size(0.55, 0.85);
    double h = size(0.008, 0.025);
    ColorRgb color = paint.thing();
    String open =
        random.nextBoolean()
            ? "difference { cylinder { %s, %s, %s } cylinder { %s, %s, %s }"
                .formatted(
                    Sdl.point(0, 0, -h / 2),
                    Sdl.point(0, 0, h / 2),
                    Sdl.length(r),
                    Sdl.point(0, 0, -h),
                    Sdl.point(0, 0, h),
                    Sdl.length(inner))
            : "torus { %s, %s rotate x * 90".formatted(Sdl.length(r - h / 2), Sdl.length(h / 2));
    return flat(List.of(new Part(open, paint.plain(color))), color, 2 * r, 2 * r, h);
  }

  private Solid banana() {
    double length = size(0.11, 0.18);
    double thick = size(0.011, 0.018);
    double bend = size(0.15, 0.4);
    ColorRgb color =
        random.nextInt(3) == 0 ? paint.thing() : paint.near(new ColorRgb(0.93, 0.78, 0.15), 0.05);
    StringBuilder text = new StringBuilder("sphere_sweep { cubic_spline 9");
    for (int i = -1; i <= 7; i++) {
      double t = i / 6.0 - 0.5;
      double radius = thick * Math.max(0.25, 1 - Math.pow(Math.abs(2 * t), 3) * 0.75);
      text.append(
          ", %s, %s"
              .formatted(
                  Sdl.point(
                      (length - 2 * thick) * t,
                      bend * length * (0.25 - t * t) * 1.6 - bend * length * 0.2,
                      0),
                  Sdl.length(radius)));
    }
    text.append(" tolerance 0.001");
    return flat(
        List.of(new Part(text.toString(), paint.plainMatt(color))),
        color,
        length,
        2 * thick + 0.45 * bend * length,
        2 * thick);
  }

  private Solid telephone() {
    double w = size(0.06, 0.075);
    double d = w * size(1.9, 2.2);
    double h = size(0.007, 0.011);
    ColorRgb color = paint.near(new ColorRgb(0.08, 0.08, 0.09), 0.04);
    String glass =
        Paint.texture(
            "color " + Sdl.color(color),
            "",
            "finish { ambient 1 diffuse 0.9 specular 0.6 roughness 0.004 reflection 0.08 }");
    List<Part> parts =
        List.of(
            new Part(
                "superellipsoid { <0.12, 0.3> scale " + Sdl.point(w / 2, d / 2, h / 2),
                paint.plain(paint.thing())),
            new Part(
                box(
                    new Vector3(-w * 0.46, -d * 0.45, 0),
                    new Vector3(w * 0.46, d * 0.45, h / 2 + 0.0002)),
                glass));
    return flat(parts, color, w, d, h);
  }

  private Solid paper() {
    double w = size(0.08, 0.21);
    double d = w * size(0.6, 0.95);
    double h = size(0.0006, 0.002);
    ColorRgb ground = random.nextInt(4) == 0 ? paint.thing() : PAPER;
    return flat(
        List.of(
            new Part(
                box(new Vector3(-w / 2, -d / 2, -h / 2), new Vector3(w / 2, d / 2, h / 2)),
                random.nextInt(4) == 0 ? paint.plainMatt(ground) : paint.print(ground, w))),
        ground,
        w,
        d,
        h);
  }

  // A building brick with studs: no two sides alike.
  private Solid brick() {
    double unit = size(0.008, 0.016);
    int nx = 3 + random.nextInt(3);
    int ny = random.nextBoolean() ? 2 : 1;
    double h = unit * (random.nextBoolean() ? 1.2 : 0.4);
    ColorRgb color = paint.thing();
    String plastic = paint.plain(color);
    List<Part> parts = new ArrayList<>();
    double w = unit * nx;
    double d = unit * ny;
    parts.add(
        new Part(
            box(new Vector3(-w / 2, -d / 2, -h / 2), new Vector3(w / 2, d / 2, h / 2)), plastic));
    for (int j = 0; j < ny; j++) {
      for (int i = 0; i < nx; i++) {
        double x = (i + 0.5) * unit - w / 2;
        double y = (j + 0.5) * unit - d / 2;
        parts.add(
            new Part(
                "cylinder { %s, %s, %s"
                    .formatted(
                        Sdl.point(x, y, h / 2),
                        Sdl.point(x, y, h / 2 + unit * 0.2),
                        Sdl.length(unit * 0.3)),
                plastic));
      }
    }
    return flat(parts, color, w, d, h)
        .withMore(List.of(), new Disc(0, 0, d / 2), new Vector3(w / 2, d / 2, h / 2 + unit * 0.2));
  }

  private Solid spoon() {
    double length = size(0.11, 0.19);
    double r = size(0.0025, 0.004);
    double bowl = size(0.012, 0.022);
    ColorRgb color = paint.wood();
    String texture =
        random.nextBoolean()
            ? paint.metal()
            : paint.plain(random.nextBoolean() ? color : paint.thing());
    List<Part> parts =
        List.of(
            new Part(
                "cylinder { %s, %s, %s"
                    .formatted(
                        Sdl.point(-length / 2, 0, 0),
                        Sdl.point(length / 2 - 2 * bowl, 0, 0),
                        Sdl.length(r)),
                texture),
            new Part(
                "sphere { 0, 1 scale %s translate %s"
                    .formatted(
                        Sdl.point(bowl * 1.3, bowl, r), Sdl.point(length / 2 - bowl * 1.3, 0, 0)),
                texture));
    return flat(parts, color, length, 2 * bowl, 2 * r);
  }

  // Balls that flow into each other.
  private Solid plush() {
    double r = size(0.016, 0.03);
    ColorRgb color = paint.thing();
    StringBuilder text = new StringBuilder("blob { threshold 0.5");
    text.append(" sphere { 0, %s, 1.5 }".formatted(Sdl.length(1.5 * r)));
    int limbs = 3 + random.nextInt(4);
    for (int i = 0; i < limbs; i++) {
      double a = 2 * Math.PI * (i + size(0, 0.6)) / limbs;
      text.append(
          " sphere { %s, %s, 1.2 }"
              .formatted(
                  Sdl.point(1.2 * r * Math.cos(a), 1.2 * r * Math.sin(a), size(-0.5, 0.9) * r),
                  Sdl.length(r * size(0.7, 1))));
    }
    // Cut where it stands.
    String open =
        "intersection { %s } box { %s, %s }"
            .formatted(text, Sdl.point(-4 * r, -4 * r, -0.9 * r), Sdl.point(4 * r, 4 * r, 4 * r));
    Solid plush =
        flat(
            List.of(
                new Part(
                    open,
                    Paint.texture(
                        "color " + Sdl.color(color),
                        "normal { bumps 0.5 scale 0.15 }",
                        paint.matt()))),
            color,
            3.2 * r,
            3.2 * r,
            1.8 * r);
    return plush.withMore(List.of(), new Disc(0, 0, 2.1 * r), new Vector3(2.2 * r, 2.2 * r, 2 * r));
  }

  private Solid sponge() {
    double w = size(0.07, 0.12);
    double d = w * size(0.5, 0.66);
    double h = w * size(0.2, 0.35);
    ColorRgb color = paint.thing();
    String foam =
        Paint.texture(
            "spotted color_map { [0 %s] [0.35 %s] [1 %s] } scale %s"
                .formatted(
                    Sdl.color(Paint.scaled(color, 0.6)),
                    Sdl.color(color),
                    Sdl.color(color),
                    Sdl.length(0.004)),
            "normal { granite 0.2 scale 1 }",
            paint.matt());
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part("superellipsoid { <0.2, 0.2> scale " + Sdl.point(w / 2, d / 2, h / 2), foam));
    if (random.nextBoolean()) {
      parts.add(
          new Part(
              "superellipsoid { <0.2, 0.3> scale %s translate %s"
                  .formatted(
                      Sdl.point(w / 2 * 1.005, d / 2 * 1.005, h * 0.13),
                      Sdl.point(0, 0, h * 0.375)),
              paint.plainMatt(paint.contrast(color))));
    }
    return flat(parts, color, w * 1.005, d * 1.005, h * 1.01);
  }
}
