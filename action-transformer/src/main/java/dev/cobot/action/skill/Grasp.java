package dev.cobot.action.skill;

import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Optional;

/**
 * Where the hand takes an object from above.
 *
 * @param positionMeters of the tool
 * @param yawRad of the tool; the fingers close across it
 * @param periodRad turn after which the grasp is the same
 * @param widthMeters of the object between the fingers
 */
public record Grasp(Vector3 positionMeters, double yawRad, double periodRad, double widthMeters) {
  private static final double UPRIGHT_COSINE = 0.87;
  private static final double FINGERTIP_METERS = 0.010;
  private static final double PALM_METERS = 0.035;
  private static final double PALM_HALF_LENGTH_METERS = 0.0625;
  private static final double PALM_HALF_WIDTH_METERS = 0.025;
  private static final double FINGER_OUTSIDE_METERS = 0.0525;
  private static final double FINGER_INSIDE_METERS = 0.0425;
  private static final double FINGER_HALF_WIDTH_METERS = 0.010;
  private static final double CLEARANCE_METERS = 0.004;

  private static final double CAP_DEPTH_METERS = 0.022;
  private static final double CAP_WIDTH_METERS = 0.030;
  private static final double CUP_DEPTH_METERS = 0.018;
  private static final double RIDGE_METERS = 0.016;
  private static final int YAW_CHOICES = 12;
  private static final double ROOM_METERS = 0.07;

  /** Share of a bottle's length, from its bottom, that is its body. */
  private static final double BODY_SHARE = 0.62;

  private static final double MASS_SHARE = 0.42;
  private static final double NECK_SHARE = 0.82;
  private static final double CAP_SHARE = 0.953;
  private static final double FAR_FROM_MASS_COST = 0.15;
  private static final double NECK_WIDTH_METERS = 0.026;
  private static final double SHOULDER_METERS = 0.021;

  /** How far below the axis of a lying object the fingertips should reach. */
  private static final double REACH_METERS = 0.006;

  /** Returns how to take the target of a situation. */
  public static Grasp of(Situation situation) {
    SceneObject target = situation.target();
    Vector3 axis = target.rotation().rotate(new Vector3(0, 0, 1));
    boolean round = target.kind().yawSymmetryOrder() == 0;
    if (!round) {
      double period = 2 * Math.PI / target.kind().yawSymmetryOrder();
      Vector3 p = target.positionMeters();
      return new Grasp(
          new Vector3(p.x(), p.y(), Math.max(FINGERTIP_METERS + CLEARANCE_METERS, p.z())),
          target.yawRad(),
          period,
          target.kind() == ObjectKind.CLOTH ? RIDGE_METERS : target.sizeMeters().y());
    }
    return Math.abs(axis.z()) > UPRIGHT_COSINE
        ? standing(situation, axis)
        : lying(target, axis, situation.other().filter(o -> o.kind() == ObjectKind.BOWL));
  }

  /** Returns the angle that a hand at {@code yaw} has still to turn, the shorter way. */
  public double turnFrom(double yaw) {
    return HandMotion.wrap(yawRad - yaw, periodRad);
  }

  /** Takes the upper end from above, with the fingers where there is room for them. */
  private static Grasp standing(Situation situation, Vector3 axis) {
    SceneObject target = situation.target();
    boolean bottle = target.kind() == ObjectKind.BOTTLE && axis.z() > 0;
    double depth = bottle ? CAP_DEPTH_METERS : CUP_DEPTH_METERS;
    double up = axis.z() > 0 ? 1 : -1;
    Vector3 place =
        target.positionMeters().plus(axis.times(up * (target.sizeMeters().z() / 2 - depth)));
    double width = bottle ? CAP_WIDTH_METERS : target.sizeMeters().x();
    Obstacles obstacles = Obstacles.of(situation.obstacles());
    double yaw = situation.hand().yawRad();
    double best = yaw;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < YAW_CHOICES; i++) {
      double choice = i * Math.PI / YAW_CHOICES;
      double turn = HandMotion.wrap(choice - yaw, Math.PI);
      Vector3 across = new Vector3(-Math.sin(choice), Math.cos(choice), 0).times(ROOM_METERS);
      double low = place.z() - FINGERTIP_METERS - CLEARANCE_METERS;
      double room =
          Math.min(obstacles.gap(place.plus(across), low), obstacles.gap(place.minus(across), low));
      double cost = Math.abs(turn) + 20 * Math.max(0, 0.02 - room) / 0.02;
      if (cost < least - 1e-9) {
        least = cost;
        best = yaw + turn;
      }
    }
    return new Grasp(place, best, Math.PI, width);
  }

  /**
   * Takes a lying object across its axis: its body near its mass, or a bottle also by its neck,
   * wherever the fingers reach lower round it.
   */
  private static Grasp lying(SceneObject target, Vector3 axis, Optional<SceneObject> container) {
    double radius = target.sizeMeters().x() / 2;
    boolean bottle = target.kind() == ObjectKind.BOTTLE;
    Place best = null;
    for (double share = 0.1; share <= (bottle ? BODY_SHARE : 0.9); share += 0.02) {
      best = better(best, place(target, axis, container, share, radius, radius));
    }
    if (bottle) {
      best =
          better(
              best,
              place(target, axis, container, NECK_SHARE, NECK_WIDTH_METERS / 2, SHOULDER_METERS)
                  .dearer());
      best =
          better(
              best,
              place(target, axis, container, CAP_SHARE, CAP_WIDTH_METERS / 2, CAP_WIDTH_METERS / 2)
                  .dearer());
    }
    return new Grasp(
        best.position(), Math.atan2(axis.y(), axis.x()), Math.PI, 2 * best.radiusMeters());
  }

  /** Where a lying object could be taken, and how much is against it. */
  private record Place(Vector3 position, double radiusMeters, double cost) {
    /** Returns the same place for when there is no good one nearer to the mass. */
    Place dearer() {
      return new Place(position, radiusMeters, cost + FAR_FROM_MASS_COST);
    }
  }

  private static Place better(Place a, Place b) {
    return a == null || b.cost() < a.cost() ? b : a;
  }

  /**
   * @param share of the object's length, from its bottom
   * @param radius of the object there
   * @param widest radius of the object under the palm
   */
  private static Place place(
      SceneObject target,
      Vector3 axis,
      Optional<SceneObject> container,
      double share,
      double radius,
      double widest) {
    double length = target.sizeMeters().z();
    double flat = Math.hypot(axis.x(), axis.y());
    Vector3 along = new Vector3(axis.x() / flat, axis.y() / flat, 0);
    Vector3 across = new Vector3(-along.y(), along.x(), 0);
    Vector3 point = target.positionMeters().plus(axis.times((share - 0.5) * length));
    double top = point.z() + (widest + PALM_HALF_WIDTH_METERS * Math.abs(axis.z())) / flat;
    double z = Math.max(point.z(), top + CLEARANCE_METERS - PALM_METERS);
    for (double side = -1; side <= 1; side += 2) {
      for (double end = -1; end <= 1; end++) {
        Vector3 finger = point.plus(along.times(end * FINGER_HALF_WIDTH_METERS));
        for (double out : new double[] {FINGER_INSIDE_METERS, FINGER_OUTSIDE_METERS}) {
          double wall = wallZ(finger.plus(across.times(side * out)), container);
          z = Math.max(z, wall + CLEARANCE_METERS + FINGERTIP_METERS);
        }
        Vector3 corner =
            point
                .plus(along.times(end * PALM_HALF_WIDTH_METERS))
                .plus(across.times(side * PALM_HALF_LENGTH_METERS));
        z = Math.max(z, wallZ(corner, container) + CLEARANCE_METERS - PALM_METERS);
      }
    }
    double middle = target.kind() == ObjectKind.BOTTLE ? MASS_SHARE : 0.5;
    double reach = point.z() - (z - FINGERTIP_METERS);
    return new Place(
        new Vector3(point.x(), point.y(), z),
        radius,
        Math.abs(share - middle) * length + 20 * Math.max(0, REACH_METERS - reach));
  }

  /** Returns the height of the container's inside, or of the table, at a place. */
  private static double wallZ(Vector3 place, Optional<SceneObject> container) {
    if (container.isEmpty()) {
      return 0;
    }
    SceneObject bowl = container.get();
    double rim = bowl.sizeMeters().x() / 2;
    double height = bowl.sizeMeters().z();
    double floor = bowl.positionMeters().z() - height / 2;
    double r = place.horizontalDistanceTo(bowl.positionMeters());
    if (r > rim) {
      return 0;
    }
    return floor + CLEARANCE_METERS + 0.92 * height * HandMotion.clamp((r / rim - 0.58) / 0.4);
  }
}
