package dev.cobot.ros.bag;

import java.util.Objects;

/**
 * One publisher's link to a topic, as its connection header tells it. Two connections with the same
 * fields are the same connection.
 *
 * @param topic resolved name, such as {@code /joint_states}
 * @param type package and name, such as {@code sensor_msgs/JointState}
 * @param md5 32 hexadecimal digits; empty where a file does not tell it
 * @param definition full text of the type's definition with those of all types that it uses
 * @param callerId name of the publishing node; empty where it is not known
 * @param latching whether a late subscriber gets the last message
 */
public record BagConnection(
    String topic, String type, String md5, String definition, String callerId, boolean latching) {
  public BagConnection {
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("BagConnection: the topic is empty");
    }
    if (type.isEmpty()) {
      throw new IllegalArgumentException("BagConnection of " + topic + ": the type is empty");
    }
    if (!(md5.isEmpty() || md5.matches("[0-9a-f]{32}"))) {
      throw new IllegalArgumentException(
          "BagConnection of "
              + topic
              + ": the md5 is '"
              + md5
              + "', must be 32 hexadecimal digits; a bag stores the real one and never '*'");
    }
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(callerId, "callerId");
  }
}
