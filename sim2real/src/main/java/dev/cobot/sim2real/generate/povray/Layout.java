package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.generate.povray.Solid.Disc;
import dev.cobot.sim2real.generate.povray.Solid.Rest;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Puts things on a table: standing, lying, on each other and in bowls, never into each other (their
 * outlines from above are covered by circles that keep apart).
 */
final class Layout {
  private static final List<ObjectKind> DRAWN =
      List.of(
          ObjectKind.CUBE,
          ObjectKind.CUBE,
          ObjectKind.CUBE,
          ObjectKind.BOWL,
          ObjectKind.BOWL,
          ObjectKind.BOTTLE,
          ObjectKind.BOTTLE,
          ObjectKind.CUP,
          ObjectKind.CUP,
          ObjectKind.CYLINDER,
          ObjectKind.CONE,
          ObjectKind.PEDESTAL,
          ObjectKind.CLOTH);

  private static final int TRIES = 60;
  private static final double LYING = 0.25;
  private static final double STACKED = 0.5;
  private static final double IN_BOWL = 0.5;

  /**
   * Something where it is.
   *
   * @param kind empty for a thing of no known kind
   * @param discs its outline from above
   * @param carries whether something stands on it or in it
   */
  record Placed(
      Optional<ObjectKind> kind,
      Solid solid,
      Vector3 positionMeters,
      Quaternion rotation,
      List<Disc> discs,
      boolean carries) {
    SceneObject object(String id) {
      return new SceneObject(
          id, kind.orElseThrow(), positionMeters, rotation, solid.color(), solid.sizeMeters());
    }

    /** Returns the corners of a box that holds all of it, table frame. */
    List<Vector3> corners() {
      List<Vector3> corners = new ArrayList<>();
      Vector3 r = solid.reachMeters();
      for (int i = 0; i < 8; i++) {
        Vector3 corner =
            new Vector3(
                (i & 1) == 0 ? r.x() : -r.x(),
                (i & 2) == 0 ? r.y() : -r.y(),
                (i & 4) == 0 ? r.z() : -r.z());
        corners.add(positionMeters.plus(rotation.rotate(corner)));
      }
      return corners;
    }

    private Placed carrying() {
      return new Placed(kind, solid, positionMeters, rotation, discs, true);
    }

    private double innerRadius() {
      Disc first = discs.get(0);
      return discs.size() == 1
          ? first.radius()
          : Math.min(solid.sizeMeters().x(), solid.sizeMeters().y()) / 2;
    }
  }

  private final SplittableRandom random;
  private final Vector3 middleMeters;
  private final double radiusMeters;
  private final Kinds kinds;
  private final Oddments oddments;
  private final List<Placed> placed = new ArrayList<>();

  /**
   * @param middleMeters where things gather, on the table
   * @param radiusMeters how far from there the middle of a thing may be
   */
  Layout(SplittableRandom random, Vector3 middleMeters, double radiusMeters) {
    this.random = random;
    this.middleMeters = middleMeters;
    this.radiusMeters = radiusMeters;
    this.kinds = new Kinds(random);
    this.oddments = new Oddments(random);
  }

  /** Draws things and their places; what finds no room is left out. */
  List<Placed> draw() {
    int known = 2 + random.nextInt(7);
    int others = random.nextInt(5);
    double gapMeters = random.nextDouble(0.001, 0.03);
    for (int i = 0; i < known; i++) {
      ObjectKind kind = DRAWN.get(random.nextInt(DRAWN.size()));
      put(Optional.of(kind), kinds.of(kind), gapMeters);
    }
    for (int i = 0; i < others; i++) {
      put(Optional.empty(), oddments.draw(), gapMeters);
    }
    for (int i = 0; i < placed.size(); i++) {
      Placed bowl = placed.get(i);
      if (bowl.kind().equals(Optional.of(ObjectKind.BOWL)) && random.nextDouble() < IN_BOWL) {
        putInto(i, kinds.of(ObjectKind.CUBE));
      }
    }
    return List.copyOf(placed);
  }

  private void put(Optional<ObjectKind> kind, Solid solid, double gapMeters) {
    double yaw = random.nextDouble(-Math.PI, Math.PI);
    boolean lies = !solid.outline().isEmpty() && random.nextDouble() < LYING;
    // A handle, which is on the side of x, points away from the table.
    Rest rest =
        lies
            ? solid.lying(yaw, random.nextDouble(0.6 * Math.PI, 1.4 * Math.PI))
            : solid.upright(yaw);
    if (!lies && random.nextDouble() < STACKED && stack(kind, solid, rest)) {
      return;
    }
    for (int i = 0; i < TRIES; i++) {
      double r = radiusMeters * Math.sqrt(random.nextDouble());
      double a = random.nextDouble(2 * Math.PI);
      Vector3 at =
          new Vector3(
              middleMeters.x() + r * Math.cos(a),
              middleMeters.y() + r * Math.sin(a),
              rest.heightMeters());
      List<Disc> discs = solid.discsAt(at, rest);
      if (placed.stream().allMatch(other -> apart(discs, other.discs(), gapMeters))) {
        placed.add(new Placed(kind, solid, at, rest.rotation(), discs, false));
        return;
      }
    }
  }

  static boolean apart(List<Disc> some, List<Disc> others, double gapMeters) {
    return some.stream().noneMatch(a -> others.stream().anyMatch(b -> a.touches(b, gapMeters)));
  }

  private boolean stack(Optional<ObjectKind> kind, Solid solid, Rest rest) {
    if (kind.equals(Optional.of(ObjectKind.CLOTH))) {
      return false;
    }
    for (int i = 0; i < placed.size(); i++) {
      Placed below = placed.get(i);
      double room = below.solid().flatTopRadiusMeters();
      boolean upright = below.rotation().rotate(new Vector3(0, 0, 1)).z() > 0.999;
      double reach =
          solid.discs().stream()
              .mapToDouble(disc -> Math.hypot(disc.x(), disc.y()) + disc.radius())
              .max()
              .orElseThrow();
      double stands = Math.min(solid.sizeMeters().x(), solid.sizeMeters().y()) / 2;
      if (upright && !below.carries() && stands <= room && reach <= below.innerRadius() * 1.05) {
        Vector3 at =
            new Vector3(
                below.positionMeters().x(),
                below.positionMeters().y(),
                below.positionMeters().z()
                    + below.solid().sizeMeters().z() / 2
                    + rest.heightMeters());
        placed.set(i, below.carrying());
        placed.add(new Placed(kind, solid, at, rest.rotation(), solid.discsAt(at, rest), false));
        return true;
      }
    }
    return false;
  }

  /** Puts a cube into a vessel, as low as its corners allow; not at all if it is too wide. */
  private void putInto(int vessel, Solid cube) {
    Placed around = placed.get(vessel);
    Quaternion rotation =
        Quaternion.fromRollPitchYaw(
            random.nextDouble(-0.2, 0.2),
            random.nextDouble(-0.2, 0.2),
            random.nextDouble(-Math.PI, Math.PI));
    double reach = cube.reachMeters().x();
    double dx = random.nextDouble(-0.15, 0.15) * around.solid().sizeMeters().x();
    double dy = random.nextDouble(-0.15, 0.15) * around.solid().sizeMeters().x();
    double z = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 8; i++) {
      Vector3 corner =
          rotation.rotate(
              new Vector3(
                  (i & 1) == 0 ? reach : -reach,
                  (i & 2) == 0 ? reach : -reach,
                  (i & 4) == 0 ? reach : -reach));
      double ground =
          floorAt(around.solid().hollow(), Math.hypot(corner.x() + dx, corner.y() + dy));
      if (Double.isNaN(ground)) {
        return;
      }
      z = Math.max(z, ground - corner.z());
    }
    Vector3 at = around.positionMeters().plus(new Vector3(dx, dy, z));
    if (z - reach > 0.25 * around.solid().sizeMeters().z()) {
      // It would stand on the rim.
      return;
    }
    placed.set(vessel, around.carrying());
    placed.add(
        new Placed(
            Optional.of(ObjectKind.CUBE),
            cube,
            at,
            rotation,
            List.of(new Disc(at.x(), at.y(), 0)),
            false));
  }

  /**
   * Returns the height of the inside at a distance from the axis, or NaN beyond its wall. Where the
   * wall bends back inwards the lowest place counts for the distance, the wall's narrowest for NaN.
   */
  static double floorAt(List<Profile.Point> hollow, double radius) {
    double narrowest = hollow.get(hollow.size() - 1).radius();
    if (radius > narrowest) {
      return Double.NaN;
    }
    for (Profile.Point point : hollow) {
      if (point.radius() >= radius) {
        return point.z();
      }
    }
    return Double.NaN;
  }
}
