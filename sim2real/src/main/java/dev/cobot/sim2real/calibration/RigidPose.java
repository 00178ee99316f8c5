package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;

/**
 * A rigid transform as the solvers step it.
 *
 * @param rotation 3 x 3, row-major; owned by the record
 * @param translation metres; owned by the record
 */
record RigidPose(double[] rotation, double[] translation) {
  static RigidPose of(Transform transform) {
    return new RigidPose(transform.rotation().toMatrix(), transform.translation().toArray());
  }

  Transform toTransform(String target, String source) {
    return new Transform(target, source, Vector3.of(translation), Quaternion.fromMatrix(rotation));
  }

  /** Returns the transform that applies {@code first}, then this one. */
  RigidPose after(RigidPose first) {
    return new RigidPose(product(rotation, first.rotation), apply(first.translation));
  }

  RigidPose inverse() {
    double[] r = rotation;
    double[] t = translation;
    double[] back = {r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]};
    return new RigidPose(
        back,
        new double[] {
          -(back[0] * t[0] + back[1] * t[1] + back[2] * t[2]),
          -(back[3] * t[0] + back[4] * t[1] + back[5] * t[2]),
          -(back[6] * t[0] + back[7] * t[1] + back[8] * t[2])
        });
  }

  double[] apply(double[] p) {
    double[] r = rotation;
    return new double[] {
      r[0] * p[0] + r[1] * p[1] + r[2] * p[2] + translation[0],
      r[3] * p[0] + r[4] * p[1] + r[5] * p[2] + translation[1],
      r[6] * p[0] + r[7] * p[1] + r[8] * p[2] + translation[2]
    };
  }

  /**
   * Returns the pose after a small step.
   *
   * @param step a rotation vector in the target frame (radians), then a translation (metres)
   * @param from index of the step's first value
   */
  RigidPose stepped(double[] step, int from) {
    double[] turned =
        product(exp(new double[] {step[from], step[from + 1], step[from + 2]}), rotation);
    return new RigidPose(
        Quaternion.fromMatrix(turned).toMatrix(),
        new double[] {
          translation[0] + step[from + 3],
          translation[1] + step[from + 4],
          translation[2] + step[from + 5]
        });
  }

  /** Returns the angle between the rotations of two poses, degrees. */
  double degreesTo(RigidPose other) {
    double[] turn = log(inverse().after(other).rotation);
    return Math.toDegrees(Math.sqrt(turn[0] * turn[0] + turn[1] * turn[1] + turn[2] * turn[2]));
  }

  /** Returns the distance between the images of a point under two poses. */
  double metersTo(RigidPose other, double[] point) {
    double[] a = apply(point);
    double[] b = other.apply(point);
    return Math.sqrt(
        Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
  }

  /** Returns the rotation matrix of a rotation vector. */
  static double[] exp(double[] v) {
    double angle = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    double s = angle < 1e-9 ? 0.5 : Math.sin(angle / 2) / angle;
    return new Quaternion(v[0] * s, v[1] * s, v[2] * s, Math.cos(angle / 2)).toMatrix();
  }

  /** Returns the rotation vector of a rotation matrix; its length is in [0, pi]. */
  static double[] log(double[] rotation) {
    Quaternion q = Quaternion.fromMatrix(rotation);
    double sign = q.w() < 0 ? -1 : 1;
    double sine = Math.sqrt(q.x() * q.x() + q.y() * q.y() + q.z() * q.z());
    double angle = 2 * Math.atan2(sine, Math.abs(q.w()));
    double scale = sign * (sine < 1e-12 ? 2 : angle / sine);
    return new double[] {q.x() * scale, q.y() * scale, q.z() * scale};
  }

  /** Returns the product of two 3 x 3 matrices. */
  static double[] product(double[] a, double[] b) {
    double[] c = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        c[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
      }
    }
    return c;
  }
}
