package dev.cobot.ros.message;

/**
 * A ROS 1 message: a public record, annotated with its {@link RosType}, whose components are the
 * fields of the type's definition in their order, each named in camel case ({@code frame_id} is
 * {@code frameId}).
 *
 * <p>Unsigned wire types keep their bits in the signed Java type of the same width. Arrays are not
 * copied, so whoever builds or receives a message does not write to them afterwards.
 */
public interface RosMessage {}
