package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.generate.povray.Profile.Point;
import dev.cobot.sim2real.generate.povray.Solid.Disc;
import dev.cobot.sim2real.generate.povray.Solid.Part;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Draws solids of the known kinds, each kind from families of shapes of POV-Ray's own. */
final class Kinds {
  private final SplittableRandom random;
  private final Paint paint;

  Kinds(SplittableRandom random) {
    this.random = random;
    this.paint = new Paint(random);
  }

  /**
   * Draws a solid.
   *
   * @throws IllegalArgumentException for a kind that has no family
   */
  Solid of(ObjectKind kind) {
    return switch (kind) {
      case CUBE -> cube();
      case BOWL -> bowl();
      case BOTTLE -> bottle();
      case CUP -> cup();
      case PEDESTAL -> pedestal();
      case CLOTH -> cloth();
      case CONE -> cone();
      case CYLINDER -> cylinder();
      case TABLE -> throw new IllegalArgumentException("there is no family of shapes for " + kind);
    };
  }

  private double size(double low, double high) {
    return random.nextDouble(low, high);
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private static Point p(double radius, double z) {
    return new Point(radius, z);
  }

  private static String box(Vector3 half) {
    return "box { %s, %s".formatted(Sdl.point(half.times(-1)), Sdl.point(half));
  }

  // Rounded by as much as the exponent is below one.
  private static String rounded(Vector3 half, double exponent) {
    return "superellipsoid { <%s, %s> scale %s"
        .formatted(Sdl.number(exponent), Sdl.number(exponent), Sdl.point(half));
  }

  private static String tube(double radius, double fromZ, double toZ) {
    return "cylinder { %s, %s, %s open"
        .formatted(Sdl.point(0, 0, fromZ), Sdl.point(0, 0, toZ), Sdl.length(radius));
  }

  private static String disc(double radius, double z) {
    return "disc { %s, z, %s".formatted(Sdl.point(0, 0, z), Sdl.length(radius));
  }

  private Solid cube() {
    double side = size(0.025, 0.06);
    ColorRgb color = paint.thing();
    Vector3 half = new Vector3(side / 2, side / 2, side / 2);
    Vector3 size = half.times(2);
    List<Part> parts = new ArrayList<>();
    double flat = side * 0.47;
    switch (random.nextInt(6)) {
      case 0 -> parts.add(new Part(box(half), paint.surface(color, side, 0.5)));
      case 1, 2 ->
          parts.add(new Part(rounded(half, size(0.06, 0.3)), paint.surface(color, side, 0.3)));
      case 3 -> {
        color = paint.wood();
        parts.add(
            new Part(rounded(half, size(0.03, 0.12)), paint.wooden(color, side * size(0.1, 0.4))));
      }
      case 4 -> dice(parts, half, color);
      default -> {
        // A puzzle: coloured plates on a body whose colour shows most.
        parts.add(new Part(rounded(half, 0.08), paint.plain(color)));
        String plate = paint.plain(paint.contrast(color));
        double inset = side * size(0.15, 0.28);
        Vector3 thin = new Vector3(inset, inset, side / 2 * 1.004);
        parts.add(new Part(box(thin), plate));
        if (oneIn(2)) {
          parts.add(new Part(box(new Vector3(side / 2 * 1.004, inset, inset)), plate));
        }
      }
    }
    return Solid.standing(parts, color, size, flat);
  }

  private void dice(List<Part> parts, Vector3 half, ColorRgb color) {
    parts.add(new Part(rounded(half, 0.2), paint.plain(color)));
    double h = half.x();
    ColorRgb spots =
        color.red() + color.green() + color.blue() > 1.5
            ? new ColorRgb(0.06, 0.06, 0.06)
            : new ColorRgb(0.92, 0.92, 0.9);
    StringBuilder text = new StringBuilder("union {");
    for (int i = 0; i < 3; i++) {
      double at = (i - 1) * 0.45 * h;
      String r = Sdl.length(0.17 * h);
      for (int sign = -1; sign <= 1; sign += 2) {
        text.append(" sphere { %s, 1 scale <%s, %s, 0.04>".formatted("0", r, r));
        text.append(" translate %s }".formatted(Sdl.point(at, at * sign, h)));
        text.append(" sphere { 0, 1 scale <%s, 0.04, %s>".formatted(r, r));
        text.append(" translate %s }".formatted(Sdl.point(at, sign * h, at * sign)));
        text.append(" sphere { 0, 1 scale <0.04, %s, %s>".formatted(r, r));
        text.append(" translate %s }".formatted(Sdl.point(sign * h, 0, at)));
      }
    }
    parts.add(new Part(text.toString(), paint.plain(spots)));
  }

  private Solid bowl() {
    double rim = size(0.045, 0.11);
    double height = rim * size(0.45, 0.9);
    double wall = size(0.0025, 0.006);
    double foot = rim * size(0.35, 0.65);
    ColorRgb color = paint.thing();
    Point[] outside =
        switch (random.nextInt(4)) {
          // Round, with a foot ring.
          case 0 ->
              new Point[] {
                p(foot, 0),
                p(foot, height * 0.08),
                p(foot + (rim - foot) * 0.45, height * 0.22),
                p(foot + (rim - foot) * 0.83, height * 0.55),
                p(rim, height)
              };
          // Straight walls.
          case 1 ->
              new Point[] {
                p(foot * 1.1, 0),
                p(foot * 1.15, height * 0.03),
                p((foot * 1.15 + rim) / 2, height * 0.5),
                p(rim, height)
              };
          // A lip that turns outwards.
          case 2 ->
              new Point[] {
                p(foot, 0),
                p(foot + (rim - foot) * 0.6, height * 0.25),
                p(foot + (rim - foot) * 0.78, height * 0.6),
                p(foot + (rim - foot) * 0.84, height * 0.88),
                p(rim, height)
              };
          // A lip that turns inwards.
          default ->
              new Point[] {
                p(foot, 0),
                p(rim * 0.82, height * 0.2),
                p(rim, height * 0.55),
                p(rim * 0.97, height * 0.85),
                p(rim * 0.9, height)
              };
        };
    return vessel(outside, wall, color, oneIn(3) ? paint.contrast(color) : color, 0.3)
        .withoutLying();
  }

  /**
   * A vessel from its outside, bottom first, with a round rim and an inside at a wall's distance.
   */
  private Solid vessel(
      Point[] outside, double wall, ColorRgb color, ColorRgb insideColor, double patterned) {
    List<Point> points = new ArrayList<>();
    points.add(p(0, 0));
    points.add(p(outside[0].radius() * 0.93, 0));
    points.addAll(List.of(outside));
    Point rim = outside[outside.length - 1];
    points.add(p(rim.radius() - wall / 2, rim.z() + wall / 2));
    int inside = points.size();
    points.add(p(rim.radius() - wall, rim.z() - wall / 4));
    for (int i = outside.length - 2; i >= 1; i--) {
      points.add(
          p(
              Math.max(0.3 * wall, outside[i].radius() - 1.15 * wall),
              Math.max(outside[i].z(), 1.3 * wall)));
    }
    double floor =
        outside[1].z() < 1.4 * wall ? outside[1].radius() * 0.75 : outside[0].radius() * 0.8;
    points.add(p(floor, 1.1 * wall));
    points.add(p(0, wall));
    Profile whole = new Profile(points).centered();
    Profile liner = whole.from(inside).inset(0.0003);
    double width = 2 * whole.maxRadius();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(whole.lathe(), paint.surface(color, width, patterned)));
    parts.add(new Part(liner.lathe(), paint.plain(insideColor)));
    List<Point> hollow = new ArrayList<>(liner.sampled());
    Collections.reverse(hollow);
    return Solid.turned(parts, color, whole, 0).withHollow(hollow);
  }

  private Solid cup() {
    double top = size(0.03, 0.047);
    double height = top * size(1.7, 3);
    double wall = size(0.002, 0.0045);
    ColorRgb color = paint.thing();
    int family = random.nextInt(4);
    Point[] outside =
        switch (family) {
          // A mug.
          case 0 ->
              new Point[] {
                p(top * 0.96, 0),
                p(top, height * 0.05),
                p(top, height * 0.35),
                p(top, height * 0.7),
                p(top, height)
              };
          // A paper cup.
          case 1 ->
              new Point[] {
                p(top * 0.68, 0),
                p(top * 0.69, height * 0.03),
                p(top * 0.84, height / 2),
                p(top, height)
              };
          // A tea cup.
          case 2 ->
              new Point[] {
                p(top * 0.5, 0),
                p(top * 0.55, height * 0.07),
                p(top * 0.83, height * 0.3),
                p(top * 0.93, height * 0.6),
                p(top, height)
              };
          // A tumbler with a belly.
          default ->
              new Point[] {
                p(top * 0.75, 0),
                p(top * 0.98, height * 0.18),
                p(top * 1.08, height * 0.45),
                p(top * 0.98, height * 0.8),
                p(top * 0.96, height)
              };
        };
    ColorRgb insideColor =
        switch (random.nextInt(3)) {
          case 0 -> new ColorRgb(0.92, 0.91, 0.88);
          case 1 -> paint.contrast(color);
          default -> color;
        };
    Solid cup = vessel(outside, wall, color, insideColor, 0.35);
    List<Part> more = new ArrayList<>();
    double bodyHeight = cup.sizeMeters().z();
    if (family == 1) {
      Point rim = outside[3];
      more.add(
          new Part(
              "torus { %s, %s rotate x * 90 translate %s"
                  .formatted(
                      Sdl.length(rim.radius() - 0.001),
                      Sdl.length(0.0018),
                      Sdl.point(0, 0, bodyHeight / 2 - 0.0018)),
              paint.plainMatt(new ColorRgb(0.92, 0.91, 0.88))));
    }
    boolean filled = oneIn(3);
    if (filled) {
      double level = bodyHeight * size(0.15, 0.38);
      double radius = radiusAt(cup.hollow(), level) + 0.0004;
      ColorRgb drink =
          oneIn(2)
              ? new ColorRgb(0.16, 0.07, 0.03)
              : oneIn(2) ? new ColorRgb(0.62, 0.32, 0.08) : new ColorRgb(0.72, 0.55, 0.4);
      more.add(new Part(disc(radius, level), paint.plain(drink)));
    }
    boolean handled = family == 0 || (family == 2 && !oneIn(4)) || (family == 3 && oneIn(3));
    Disc around = new Disc(0, 0, top * 0.5);
    Vector3 reach = cup.reachMeters();
    if (handled) {
      double out = size(0.02, 0.035);
      double thick = size(0.003, 0.006);
      double wide = cup.reachMeters().x();
      more.add(
          new Part(
              handle(cup, bodyHeight, out, thick),
              paint.plain(oneIn(4) ? paint.contrast(color) : color)));
      around = new Disc(wide + out / 2, 0, out / 2 + 2 * thick);
      reach = new Vector3(wide + out + 2 * thick, wide, bodyHeight / 2);
    }
    Solid done = more.isEmpty() ? cup : cup.withMore(more, around, reach);
    return filled ? done.withoutLying() : done;
  }

  private static double radiusAt(List<Point> curve, double z) {
    Point best = curve.get(0);
    for (Point point : curve) {
      if (Math.abs(point.z() - z) < Math.abs(best.z() - z)) {
        best = point;
      }
    }
    return best.radius();
  }

  // An ear: a tube along a curve whose ends are in the wall.
  private String handle(Solid cup, double height, double out, double thick) {
    double low = height * size(-0.36, -0.15);
    double high = height * size(0.15, 0.36);
    double sag = size(0, 0.5);
    StringBuilder text = new StringBuilder("sphere_sweep { cubic_spline 8");
    for (int i = -1; i <= 6; i++) {
      double t = i / 5.0;
      double z = high + (low - high) * t;
      double bow = Math.pow(Math.max(0, Math.sin(Math.PI * Math.min(1, Math.max(0, t)))), 0.6);
      double lean = 1 - sag * (t - 0.5);
      // Half of the wall deep at both ends.
      double wall = outerAt(cup, z) - (t <= 0 || t >= 1 ? 0.0012 : 0);
      double radius = t <= 0 || t >= 1 ? Math.min(thick, 0.0035) : thick;
      text.append(
          ", %s, %s".formatted(Sdl.point(wall + out * bow * lean, 0, z), Sdl.length(radius)));
    }
    return text.append(" tolerance 0.001").toString();
  }

  private static double outerAt(Solid cup, double z) {
    return cup.outline().stream()
        .filter(point -> Math.abs(point.z() - z) < 0.004)
        .mapToDouble(Point::radius)
        .max()
        .orElse(cup.sizeMeters().x() / 2);
  }

  private Solid bottle() {
    double radius = size(0.022, 0.042);
    double height = radius * size(4.6, 7.6);
    double neck = Math.max(0.009, radius * size(0.28, 0.5));
    ColorRgb color = paint.thing();
    double cap = size(0.012, 0.024);
    double top = height - cap;
    double shoulder = height * size(0.5, 0.68);
    double round = radius * 0.12;
    Profile body =
        switch (random.nextInt(4)) {
          // Wine: a round shoulder and a long neck.
          case 0 ->
              new Profile(
                  List.of(
                      p(0, 0),
                      p(radius * 0.92, 0),
                      p(radius, round),
                      p(radius, shoulder * 0.5),
                      p(radius, shoulder * 0.95),
                      p(radius * 0.8, shoulder + radius * 0.7),
                      p(neck, shoulder + radius * 1.5),
                      p(neck, Math.max(top, shoulder + radius * 1.9)),
                      p(0, Math.max(top, shoulder + radius * 1.9) + 0.001)));
          // A flask of detergent: steps.
          case 1 ->
              Profile.polygon(
                  radius * 0.2,
                  p(0, 0),
                  p(radius, 0),
                  p(radius, shoulder),
                  p(neck * 1.2, shoulder + radius * 0.7),
                  p(neck * 1.2, top),
                  p(0, top));
          // A water bottle with a waist.
          case 2 ->
              new Profile(
                  List.of(
                      p(0, 0),
                      p(radius * 0.85, 0),
                      p(radius, round),
                      p(radius, height * 0.2),
                      p(radius * size(0.8, 0.93), height * 0.38),
                      p(radius, height * 0.56),
                      p(radius * 0.75, height * 0.72),
                      p(neck, height * 0.86),
                      p(neck, top),
                      p(0, top + 0.001)));
          // A cosmetic bottle: a straight drum and a short neck.
          default ->
              Profile.polygon(
                  radius * 0.1,
                  p(0, 0),
                  p(radius, 0),
                  p(radius, top - radius * 0.35),
                  p(neck, top - radius * 0.2),
                  p(neck, top),
                  p(0, top));
        };
    double bodyTop = body.highest();
    double wide = Math.min(radius, neck * size(1.1, 1.5));
    double tip = oneIn(3) ? wide * size(0.3, 0.7) : wide;
    Profile lid =
        Profile.polygon(
            0.0012,
            p(0, bodyTop - cap * 0.45),
            p(wide, bodyTop - cap * 0.45),
            p(tip, bodyTop + cap),
            p(0, bodyTop + cap));
    double middle = (body.lowest() + lid.highest()) / 2;
    Profile centeredBody = moved(body, -middle);
    Profile centeredLid = moved(lid, -middle);
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(centeredBody.lathe(), paint.plain(color)));
    parts.add(new Part(centeredLid.lathe(), paint.plain(oneIn(3) ? color : paint.thing())));
    // A label sits where the wall is straight.
    double widest = centeredBody.maxRadius();
    List<Point> straight =
        centeredBody.sampled().stream().filter(q -> q.radius() > widest * 0.985).toList();
    double from = straight.stream().mapToDouble(Point::z).min().orElse(0);
    double to = straight.stream().mapToDouble(Point::z).max().orElse(0);
    boolean waisted =
        centeredBody.sampled().stream()
            .anyMatch(q -> q.z() > from && q.z() < to && q.radius() < widest * 0.985);
    if (!oneIn(3) && !waisted && to - from > 0.03) {
      double low = from + (to - from) * size(0.08, 0.3);
      double high = to - (to - from) * size(0.08, 0.35);
      ColorRgb ground = oneIn(2) ? new ColorRgb(0.93, 0.92, 0.88) : paint.contrast(color);
      parts.add(
          new Part(
              tube(widest + 0.0003, low, high),
              oneIn(3) ? paint.plain(ground) : paint.print(ground, high - low)));
    }
    List<Point> outline =
        Stream.concat(centeredBody.sampled().stream(), centeredLid.sampled().stream()).toList();
    Vector3 size =
        new Vector3(2 * widest, 2 * widest, centeredLid.highest() - centeredBody.lowest());
    return new Solid(
        parts,
        color,
        size,
        List.of(new Disc(0, 0, widest)),
        size.times(0.5),
        0,
        outline,
        List.of());
  }

  private static Profile moved(Profile profile, double by) {
    return new Profile(profile.points().stream().map(q -> p(q.radius(), q.z() + by)).toList());
  }

  private Solid cylinder() {
    double radius = size(0.019, 0.043);
    double height = radius * size(2.1, 4.3);
    ColorRgb color = paint.thing();
    List<Part> parts = new ArrayList<>();
    Profile body;
    switch (random.nextInt(3)) {
      case 0 -> {
        // A drink can: narrow ends of metal, print between.
        body =
            Profile.polygon(
                    0.0015,
                    p(0, 0.002),
                    p(radius * 0.75, 0),
                    p(radius, height * 0.06),
                    p(radius, height * 0.92),
                    p(radius * 0.84, height),
                    p(radius * 0.8, height - 0.004),
                    p(0, height - 0.004))
                .centered();
        parts.add(new Part(body.lathe(), paint.metal()));
        parts.add(
            new Part(
                tube(radius + 0.0003, -height * 0.43, height * 0.41),
                paint.surface(color, 2 * radius, 0.6)));
      }
      case 1 -> {
        // A tin with rims.
        body =
            Profile.polygon(0.0006, p(0, 0), p(radius, 0), p(radius, height), p(0, height))
                .centered();
        parts.add(
            new Part(tube(radius, -height / 2, height / 2), paint.surface(color, 2 * radius, 0.4)));
        parts.add(new Part(disc(radius, -height / 2 + 0.001), paint.metal()));
        parts.add(new Part(disc(radius, height / 2 - 0.002), paint.metal()));
        for (int sign = -1; sign <= 1; sign += 2) {
          parts.add(
              new Part(
                  "torus { %s, %s rotate x * 90 translate %s"
                      .formatted(
                          Sdl.length(radius - 0.0008),
                          Sdl.length(0.0012),
                          Sdl.point(0, 0, sign * (height / 2 - 0.0012))),
                  paint.metal()));
        }
      }
      default -> {
        body =
            Profile.polygon(
                    radius * size(0.03, 0.12),
                    p(0, 0),
                    p(radius, 0),
                    p(radius, height),
                    p(0, height))
                .centered();
        if (oneIn(3)) {
          color = paint.wood();
          parts.add(new Part(body.lathe(), paint.wooden(color, radius * size(0.15, 0.5))));
        } else {
          parts.add(new Part(body.lathe(), paint.surface(color, 2 * radius, 0.4)));
        }
      }
    }
    return Solid.turned(parts, color, body, radius * 0.8);
  }

  private Solid cone() {
    double radius = size(0.022, 0.055);
    double height = radius * size(1.7, 3.3);
    double tip = radius * (oneIn(2) ? size(0.12, 0.3) : 0.03);
    ColorRgb color = oneIn(2) ? paint.near(new ColorRgb(0.95, 0.35, 0.05), 0.05) : paint.thing();
    Profile body =
        oneIn(2)
            ? Profile.polygon(tip * 0.4, p(0, 0), p(radius, 0), p(tip, height), p(0, height))
            : Profile.polygon(
                0.001,
                p(0, 0),
                p(radius, 0),
                p(radius * 0.97, height * 0.03),
                p(tip + (radius - tip) * size(0.4, 0.55), height * 0.45),
                p(tip, height),
                p(0, height));
    body = body.centered();
    double real = body.highest() - body.lowest();
    List<Part> parts = new ArrayList<>();
    if (oneIn(5)) {
      color = paint.wood();
      parts.add(new Part(body.lathe(), paint.wooden(color, radius * 0.3)));
    } else {
      parts.add(new Part(body.lathe(), paint.plain(color)));
    }
    if (oneIn(2)) {
      // Bands: pieces of a slightly wider cone of the same curve.
      double from = size(-0.2, 0.05) * real;
      double to = from + real * size(0.12, 0.25);
      Profile wider =
          new Profile(
              body.points().stream()
                  .map(q -> p(q.radius() == 0 ? 0 : q.radius() + 0.0004, q.z()))
                  .toList());
      parts.add(
          new Part(
              "intersection { %s } cylinder { %s, %s, %s }"
                  .formatted(
                      wider.lathe(),
                      Sdl.point(0, 0, from),
                      Sdl.point(0, 0, to),
                      Sdl.length(2 * radius)),
              paint.plain(oneIn(2) ? new ColorRgb(0.93, 0.93, 0.92) : paint.contrast(color))));
    }
    Solid cone = Solid.turned(parts, color, body, 0);
    if (!oneIn(3)) {
      return cone;
    }
    double half = cone.sizeMeters().x() / 2 * size(1.05, 1.15);
    double thick = size(0.0025, 0.005);
    Vector3 plate = new Vector3(half, half, thick / 2);
    return cone.withMore(
            List.of(
                new Part(
                    rounded(plate, 0.15)
                        + " translate "
                        + Sdl.point(0, 0, body.lowest() + thick / 2),
                    oneIn(2) ? paint.plain(new ColorRgb(0.08, 0.08, 0.08)) : paint.plain(color))),
            new Disc(0, 0, half * Math.sqrt(2)),
            new Vector3(half, half, real / 2))
        .withoutLying();
  }

  private Solid pedestal() {
    double radius = size(0.04, 0.1);
    double height = radius * size(0.4, 1.55);
    ColorRgb color = oneIn(2) ? paint.room() : paint.thing();
    double plate = height * size(0.12, 0.22);
    double waist = radius * size(0.55, 0.9);
    Profile body =
        switch (random.nextInt(4)) {
          case 0 ->
              Profile.polygon(
                  radius * size(0.02, 0.08),
                  p(0, 0),
                  p(radius, 0),
                  p(radius, height),
                  p(0, height));
          // A drum with mouldings.
          case 1 ->
              Profile.polygon(
                  plate * 0.2,
                  p(0, 0),
                  p(radius, 0),
                  p(radius, plate),
                  p(waist, plate * 1.25),
                  p(waist, height - plate * 1.25),
                  p(radius, height - plate),
                  p(radius, height),
                  p(0, height));
          // A spool.
          case 2 ->
              Profile.polygon(
                  plate * 0.25,
                  p(0, 0),
                  p(radius, 0),
                  p(radius, plate * 0.7),
                  p((radius + waist) / 2, height * 0.3),
                  p(waist, height * 0.5),
                  p((radius + waist) / 2, height * 0.7),
                  p(radius, height - plate * 0.7),
                  p(radius, height),
                  p(0, height));
          // Narrower on top.
          default ->
              Profile.polygon(
                  radius * 0.04,
                  p(0, 0),
                  p(radius, 0),
                  p(radius * size(0.72, 0.92), height),
                  p(0, height));
        };
    body = body.centered();
    double top =
        body.sampled().stream()
            .filter(q -> q.z() > height * 0.45)
            .mapToDouble(Point::radius)
            .max()
            .orElseThrow();
    String surface;
    if (oneIn(3)) {
      color = paint.wood();
      surface = paint.wooden(color, radius * size(0.1, 0.3));
    } else {
      surface = paint.surface(color, radius, 0.45);
    }
    return Solid.turned(List.of(new Part(body.lathe(), surface)), color, body, top * 0.92)
        .withoutLying();
  }

  private Solid cloth() {
    double width = size(0.08, 0.19);
    double depth = width * size(0.55, 0.98);
    ColorRgb color = paint.thing();
    String weave = "normal { quilted 0.3 scale %s } ".formatted(Sdl.length(size(0.001, 0.003)));
    ColorRgb other = paint.contrast(color);
    String pigment =
        switch (random.nextInt(4)) {
          case 0 ->
              "gradient x color_map { [0 %s] [0.68 %s] [0.68 %s] [1 %s] } scale %s"
                  .formatted(
                      Sdl.color(color),
                      Sdl.color(color),
                      Sdl.color(other),
                      Sdl.color(other),
                      Sdl.length(width * size(0.1, 0.35)));
          case 1 ->
              "brick color %s color %s brick_size %s mortar %s"
                  .formatted(
                      Sdl.color(other),
                      Sdl.color(color),
                      Sdl.point(width / 5, width / 5, 0.2),
                      Sdl.length(width / 40));
          default -> "color " + Sdl.color(color);
        };
    String texture = Paint.texture(pigment, weave, paint.matt());
    return oneIn(2) ? folded(width, depth, color, texture) : wavy(width, depth, color, texture);
  }

  private Solid folded(double width, double depth, ColorRgb color, String texture) {
    int layers = 2 + random.nextInt(3);
    double thick = size(0.0025, 0.005);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      double shrink = i == 0 ? 1 : size(0.93, 0.99);
      Vector3 half = new Vector3(width / 2 * shrink, depth / 2 * shrink, thick / 2);
      parts.add(
          new Part(
              "superellipsoid { <0.15, 0.6> scale %s translate %s"
                  .formatted(
                      Sdl.point(half), Sdl.point(0, 0, thick * (i + 0.5) - thick * layers / 2)),
              texture));
    }
    return Solid.standing(parts, color, new Vector3(width, depth, thick * layers), 0);
  }

  // Four patches by four control points, smooth where they meet.
  private Solid wavy(double width, double depth, ColorRgb color, String texture) {
    int n = 7;
    double lift = size(0.008, 0.03);
    double[][] z = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        boolean edge = i == 0 || j == 0 || i == n - 1 || j == n - 1;
        z[j][i] = edge ? 0.0012 : 0.0015 + lift * random.nextDouble();
      }
    }
    for (int i = 0; i < n; i++) {
      // The tangent goes straight on from patch to patch.
      z[i][3] = (z[i][2] + z[i][4]) / 2;
    }
    for (int i = 0; i < n; i++) {
      z[3][i] = (z[2][i] + z[4][i]) / 2;
    }
    double high = 0;
    StringBuilder text = new StringBuilder("union {");
    for (int pj = 0; pj < 2; pj++) {
      for (int pi = 0; pi < 2; pi++) {
        high = Math.max(high, highest(z, 3 * pi, 3 * pj));
      }
    }
    for (int pj = 0; pj < 2; pj++) {
      for (int pi = 0; pi < 2; pi++) {
        text.append(" bicubic_patch { type 1 flatness 0.01 u_steps 3 v_steps 3");
        for (int j = 0; j < 4; j++) {
          for (int i = 0; i < 4; i++) {
            text.append(", ");
            text.append(
                Sdl.point(
                    ((3 * pi + i) / 6.0 - 0.5) * width,
                    ((3 * pj + j) / 6.0 - 0.5) * depth,
                    z[3 * pj + j][3 * pi + i] - high / 2));
          }
        }
        text.append(" }");
      }
    }
    return Solid.standing(
        List.of(new Part(text.toString(), texture)), color, new Vector3(width, depth, high), 0);
  }

  // The highest point of a patch of Bezier's.
  private static double highest(double[][] z, int i0, int j0) {
    double high = 0;
    for (int b = 0; b <= 12; b++) {
      for (int a = 0; a <= 12; a++) {
        double[] u = bernstein(a / 12.0);
        double[] v = bernstein(b / 12.0);
        double sum = 0;
        for (int j = 0; j < 4; j++) {
          for (int i = 0; i < 4; i++) {
            sum += u[i] * v[j] * z[j0 + j][i0 + i];
          }
        }
        high = Math.max(high, sum);
      }
    }
    return high;
  }

  private static double[] bernstein(double t) {
    double s = 1 - t;
    return new double[] {s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t};
  }
}
