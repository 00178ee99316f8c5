package dev.cobot.sim2real.scene;

/** A unit quaternion, order x y z w as in ROS. */
public record Quaternion(double x, double y, double z, double w) {
  public static final Quaternion IDENTITY = new Quaternion(0, 0, 0, 1);

  /** Normalises; rejects a quaternion of length zero or with a non-finite part. */
  public Quaternion {
    double norm = Math.sqrt(x * x + y * y + z * z + w * w);
    if (!(norm > 1e-9) || !Double.isFinite(norm)) {
      throw new IllegalArgumentException(
          "a rotation needs a finite non-zero quaternion, got ("
              + x
              + ", "
              + y
              + ", "
              + z
              + ", "
              + w
              + ")");
    }
    x /= norm;
    y /= norm;
    z /= norm;
    w /= norm;
  }

  /** Returns the rotation by {@code yawRad} about z. */
  public static Quaternion fromYaw(double yawRad) {
    return new Quaternion(0, 0, StrictMath.sin(yawRad / 2), StrictMath.cos(yawRad / 2));
  }

  /** Returns {@code Rz(yaw) Ry(pitch) Rx(roll)}, the fixed-axis convention of URDF and SDF. */
  public static Quaternion fromRollPitchYaw(double rollRad, double pitchRad, double yawRad) {
    double cr = StrictMath.cos(rollRad / 2);
    double sr = StrictMath.sin(rollRad / 2);
    double cp = StrictMath.cos(pitchRad / 2);
    double sp = StrictMath.sin(pitchRad / 2);
    double cy = StrictMath.cos(yawRad / 2);
    double sy = StrictMath.sin(yawRad / 2);
    return new Quaternion(
        sr * cp * cy - cr * sp * sy,
        cr * sp * cy + sr * cp * sy,
        cr * cp * sy - sr * sp * cy,
        cr * cp * cy + sr * sp * sy);
  }

  /** Returns the rotation whose matrix has these columns, row-major 3 x 3. */
  public static Quaternion fromMatrix(double[] m) {
    double trace = m[0] + m[4] + m[8];
    if (trace > 0) {
      double s = Math.sqrt(trace + 1) * 2;
      return new Quaternion((m[7] - m[5]) / s, (m[2] - m[6]) / s, (m[3] - m[1]) / s, s / 4);
    }
    if (m[0] > m[4] && m[0] > m[8]) {
      double s = Math.sqrt(1 + m[0] - m[4] - m[8]) * 2;
      return new Quaternion(s / 4, (m[1] + m[3]) / s, (m[2] + m[6]) / s, (m[7] - m[5]) / s);
    }
    if (m[4] > m[8]) {
      double s = Math.sqrt(1 + m[4] - m[0] - m[8]) * 2;
      return new Quaternion((m[1] + m[3]) / s, s / 4, (m[5] + m[7]) / s, (m[2] - m[6]) / s);
    }
    double s = Math.sqrt(1 + m[8] - m[0] - m[4]) * 2;
    return new Quaternion((m[2] + m[6]) / s, (m[5] + m[7]) / s, s / 4, (m[3] - m[1]) / s);
  }

  /** Returns the rotation that applies {@code first}, then this one. */
  public Quaternion after(Quaternion first) {
    return new Quaternion(
        w * first.x + x * first.w + y * first.z - z * first.y,
        w * first.y - x * first.z + y * first.w + z * first.x,
        w * first.z + x * first.y - y * first.x + z * first.w,
        w * first.w - x * first.x - y * first.y - z * first.z);
  }

  public Quaternion inverse() {
    return new Quaternion(-x, -y, -z, w);
  }

  public Vector3 rotate(Vector3 v) {
    double tx = 2 * (y * v.z() - z * v.y());
    double ty = 2 * (z * v.x() - x * v.z());
    double tz = 2 * (x * v.y() - y * v.x());
    return new Vector3(
        v.x() + w * tx + y * tz - z * ty,
        v.y() + w * ty + z * tx - x * tz,
        v.z() + w * tz + x * ty - y * tx);
  }

  /** Returns the 3 x 3 matrix, row-major. */
  public double[] toMatrix() {
    return new double[] {
      1 - 2 * (y * y + z * z),
      2 * (x * y - z * w),
      2 * (x * z + y * w),
      2 * (x * y + z * w),
      1 - 2 * (x * x + z * z),
      2 * (y * z - x * w),
      2 * (x * z - y * w),
      2 * (y * z + x * w),
      1 - 2 * (x * x + y * y)
    };
  }

  /** Returns (roll, pitch, yaw) in radians with {@code this = Rz(yaw) Ry(pitch) Rx(roll)}. */
  public double[] toRollPitchYaw() {
    double sinPitch = Math.max(-1, Math.min(1, 2 * (w * y - z * x)));
    return new double[] {
      StrictMath.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y)),
      StrictMath.asin(sinPitch),
      StrictMath.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))
    };
  }

  /** Returns the angle in [0, pi] of the rotation between the two. */
  public double angleTo(Quaternion other) {
    double dot = Math.abs(x * other.x + y * other.y + z * other.z + w * other.w);
    return 2 * StrictMath.acos(Math.min(1, dot));
  }
}
