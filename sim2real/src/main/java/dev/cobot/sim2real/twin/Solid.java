package dev.cobot.sim2real.twin;

import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model;

/**
 * The form of an upright object, measured slice by slice from the solids that it collides with: how
 * wide it is, how wide it is hollow, how high its floor is.
 */
final class Solid {
  static final double SLICE_METERS = 0.002;
  static final int DIRECTIONS = 32;

  private static final double MARCH_METERS = 0.001;
  private static final int BISECTIONS = 14;

  private final Model model;
  private final boolean round;
  private final double bottom;
  private final double centreAboveBottom;
  private final double floor;
  private final double flatRadius;
  private final double widest;
  private final double[] outer;
  private final double[][] outline;
  private final double[] inner;

  Solid(ObjectKind kind, Model model) {
    this.model = model;
    round = kind.yawSymmetryOrder() == 0;
    double reach = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Model.Collision collision : model.collisions()) {
      Vector3 at = collision.modelFromShape().translation();
      double half = halfHeight(collision);
      reach = Math.max(reach, Math.hypot(at.x(), at.y()) + circumscribed(collision.shape()));
      low = Math.min(low, at.z() - half);
      high = Math.max(high, at.z() + half);
    }
    bottom = low;
    centreAboveBottom = model.boxCenterMeters().z() - low;
    int slices = Math.max(1, (int) Math.ceil((high - low) / SLICE_METERS - 1e-9));
    outer = new double[slices];
    outline = new double[slices][DIRECTIONS];
    inner = new double[slices];
    double most = 0;
    for (int k = 0; k < slices; k++) {
      double z = Math.min(low + (k + 0.5) * SLICE_METERS, high - 1e-6);
      inner[k] = Double.POSITIVE_INFINITY;
      for (int d = 0; d < DIRECTIONS; d++) {
        double angle = 2 * Math.PI * d / DIRECTIONS;
        double rim = edge(z, angle, reach, 0);
        outline[k][d] = rim;
        outer[k] = Math.max(outer[k], rim);
        inner[k] = Math.min(inner[k], edge(z, angle, 0, reach));
      }
      most = Math.max(most, outer[k]);
    }
    widest = most;
    double top = high - 1e-6;
    while (top > low && !solidAt(0, 0, top)) {
      top -= SLICE_METERS / 4;
    }
    floor = Math.max(0, top - low);
    double flat = Double.POSITIVE_INFINITY;
    for (int d = 0; d < DIRECTIONS; d++) {
      flat = Math.min(flat, edge(top, 2 * Math.PI * d / DIRECTIONS, reach, 0));
    }
    flatRadius = flat;
  }

  /** Returns the height of the bounding box's centre above the lowest point. */
  double centreAboveBottomMeters() {
    return centreAboveBottom;
  }

  /** Returns the model frame's height above the lowest point. */
  double originAboveBottomMeters() {
    return -bottom;
  }

  double heightMeters() {
    return outer.length * SLICE_METERS;
  }

  /** Returns the height, above the lowest point, at which something set on its middle stands. */
  double floorMeters() {
    return floor;
  }

  /** Whether something set on its middle stands inside of it. */
  boolean isContainer() {
    return floor < heightMeters() / 2;
  }

  /** Returns how far from its middle its top is flat. */
  double flatRadiusMeters() {
    return flatRadius;
  }

  double widestMeters() {
    return widest;
  }

  int slices() {
    return outer.length;
  }

  Footprint footprint(int slice, double x, double y, double yawRad) {
    return round
        ? Footprint.disc(x, y, outer[slice])
        : Footprint.rectangle(x, y, halfX(slice), halfY(slice), yawRad);
  }

  private double halfX(int slice) {
    return outline[slice][0];
  }

  private double halfY(int slice) {
    return outline[slice][DIRECTIONS / 4];
  }

  /** Returns the radius about the middle that is hollow in this slice; 0 for none. */
  double hollowMeters(int slice) {
    return inner[slice];
  }

  /** Returns the radius about the middle outside of which the slice has nothing. */
  double radiusMeters(int slice) {
    return round ? outer[slice] : Math.hypot(halfX(slice), halfY(slice));
  }

  /** Returns how far the slice reaches in one of {@value #DIRECTIONS} directions from +x on. */
  double outlineMeters(int slice, int direction) {
    return outline[slice][direction];
  }

  /** Returns how far from the axis matter begins, when marching from one radius to another. */
  private double edge(double z, double angle, double from, double to) {
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    double step = from < to ? MARCH_METERS : -MARCH_METERS;
    int steps = (int) Math.ceil(Math.abs(to - from) / MARCH_METERS);
    double before = from;
    for (int i = 0; i <= steps; i++) {
      double r = from + i * step;
      if (solidAt(r * c, r * s, z)) {
        double free = before;
        double hit = r;
        for (int b = 0; b < BISECTIONS; b++) {
          double middle = (free + hit) / 2;
          if (solidAt(middle * c, middle * s, z)) {
            hit = middle;
          } else {
            free = middle;
          }
        }
        return Math.max(0, hit);
      }
      before = r;
    }
    return Math.max(0, to);
  }

  private boolean solidAt(double x, double y, double z) {
    return covers(model, new Vector3(x, y, z));
  }

  /** Returns whether a model has matter at a point of its own frame. */
  static boolean covers(Model model, Vector3 point) {
    for (Model.Collision collision : model.collisions()) {
      Vector3 p =
          collision
              .modelFromShape()
              .rotation()
              .inverse()
              .rotate(point.minus(collision.modelFromShape().translation()));
      if (covers(collision.shape(), p)) {
        return true;
      }
    }
    return false;
  }

  private static boolean covers(Shape shape, Vector3 p) {
    if (shape instanceof Shape.Box box) {
      Vector3 s = box.sizeMeters();
      return Math.abs(p.x()) <= s.x() / 2
          && Math.abs(p.y()) <= s.y() / 2
          && Math.abs(p.z()) <= s.z() / 2;
    }
    if (shape instanceof Shape.Cylinder cylinder) {
      return Math.hypot(p.x(), p.y()) <= cylinder.radiusMeters()
          && Math.abs(p.z()) <= cylinder.lengthMeters() / 2;
    }
    return shape instanceof Shape.Sphere sphere && p.norm() <= sphere.radiusMeters();
  }

  private static double circumscribed(Shape shape) {
    if (shape instanceof Shape.Box box) {
      return box.sizeMeters().norm() / 2;
    }
    if (shape instanceof Shape.Cylinder cylinder) {
      return Math.hypot(cylinder.radiusMeters(), cylinder.lengthMeters() / 2);
    }
    return shape instanceof Shape.Sphere sphere ? sphere.radiusMeters() : 0;
  }

  private static double halfHeight(Model.Collision collision) {
    double[] m = collision.modelFromShape().rotation().toMatrix();
    if (collision.shape() instanceof Shape.Box box) {
      Vector3 s = box.sizeMeters();
      return (Math.abs(m[6]) * s.x() + Math.abs(m[7]) * s.y() + Math.abs(m[8]) * s.z()) / 2;
    }
    if (collision.shape() instanceof Shape.Cylinder cylinder) {
      return cylinder.radiusMeters() * Math.hypot(m[6], m[7])
          + Math.abs(m[8]) * cylinder.lengthMeters() / 2;
    }
    return circumscribed(collision.shape());
  }
}
