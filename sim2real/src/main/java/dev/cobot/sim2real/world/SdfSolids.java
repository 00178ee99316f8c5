package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model.Inertial;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a link is as a body: shapes, surfaces, mass. */
final class SdfSolids {
  private static final double DEFAULT_FRICTION = 0.6;
  private static final double MAX_FRICTION = 10;
  private static final double HARD_NEWTONS_PER_METER = 1e12;

  private final List<String> ignored;

  /**
   * @param ignored takes what is not used
   */
  SdfSolids(List<String> ignored) {
    this.ignored = ignored;
  }

  Inertial inertial(XmlElement element, Transform modelFromLink) throws DescriptionException {
    element.noteIgnored(Set.of("pose", "mass", "inertia"), ignored);
    Transform linkFromInertial = SdfFrames.inside(element, "link", "inertial");
    Transform modelFromInertial = modelFromLink.after(linkFromInertial);
    if (modelFromInertial.rotation().angleTo(Quaternion.IDENTITY) > 1e-6) {
      throw element.error("must not be turned against the model; give the inertia in its axes");
    }
    double mass = element.requiredChild("mass").positiveNumber();
    XmlElement inertia = element.requiredChild("inertia");
    double xx = inertia.requiredChild("ixx").positiveNumber();
    double yy = inertia.requiredChild("iyy").positiveNumber();
    double zz = inertia.requiredChild("izz").positiveNumber();
    double xy = inertia.number("ixy", 0);
    double xz = inertia.number("ixz", 0);
    double yz = inertia.number("iyz", 0);
    double determinant =
        xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
    if (!(xx * yy > xy * xy && determinant > 0)) {
      throw inertia.error("must be positive definite");
    }
    return new Inertial(mass, modelFromInertial.translation(), List.of(xx, yy, zz, xy, xz, yz));
  }

  Model.Surface surface(XmlElement collision) throws DescriptionException {
    Model.Surface hard = Model.Surface.hard(friction(collision), restitution(collision));
    XmlElement element = collision;
    for (String step : List.of("surface", "contact", "ode")) {
      Optional<XmlElement> next = element.child(step);
      if (next.isEmpty()) {
        return hard;
      }
      element = next.get();
    }
    element.noteIgnored(Set.of("kp", "kd"), ignored);
    Optional<XmlElement> kp = element.child("kp");
    // What SDF says without them: as hard as can be, and a damping of 1.
    if (kp.isEmpty() || kp.get().number() >= HARD_NEWTONS_PER_METER) {
      return hard;
    }
    double stiffness = positive(kp.get());
    Optional<XmlElement> kd = element.child("kd");
    double damping = kd.isPresent() ? positive(kd.get()) : 1;
    return new Model.Surface(hard.friction(), hard.restitution(), stiffness, damping);
  }

  private static double positive(XmlElement element) throws DescriptionException {
    double value = element.number();
    if (!(value > 0 && value <= 1e12)) {
      throw element.error("must be in (0, 1e12], got " + value);
    }
    return value;
  }

  private double friction(XmlElement collision) throws DescriptionException {
    XmlElement element = collision;
    for (String step : List.of("surface", "friction", "ode", "mu")) {
      Optional<XmlElement> next = element.child(step);
      if (next.isEmpty()) {
        return DEFAULT_FRICTION;
      }
      element.noteIgnored(Set.of(step, "pose", "geometry", "mu2", "bounce", "contact"), ignored);
      element = next.get();
    }
    double mu = element.number();
    if (!(mu >= 0)) {
      throw element.error("must be at least 0, got " + mu);
    }
    if (mu > MAX_FRICTION) {
      element.noteIgnored("is " + mu + "; it is taken for " + MAX_FRICTION, ignored);
    }
    return Math.min(mu, MAX_FRICTION);
  }

  private double restitution(XmlElement collision) throws DescriptionException {
    Optional<XmlElement> surface = collision.child("surface");
    Optional<XmlElement> bounce =
        surface.isPresent() ? surface.get().child("bounce") : Optional.empty();
    if (bounce.isEmpty()) {
      return 0;
    }
    bounce.get().noteIgnored(Set.of("restitution_coefficient"), ignored);
    Optional<XmlElement> given = bounce.get().child("restitution_coefficient");
    if (given.isEmpty()) {
      return 0;
    }
    XmlElement element = given.get();
    double restitution = element.number();
    if (!(restitution >= 0 && restitution <= 1)) {
      throw element.error("must be in [0, 1], got " + restitution);
    }
    return restitution;
  }

  static Shape solid(XmlElement collision) throws DescriptionException {
    XmlElement element = onlyShape(collision);
    if (element.name().equals("mesh")) {
      throw element.error(
          "cannot collide; make the <collision> of <box>, <cylinder> and <sphere> and keep the mesh"
              + " for the <visual>");
    }
    return shape(element);
  }

  /** Returns the one shape of a collision or a visual. */
  static XmlElement onlyShape(XmlElement owner) throws DescriptionException {
    XmlElement geometry = owner.requiredChild("geometry");
    if (geometry.children().size() != 1) {
      throw geometry.error("needs exactly one of <box>, <cylinder>, <sphere>, <plane>, <mesh>");
    }
    return geometry.children().get(0);
  }

  static Shape shape(XmlElement element) throws DescriptionException {
    try {
      return switch (element.name()) {
        // Without a size each is one metre, as SDF has it.
        case "box" -> {
          Optional<XmlElement> size = element.child("size");
          yield new Shape.Box(
              size.isPresent() ? Vector3.of(size.get().numbers(3)) : new Vector3(1, 1, 1));
        }
        case "cylinder" ->
            new Shape.Cylinder(element.number("radius", 1), element.number("length", 1));
        case "sphere" -> new Shape.Sphere(element.number("radius", 1));
        case "plane" -> {
          Optional<XmlElement> sizeElement = element.child("size");
          Optional<XmlElement> normal = element.child("normal");
          double[] size =
              sizeElement.isPresent() ? sizeElement.get().numbers(2) : new double[] {1, 1};
          Vector3 up = new Vector3(0, 0, 1);
          yield new Shape.Plane(
              normal.isPresent() ? Vector3.of(normal.get().numbers(3)) : up, size[0], size[1]);
        }
        default ->
            throw element.error(
                "is not supported; use <box>, <cylinder>, <sphere>, <plane> or <mesh>");
      };
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(element.error(e.getMessage()).getMessage(), e);
    }
  }
}
