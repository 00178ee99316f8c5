package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that can lie on a table, in its own frame: the origin is the centre of its body's
 * bounding box (without handle or foot plate), z the axis that it stands on.
 *
 * @param parts what it is made of
 * @param color that prevails on it
 * @param sizeMeters extents of the body
 * @param discs circles in its x-y plane that together cover its outline seen from above
 * @param reachMeters half of the sides of a box about the origin that holds all of it
 * @param flatTopRadiusMeters of the circle about the axis on which another thing can stand; 0 for
 *     none
 * @param outline radius and height of a body of revolution, for one that can lie on its side; empty
 *     for one that cannot
 * @param hollow radius and height of the inside, from the middle outwards; empty for a solid
 */
record Solid(
    List<Part> parts,
    ColorRgb color,
    Vector3 sizeMeters,
    List<Disc> discs,
    Vector3 reachMeters,
    double flatTopRadiusMeters,
    List<Profile.Point> outline,
    List<Profile.Point> hollow) {
  Solid {
    parts = List.copyOf(parts);
    discs = List.copyOf(discs);
    outline = List.copyOf(outline);
    hollow = List.copyOf(hollow);
  }

  /**
   * A shape with its surface.
   *
   * @param open the text of a shape without its last brace
   * @param texture text of the texture
   */
  record Part(String open, String texture) {
    String text(String surface) {
      return open + "\n    " + surface + "\n  }\n";
    }
  }

  /** A circle in a horizontal plane, metres. */
  record Disc(double x, double y, double radius) {
    boolean touches(Disc other, double gapMeters) {
      return Math.hypot(x - other.x, y - other.y) < radius + other.radius + gapMeters;
    }
  }

  /** How a thing lies on a plane: its rotation and the height of its origin above the plane. */
  record Rest(Quaternion rotation, double heightMeters) {}

  static Solid standing(
      List<Part> parts, ColorRgb color, Vector3 sizeMeters, double flatTopRadiusMeters) {
    return new Solid(
        parts,
        color,
        sizeMeters,
        cover(sizeMeters.x(), sizeMeters.y()),
        sizeMeters.times(0.5),
        flatTopRadiusMeters,
        List.of(),
        List.of());
  }

  static Solid turned(List<Part> parts, ColorRgb color, Profile body, double flatTopRadiusMeters) {
    double radius = body.maxRadius();
    double height = body.highest() - body.lowest();
    Vector3 size = new Vector3(2 * radius, 2 * radius, height);
    return new Solid(
        parts,
        color,
        size,
        List.of(new Disc(0, 0, radius)),
        size.times(0.5),
        flatTopRadiusMeters,
        body.sampled(),
        List.of());
  }

  Solid withHollow(List<Profile.Point> inside) {
    return new Solid(
        parts, color, sizeMeters, discs, reachMeters, flatTopRadiusMeters, outline, inside);
  }

  /** Returns the solid with more parts that reach out of its body along x and y. */
  Solid withMore(List<Part> more, Disc around, Vector3 reach) {
    List<Part> all = new ArrayList<>(parts);
    all.addAll(more);
    List<Disc> wider = new ArrayList<>(discs);
    wider.add(around);
    return new Solid(
        all,
        color,
        sizeMeters,
        wider,
        new Vector3(
            Math.max(reach.x(), reachMeters.x()),
            Math.max(reach.y(), reachMeters.y()),
            Math.max(reach.z(), reachMeters.z())),
        flatTopRadiusMeters,
        outline,
        hollow);
  }

  Solid withoutLying() {
    return new Solid(
        parts, color, sizeMeters, discs, reachMeters, flatTopRadiusMeters, List.of(), hollow);
  }

  /** Returns circles that cover a rectangle about the origin. */
  static List<Disc> cover(double dx, double dy) {
    double longer = Math.max(dx, dy);
    double shorter = Math.min(dx, dy);
    int count = (int) Math.min(12, Math.ceil(longer / Math.max(shorter, 1e-3)));
    double step = longer / count;
    List<Disc> discs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double at = -longer / 2 + step * (i + 0.5);
      double radius = Math.hypot(step, shorter) / 2;
      discs.add(dx >= dy ? new Disc(at, 0, radius) : new Disc(0, at, radius));
    }
    return discs;
  }

  Rest upright(double yawRad) {
    return new Rest(Quaternion.fromYaw(yawRad), sizeMeters.z() / 2);
  }

  /**
   * Returns how a body of revolution lies on its side: on the edge of its convex outline under its
   * middle.
   *
   * @param spinRad about its own axis, before it is laid down
   */
  Rest lying(double yawRad, double spinRad) {
    Profile.Point first = null;
    Profile.Point second = null;
    for (Profile.Point a : outline) {
      for (Profile.Point b : outline) {
        if (a.z() < 0 && b.z() >= 0 && b.z() - a.z() > 1e-4) {
          double slope = (b.radius() - a.radius()) / (b.z() - a.z());
          double middle = a.radius() - slope * a.z();
          double best =
              first == null
                  ? -1
                  : first.radius()
                      - first.z() * (second.radius() - first.radius()) / (second.z() - first.z());
          if (middle > best) {
            first = a;
            second = b;
          }
        }
      }
    }
    if (first == null) {
      throw new IllegalStateException("a solid without an outline cannot lie");
    }
    double pitch = Math.atan2(second.z() - first.z(), second.radius() - first.radius());
    Quaternion rotation =
        Quaternion.fromRollPitchYaw(0, pitch, yawRad).after(Quaternion.fromYaw(spinRad));
    return new Rest(rotation, first.radius() * Math.sin(pitch) - first.z() * Math.cos(pitch));
  }

  /** Returns the circles about it, seen from above, where it is; any rotation. */
  List<Disc> discsAt(Vector3 positionMeters, Rest rest) {
    Vector3 axis = rest.rotation().rotate(new Vector3(0, 0, 1));
    List<Disc> placed = new ArrayList<>();
    if (axis.z() > 0.99) {
      for (Disc disc : discs) {
        Vector3 at = rest.rotation().rotate(new Vector3(disc.x(), disc.y(), 0));
        placed.add(
            new Disc(positionMeters.x() + at.x(), positionMeters.y() + at.y(), disc.radius()));
      }
      return placed;
    }
    // On its side: circles along the axis, wide enough for a handle on any side.
    double radius = Math.max(reachMeters.x(), reachMeters.y());
    double end = Math.max(0, reachMeters.z() - radius * 0.5);
    int steps = (int) Math.max(1, Math.ceil(2 * end / radius));
    for (int i = 0; i <= steps; i++) {
      Vector3 at = axis.times(end * (2.0 * i / steps - 1));
      placed.add(new Disc(positionMeters.x() + at.x(), positionMeters.y() + at.y(), radius * 1.12));
    }
    return placed;
  }

  /** Writes the solid at its place in its own textures. */
  String text(Vector3 positionMeters, Quaternion rotation) {
    StringBuilder text = new StringBuilder("union {\n");
    for (Part part : parts) {
      text.append("  ").append(part.text(part.texture()));
    }
    return text.append("  ")
        .append(Sdl.placed(positionMeters, rotation))
        .append("\n}\n")
        .toString();
  }

  /** Writes the solid at its place in one flat colour. */
  String flat(Vector3 positionMeters, Quaternion rotation, double red) {
    String surface =
        "texture { pigment { rgb <%s, 0, 0> } finish { emission 1 ambient 0 diffuse 0 } }"
            .formatted(Sdl.number(red));
    StringBuilder text = new StringBuilder("union {\n");
    for (Part part : parts) {
      text.append("  ").append(part.text(surface));
    }
    return text.append("  ")
        .append(Sdl.placed(positionMeters, rotation))
        .append("\n}\n")
        .toString();
  }
}
