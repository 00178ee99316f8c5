package dev.cobot.ros.message;

/**
 * An uncompressed picture, {@code data[row * step + ...]}, sizes in pixels, {@code step} in bytes.
 * The array is not copied.
 */
@RosType("sensor_msgs/Image")
public record Image(
    Header header, int height, int width, String encoding, byte isBigendian, int step, byte[] data)
    implements RosMessage {}
