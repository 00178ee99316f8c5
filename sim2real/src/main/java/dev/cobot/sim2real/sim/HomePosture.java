package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.SplittableRandom;

/**
 * Finds where an arm waits: the gripper points down in front of the base, above the table, out of
 * the way of the camera.
 */
final class HomePosture {
  private static final int TRIES = 8;
  private static final int SAMPLES = 32;
  private static final Vector3 TOOL_METERS = new Vector3(-0.22, 0, 0.36);

  private HomePosture() {}

  /** Returns the joint positions, radians; those nearest to the robot's own home state, if any. */
  static double[] solve(World.RobotMount mount) {
    RobotModel robot = mount.model();
    Transform tableFromTool =
        new Transform(
            CameraModel.TABLE, RobotModel.TOOL, TOOL_METERS, InverseKinematics.toolDown(0));
    Transform baseFromTool = mount.tableFromBase().inverse().after(tableFromTool);
    InverseKinematics solver = new InverseKinematics(robot);
    double[] best = null;
    if (!robot.homeStateRad().isEmpty()) {
      double[] state = robot.homeStateRad().stream().mapToDouble(q -> q).toArray();
      InverseKinematics.Solution solution = solver.solve(baseFromTool, state);
      // An arm that cannot fold so far waits where its own state has it.
      best = solution.converged() ? solution.positionsRad() : state;
    }
    SplittableRandom random = new SeedStreams(0).stream("home");
    for (int i = 0; best == null && i < TRIES; i++) {
      best = roomiest(solver, robot, baseFromTool, random);
    }
    if (best == null) {
      throw new IllegalArgumentException(
          "the arm of "
              + robot.name()
              + " cannot bring its tool to its home at "
              + TOOL_METERS
              + " in the table frame, pointing down with its x axis along the table's; move its"
              + " base nearer to the table, or turn its last joint");
    }
    return best;
  }

  /** Returns of some solutions the one that stays farthest from the joint limits, or null. */
  private static double[] roomiest(
      InverseKinematics solver, RobotModel robot, Transform baseFromTool, SplittableRandom random) {
    double[] best = null;
    double bestRoom = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double[] seed =
          robot.armJoints().stream()
              .mapToDouble(
                  j -> {
                    double reach = Math.min(Math.PI, (j.upper() - j.lower()) / 2) / 2;
                    // A joint that turns without end has no middle.
                    double middle =
                        j.type() == JointType.CONTINUOUS ? 0 : (j.upper() + j.lower()) / 2;
                    return random.nextDouble(middle - reach, middle + reach);
                  })
              .toArray();
      InverseKinematics.Solution solution = solver.solve(baseFromTool, seed);
      double room = Double.POSITIVE_INFINITY;
      for (int j = 0; j < seed.length; j++) {
        Joint joint = robot.armJoints().get(j);
        double q = solution.positionsRad()[j];
        room = Math.min(room, Math.min(q - joint.lower(), joint.upper() - q));
      }
      if (solution.converged() && room > bestRoom) {
        best = solution.positionsRad();
        bestRoom = room;
      }
    }
    return best;
  }
}
