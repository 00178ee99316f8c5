package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.JointType;
import java.util.List;
import java.util.Optional;

/**
 * What a joint's {@code <limit>} says. Makers leave parts of it out or at 0: a velocity of 0
 * becomes 1 rad/s or 0.1 m/s, an effort of 0 infinity, and a limit that says nothing at all a half
 * turn to each side; each is noted.
 */
record UrdfLimits(double lower, double upper, double maxVelocity, double maxEffort) {

  static UrdfLimits of(XmlElement joint, JointType type, List<String> notes)
      throws DescriptionException {
    if (type == JointType.FIXED || type == JointType.FREE) {
      return new UrdfLimits(0, 0, 0, 0);
    }
    Optional<XmlElement> limit = joint.firstChild("limit");
    double velocity = number(limit, "velocity");
    double effort = number(limit, "effort");
    double lower = number(limit, "lower");
    double upper = number(limit, "upper");
    XmlElement place = limit.orElse(joint);
    double speed =
        type == JointType.PRISMATIC
            ? UrdfReader.DEFAULT_METERS_PER_SECOND
            : UrdfReader.DEFAULT_RAD_PER_SECOND;
    if (type == JointType.CONTINUOUS) {
      lower = Double.NEGATIVE_INFINITY;
      upper = Double.POSITIVE_INFINITY;
    } else if (lower == 0 && upper == 0 && velocity == 0 && effort == 0) {
      lower = type == JointType.PRISMATIC ? 0 : -Math.PI;
      upper = type == JointType.PRISMATIC ? 0 : Math.PI;
      place.noteIgnored(
          "gives '"
              + joint.attribute("name").orElse("")
              + "' no limits; "
              + lower
              + " to "
              + upper
              + " are taken",
          notes);
    } else if (!(lower < upper)) {
      place.noteIgnored(
          "leaves '"
              + joint.attribute("name").orElse("")
              + "' no way to go, from "
              + lower
              + " to "
              + upper
              + "; it stays where it is",
          notes);
    }
    if (!(velocity > 0)) {
      place.noteIgnored("gives no velocity above 0; " + speed + " is taken", notes);
      velocity = speed;
    }
    if (!(effort > 0)) {
      place.noteIgnored("gives no effort above 0; none is regarded", notes);
      effort = Double.POSITIVE_INFINITY;
    }
    return new UrdfLimits(lower, upper, velocity, effort);
  }

  private static double number(Optional<XmlElement> limit, String name)
      throws DescriptionException {
    return limit.isPresent() && limit.get().attribute(name).isPresent()
        ? limit.get().number(name)
        : 0;
  }
}
