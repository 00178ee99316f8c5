/**
 * ROS 1 messages as records, and their encoding.
 *
 * <p>Each record stands for one ROS type ({@link dev.cobot.ros.message.RosType}) and lists the
 * fields of its definition, a class path resource, in their order. A record is named as in ROS; the
 * word {@code Message} is added where the bare name also means something in the JDK or in the scene
 * vocabulary ({@code StringMessage}, {@code Vector3Message}). To add a type, write its {@code .msg}
 * and its record; {@link dev.cobot.ros.message.MessageType} checks one against the other and
 * derives md5, definition and codec.
 *
 * <p>Values are immutable but for their arrays, which nobody writes to after construction;
 * everything here may be used from any thread. Units are those of ROS: SI, radians, quaternions x y
 * z w.
 */
package dev.cobot.ros.message;
