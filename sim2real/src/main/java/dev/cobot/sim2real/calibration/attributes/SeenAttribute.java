package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;

/** What is told of an object, and how far it is from the label. */
public enum SeenAttribute {
  /** Horizontal distance, one error an object; metres. */
  POSITION("position", "m") {
    @Override
    public double[] errors(ObjectAttributes seen, SceneObject label) {
      return new double[] {seen.positionMeters().horizontalDistanceTo(label.positionMeters())};
    }

    @Override
    public double[] inSigmas(ObjectAttributes seen, SceneObject label) {
      Vector3 off = seen.positionMeters().minus(label.positionMeters());
      Vector3 sigma = seen.uncertainty().positionMeters();
      return new double[] {ratio(off.x(), sigma.x()), ratio(off.y(), sigma.y())};
    }
  },
  /** Metres. */
  HEIGHT("height", "m") {
    @Override
    public double[] errors(ObjectAttributes seen, SceneObject label) {
      return new double[] {Math.abs(seen.positionMeters().z() - label.positionMeters().z())};
    }

    @Override
    public double[] inSigmas(ObjectAttributes seen, SceneObject label) {
      return new double[] {ratio(errors(seen, label)[0], seen.uncertainty().positionMeters().z())};
    }
  },
  /** Modulo the kind's symmetry; nothing of a body of revolution. Radians. */
  YAW("yaw", "rad") {
    @Override
    public double[] errors(ObjectAttributes seen, SceneObject label) {
      return label.kind().yawSymmetryOrder() == 0
          ? new double[0]
          : new double[] {Math.abs(turn(seen, label))};
    }

    @Override
    public double[] inSigmas(ObjectAttributes seen, SceneObject label) {
      double sigma = seen.uncertainty().yawRad();
      return label.kind().yawSymmetryOrder() == 0 || sigma >= Math.PI
          ? new double[0]
          : new double[] {ratio(turn(seen, label), sigma)};
    }
  },
  /** One error a channel, sRGB. */
  COLOR("color", "sRGB") {
    @Override
    public double[] errors(ObjectAttributes seen, SceneObject label) {
      ColorRgb a = seen.color();
      ColorRgb b = label.color();
      return new double[] {
        Math.abs(a.red() - b.red()), Math.abs(a.green() - b.green()), Math.abs(a.blue() - b.blue())
      };
    }

    @Override
    public double[] inSigmas(ObjectAttributes seen, SceneObject label) {
      double[] off = errors(seen, label);
      double[] sigma = seen.uncertainty().colorRgb().toArray();
      return new double[] {
        ratio(off[0], sigma[0]), ratio(off[1], sigma[1]), ratio(off[2], sigma[2])
      };
    }
  };

  private static final double LEAST_SIGMA = 1e-9;

  private final String id;
  private final String unit;

  SeenAttribute(String id, String unit) {
    this.id = id;
    this.unit = unit;
  }

  /** Returns the name in documents. */
  public String id() {
    return id;
  }

  /** Returns the unit of the errors. */
  public String unit() {
    return unit;
  }

  /** Returns the errors of one object, not negative; empty where there is nothing to tell. */
  public abstract double[] errors(ObjectAttributes seen, SceneObject label);

  /** Returns the errors in stated sigmas, not negative; empty where there is nothing to tell. */
  public abstract double[] inSigmas(ObjectAttributes seen, SceneObject label);

  /** Returns the turn from the seen yaw to the label's, modulo the symmetry, radians. */
  static double turn(ObjectAttributes seen, SceneObject label) {
    int order = label.kind().yawSymmetryOrder();
    double turns = order * (label.yawRad() - seen.yawRad());
    return Math.atan2(Math.sin(turns), Math.cos(turns)) / order;
  }

  private static double ratio(double error, double sigma) {
    return Math.abs(error) / Math.max(LEAST_SIGMA, sigma);
  }
}
