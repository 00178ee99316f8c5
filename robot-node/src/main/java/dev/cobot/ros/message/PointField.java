package dev.cobot.ros.message;

/**
 * Where a number of each point of a cloud is: {@code offset} in bytes, {@code datatype} one of the
 * constants.
 */
@RosType("sensor_msgs/PointField")
public record PointField(String name, int offset, byte datatype, int count) implements RosMessage {
  public static final byte INT8 = 1;
  public static final byte UINT8 = 2;
  public static final byte INT16 = 3;
  public static final byte UINT16 = 4;
  public static final byte INT32 = 5;
  public static final byte UINT32 = 6;
  public static final byte FLOAT32 = 7;
  public static final byte FLOAT64 = 8;
}
