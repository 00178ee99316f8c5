package dev.cobot.sim2real.world;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.List;

/**
 * One model of the world file, or one that objects of a scene are made of. All its links are
 * rigidly joined, and every pose is given in the model's own frame.
 *
 * @param name the name of the instance
 * @param isStatic whether it never moves
 * @param inertial mass properties; null when the model is static and gives none
 */
public record Model(
    String name,
    boolean isStatic,
    Inertial inertial,
    List<Collision> collisions,
    List<ModelVisual> visuals) {
  public Model {
    collisions = List.copyOf(collisions);
    visuals = List.copyOf(visuals);
  }

  /**
   * Mass properties.
   *
   * @param centerOfMassMeters in the model frame
   * @param inertia (ixx, iyy, izz, ixy, ixz, iyz) about the centre of mass, model axes, kg m^2
   */
  public record Inertial(double massKg, Vector3 centerOfMassMeters, List<Double> inertia) {
    public Inertial {
      inertia = List.copyOf(inertia);
    }
  }

  /**
   * A solid that others can touch.
   *
   * @param surface how it meets others
   */
  public record Collision(Shape shape, Transform modelFromShape, Surface surface) {}

  /**
   * How a solid meets others.
   *
   * @param friction Coulomb's coefficient
   * @param restitution speed after a bounce over the speed before it, [0, 1]
   * @param stiffnessNewtonsPerMeter of each point of contact; infinite when it is hard
   * @param dampingNewtonSecondsPerMeter of each point of contact; 0 when it is hard
   */
  public record Surface(
      double friction,
      double restitution,
      double stiffnessNewtonsPerMeter,
      double dampingNewtonSecondsPerMeter) {
    /** Returns a surface that does not give way. */
    public static Surface hard(double friction, double restitution) {
      return new Surface(friction, restitution, Double.POSITIVE_INFINITY, 0);
    }

    public boolean isSoft() {
      return Double.isFinite(stiffnessNewtonsPerMeter);
    }

    /** Returns the same surface with its friction multiplied. */
    public Surface rougher(double factor) {
      return new Surface(
          friction * factor, restitution, stiffnessNewtonsPerMeter, dampingNewtonSecondsPerMeter);
    }
  }

  /** A solid that a camera can see. */
  public record ModelVisual(Shape shape, Transform modelFromShape, Material material) {
    public ModelVisual {
      if (material.texture().isPresent()) {
        Visual.requireTakesTexture(shape);
      }
    }

    public ColorRgb color() {
      return material.color();
    }
  }

  /** Returns the colour that the eye names the model by: that of its first visual. */
  public ColorRgb mainColor() {
    return visuals.get(0).color();
  }

  /** Returns the middle of the bounding box of what can be seen, model frame. */
  public Vector3 boxCenterMeters() {
    double[] b = bounds();
    return new Vector3((b[0] + b[3]) / 2, (b[1] + b[4]) / 2, (b[2] + b[5]) / 2);
  }

  /** Returns the extents of the bounding box of what can be seen, along the model's axes. */
  public Vector3 sizeMeters() {
    double[] b = bounds();
    return new Vector3(b[3] - b[0], b[4] - b[1], b[5] - b[2]);
  }

  private double[] bounds() {
    double[] b = {
      Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    for (ModelVisual visual : visuals) {
      double[] center = visual.modelFromShape().translation().toArray();
      double[] m = visual.modelFromShape().rotation().toMatrix();
      for (int axis = 0; axis < 3; axis++) {
        double x = m[3 * axis];
        double y = m[3 * axis + 1];
        double z = m[3 * axis + 2];
        b[axis] = Math.min(b[axis], center[axis] - visual.shape().reachMeters(-x, -y, -z));
        b[3 + axis] = Math.max(b[3 + axis], center[axis] + visual.shape().reachMeters(x, y, z));
      }
    }
    return b;
  }
}
