package dev.cobot.ros.message;

import java.util.List;

/**
 * How an array of several dimensions lies in memory, outermost first; {@code dataOffset} elements
 * stand before it.
 */
@RosType("std_msgs/MultiArrayLayout")
public record MultiArrayLayout(List<MultiArrayDimension> dim, int dataOffset)
    implements RosMessage {
  public MultiArrayLayout {
    dim = List.copyOf(dim);
  }
}
