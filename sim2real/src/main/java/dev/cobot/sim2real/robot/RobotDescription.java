package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.robot.RobotModel.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tree of links and joints of a URDF, whoever wrote it: what moves, what is seen and touched.
 * What of it is the arm and what the gripper is not decided here.
 *
 * @param place file and line of its first element
 * @param root the one link without a parent
 * @param links by name, each after its parent
 * @param joints by name, as the file has them
 * @param notes what the file says and is not used, or used otherwise: file, line, what
 */
public record RobotDescription(
    String name,
    String place,
    String root,
    Map<String, Link> links,
    Map<String, Joint> joints,
    List<String> notes) {
  public RobotDescription {
    links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
    joints = Collections.unmodifiableMap(new LinkedHashMap<>(joints));
    notes = List.copyOf(notes);
  }

  /**
   * Reads a URDF file.
   *
   * @param meshes finds and reads the mesh files that it names
   * @throws DescriptionException when the file is no URDF or its links are no tree; the message
   *     names the place
   */
  public static RobotDescription read(Path urdf, MeshSource meshes) throws IOException {
    return new UrdfReader(meshes).read(XmlElement.read(urdf));
  }

  /** Reads the bytes of a URDF file; {@code file} is the name that errors show. */
  public static RobotDescription parse(String file, byte[] urdf, MeshSource meshes)
      throws DescriptionException {
    return new UrdfReader(meshes).read(XmlElement.parse(file, urdf));
  }

  /** Returns the joint above a link; the root has none. */
  public Optional<Joint> jointAbove(String link) {
    return joints.values().stream().filter(joint -> joint.child().equals(link)).findFirst();
  }

  /** Returns the joints below a link, the link's own children only. */
  public List<Joint> jointsBelow(String link) {
    return joints.values().stream().filter(joint -> joint.parent().equals(link)).toList();
  }

  /** Returns the joints from a link down to another one below it, the upper first. */
  public List<Joint> chain(String from, String to) {
    List<Joint> chain = new ArrayList<>();
    String link = to;
    while (!link.equals(from)) {
      String at = link;
      Joint joint =
          jointAbove(link)
              .orElseThrow(
                  () -> new IllegalArgumentException("link '" + to + "' is not below " + from));
      chain.add(0, joint);
      link = joint.parent();
      if (link.equals(at)) {
        throw new IllegalArgumentException("link '" + at + "' is its own parent");
      }
    }
    return chain;
  }

  /** Returns a link and all links below it. */
  public List<String> subtree(String top) {
    List<String> links = new ArrayList<>(List.of(top));
    for (int i = 0; i < links.size(); i++) {
      jointsBelow(links.get(i)).forEach(joint -> links.add(joint.child()));
    }
    return links;
  }

  /** Whether a joint can move at all. */
  public static boolean moves(Joint joint) {
    return joint.type() != JointType.FIXED
        && (joint.type() == JointType.CONTINUOUS
            || joint.type() == JointType.FREE
            || joint.lower() < joint.upper());
  }
}
