package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.GripperLinkage;
import dev.cobot.sim2real.robot.RobotDescription;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.robot.RobotModel.LinkCollision;
import dev.cobot.sim2real.robot.RobotModel.LinkVisual;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the runtime's arm of a description and a robot file: the base and the tool get the names
 * that all of it uses, what is neither arm nor gripper stands still, and two sliding pads and a box
 * stand for the gripper where it touches things.
 */
final class FittedRobot {
  static final String PALM = "cobot_palm";
  private static final String LEFT = "cobot_left_pad";
  private static final String RIGHT = "cobot_right_pad";
  private static final double PAD_KG = 0.08;
  private static final double PAD_FRICTION = 1;
  private static final double PAD_METERS_PER_SECOND = 0.1;
  private static final double TIP_BELOW_TOOL_METERS = 0.01;
  private static final ColorRgb DARK = new ColorRgb(0.2, 0.2, 0.22);

  private final RobotFile file;
  private final RobotDescription robot;

  FittedRobot(RobotFile file, RobotDescription robot) {
    this.file = file;
    this.robot = robot;
  }

  RobotModel model() {
    requireLink("base", file.base());
    requireLink("tool.link", file.tool().link());
    List<Joint> arm = arm();
    List<String> kept = robot.subtree(file.base());
    GripperLinkage linkage = linkage();
    List<String> notes = new ArrayList<>(robot.notes());
    if (kept.size() < robot.links().size()) {
      notes.add(
          robot.place()
              + ": what is not below '"
              + file.base()
              + "': "
              + robot.links().keySet().stream().filter(l -> !kept.contains(l)).toList());
    }
    Set<String> hand = new LinkedHashSet<>();
    if (linkage.isThere()) {
      for (Joint below : robot.jointsBelow(arm.get(arm.size() - 1).child())) {
        hand.addAll(robot.subtree(below.child()));
      }
    }
    List<Link> links = new ArrayList<>();
    List<Joint> joints = new ArrayList<>();
    for (Link link : robot.links().values()) {
      if (kept.contains(link.name())) {
        // Palm and pads touch for the links of the hand, which are only drawn.
        links.add(
            new Link(
                renamed(link.name()),
                link.massKg(),
                link.centerOfMassMeters(),
                link.friction(),
                link.visuals().stream().map(v -> moved(v, renamed(link.name()))).toList(),
                hand.contains(link.name())
                    ? List.of()
                    : link.collisions().stream()
                        .map(c -> moved(c, renamed(link.name())))
                        .toList()));
      }
    }
    for (Joint joint : robot.joints().values()) {
      if (kept.contains(joint.parent())) {
        boolean moves =
            arm.contains(joint)
                || linkage.joints().stream().anyMatch(j -> j.name().equals(joint.name()));
        joints.add(moves ? between(joint, joint.type(), 0) : still(joint));
      }
    }
    addHand(links, joints, linkage);
    List<Joint> armJoints = new ArrayList<>();
    for (String name : file.arm()) {
      armJoints.add(joints.stream().filter(j -> j.name().equals(name)).findFirst().orElseThrow());
    }
    int last = joints.size() - 1;
    return new RobotModel(
        file.robot(),
        links,
        joints,
        armJoints,
        joints.get(last - 1),
        joints.get(last),
        file.homeRad(),
        notes,
        linkage);
  }

  private void requireLink(String key, String link) {
    if (!robot.links().containsKey(link)) {
      throw new IllegalArgumentException(
          key + ": the description has no link '" + link + "'; it has " + robot.links().keySet());
    }
  }

  private List<Joint> arm() {
    List<Joint> chain = robot.chain(file.base(), file.tool().link());
    List<Joint> arm = new ArrayList<>();
    for (String name : file.arm()) {
      Joint joint = robot.joints().get(name);
      if (joint == null || !chain.contains(joint)) {
        throw new IllegalArgumentException(
            "arm: '"
                + name
                + "' is no joint between '"
                + file.base()
                + "' and '"
                + file.tool().link()
                + "'; there are "
                + chain.stream().map(Joint::name).toList());
      }
      if ((joint.type() != JointType.REVOLUTE && joint.type() != JointType.CONTINUOUS)
          || !RobotDescription.moves(joint)) {
        throw new IllegalArgumentException("arm: joint '" + name + "' must be one that turns");
      }
      arm.add(joint);
    }
    List<String> inOrder = chain.stream().filter(arm::contains).map(Joint::name).toList();
    if (!inOrder.equals(file.arm()) || arm.isEmpty()) {
      throw new IllegalArgumentException(
          "arm: the joints must stand in their order from the base, " + inOrder);
    }
    return arm;
  }

  private GripperLinkage linkage() {
    if (file.gripper().joints().isEmpty()) {
      return GripperLinkage.NONE;
    }
    List<GripperLinkage.FingerJoint> joints = new ArrayList<>();
    for (Map.Entry<String, List<Double>> joint : file.gripper().joints().entrySet()) {
      if (!robot.joints().containsKey(joint.getKey())) {
        throw new IllegalArgumentException(
            "gripper.joints: the description has no joint '" + joint.getKey() + "'");
      }
      joints.add(
          new GripperLinkage.FingerJoint(
              joint.getKey(), joint.getValue().get(0), joint.getValue().get(1)));
    }
    return new GripperLinkage(joints, file.gripper().openingsMeters());
  }

  /** Returns the name under which a link goes: base and tool have fixed ones. */
  private String renamed(String link) {
    if (link.equals(file.base())) {
      return RobotModel.BASE;
    }
    return link.equals(RobotModel.BASE) || link.equals(RobotModel.TOOL) ? link + "_of_urdf" : link;
  }

  private static LinkVisual moved(LinkVisual visual, String link) {
    return new LinkVisual(
        visual.shape(), in(link, visual.linkFromShape()), visual.color(), visual.specular());
  }

  private static LinkCollision moved(LinkCollision collision, String link) {
    return new LinkCollision(collision.shape(), in(link, collision.linkFromShape()));
  }

  private static Transform in(String target, Transform transform) {
    return new Transform(target, transform.source(), transform.translation(), transform.rotation());
  }

  private Joint between(Joint joint, JointType type, double position) {
    Transform at = Poses.parentFromChild(joint, position);
    String parent = renamed(joint.parent());
    String child = renamed(joint.child());
    return new Joint(
        joint.name(),
        type,
        parent,
        child,
        new Transform(parent, child, at.translation(), at.rotation()),
        joint.axis(),
        joint.lower(),
        joint.upper(),
        joint.maxVelocity(),
        joint.maxEffort(),
        null,
        1,
        0);
  }

  /** Fixes a joint of neither arm nor gripper where it is nearest to 0. */
  private Joint still(Joint joint) {
    double position =
        joint.type() == JointType.FIXED || joint.type() == JointType.FREE || joint.mimics() != null
            ? 0
            : Math.max(joint.lower(), Math.min(Math.max(joint.lower(), joint.upper()), 0));
    return between(joint, JointType.FIXED, position);
  }

  private void addHand(List<Link> links, List<Joint> joints, GripperLinkage linkage) {
    RobotFile.Gripper gripper = file.gripper();
    Vector3 pad = RobotFile.vector(gripper.padSizeMeters());
    Vector3 palm = RobotFile.vector(gripper.palmSizeMeters());
    double stroke = gripper.openingsMeters().get(gripper.openingsMeters().size() - 1);
    if (!(stroke > 0)) {
      throw new IllegalArgumentException("gripper.openingsMeters must end above 0, got " + stroke);
    }
    boolean drawn = !linkage.isThere();
    RobotFile.Tool tool = file.tool();
    Transform parentFromTool =
        new Transform(
            renamed(tool.link()),
            RobotModel.TOOL,
            RobotFile.vector(tool.xyzMeters()),
            Quaternion.fromRollPitchYaw(
                tool.rpyRad().get(0), tool.rpyRad().get(1), tool.rpyRad().get(2)));
    links.add(new Link(RobotModel.TOOL, 0, Vector3.ZERO, 0.8, List.of(), List.of()));
    joints.add(fixed("cobot_tool", parentFromTool));
    Transform palmFromBox =
        new Transform(
            PALM, "shape", RobotFile.vector(gripper.palmCenterMeters()), Quaternion.IDENTITY);
    links.add(solid(PALM, 0.8, 0.8, new Shape.Box(palm), palmFromBox, drawn));
    joints.add(fixed("cobot_hand", Transform.identity(RobotModel.TOOL, PALM)));
    for (int side = 1; side >= -1; side -= 2) {
      String name = side > 0 ? LEFT : RIGHT;
      Transform padFromBox =
          new Transform(name, "shape", new Vector3(0, side * pad.y() / 2, 0), Quaternion.IDENTITY);
      links.add(solid(name, PAD_KG, PAD_FRICTION, new Shape.Box(pad), padFromBox, drawn));
      joints.add(
          new Joint(
              name + "_joint",
              JointType.PRISMATIC,
              PALM,
              name,
              new Transform(
                  PALM,
                  name,
                  new Vector3(0, 0, TIP_BELOW_TOOL_METERS - pad.z() / 2),
                  Quaternion.IDENTITY),
              new Vector3(0, side, 0),
              0,
              stroke / 2,
              PAD_METERS_PER_SECOND,
              Double.POSITIVE_INFINITY,
              side > 0 ? null : LEFT + "_joint",
              1,
              0));
    }
  }

  private static Link solid(
      String name,
      double kg,
      double friction,
      Shape shape,
      Transform linkFromShape,
      boolean drawn) {
    return new Link(
        name,
        kg,
        Vector3.ZERO,
        friction,
        drawn ? List.of(new LinkVisual(shape, linkFromShape, DARK, 0.25)) : List.of(),
        List.of(new LinkCollision(shape, linkFromShape)));
  }

  private static Joint fixed(String name, Transform parentFromChild) {
    return new Joint(
        name,
        JointType.FIXED,
        parentFromChild.target(),
        parentFromChild.source(),
        parentFromChild,
        new Vector3(1, 0, 0),
        0,
        0,
        0,
        0,
        null,
        1,
        0);
  }
}
