package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.robot.RobotModel.LinkCollision;
import dev.cobot.sim2real.robot.RobotModel.LinkVisual;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads URDF as its makers write it. What is not used is noted; refused is what leaves no tree of
 * links, or no number where one must be.
 */
final class UrdfReader {
  /** Joint speeds where the maker gives none, radians and metres a second. */
  static final double DEFAULT_RAD_PER_SECOND = 1;

  static final double DEFAULT_METERS_PER_SECOND = 0.1;

  private static final double DEFAULT_FRICTION = 0.8;
  private static final double DEFAULT_SPECULAR = 0.25;
  private static final ColorRgb DEFAULT_COLOR = new ColorRgb(0.7, 0.7, 0.72);
  private static final double[] ZERO = new double[3];
  private static final Set<String> EXTENSIONS = Set.of("link", "joint", "material", "gazebo");

  private final List<String> notes = new ArrayList<>();
  private final Map<String, ColorRgb> materials = new HashMap<>();
  private final Map<String, Double> frictions = new HashMap<>();
  private final UrdfShapes shapes;

  UrdfReader(MeshSource meshes) {
    shapes = new UrdfShapes(meshes, notes);
  }

  RobotDescription read(XmlElement robot) throws DescriptionException {
    if (!robot.name().equals("robot")) {
      throw robot.error("is no robot; a URDF file starts with <robot name=\"..\">");
    }
    robot.noteIgnored(EXTENSIONS, notes);
    readMaterials(robot);
    readFrictions(robot);
    Map<String, Link> links = new LinkedHashMap<>();
    for (XmlElement element : robot.children("link")) {
      Link link = link(element);
      if (links.put(link.name(), link) != null) {
        throw element.error("'" + link.name() + "' is defined twice");
      }
    }
    if (links.isEmpty()) {
      throw robot.error(
          robot.children().stream().anyMatch(child -> child.name().startsWith("xacro:"))
              ? "has no link; this is xacro: expand it first (xacro FILE > arm.urdf)"
              : "has no <link>");
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
    List<String> roots = links.keySet().stream().filter(l -> !jointOfChild.containsKey(l)).toList();
    if (roots.size() != 1) {
      throw robot.error(
          roots.isEmpty()
              ? "has no root: its joints lead round in a loop"
              : "must be one tree of links, but "
                  + roots.size()
                  + " links have no joint above them: "
                  + roots.stream().limit(10).toList()
                  + "; join them by a <joint type=\"fixed\">");
    }
    return new RobotDescription(
        robot.attribute("name").orElse("robot"),
        robot.place(),
        roots.get(0),
        ordered(robot, roots.get(0), links, jointOfChild),
        joints,
        notes);
  }

  /** Takes every colour that has a name, wherever it stands: some files use it before. */
  private void readMaterials(XmlElement robot) throws DescriptionException {
    for (XmlElement material : robot.children("material")) {
      nameColor(material);
    }
    for (XmlElement link : robot.children("link")) {
      for (XmlElement visual : link.children("visual")) {
        for (XmlElement material : visual.children("material")) {
          nameColor(material);
        }
      }
    }
  }

  private void nameColor(XmlElement material) throws DescriptionException {
    String name = material.attribute("name").orElse("");
    Optional<ColorRgb> color = ownColor(material);
    if (!name.isEmpty() && color.isPresent()) {
      materials.putIfAbsent(name, color.get());
    }
  }

  private static Optional<ColorRgb> ownColor(XmlElement material) throws DescriptionException {
    Optional<XmlElement> color = material.firstChild("color");
    if (color.isEmpty() || color.get().attribute("rgba").isEmpty()) {
      return Optional.empty();
    }
    double[] rgba = color.get().numbers("rgba", 4);
    for (int i = 0; i < 3; i++) {
      rgba[i] = Math.max(0, Math.min(1, rgba[i]));
    }
    return Optional.of(new ColorRgb(rgba[0], rgba[1], rgba[2]));
  }

  private void readFrictions(XmlElement robot) throws DescriptionException {
    for (XmlElement gazebo : robot.children("gazebo")) {
      Optional<String> link = gazebo.attribute("reference");
      Optional<String> attribute = gazebo.attribute("mu1");
      Optional<XmlElement> mu = gazebo.firstChild("mu1");
      gazebo.noteIgnored(Set.of("mu1", "mu2"), notes);
      if (link.isPresent() && (attribute.isPresent() || mu.isPresent())) {
        double value =
            attribute.isPresent()
                ? gazebo.number("mu1")
                : mu.get().attribute("value").isPresent()
                    ? mu.get().number("value")
                    : mu.get().number();
        if (value > 0) {
          frictions.put(link.get(), value);
        } else {
          gazebo.noteIgnored(
              "gives the friction " + value + "; " + DEFAULT_FRICTION + " is taken", notes);
        }
      }
    }
  }

  private Link link(XmlElement element) throws DescriptionException {
    String name = element.requiredAttribute("name");
    element.noteIgnored(Set.of("inertial", "visual", "collision"), notes);
    double mass = 0;
    Vector3 center = Vector3.ZERO;
    Optional<XmlElement> inertial = element.firstChild("inertial");
    if (inertial.isPresent()) {
      inertial.get().noteIgnored(Set.of("origin", "mass", "inertia"), notes);
      Optional<XmlElement> massElement = inertial.get().firstChild("mass");
      mass = massElement.isPresent() ? massElement.get().number("value") : 0;
      if (!(mass > 0)) {
        inertial.get().noteIgnored("gives no mass above 0; it counts as unknown", notes);
        mass = 0;
      }
      center = origin(inertial.get(), name, "inertial").translation();
    }
    List<LinkCollision> collisions = new ArrayList<>();
    for (XmlElement collision : element.children("collision")) {
      collision.noteIgnored(Set.of("origin", "geometry", "verbose"), notes);
      collisions.addAll(shapes.collisions(collision, origin(collision, name, "shape")));
    }
    List<LinkVisual> visuals = new ArrayList<>();
    boolean missing = false;
    for (XmlElement visual : element.children("visual")) {
      visual.noteIgnored(Set.of("origin", "geometry", "material"), notes);
      Optional<ColorRgb> color = color(visual);
      List<UrdfShapes.Seen> seen = shapes.visuals(visual, origin(visual, name, "shape"));
      missing |= seen.isEmpty();
      for (UrdfShapes.Seen one : seen) {
        visuals.add(
            new LinkVisual(
                one.shape(),
                one.linkFromShape(),
                color.or(one::color).orElse(DEFAULT_COLOR),
                DEFAULT_SPECULAR));
      }
    }
    if (missing && visuals.isEmpty()) {
      // Where nothing of the link can be drawn, what it collides with stands for it.
      for (LinkCollision collision : collisions) {
        visuals.add(
            new LinkVisual(
                collision.shape(), collision.linkFromShape(), DEFAULT_COLOR, DEFAULT_SPECULAR));
      }
    }
    return new Link(
        name, mass, center, frictions.getOrDefault(name, DEFAULT_FRICTION), visuals, collisions);
  }

  /** Returns the colour that the description itself gives. */
  private Optional<ColorRgb> color(XmlElement visual) throws DescriptionException {
    Optional<XmlElement> material = visual.firstChild("material");
    if (material.isEmpty()) {
      return Optional.empty();
    }
    material.get().noteIgnored(Set.of("color"), notes);
    Optional<ColorRgb> own = ownColor(material.get());
    if (own.isPresent()) {
      return own;
    }
    String name = material.get().attribute("name").orElse("");
    if (!name.isEmpty() && !materials.containsKey(name)) {
      material.get().noteIgnored("'" + name + "' has no colour anywhere in the file", notes);
    }
    return Optional.ofNullable(materials.get(name));
  }

  private static Transform origin(XmlElement owner, String target, String source)
      throws DescriptionException {
    Optional<XmlElement> origin = owner.firstChild("origin");
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
    element.noteIgnored(Set.of("origin", "parent", "child", "axis", "limit", "mimic"), notes);
    JointType type = type(element);
    String parent = linkName(element.firstRequiredChild("parent"), links);
    String child = linkName(element.firstRequiredChild("child"), links);
    UrdfLimits limits = UrdfLimits.of(element, type, notes);
    Vector3 axis = new Vector3(1, 0, 0);
    Optional<XmlElement> axisElement = element.firstChild("axis");
    if (type != JointType.FIXED && axisElement.isPresent()) {
      axis = Vector3.of(axisElement.get().numbers("xyz", 3));
      if (!(axis.norm() > 1e-6)) {
        throw axisElement.get().error("needs a direction, got (0, 0, 0)");
      }
      axis = axis.normalized();
    }
    Optional<XmlElement> mimic = element.firstChild("mimic");
    return new Joint(
        name,
        type,
        parent,
        child,
        origin(element, parent, child),
        axis,
        limits.lower(),
        limits.upper(),
        limits.maxVelocity(),
        limits.maxEffort(),
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
      case "planar", "floating" -> JointType.FREE;
      default ->
          throw joint.error(
              "has the unknown type '"
                  + type
                  + "'; allowed: fixed, revolute, continuous, prismatic, planar, floating");
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

  /** Returns the links so that each stands after its parent. */
  private static Map<String, Link> ordered(
      XmlElement robot, String root, Map<String, Link> links, Map<String, Joint> jointOfChild)
      throws DescriptionException {
    Map<String, Link> reached = new LinkedHashMap<>();
    reached.put(root, links.get(root));
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
        throw robot.error("link '" + name + "' is not reached from '" + root + "' by any joint");
      }
    }
    return reached;
  }
}
