package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.generate.varied.Body.Part;
import dev.cobot.sim2real.generate.varied.Lathe.Point;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Draws bodies of the known kinds: every kind is a family of shapes, sizes and finishes. */
final class BodyMaker {
  private static final int SEGMENTS = 28;

  private final SplittableRandom random;
  private final boolean shapesVary;

  /**
   * @param shapesVary whether kinds are families; otherwise each kind has one shape and one size,
   *     to measure what the families are worth
   */
  BodyMaker(SplittableRandom random, boolean shapesVary) {
    this.random = random;
    this.shapesVary = shapesVary;
  }

  /**
   * Draws a body.
   *
   * @throws IllegalArgumentException for a kind that has no family
   */
  Body of(ObjectKind kind) {
    ColorRgb color = Palette.thing(random);
    return switch (kind) {
      case CUBE -> cube(color);
      case BOWL -> bowl(color);
      case CUP -> cup(color);
      case BOTTLE -> bottle(color);
      case CYLINDER -> cylinder(color);
      case CONE -> cone(color);
      case PEDESTAL -> pedestal(color);
      case CLOTH -> cloth(color);
      default -> throw new IllegalArgumentException("there is no family of shapes for " + kind);
    };
  }

  /** Draws within a range, or takes its middle where shapes do not vary. */
  private double size(double low, double high) {
    double drawn = random.nextDouble(low, high);
    return shapesVary ? drawn : (low + high) / 2;
  }

  private boolean sometimes(double probability) {
    return random.nextDouble() < probability && shapesVary;
  }

  private Material finish(ColorRgb color) {
    boolean glossy = random.nextInt(3) == 0;
    double specular = glossy ? random.nextDouble(0.2, 0.9) : random.nextDouble(0, 0.15);
    return Body.painted(color, specular, glossy ? random.nextDouble(30, 400) : 16);
  }

  /** Draws a surface in which a colour prevails. */
  private Material surface(ColorRgb color, double patterned) {
    if (!sometimes(patterned)) {
      return finish(color);
    }
    Patterns.Kind[] kinds = {
      Patterns.Kind.MOTTLE, Patterns.Kind.PRINT, Patterns.Kind.STRIPES, Patterns.Kind.SPOTS
    };
    Patterns.Kind kind = kinds[random.nextInt(kinds.length)];
    ColorRgb figure =
        Palette.mix(
            color,
            random.nextBoolean() ? Palette.thing(random) : new ColorRgb(1, 1, 1),
            random.nextDouble(0.1, kind == Patterns.Kind.MOTTLE ? 0.5 : 0.9));
    return Body.pictured(
        Patterns.draw(kind, 128, random.nextDouble(1.5, 6), color, figure, random),
        random.nextDouble(0, 0.3),
        32);
  }

  private Body cube(ColorRgb color) {
    double side = size(0.022, 0.065);
    Vector3 size = new Vector3(side, side, side);
    Material material;
    int look = random.nextInt(10);
    if (look < 2 && shapesVary) {
      color = Palette.wood(random);
      material =
          Body.pictured(
              Patterns.draw(
                  Patterns.Kind.GRAIN,
                  128,
                  random.nextDouble(0.5, 2),
                  color,
                  Palette.mix(color, new ColorRgb(0.2, 0.1, 0.05), random.nextDouble(0.1, 0.5)),
                  random),
              random.nextDouble(0, 0.1),
              16);
    } else {
      material = surface(color, 0.3);
    }
    if (sometimes(0.5)) {
      return new Body(List.of(Body.part(chamfered(side), finish(color))), color, size);
    }
    return new Body(List.of(Body.part(new Shape.Box(size), material)), color, size);
  }

  // A cube whose edges and corners are cut.
  private Shape chamfered(double side) {
    double cut = side * random.nextDouble(0.03, 0.14);
    double h = side / 2;
    double i = h - cut;
    Lathe.Triangles triangles = new Lathe.Triangles();
    for (int axis = 0; axis < 3; axis++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        face(triangles, axis, sign, h, i);
      }
    }
    for (int a = 0; a < 3; a++) {
      for (int signs = 0; signs < 4; signs++) {
        edge(triangles, a, (signs & 1) == 0 ? 1 : -1, (signs & 2) == 0 ? 1 : -1, h, i);
      }
    }
    for (int corner = 0; corner < 8; corner++) {
      double sx = (corner & 1) == 0 ? 1 : -1;
      double sy = (corner & 2) == 0 ? 1 : -1;
      double sz = (corner & 4) == 0 ? 1 : -1;
      flat(
          triangles,
          new Vector3(sx * h, sy * i, sz * i),
          new Vector3(sx * i, sy * h, sz * i),
          new Vector3(sx * i, sy * i, sz * h),
          new Vector3(sx, sy, sz));
    }
    return new Shape.Mesh(triangles.mesh());
  }

  private static void face(Lathe.Triangles out, int axis, int sign, double h, double i) {
    Vector3[] p = new Vector3[4];
    for (int k = 0; k < 4; k++) {
      double u = k == 0 || k == 3 ? -i : i;
      double v = k < 2 ? -i : i;
      p[k] = along(axis, sign * h, u, v);
    }
    Vector3 normal = along(axis, sign, 0, 0);
    flat(out, p[0], p[1], p[2], normal);
    flat(out, p[0], p[2], p[3], normal);
  }

  private static void edge(Lathe.Triangles out, int a, int s, int t, double h, double i) {
    // Between the faces of the axes a + 1 and a + 2, along a.
    Vector3 p = along(a, -i, s * h, t * i);
    Vector3 q = along(a, i, s * h, t * i);
    Vector3 r = along(a, i, s * i, t * h);
    Vector3 w = along(a, -i, s * i, t * h);
    Vector3 normal = along(a, 0, s, t);
    flat(out, p, q, r, normal);
    flat(out, p, r, w, normal);
  }

  private static Vector3 along(int axis, double value, double next, double afterNext) {
    return switch (axis) {
      case 0 -> new Vector3(value, next, afterNext);
      case 1 -> new Vector3(afterNext, value, next);
      default -> new Vector3(next, afterNext, value);
    };
  }

  private static void flat(Lathe.Triangles out, Vector3 a, Vector3 b, Vector3 c, Vector3 normal) {
    Vector3 n = normal.normalized();
    out.add(
        new Lathe.Corner(a, n, 0, 0), new Lathe.Corner(b, n, 1, 0), new Lathe.Corner(c, n, 1, 1));
  }

  private Body bowl(ColorRgb color) {
    double rim = size(0.045, 0.115);
    double height = rim * size(0.45, 0.95);
    double foot = rim * size(0.3, 0.75);
    double round = size(0.35, 0.9);
    double wall = size(0.002, 0.005);
    List<Point> outside = new ArrayList<>();
    outside.add(new Point(0, 0));
    outside.add(new Point(foot, 0));
    int steps = 10;
    for (int i = 1; i <= steps; i++) {
      double t = (double) i / steps;
      outside.add(new Point(foot + (rim - foot) * Math.pow(t, round), height * t));
    }
    if (sometimes(0.25)) {
      outside.add(new Point(rim * 1.06, height));
    }
    Material out = surface(color, 0.2);
    Material in = sometimes(0.35) ? finish(Palette.thing(random)) : out;
    List<Part> parts = new ArrayList<>();
    vessel(parts, outside, wall, height, out, in, 1);
    return new Body(parts, color, new Vector3(2 * rim, 2 * rim, height));
  }

  // The outside of a profile that starts on the axis, its inside and the rim, centred.
  private static void vessel(
      List<Part> parts,
      List<Point> outside,
      double wall,
      double height,
      Material out,
      Material in,
      double flattening) {
    List<Point> outer = new ArrayList<>();
    for (Point p : outside) {
      outer.add(new Point(p.radius(), p.z() - height / 2));
    }
    List<Point> inner = new ArrayList<>();
    inner.add(outer.get(outer.size() - 1));
    for (int i = outside.size() - 1; i >= 1; i--) {
      Point p = outside.get(i);
      inner.add(new Point(Math.max(1e-4, p.radius() - wall), Math.max(p.z(), wall) - height / 2));
    }
    inner.add(new Point(0, wall - height / 2));
    parts.add(Body.part(new Shape.Mesh(Lathe.turn(outer, SEGMENTS, flattening)), out));
    parts.add(Body.part(new Shape.Mesh(Lathe.turn(inner, SEGMENTS, flattening)), in));
  }

  private Body cup(ColorRgb color) {
    double top = size(0.027, 0.05);
    double height = top * size(1.6, 3.4);
    double bottom = top * size(0.6, 1.02);
    double belly = size(-0.06, 0.14);
    double wall = size(0.0015, 0.0045);
    List<Point> outside = new ArrayList<>();
    outside.add(new Point(0, 0));
    outside.add(new Point(bottom * 0.93, 0));
    int steps = 8;
    for (int i = 0; i <= steps; i++) {
      double t = (double) i / steps;
      double r = bottom + (top - bottom) * t + belly * top * Math.sin(Math.PI * t);
      outside.add(new Point(r, 0.03 * height + 0.97 * height * t));
    }
    Material out = surface(color, 0.4);
    Material in =
        sometimes(0.3)
            ? finish(Palette.thing(random))
            : finish(sometimes(0.4) ? new ColorRgb(0.92, 0.91, 0.88) : color);
    List<Part> parts = new ArrayList<>();
    vessel(parts, outside, wall, height, out, in, 1);
    if (sometimes(0.6)) {
      parts.add(handle(bottom + belly * top, top, height, finish(color)));
    }
    return new Body(parts, color, new Vector3(2 * top, 2 * top, height));
  }

  private Part handle(double low, double high, double height, Material material) {
    double from = height * random.nextDouble(-0.4, -0.2);
    double to = height * random.nextDouble(0.15, 0.42);
    double out = random.nextDouble(0.018, 0.04);
    double square = random.nextDouble(1.2, 4);
    double radius = random.nextDouble(0.003, 0.007);
    List<Vector3> path = new ArrayList<>();
    int steps = 12;
    for (int i = 0; i <= steps; i++) {
      double a = Math.PI * (i / (double) steps - 0.5);
      double c = Math.pow(Math.abs(Math.cos(a)), 1 / square);
      double s = Math.signum(Math.sin(a)) * Math.pow(Math.abs(Math.sin(a)), 1 / square);
      double z = (from + to) / 2 + (to - from) / 2 * s;
      double wall = low + (high - low) * (0.5 + z / height);
      path.add(new Vector3(wall - 0.002 + out * c, 0, z));
    }
    double[] radii = new double[path.size()];
    Arrays.fill(radii, radius);
    return Body.part(new Shape.Mesh(Lathe.tube(path, radii, 8)), material);
  }

  private Body bottle(ColorRgb color) {
    double radius = size(0.02, 0.045);
    double height = radius * size(4.2, 8);
    double neck = radius * size(0.25, 0.55);
    double shoulder = size(0.5, 0.78);
    double mouth = size(0.84, 0.93);
    double bend = size(0.5, 2.2);
    double waist = sometimes(0.3) ? random.nextDouble(0.04, 0.2) : 0;
    double flattening = sometimes(0.3) ? random.nextDouble(0.5, 0.9) : 1;
    List<Point> profile = new ArrayList<>();
    profile.add(new Point(0, -height / 2));
    profile.add(new Point(radius * 0.9, -height / 2));
    int steps = 7;
    for (int i = 0; i <= steps; i++) {
      double t = (double) i / steps;
      profile.add(
          new Point(
              radius * (1 - waist * Math.sin(Math.PI * t)),
              height * (-0.5 + 0.015 + (shoulder - 0.015) * t)));
    }
    for (int i = 1; i <= steps; i++) {
      double t = (double) i / steps;
      profile.add(
          new Point(
              neck + (radius - neck) * Math.pow(1 - Math.pow(t, bend), 1 / bend),
              height * (-0.5 + shoulder + (mouth - shoulder) * t)));
    }
    profile.add(new Point(0, height * (mouth - 0.5)));
    List<Part> parts = new ArrayList<>();
    parts.add(Body.part(new Shape.Mesh(Lathe.turn(profile, SEGMENTS, flattening)), finish(color)));
    Material cap = finish(sometimes(0.7) ? Palette.thing(random) : color);
    double wide = neck * size(1.02, 1.6);
    double tip = sometimes(0.35) ? random.nextDouble(0.1, 0.7) : 1;
    List<Point> lid =
        List.of(
            new Point(0, height * (mouth - 0.52)),
            new Point(wide, height * (mouth - 0.52)),
            new Point(wide, height * ((mouth + 1) / 2 - 0.5)),
            new Point(wide * tip, height * 0.5),
            new Point(0, height * 0.5));
    parts.add(Body.part(new Shape.Mesh(Lathe.turn(lid, SEGMENTS, flattening)), cap));
    if (sometimes(0.6) && waist == 0) {
      double low = random.nextDouble(0.05, 0.2);
      double high = shoulder * random.nextDouble(0.6, 1);
      ColorRgb ground =
          random.nextBoolean() ? Palette.thing(random) : new ColorRgb(0.95, 0.95, 0.9);
      List<Point> band =
          List.of(
              new Point(radius * 1.01, height * (low - 0.5)),
              new Point(radius * 1.01, height * (high - 0.5)));
      if (high > low) {
        parts.add(
            Body.part(
                new Shape.Mesh(Lathe.turn(band, SEGMENTS, flattening)),
                Body.pictured(
                    Patterns.draw(Patterns.Kind.PRINT, 128, 1, ground, ground, random), 0.1, 32)));
      }
    }
    return new Body(parts, color, new Vector3(2 * radius, 2 * radius * flattening, height));
  }

  private Body cylinder(ColorRgb color) {
    double radius = size(0.018, 0.045);
    double height = radius * size(2.1, 4.5);
    List<Part> parts = new ArrayList<>();
    if (sometimes(0.5)) {
      ColorRgb metal = Palette.mix(new ColorRgb(0.75, 0.75, 0.76), color, 0.05);
      List<Point> can =
          List.of(
              new Point(0, -height / 2 + 0.002),
              new Point(radius * 0.94, -height / 2),
              new Point(radius, -height / 2 + 0.002),
              new Point(radius, height / 2 - 0.002),
              new Point(radius * 0.96, height / 2),
              new Point(radius * 0.92, height / 2 - 0.003),
              new Point(0, height / 2 - 0.003));
      parts.add(
          Body.part(new Shape.Mesh(Lathe.turn(can, SEGMENTS, 1)), Body.painted(metal, 0.6, 60)));
      List<Point> label =
          List.of(
              new Point(radius * 1.005, -height * 0.46), new Point(radius * 1.005, height * 0.46));
      parts.add(Body.part(new Shape.Mesh(Lathe.turn(label, SEGMENTS, 1)), surface(color, 0.8)));
    } else {
      List<Point> solid =
          List.of(
              new Point(0, -height / 2),
              new Point(radius, -height / 2),
              new Point(radius, height / 2),
              new Point(0, height / 2));
      parts.add(Body.part(new Shape.Mesh(Lathe.turn(solid, SEGMENTS, 1)), surface(color, 0.3)));
    }
    return new Body(parts, color, new Vector3(2 * radius, 2 * radius, height));
  }

  private Body cone(ColorRgb color) {
    double radius = size(0.02, 0.06);
    double height = radius * size(1.6, 3.6);
    double tip = radius * size(0.0, 0.3);
    List<Part> parts = new ArrayList<>();
    double foot = -height / 2;
    if (sometimes(0.5)) {
      double plate = random.nextDouble(0.002, 0.006);
      double wide = 2 * radius * random.nextDouble(1.1, 1.4);
      parts.add(
          Body.part(
              new Shape.Box(new Vector3(wide, wide, plate)),
              new Vector3(0, 0, foot + plate / 2),
              finish(sometimes(0.3) ? Palette.drab(random) : color)));
    }
    List<Point> side =
        List.of(
            new Point(0, foot),
            new Point(radius, foot),
            new Point(Math.max(0, tip), height / 2),
            new Point(0, height / 2));
    parts.add(Body.part(new Shape.Mesh(Lathe.turn(side, SEGMENTS, 1)), finish(color)));
    if (sometimes(0.4)) {
      ColorRgb stripe =
          random.nextBoolean() ? new ColorRgb(0.95, 0.95, 0.95) : Palette.thing(random);
      double low = random.nextDouble(0.2, 0.5);
      double high = low + random.nextDouble(0.1, 0.3);
      List<Point> band =
          List.of(
              new Point((radius + (tip - radius) * low) * 1.01, height * (low - 0.5)),
              new Point((radius + (tip - radius) * high) * 1.01, height * (high - 0.5)));
      parts.add(Body.part(new Shape.Mesh(Lathe.turn(band, SEGMENTS, 1)), finish(stripe)));
    }
    return new Body(parts, color, new Vector3(2 * radius, 2 * radius, height));
  }

  private Body pedestal(ColorRgb color) {
    double radius = size(0.038, 0.11);
    double height = radius * size(0.35, 1.65);
    double inner = sometimes(0.35) ? radius * random.nextDouble(0.4, 0.95) : radius;
    double plate = height * random.nextDouble(0.08, 0.25);
    if (random.nextBoolean()) {
      color = Palette.drab(random);
    }
    List<Point> profile =
        List.of(
            new Point(0, -height / 2),
            new Point(radius, -height / 2),
            new Point(radius, -height / 2 + plate),
            new Point(inner, -height / 2 + 1.5 * plate),
            new Point(inner, height / 2 - 1.5 * plate),
            new Point(radius, height / 2 - plate),
            new Point(radius, height / 2),
            new Point(0, height / 2));
    return new Body(
        List.of(Body.part(new Shape.Mesh(Lathe.turn(profile, SEGMENTS, 1)), surface(color, 0.15))),
        color,
        new Vector3(2 * radius, 2 * radius, height));
  }

  // A sheet with folds; its rim sinks to the table.
  private Body cloth(ColorRgb color) {
    double width = size(0.08, 0.2);
    double depth = width * size(0.6, 1.05);
    double fold = size(0.004, 0.03);
    Patterns.Noise noise = new Patterns.Noise(random.nextLong());
    double crumple = random.nextDouble(10, 40);
    int n = 22;
    Vector3[] grid = new Vector3[(n + 1) * (n + 1)];
    double wobble = random.nextDouble(0, 0.012);
    for (int j = 0; j <= n; j++) {
      for (int i = 0; i <= n; i++) {
        double u = (double) i / n - 0.5;
        double v = (double) j / n - 0.5;
        double edge = Math.min(1, 8 * (0.5 - Math.max(Math.abs(u), Math.abs(v))));
        double z =
            0.001
                + fold
                    * Math.max(
                        0, 0.35 + noise.at(crumple * u * width * 3, crumple * v * depth * 3, 3))
                    * edge;
        grid[j * (n + 1) + i] =
            new Vector3(
                u * width + wobble * noise.at(9 * v, 3.7, 2),
                v * depth + wobble * noise.at(9 * u, 8.1, 2),
                z - fold / 2);
      }
    }
    Lathe.Triangles triangles = new Lathe.Triangles();
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        Lathe.Corner a = sheet(grid, n, i, j);
        Lathe.Corner b = sheet(grid, n, i + 1, j);
        Lathe.Corner c = sheet(grid, n, i + 1, j + 1);
        Lathe.Corner d = sheet(grid, n, i, j + 1);
        triangles.add(a, b, c);
        triangles.add(a, c, d);
      }
    }
    Patterns.Kind[] kinds = {Patterns.Kind.CHECKER, Patterns.Kind.STRIPES, Patterns.Kind.WEAVE};
    Material material =
        sometimes(0.5)
            ? Body.pictured(
                Patterns.draw(
                    kinds[random.nextInt(kinds.length)],
                    128,
                    random.nextDouble(2, 8),
                    color,
                    Palette.mix(color, Palette.thing(random), random.nextDouble(0.1, 0.6)),
                    random),
                0,
                16)
            : Body.painted(color, 0, 16);
    return new Body(
        List.of(Body.part(new Shape.Mesh(triangles.mesh()), material)),
        color,
        new Vector3(width, depth, fold));
  }

  private static Lathe.Corner sheet(Vector3[] grid, int n, int i, int j) {
    Vector3 right = grid[j * (n + 1) + Math.min(n, i + 1)];
    Vector3 left = grid[j * (n + 1) + Math.max(0, i - 1)];
    Vector3 far = grid[Math.min(n, j + 1) * (n + 1) + i];
    Vector3 near = grid[Math.max(0, j - 1) * (n + 1) + i];
    return new Lathe.Corner(
        grid[j * (n + 1) + i],
        right.minus(left).cross(far.minus(near)).normalized(),
        (double) i / n,
        (double) j / n);
  }

  /** Returns how a body of revolution lies on its side, turned about the vertical. */
  static Quaternion lying(double yawRad) {
    return Quaternion.fromRollPitchYaw(0, Math.PI / 2, yawRad);
  }
}
