package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An arm with a parallel gripper: a tree of links that starts at {@code base_link}, an arm of
 * turning joints up to {@code tool0}, and two sliding fingers of which one mimics the other.
 *
 * @param links every link, each after its parent
 * @param armJoints the moving joints from {@code base_link} to {@code tool0}, in that order
 * @param leftFinger the sliding joint that leads; its position is half of the opening
 * @param rightFinger the sliding joint that mimics it
 * @param homeStateRad a position for each arm joint near which home is searched; empty when no
 *     state is given, and the search starts anywhere
 * @param ignored what the file says and this reader does not use, one place a line
 * @param linkage the joints of a gripper that is no pair of slides: they are drawn and told of, and
 *     the two fingers stand for its pads
 */
public record RobotModel(
    String name,
    List<Link> links,
    List<Joint> joints,
    List<Joint> armJoints,
    Joint leftFinger,
    Joint rightFinger,
    List<Double> homeStateRad,
    List<String> ignored,
    GripperLinkage linkage) {
  public static final String BASE = "base_link";
  public static final String TOOL = "tool0";

  public RobotModel {
    links = List.copyOf(links);
    joints = List.copyOf(joints);
    armJoints = List.copyOf(armJoints);
    homeStateRad = List.copyOf(homeStateRad);
    ignored = List.copyOf(ignored);
  }

  /** How a joint moves. */
  public enum JointType {
    FIXED,
    REVOLUTE,
    CONTINUOUS,
    PRISMATIC,
    /** Planar or floating: no arm and no gripper has one. */
    FREE
  }

  /**
   * A joint.
   *
   * @param parentFromChild pose of the child link at joint position 0
   * @param axis unit axis of motion in the child's frame
   * @param lower smallest position, radians or metres; minus infinity when there is none
   * @param maxVelocity radians or metres a second
   * @param maxEffort newton metres or newtons
   * @param mimics the name of the joint that this one follows, or null
   */
  public record Joint(
      String name,
      JointType type,
      String parent,
      String child,
      Transform parentFromChild,
      Vector3 axis,
      double lower,
      double upper,
      double maxVelocity,
      double maxEffort,
      String mimics,
      double mimicMultiplier,
      double mimicOffset) {}

  /**
   * A link.
   *
   * @param massKg 0 when the link has no inertial
   * @param friction Coulomb friction coefficient of its collision shapes
   */
  public record Link(
      String name,
      double massKg,
      Vector3 centerOfMassMeters,
      double friction,
      List<LinkVisual> visuals,
      List<LinkCollision> collisions) {
    public Link {
      visuals = List.copyOf(visuals);
      collisions = List.copyOf(collisions);
    }
  }

  /** What a camera sees of a link. */
  public record LinkVisual(Shape shape, Transform linkFromShape, ColorRgb color, double specular) {}

  /** What others can touch of a link. */
  public record LinkCollision(Shape shape, Transform linkFromShape) {}

  /**
   * Reads a URDF file, and the state "home" of the SRDF file beside it if there is one: {@code
   * arm.srdf} for {@code arm.urdf}.
   *
   * @throws DescriptionException when a file is not usable; the message names the place
   */
  public static RobotModel load(Path urdf) throws IOException {
    return load(urdf, MeshSource.NONE);
  }

  /**
   * As {@link #load(Path)}, with meshes.
   *
   * @param meshes finds and reads the mesh files that the description names
   */
  public static RobotModel load(Path urdf, MeshSource meshes) throws IOException {
    RobotModel robot = new ConventionalArm(RobotDescription.read(urdf, meshes)).model();
    Optional<Path> srdf = statesFile(urdf);
    return srdf.isEmpty()
        ? robot
        : robot.withHomeState(SrdfReader.homeStateRad(XmlElement.read(srdf.get()), robot));
  }

  /** Returns the SRDF file beside a URDF file, if there is one. */
  public static Optional<Path> statesFile(Path urdf) {
    String name = urdf.getFileName().toString();
    return name.endsWith(".urdf")
        ? Optional.of(urdf.resolveSibling(name.replaceFirst("\\.urdf$", ".srdf")))
            .filter(Files::exists)
        : Optional.empty();
  }

  /** Reads the bytes of a URDF file; {@code file} is the name that errors show. */
  public static RobotModel parse(String file, byte[] urdf) throws DescriptionException {
    return new ConventionalArm(RobotDescription.parse(file, urdf, MeshSource.NONE)).model();
  }

  private RobotModel withHomeState(List<Double> positionsRad) {
    return new RobotModel(
        name, links, joints, armJoints, leftFinger, rightFinger, positionsRad, ignored, linkage);
  }

  /** Returns the joints that tell the gripper's opening: the one that is commanded, or the two. */
  public List<String> gripperSensorJoints() {
    return linkage.isThere()
        ? List.of(linkage.lead().name())
        : List.of(leftFinger.name(), rightFinger.name());
  }

  public List<String> armJointNames() {
    return armJoints.stream().map(Joint::name).toList();
  }

  /** Returns the largest distance between the fingers' pads, metres. */
  public double maxGripperOpeningMeters() {
    return leftFinger.upper() + rightFinger.upper();
  }

  /** Returns the link that carries the fingers. */
  public String palmLink() {
    return leftFinger.parent();
  }

  /** Returns a link by name. */
  public Link link(String linkName) {
    for (Link link : links) {
      if (link.name().equals(linkName)) {
        return link;
      }
    }
    throw new IllegalArgumentException(
        "robot "
            + name
            + " has no link '"
            + linkName
            + "'; it has "
            + links.stream().map(Link::name).toList());
  }
}
