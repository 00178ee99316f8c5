package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.robot.RobotModel.LinkCollision;
import dev.cobot.sim2real.robot.RobotModel.LinkVisual;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the subset of URDF that {@link RobotModel} needs. */
final class UrdfReader {
  private static final double DEFAULT_FRICTION = 0.8;
  private static final double DEFAULT_SPECULAR = 0.25;
  private static final double[] ZERO = new double[3];

  private final List<String> ignored = new ArrayList<>();
  private final Map<String, ColorRgb> materials = new HashMap<>();
  private final Map<String, Double> frictions = new HashMap<>();

  RobotModel read(XmlElement robot) throws DescriptionException {
    if (!robot.name().equals("robot")) {
      throw robot.error("is no robot; a URDF file starts with <robot name=\"..\">");
    }
    robot.noteIgnored(Set.of("link", "joint", "material", "gazebo"), ignored);
    for (XmlElement material : robot.children("material")) {
      if (color(material) == null) {
        throw material.error("at the top level needs a <color rgba=\"r g b a\"/>");
      }
    }
    for (XmlElement gazebo : robot.children("gazebo")) {
      gazebo.noteIgnored(Set.of("mu1", "mu2"), ignored);
      Optional<XmlElement> mu = gazebo.child("mu1");
      if (mu.isPresent()) {
        frictions.put(gazebo.requiredAttribute("reference"), mu.get().positiveNumber());
      }
    }
    Map<String, Link> links = new LinkedHashMap<>();
    for (XmlElement element : robot.children("link")) {
      Link link = link(element);
      if (links.put(link.name(), link) != null) {
        throw element.error("'" + link.name() + "' is defined twice");
      }
    }
    Map<String, Joint> joints = new LinkedHashMap<>();
    Map<String, Joint> jointOfChild = new LinkedHashMap<>();
    for (XmlElement element : robot.children("joint")) {
      Joint joint = joint(element, links);
      if (joints.put(joint.name(), joint) != null) {
        throw element.error("'" + joint.name() + "' is defined twice");
      }
      if (jointOfChild.put(joint.child(), joint) != null) {
        throw element.error(
            "'" + joint.name() + "' gives link '" + joint.child() + "' a second parent");
      }
    }
    for (String needed : List.of(RobotModel.BASE, RobotModel.TOOL)) {
      if (!links.containsKey(needed)) {
        throw robot.error("needs a link named '" + needed + "'; it has " + links.keySet());
      }
    }
    List<Link> ordered = ordered(robot, links, jointOfChild);
    List<Joint> arm = arm(robot, jointOfChild);
    List<Joint> fingers =
        joints.values().stream().filter(j -> j.type() == JointType.PRISMATIC).toList();
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
        || mimic.lower() != 0) {
      throw robot.error(
          "needs a gripper: two prismatic finger joints on one link, both from 0 upwards, one with"
              + " <mimic joint=\"the other\"/>; got "
              + fingers.stream().map(Joint::name).toList());
    }
    for (Joint joint : joints.values()) {
      if (joint.type() != JointType.FIXED && !arm.contains(joint) && !fingers.contains(joint)) {
        throw robot.error(
            "joint '" + joint.name() + "' moves but belongs to neither the arm nor the gripper");
      }
    }
    return new RobotModel(
        robot.requiredAttribute("name"),
        ordered,
        List.copyOf(joints.values()),
        arm,
        lead,
        mimic,
        List.of(),
        ignored);
  }

  /** Returns the links so that each stands after its parent; refuses loops and second roots. */
  private static List<Link> ordered(
      XmlElement robot, Map<String, Link> links, Map<String, Joint> jointOfChild)
      throws DescriptionException {
    if (jointOfChild.containsKey(RobotModel.BASE)) {
      throw robot.error("must start its tree of links at '" + RobotModel.BASE + "'");
    }
    Map<String, Link> reached = new LinkedHashMap<>();
    reached.put(RobotModel.BASE, links.get(RobotModel.BASE));
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Joint joint : jointOfChild.values()) {
        if (reached.containsKey(joint.parent()) && !reached.containsKey(joint.child())) {
          reached.put(joint.child(), links.get(joint.child()));
          grew = true;
        }
      }
    }
    for (String name : links.keySet()) {
      if (!reached.containsKey(name)) {
        throw robot.error(
            "link '" + name + "' is not reached from '" + RobotModel.BASE + "' by any joint");
      }
    }
    return List.copyOf(reached.values());
  }

  private static List<Joint> arm(XmlElement robot, Map<String, Joint> jointOfChild)
      throws DescriptionException {
    List<Joint> arm = new ArrayList<>();
    String link = RobotModel.TOOL;
    while (!link.equals(RobotModel.BASE)) {
      Joint joint = jointOfChild.get(link);
      if (joint.type() == JointType.PRISMATIC || joint.mimics() != null) {
        throw robot.error("arm joint '" + joint.name() + "' must be revolute or continuous");
      }
      if (joint.type() != JointType.FIXED) {
        arm.add(0, joint);
      }
      link = joint.parent();
    }
    if (arm.isEmpty()) {
      throw robot.error("has no moving joint between base_link and tool0");
    }
    return arm;
  }

  private Link link(XmlElement element) throws DescriptionException {
    String name = element.requiredAttribute("name");
    element.noteIgnored(Set.of("inertial", "visual", "collision"), ignored);
    double mass = 0;
    Vector3 center = Vector3.ZERO;
    Optional<XmlElement> inertial = element.child("inertial");
    if (inertial.isPresent()) {
      inertial.get().noteIgnored(Set.of("origin", "mass", "inertia"), ignored);
      XmlElement massElement = inertial.get().requiredChild("mass");
      mass = massElement.number("value");
      if (!(mass > 0)) {
        throw massElement.error("needs a value above 0 kg, got " + mass);
      }
      center = origin(inertial.get(), name, "inertial").translation();
    }
    List<LinkVisual> visuals = new ArrayList<>();
    for (XmlElement visual : element.children("visual")) {
      visual.noteIgnored(Set.of("origin", "geometry", "material"), ignored);
      XmlElement material = visual.requiredChild("material");
      ColorRgb color = color(material);
      if (color == null) {
        throw material.error(
            "names no known colour; known materials: "
                + materials.keySet().stream().sorted().toList());
      }
      visuals.add(
          new LinkVisual(shape(visual), origin(visual, name, "shape"), color, DEFAULT_SPECULAR));
    }
    List<LinkCollision> collisions = new ArrayList<>();
    for (XmlElement collision : element.children("collision")) {
      collision.noteIgnored(Set.of("origin", "geometry"), ignored);
      collisions.add(new LinkCollision(shape(collision), origin(collision, name, "shape")));
    }
    return new Link(
        name, mass, center, frictions.getOrDefault(name, DEFAULT_FRICTION), visuals, collisions);
  }

  private ColorRgb color(XmlElement material) throws DescriptionException {
    String name = material.attribute("name").orElse("");
    Optional<XmlElement> color = material.child("color");
    if (color.isEmpty()) {
      return materials.get(name);
    }
    double[] rgba = color.get().numbers("rgba", 4);
    ColorRgb rgb;
    try {
      rgb = new ColorRgb(rgba[0], rgba[1], rgba[2]);
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(color.get().error(e.getMessage()).getMessage(), e);
    }
    if (!name.isEmpty()) {
      materials.put(name, rgb);
    }
    return rgb;
  }

  private static Shape shape(XmlElement owner) throws DescriptionException {
    XmlElement geometry = owner.requiredChild("geometry");
    if (geometry.children().size() != 1) {
      throw geometry.error("needs exactly one of <box>, <cylinder>, <sphere>");
    }
    XmlElement element = geometry.children().get(0);
    try {
      return switch (element.name()) {
        case "box" -> new Shape.Box(Vector3.of(element.numbers("size", 3)));
        case "cylinder" -> new Shape.Cylinder(element.number("radius"), element.number("length"));
        case "sphere" -> new Shape.Sphere(element.number("radius"));
        default -> throw element.error("is not supported; use <box>, <cylinder> or <sphere>");
      };
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(element.error(e.getMessage()).getMessage(), e);
    }
  }

  private static Transform origin(XmlElement owner, String target, String source)
      throws DescriptionException {
    Optional<XmlElement> origin = owner.child("origin");
    if (origin.isEmpty()) {
      return Transform.identity(target, source);
    }
    XmlElement o = origin.get();
    return XmlElement.transform(
        target,
        source,
        o.attribute("xyz").isPresent() ? o.numbers("xyz", 3) : ZERO,
        o.attribute("rpy").isPresent() ? o.numbers("rpy", 3) : ZERO);
  }

  private Joint joint(XmlElement element, Map<String, Link> links) throws DescriptionException {
    String name = element.requiredAttribute("name");
    element.noteIgnored(Set.of("origin", "parent", "child", "axis", "limit", "mimic"), ignored);
    JointType type = type(element);
    String parent = linkName(element.requiredChild("parent"), links);
    String child = linkName(element.requiredChild("child"), links);
    Vector3 axis = new Vector3(1, 0, 0);
    double lower = Double.NEGATIVE_INFINITY;
    double upper = Double.POSITIVE_INFINITY;
    double velocity = 0;
    double effort = 0;
    if (type != JointType.FIXED) {
      Optional<XmlElement> axisElement = element.child("axis");
      if (axisElement.isPresent()) {
        axis = Vector3.of(axisElement.get().numbers("xyz", 3));
        if (!(axis.norm() > 1e-6)) {
          throw axisElement.get().error("needs a direction, got (0, 0, 0)");
        }
        axis = axis.normalized();
      }
      XmlElement limit = element.requiredChild("limit");
      velocity = limit.number("velocity");
      effort = limit.number("effort");
      if (type != JointType.CONTINUOUS) {
        lower = limit.number("lower");
        upper = limit.number("upper");
      }
      if (!(velocity > 0 && effort > 0 && lower < upper)) {
        throw limit.error("needs velocity > 0, effort > 0 and lower < upper");
      }
    }
    Optional<XmlElement> mimic = element.child("mimic");
    return new Joint(
        name,
        type,
        parent,
        child,
        origin(element, parent, child),
        axis,
        lower,
        upper,
        velocity,
        effort,
        mimic.isPresent() ? mimic.get().requiredAttribute("joint") : null,
        mimic.isPresent() && mimic.get().attribute("multiplier").isPresent()
            ? mimic.get().number("multiplier")
            : 1,
        mimic.isPresent() && mimic.get().attribute("offset").isPresent()
            ? mimic.get().number("offset")
            : 0);
  }

  private static JointType type(XmlElement joint) throws DescriptionException {
    String type = joint.requiredAttribute("type");
    return switch (type) {
      case "fixed" -> JointType.FIXED;
      case "revolute" -> JointType.REVOLUTE;
      case "continuous" -> JointType.CONTINUOUS;
      case "prismatic" -> JointType.PRISMATIC;
      default ->
          throw joint.error(
              "has the unknown type '"
                  + type
                  + "'; allowed: fixed, revolute, continuous, prismatic");
    };
  }

  private static String linkName(XmlElement element, Map<String, Link> links)
      throws DescriptionException {
    String link = element.requiredAttribute("link");
    if (!links.containsKey(link)) {
      throw element.error("names the unknown link '" + link + "'; known: " + links.keySet());
    }
    return link;
  }
}
