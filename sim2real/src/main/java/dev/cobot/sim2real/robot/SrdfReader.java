package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.Joint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the group state "home" of an SRDF file, the format in which MoveIt keeps the named states
 * of a robot. Everything else in it is for others.
 */
final class SrdfReader {
  private static final String HOME = "home";

  private SrdfReader() {}

  /** Returns the positions of the arm joints in the state "home"; empty when there is none. */
  static List<Double> homeStateRad(XmlElement root, RobotModel robot) throws DescriptionException {
    if (!root.name().equals("robot") || !root.requiredAttribute("name").equals(robot.name())) {
      throw root.error(
          "is no SRDF of this arm; it must start with <robot name=\"" + robot.name() + "\">");
    }
    for (XmlElement state : root.children("group_state")) {
      if (state.requiredAttribute("name").equals(HOME)) {
        return positions(state, robot);
      }
    }
    return List.of();
  }

  private static List<Double> positions(XmlElement state, RobotModel robot)
      throws DescriptionException {
    Map<String, Double> given = new HashMap<>();
    for (XmlElement element : state.children("joint")) {
      String name = element.requiredAttribute("name");
      Joint joint =
          robot.armJoints().stream().filter(j -> j.name().equals(name)).findFirst().orElse(null);
      if (joint == null) {
        throw element.error(
            "names '" + name + "', which is no joint of the arm; it has " + robot.armJointNames());
      }
      double value = element.number("value");
      if (!(value >= joint.lower() && value <= joint.upper())) {
        throw element.error(
            "must stay within the limits of '"
                + name
                + "', ["
                + joint.lower()
                + ", "
                + joint.upper()
                + "] rad, got "
                + value);
      }
      if (given.put(name, value) != null) {
        throw element.error("gives '" + name + "' a second time");
      }
    }
    List<Double> positions = new ArrayList<>();
    for (String name : robot.armJointNames()) {
      if (!given.containsKey(name)) {
        throw state.error("needs a <joint name=\"" + name + "\" value=\"..\"/>");
      }
      positions.add(given.get(name));
    }
    return positions;
  }
}
