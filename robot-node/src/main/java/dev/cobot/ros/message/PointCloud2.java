package dev.cobot.ros.message;

import java.util.List;

/** Points of {@code pointStep} bytes in rows of {@code rowStep} bytes; the array is not copied. */
@RosType("sensor_msgs/PointCloud2")
public record PointCloud2(
    Header header,
    int height,
    int width,
    List<PointField> fields,
    boolean isBigendian,
    int pointStep,
    int rowStep,
    byte[] data,
    boolean isDense)
    implements RosMessage {
  public PointCloud2 {
    fields = List.copyOf(fields);
  }
}
