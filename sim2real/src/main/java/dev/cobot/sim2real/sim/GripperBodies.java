package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.Map;

/** The bodies of palm and fingers, the only links of the arm that push and are pushed. */
final class GripperBodies {
  private final RobotModel robot;
  private final Kinematics kinematics;
  private final Transform tableFromBase;
  private final Transform toolFromPalm;
  private final int palm;
  private final GripperDrive.Finger left;
  private final GripperDrive.Finger right;

  /**
   * Puts palm and fingers into the physics world, after everything else.
   *
   * @param kinematics of the same robot; its scratch memory is used by one thread at a time
   * @param fingerMeters where each finger starts on its slide
   */
  GripperBodies(
      PhysicsWorld physics,
      World.RobotMount mount,
      Kinematics kinematics,
      double[] startRad,
      double fingerMeters) {
    robot = mount.model();
    this.kinematics = kinematics;
    tableFromBase = mount.tableFromBase();
    Map<String, Transform> links = kinematics.baseFromLinks(startRad, fingerMeters, fingerMeters);
    Transform baseFromPalm = links.get(robot.palmLink());
    toolFromPalm = links.get(RobotModel.TOOL).inverse().after(baseFromPalm);
    palm =
        physics.addKinematic(
            collisions(robot.link(robot.palmLink())), tableFromBase.after(baseFromPalm));
    left = finger(physics, robot.leftFinger(), links, fingerMeters);
    right = finger(physics, robot.rightFinger(), links, fingerMeters);
  }

  private GripperDrive.Finger finger(
      PhysicsWorld physics, Joint joint, Map<String, Transform> links, double startMeters) {
    Link link = robot.link(joint.child());
    Transform tableFromFinger = tableFromBase.after(links.get(joint.child()));
    int body = physics.addDynamic(boxInertial(link), collisions(link), tableFromFinger);
    physics.makePowered(body);
    Vector3 axisTable = tableFromFinger.rotation().rotate(joint.axis());
    int slider =
        physics.addSlider(
            body, palm, axisTable, joint.lower() - startMeters, joint.upper() - startMeters);
    return new GripperDrive.Finger(
        joint.child(),
        body,
        slider,
        joint.parentFromChild().translation(),
        joint.parentFromChild().rotation().rotate(joint.axis()));
  }

  private static List<Model.Collision> collisions(Link link) {
    return link.collisions().stream()
        .map(
            c ->
                new Model.Collision(
                    c.shape(),
                    new Transform(
                        "model",
                        "shape",
                        c.linkFromShape().translation(),
                        c.linkFromShape().rotation()),
                    Model.Surface.hard(link.friction(), 0)))
        .toList();
  }

  /** Returns the mass properties of a link that is one solid box. */
  private static Model.Inertial boxInertial(Link link) {
    if (link.collisions().size() != 1
        || !(link.collisions().get(0).shape() instanceof Shape.Box box)
        || !(link.massKg() > 0)) {
      throw new IllegalArgumentException(
          "finger link '" + link.name() + "' needs a mass and one <collision> that is a <box>");
    }
    Vector3 s = box.sizeMeters();
    double m = link.massKg() / 12;
    return new Model.Inertial(
        link.massKg(),
        link.collisions().get(0).linkFromShape().translation(),
        List.of(
            m * (s.y() * s.y() + s.z() * s.z()),
            m * (s.x() * s.x() + s.z() * s.z()),
            m * (s.x() * s.x() + s.y() * s.y()),
            0.0,
            0.0,
            0.0));
  }

  int palm() {
    return palm;
  }

  GripperDrive.Finger left() {
    return left;
  }

  GripperDrive.Finger right() {
    return right;
  }

  boolean contains(int body) {
    return body == palm || body == left.body() || body == right.body();
  }

  /** Returns the name of the link that is this body of the gripper. */
  String linkName(int body) {
    return body == palm ? robot.palmLink() : body == left.body() ? left.link() : right.link();
  }

  /** Returns where the palm is for some positions of the arm's joints. */
  Transform tableFromPalm(double[] positionsRad) {
    return tableFromBase.after(kinematics.baseFromTool(positionsRad)).after(toolFromPalm);
  }
}
