package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.generate.varied.Body.Part;
import dev.cobot.sim2real.generate.varied.Lathe.Point;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Draws things of no known kind, which must not be taken for one. */
final class Clutter {
  private final SplittableRandom random;

  Clutter(SplittableRandom random) {
    this.random = random;
  }

  Body draw() {
    return switch (random.nextInt(12)) {
      case 0, 1 -> carton();
      case 2 -> ball();
      case 3 -> pen();
      case 4 -> ring();
      case 5 -> bent();
      case 6 -> tool();
      case 7 -> toy();
      case 8 -> tray();
      case 9 -> cable();
      default -> sheet();
    };
  }

  private Material finish(ColorRgb color) {
    return Body.painted(color, random.nextDouble(0, 0.5), random.nextDouble(16, 120));
  }

  private Material picture(Patterns.Kind kind, double cells) {
    ColorRgb ground = random.nextBoolean() ? Palette.thing(random) : new ColorRgb(0.95, 0.95, 0.93);
    ColorRgb figure = random.nextBoolean() ? new ColorRgb(0.05, 0.05, 0.05) : Palette.thing(random);
    return Body.pictured(
        Patterns.draw(kind, 160, cells, ground, figure, random), random.nextDouble(0, 0.2), 32);
  }

  // No two sides alike, so that it cannot pass for a cube.
  private Body carton() {
    double a = random.nextDouble(0.02, 0.08);
    double b = a * random.nextDouble(1.45, 3);
    double c = a * random.nextDouble(0.25, 0.68);
    double[][] orders = {{a, b, c}, {b, c, a}, {a, c, b}};
    Vector3 size = Vector3.of(orders[random.nextInt(orders.length)]);
    ColorRgb color = Palette.thing(random);
    Material material = random.nextInt(3) > 0 ? picture(Patterns.Kind.PRINT, 1) : finish(color);
    return new Body(List.of(Body.part(new Shape.Box(size), material)), color, size);
  }

  private Body ball() {
    double r = random.nextDouble(0.012, 0.045);
    ColorRgb color = Palette.thing(random);
    List<Part> parts = new ArrayList<>();
    parts.add(Body.part(new Shape.Sphere(r), finish(color)));
    if (random.nextBoolean()) {
      parts.add(
          new Part(
              new Shape.Cylinder(0.0015, 0.012),
              new Vector3(0, 0, r + 0.004),
              Quaternion.IDENTITY,
              finish(new ColorRgb(0.3, 0.2, 0.1))));
    }
    return new Body(parts, color, new Vector3(2 * r, 2 * r, 2 * r));
  }

  private Body pen() {
    double length = random.nextDouble(0.09, 0.19);
    double r = random.nextDouble(0.003, 0.009);
    ColorRgb color = Palette.thing(random);
    double tip = random.nextDouble(0.75, 0.95);
    List<Point> barrel =
        List.of(
            new Point(0, -length / 2),
            new Point(r, -length / 2),
            new Point(r, length * (tip - 0.5)),
            new Point(r * 0.15, length / 2),
            new Point(0, length / 2));
    Part part =
        new Part(
            new Shape.Mesh(Lathe.turn(barrel, 8, 1)),
            Vector3.ZERO,
            Quaternion.fromRollPitchYaw(0, Math.PI / 2, 0),
            finish(color));
    return new Body(List.of(part), color, new Vector3(length, 2 * r, 2 * r));
  }

  private Body ring() {
    double r = random.nextDouble(0.02, 0.05);
    double tube = r * random.nextDouble(0.1, 0.4);
    ColorRgb color = Palette.thing(random);
    List<Vector3> path = new ArrayList<>();
    for (int i = 0; i <= 24; i++) {
      double a = 2 * Math.PI * i / 24;
      path.add(new Vector3(r * Math.cos(a), r * Math.sin(a), 0));
    }
    double[] radii = new double[path.size()];
    Arrays.fill(radii, tube);
    return new Body(
        List.of(Body.part(new Shape.Mesh(Lathe.tube(path, radii, 8)), finish(color))),
        color,
        new Vector3(2 * (r + tube), 2 * (r + tube), 2 * tube));
  }

  // A banana, a clamp, a spring onion.
  private Body bent() {
    double length = random.nextDouble(0.08, 0.2);
    double thick = random.nextDouble(0.008, 0.02);
    double curve = random.nextDouble(0.1, 0.5);
    ColorRgb color = Palette.thing(random);
    List<Vector3> path = new ArrayList<>();
    double[] radii = new double[13];
    for (int i = 0; i <= 12; i++) {
      double t = i / 12.0 - 0.5;
      path.add(new Vector3(length * t, length * curve * (0.25 - t * t) * 2, 0));
      radii[i] = thick * Math.max(0.25, Math.pow(1 - Math.pow(Math.abs(2 * t), 3), 0.6));
    }
    return new Body(
        List.of(Body.part(new Shape.Mesh(Lathe.tube(path, radii, 8)), finish(color))),
        color,
        new Vector3(length, length * curve, 2 * thick));
  }

  // A handle and a head: hammer, spatula, driver, spoon.
  private Body tool() {
    double length = random.nextDouble(0.1, 0.22);
    double r = random.nextDouble(0.005, 0.014);
    ColorRgb color = Palette.thing(random);
    List<Part> parts = new ArrayList<>();
    Quaternion along = Quaternion.fromRollPitchYaw(0, Math.PI / 2, 0);
    parts.add(
        new Part(
            new Shape.Cylinder(r, length * 0.6),
            new Vector3(-length * 0.2, 0, 0),
            along,
            finish(color)));
    ColorRgb metal = new ColorRgb(0.6, 0.6, 0.62);
    if (random.nextBoolean()) {
      parts.add(
          new Part(
              new Shape.Cylinder(r * 0.35, length * 0.45),
              new Vector3(length * 0.3, 0, 0),
              along,
              Body.painted(metal, 0.6, 80)));
    } else {
      parts.add(
          Body.part(
              new Shape.Box(
                  new Vector3(
                      length * random.nextDouble(0.1, 0.4),
                      length * random.nextDouble(0.1, 0.45),
                      random.nextDouble(0.003, 2 * r))),
              new Vector3(length * 0.2, 0, 0),
              finish(random.nextBoolean() ? Palette.thing(random) : metal)));
    }
    return new Body(parts, color, new Vector3(length, 2 * r, 2 * r));
  }

  // Balls of several sizes grown together: plush, fruit, stones.
  private Body toy() {
    double r = random.nextDouble(0.015, 0.035);
    ColorRgb color = Palette.thing(random);
    Material material = finish(color);
    List<Part> parts = new ArrayList<>();
    parts.add(Body.part(new Shape.Sphere(r), material));
    int bumps = 2 + random.nextInt(6);
    for (int i = 0; i < bumps; i++) {
      double a = random.nextDouble(2 * Math.PI);
      double size = r * random.nextDouble(0.3, 0.8);
      parts.add(
          Body.part(
              new Shape.Sphere(size),
              new Vector3(r * Math.cos(a), r * Math.sin(a), random.nextDouble(-0.3, 1.2) * r),
              random.nextInt(4) == 0 ? finish(Palette.thing(random)) : material));
    }
    return new Body(parts, color, new Vector3(3 * r, 3 * r, 2.5 * r));
  }

  private Body tray() {
    double w = random.nextDouble(0.08, 0.25);
    double d = w * random.nextDouble(0.4, 0.75);
    double h = random.nextDouble(0.015, 0.07);
    double t = random.nextDouble(0.002, 0.006);
    ColorRgb color = random.nextBoolean() ? Palette.drab(random) : Palette.thing(random);
    Material material = finish(color);
    List<Part> parts = new ArrayList<>();
    parts.add(
        Body.part(
            new Shape.Box(new Vector3(w, d, t)), new Vector3(0, 0, -h / 2 + t / 2), material));
    for (int side = -1; side <= 1; side += 2) {
      parts.add(
          Body.part(
              new Shape.Box(new Vector3(w, t, h)),
              new Vector3(0, side * (d - t) / 2, 0),
              material));
      parts.add(
          Body.part(
              new Shape.Box(new Vector3(t, d, h)),
              new Vector3(side * (w - t) / 2, 0, 0),
              material));
    }
    return new Body(parts, color, new Vector3(w, d, h));
  }

  private Body cable() {
    double r = random.nextDouble(0.0015, 0.004);
    ColorRgb color = random.nextBoolean() ? new ColorRgb(0.06, 0.06, 0.06) : Palette.thing(random);
    Patterns.Noise noise = new Patterns.Noise(random.nextLong());
    double length = random.nextDouble(0.15, 0.6);
    List<Vector3> path = new ArrayList<>();
    double x = 0;
    double y = 0;
    double heading = random.nextDouble(2 * Math.PI);
    int steps = 30;
    for (int i = 0; i <= steps; i++) {
      path.add(new Vector3(x, y, 0));
      heading += 0.5 * noise.at(i * 0.25, 0, 2) * 1.5;
      x += length / steps * Math.cos(heading);
      y += length / steps * Math.sin(heading);
    }
    double[] radii = new double[path.size()];
    Arrays.fill(radii, r);
    return new Body(
        List.of(Body.part(new Shape.Mesh(Lathe.tube(path, radii, 6)), finish(color))),
        color,
        new Vector3(0.02, 0.02, 2 * r));
  }

  // Paper, cutting mats, calibration boards, tags.
  private Body sheet() {
    double w = random.nextDouble(0.05, 0.3);
    Vector3 size =
        new Vector3(w, w * random.nextDouble(0.6, 1.0), random.nextDouble(0.0003, 0.004));
    ColorRgb color = new ColorRgb(0.95, 0.95, 0.95);
    Material material =
        switch (random.nextInt(5)) {
          case 0 -> picture(Patterns.Kind.PRINT, 1);
          case 1 ->
              Body.pictured(
                  Patterns.draw(
                      Patterns.Kind.CHECKER,
                      160,
                      4 + random.nextInt(8),
                      new ColorRgb(0.95, 0.95, 0.95),
                      new ColorRgb(0.06, 0.06, 0.06),
                      random),
                  0.05,
                  32);
          case 2 ->
              Body.pictured(
                  Patterns.draw(
                      Patterns.Kind.MARKS,
                      192,
                      4,
                      new ColorRgb(0.96, 0.96, 0.96),
                      new ColorRgb(0.04, 0.04, 0.04),
                      random),
                  0.05,
                  32);
          case 3 -> picture(Patterns.Kind.GRID, random.nextDouble(4, 20));
          default -> finish(random.nextBoolean() ? color : Palette.thing(random));
        };
    return new Body(List.of(Body.part(new Shape.Box(size), material)), color, size);
  }
}
