package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forward kinematics of a {@link RobotModel}: where the tool and the links are for given joint
 * positions. Keeps scratch memory: one instance a thread.
 */
public final class Kinematics {
  private final RobotModel robot;
  private final int joints;
  private final Map<String, Joint> jointOfChild = new HashMap<>();
  // Rigid 3 x 4 matrices, row-major: the fixed part before each arm joint, and after the last.
  private final double[][] fixedBefore;
  private final double[] fixedAfter;
  private final double[][] axes;

  private final double[] local = new double[12];
  private final double[] joined = new double[12];
  // Pose of each arm joint's child link, and at last of the tool.
  final double[][] frames;

  public Kinematics(RobotModel robot) {
    this.robot = robot;
    joints = robot.armJoints().size();
    for (Joint joint : robot.joints()) {
      jointOfChild.put(joint.child(), joint);
    }
    fixedBefore = new double[joints][];
    axes = new double[joints][];
    String below = RobotModel.BASE;
    for (int i = 0; i < joints; i++) {
      Joint joint = robot.armJoints().get(i);
      fixedBefore[i] = matrix(fixedChain(below, joint.parent()).after(joint.parentFromChild()));
      axes[i] = joint.axis().toArray();
      below = joint.child();
    }
    fixedAfter = matrix(fixedChain(below, RobotModel.TOOL));
    frames = new double[joints + 1][12];
  }

  public RobotModel robot() {
    return robot;
  }

  /** Returns the transform between two links that only fixed joints separate. */
  private Transform fixedChain(String from, String to) {
    Transform chain = Transform.identity(to, to);
    String link = to;
    while (!link.equals(from)) {
      Joint joint = jointOfChild.get(link);
      chain = joint.parentFromChild().after(chain);
      link = joint.parent();
    }
    return chain;
  }

  /**
   * Returns the pose of {@code tool0} in {@code base_link}.
   *
   * @param positionsRad one position for each arm joint, radians
   */
  public Transform baseFromTool(double[] positionsRad) {
    update(positionsRad);
    return transform(RobotModel.TOOL, frames[joints]);
  }

  /**
   * Returns the pose of every link in {@code base_link}.
   *
   * @param positionsRad one position for each arm joint, radians
   * @param leftFingerMeters position of the leading finger joint
   * @param rightFingerMeters position of the other finger joint
   */
  public Map<String, Transform> baseFromLinks(
      double[] positionsRad, double leftFingerMeters, double rightFingerMeters) {
    requireLength(positionsRad);
    List<Joint> arm = robot.armJoints();
    Map<String, Double> gripper = robot.linkage().positions(leftFingerMeters + rightFingerMeters);
    Map<String, Transform> poses = new LinkedHashMap<>();
    for (Link link : robot.links()) {
      Joint joint = jointOfChild.get(link.name());
      if (joint == null) {
        poses.put(link.name(), Transform.identity(RobotModel.BASE, link.name()));
        continue;
      }
      Transform baseFromChild = poses.get(joint.parent()).after(joint.parentFromChild());
      Double inGripper = gripper.get(joint.name());
      if (joint.type() == JointType.PRISMATIC) {
        double slide =
            inGripper != null
                ? inGripper
                : joint.name().equals(robot.leftFinger().name())
                    ? leftFingerMeters
                    : rightFingerMeters;
        baseFromChild =
            new Transform(
                RobotModel.BASE,
                link.name(),
                baseFromChild.apply(joint.axis().times(slide)),
                baseFromChild.rotation());
      } else if (joint.type() != JointType.FIXED) {
        baseFromChild =
            new Transform(
                RobotModel.BASE,
                link.name(),
                baseFromChild.translation(),
                baseFromChild
                    .rotation()
                    .after(
                        about(
                            joint.axis(),
                            inGripper != null ? inGripper : positionsRad[arm.indexOf(joint)])));
      }
      poses.put(link.name(), baseFromChild);
    }
    return poses;
  }

  /**
   * Returns the geometric Jacobian of {@code tool0} in {@code base_link}: (6, joints), row-major;
   * rows 0 to 2 metres a radian, rows 3 to 5 radians a radian.
   */
  public double[] jacobian(double[] positionsRad) {
    update(positionsRad);
    double[] jacobian = new double[6 * joints];
    fillJacobian(jacobian);
    return jacobian;
  }

  /** Recomputes {@link #frames}. */
  void update(double[] positionsRad) {
    requireLength(positionsRad);
    for (int i = 0; i < joints; i++) {
      turn(axes[i], positionsRad[i], local);
      if (i == 0) {
        multiply(fixedBefore[0], local, frames[0]);
      } else {
        multiply(frames[i - 1], fixedBefore[i], joined);
        multiply(joined, local, frames[i]);
      }
    }
    multiply(frames[joints - 1], fixedAfter, frames[joints]);
  }

  /** Fills the Jacobian at the positions of the last {@link #update}. */
  void fillJacobian(double[] jacobian) {
    double[] tool = frames[joints];
    for (int i = 0; i < joints; i++) {
      double[] f = frames[i];
      double[] a = axes[i];
      double ax = f[0] * a[0] + f[1] * a[1] + f[2] * a[2];
      double ay = f[4] * a[0] + f[5] * a[1] + f[6] * a[2];
      double az = f[8] * a[0] + f[9] * a[1] + f[10] * a[2];
      double dx = tool[3] - f[3];
      double dy = tool[7] - f[7];
      double dz = tool[11] - f[11];
      jacobian[i] = ay * dz - az * dy;
      jacobian[joints + i] = az * dx - ax * dz;
      jacobian[2 * joints + i] = ax * dy - ay * dx;
      jacobian[3 * joints + i] = ax;
      jacobian[4 * joints + i] = ay;
      jacobian[5 * joints + i] = az;
    }
  }

  private void requireLength(double[] positionsRad) {
    if (positionsRad.length != joints) {
      throw new IllegalArgumentException(
          "the arm of "
              + robot.name()
              + " has "
              + joints
              + " joints, got "
              + positionsRad.length
              + " positions");
    }
  }

  static Quaternion about(Vector3 unitAxis, double angleRad) {
    double s = StrictMath.sin(angleRad / 2);
    return new Quaternion(
        unitAxis.x() * s, unitAxis.y() * s, unitAxis.z() * s, StrictMath.cos(angleRad / 2));
  }

  // Rodrigues' rotation formula.
  private static void turn(double[] axis, double angleRad, double[] out) {
    double c = StrictMath.cos(angleRad);
    double s = StrictMath.sin(angleRad);
    double t = 1 - c;
    double x = axis[0];
    double y = axis[1];
    double z = axis[2];
    out[0] = t * x * x + c;
    out[1] = t * x * y - s * z;
    out[2] = t * x * z + s * y;
    out[3] = 0;
    out[4] = t * x * y + s * z;
    out[5] = t * y * y + c;
    out[6] = t * y * z - s * x;
    out[7] = 0;
    out[8] = t * x * z - s * y;
    out[9] = t * y * z + s * x;
    out[10] = t * z * z + c;
    out[11] = 0;
  }

  private static void multiply(double[] a, double[] b, double[] out) {
    for (int i = 0; i < 12; i += 4) {
      double a0 = a[i];
      double a1 = a[i + 1];
      double a2 = a[i + 2];
      out[i] = a0 * b[0] + a1 * b[4] + a2 * b[8];
      out[i + 1] = a0 * b[1] + a1 * b[5] + a2 * b[9];
      out[i + 2] = a0 * b[2] + a1 * b[6] + a2 * b[10];
      out[i + 3] = a0 * b[3] + a1 * b[7] + a2 * b[11] + a[i + 3];
    }
  }

  static double[] matrix(Transform transform) {
    double[] r = transform.rotation().toMatrix();
    Vector3 t = transform.translation();
    return new double[] {r[0], r[1], r[2], t.x(), r[3], r[4], r[5], t.y(), r[6], r[7], r[8], t.z()};
  }

  private static Transform transform(String source, double[] m) {
    return new Transform(
        RobotModel.BASE,
        source,
        new Vector3(m[3], m[7], m[11]),
        Quaternion.fromMatrix(
            new double[] {m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]}));
  }
}
