package dev.cobot.ros.message;

/**
 * A picture as the bytes of a file of the named format ({@code jpeg}, {@code png}). The array is
 * not copied.
 */
@RosType("sensor_msgs/CompressedImage")
public record CompressedImage(Header header, String format, byte[] data) implements RosMessage {}
