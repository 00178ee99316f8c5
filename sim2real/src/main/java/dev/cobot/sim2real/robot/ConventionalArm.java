package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.robot.RobotModel.Link;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a description for the arm that it calls by our names: {@code base_link} first, turning
 * joints up to {@code tool0}, two sliding fingers. Others need a robot file.
 */
final class ConventionalArm {
  private static final String OTHERWISE =
      "; for a robot with other names or another gripper: cobot robot import FILE";
  private static final double DEFAULT_FINGER_KG = 0.08;

  private final RobotDescription robot;

  ConventionalArm(RobotDescription robot) {
    this.robot = robot;
  }

  RobotModel model() throws DescriptionException {
    for (String needed : List.of(RobotModel.BASE, RobotModel.TOOL)) {
      if (!robot.links().containsKey(needed)) {
        throw error("needs a link named '" + needed + "'; it has " + robot.links().keySet());
      }
    }
    if (!robot.root().equals(RobotModel.BASE)) {
      throw error("must start its tree of links at '" + RobotModel.BASE + "'");
    }
    List<Joint> arm = arm();
    List<Joint> fingers =
        robot.joints().values().stream().filter(j -> j.type() == JointType.PRISMATIC).toList();
    Joint mimic = fingers.stream().filter(j -> j.mimics() != null).findFirst().orElse(null);
    Joint lead = fingers.stream().filter(j -> j.mimics() == null).findFirst().orElse(null);
    if (fingers.size() != 2
        || mimic == null
        || lead == null
        || !mimic.mimics().equals(lead.name())
        || mimic.mimicMultiplier() != 1
        || mimic.mimicOffset() != 0
        || !mimic.parent().equals(lead.parent())
        || lead.lower() != 0
        || mimic.lower() != 0
        || !(lead.upper() > 0 && mimic.upper() > 0)) {
      throw error(
          "needs a gripper: two prismatic finger joints on one link, both from 0 upwards, one with"
              + " <mimic joint=\"the other\"/>; got "
              + fingers.stream().map(Joint::name).toList());
    }
    for (Joint joint : robot.joints().values()) {
      if (joint.type() != JointType.FIXED && !arm.contains(joint) && !fingers.contains(joint)) {
        throw error(
            "joint '" + joint.name() + "' moves but belongs to neither the arm nor the gripper");
      }
    }
    List<String> notes = new ArrayList<>(robot.notes());
    List<Link> links = new ArrayList<>();
    for (Link link : robot.links().values()) {
      boolean isFinger = link.name().equals(lead.child()) || link.name().equals(mimic.child());
      links.add(isFinger ? withMass(link, notes) : link);
    }
    return new RobotModel(
        robot.name(),
        links,
        List.copyOf(robot.joints().values()),
        arm,
        lead,
        mimic,
        List.of(),
        notes,
        GripperLinkage.NONE);
  }

  private Link withMass(Link finger, List<String> notes) {
    if (finger.massKg() > 0) {
      return finger;
    }
    notes.add(
        robot.place()
            + ": finger '"
            + finger.name()
            + "' has no mass; "
            + DEFAULT_FINGER_KG
            + " kg are taken");
    return new Link(
        finger.name(),
        DEFAULT_FINGER_KG,
        finger.centerOfMassMeters(),
        finger.friction(),
        finger.visuals(),
        finger.collisions());
  }

  private List<Joint> arm() throws DescriptionException {
    List<Joint> arm = new ArrayList<>();
    for (Joint joint : robot.chain(RobotModel.BASE, RobotModel.TOOL)) {
      if (joint.type() == JointType.PRISMATIC
          || joint.type() == JointType.FREE
          || joint.mimics() != null) {
        throw error("arm joint '" + joint.name() + "' must be revolute or continuous");
      }
      if (joint.type() != JointType.FIXED) {
        if (!RobotDescription.moves(joint)) {
          throw error("the limits of arm joint '" + joint.name() + "' need lower < upper");
        }
        arm.add(joint);
      }
    }
    if (arm.isEmpty()) {
      throw error("has no moving joint between base_link and tool0");
    }
    return arm;
  }

  private DescriptionException error(String problem) {
    return new DescriptionException(robot.place() + ": <robot> " + problem + OTHERWISE);
  }
}
