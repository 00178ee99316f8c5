package dev.cobot.node.cell;

import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TransformCodec;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.TFMessage;
import dev.cobot.ros.message.TransformStamped;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells where the robot's links are, each in its parent, where no robot_state_publisher does. */
final class LinkTransforms {
  private final RobotModel robot;
  private final Publisher<TFMessage> transforms;

  LinkTransforms(ConnectedNode node, RobotModel robot) throws RosException {
    this.robot = robot;
    transforms = node.newPublisher(Topics.TF, TFMessage.class, PublisherOptions.queue(5));
  }

  void publish(JointState joints) {
    if (transforms.getNumberOfSubscribers() > 0) {
      transforms.publish(new TFMessage(of(robot, joints)));
    }
  }

  /** Returns the pose of every link whose joint is fixed or among those of the message. */
  static List<TransformStamped> of(RobotModel robot, JointState joints) {
    Map<String, Double> positions = new HashMap<>();
    for (int i = 0; i < joints.name().size(); i++) {
      positions.put(joints.name().get(i), joints.position()[i]);
    }
    List<TransformStamped> poses = new ArrayList<>();
    for (Joint joint : robot.joints()) {
      Double position =
          joint.type() == RobotModel.JointType.FIXED
              ? Double.valueOf(0)
              : position(joint, positions);
      if (position != null) {
        poses.add(
            TransformCodec.toMessage(parentFromChild(joint, position), joints.header().stamp()));
      }
    }
    return poses;
  }

  private static Double position(Joint joint, Map<String, Double> positions) {
    Double own = positions.get(joint.name());
    Double followed = joint.mimics() == null ? null : positions.get(joint.mimics());
    return own != null || followed == null
        ? own
        : Double.valueOf(joint.mimicMultiplier() * followed + joint.mimicOffset());
  }

  private static Transform parentFromChild(Joint joint, double position) {
    Vector3 axis = joint.axis();
    double sine = StrictMath.sin(position / 2);
    Transform moved =
        switch (joint.type()) {
          case REVOLUTE, CONTINUOUS ->
              new Transform(
                  joint.child(),
                  joint.child(),
                  Vector3.ZERO,
                  new Quaternion(
                      axis.x() * sine,
                      axis.y() * sine,
                      axis.z() * sine,
                      StrictMath.cos(position / 2)));
          case PRISMATIC ->
              new Transform(
                  joint.child(), joint.child(), axis.times(position), Quaternion.IDENTITY);
          case FIXED, FREE -> Transform.identity(joint.child(), joint.child());
        };
    return joint.parentFromChild().after(moved);
  }
}
