package dev.cobot.ros.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * A type as topics, services and recorders know it: name, md5, definition, and the way between
 * messages and bytes. {@link MessageType} has it for records, {@link DynamicType} for types that
 * are known at run time only, {@link RawType} for bytes that nobody looks into.
 *
 * @param <M> the messages
 */
public interface WireType<M extends RosMessage> {
  /** Stands in the place of name and md5 for whoever takes any type. */
  String ANY = "*";

  /** The ROS name, such as {@code sensor_msgs/Image}, or {@code *}. */
  String name();

  /** The md5 by which peers agree on the type, or {@code *}. */
  String md5();

  /** The definition with all nested ones, as a bag file or a viewer needs it. */
  String definition();

  /** What Java calls its messages. */
  Class<M> messageClass();

  /**
   * The bytes that a message takes, without its length. Checks all of it: what has a size can be
   * encoded.
   *
   * @throws IllegalArgumentException when the message is of another type, or has a null field, an
   *     array of the wrong fixed length, or more than 2 GiB
   */
  int size(M message);

  /**
   * Writes a message whose {@link #size} was asked for at the position of a buffer, without its
   * length.
   *
   * @throws java.nio.BufferOverflowException when the buffer has less room than that
   */
  void encode(M message, ByteBuffer buffer);

  /**
   * The encoded message without its length.
   *
   * @throws IllegalArgumentException as {@link #size}
   */
  default byte[] encode(M message) {
    byte[] encoded = new byte[size(message)];
    encode(message, ByteBuffer.wrap(encoded));
    return encoded;
  }

  /**
   * The encoded message with its length before it, as TCPROS sends it.
   *
   * @throws IllegalArgumentException as {@link #size}
   */
  default byte[] encodeFrame(M message) {
    int bytes = size(message);
    byte[] frame = new byte[Integer.BYTES + bytes];
    encode(message, ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes));
    return frame;
  }

  /**
   * Reads one message that fills the rest of the buffer. Nothing is allocated that the remaining
   * bytes do not back.
   *
   * @throws MessageFormatException when the bytes do not follow the definition
   */
  M decode(ByteBuffer buffer) throws MessageFormatException;

  /**
   * The type by which the messages of one publisher are read: this one when the md5 agree, the
   * publisher's own when this one takes any.
   *
   * @param peerName the type that the publisher names
   * @param peerMd5 the md5 that the publisher names
   * @param peerDefinition the full text that the publisher sends, possibly empty
   * @throws MessageFormatException when the publisher's messages cannot be read as this type
   */
  default WireType<M> ofPublisher(String peerName, String peerMd5, String peerDefinition)
      throws MessageFormatException {
    if (!peerMd5.equals(md5()) && !peerMd5.equals(ANY)) {
      throw new MessageFormatException(
          "the publisher sends "
              + peerName
              + " with the md5sum "
              + peerMd5
              + ", this node reads "
              + name()
              + " "
              + md5());
    }
    return this;
  }

  /**
   * As {@link #ofPublisher(String, String, String)}, with all that the publisher's connection
   * header tells, for those who want its name or whether it latches.
   */
  default WireType<M> ofPublisher(Map<String, String> header) throws MessageFormatException {
    return ofPublisher(
        header.getOrDefault("type", ""),
        header.getOrDefault("md5sum", ""),
        header.getOrDefault("message_definition", ""));
  }
}
