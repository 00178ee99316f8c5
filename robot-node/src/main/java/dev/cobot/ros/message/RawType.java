package dev.cobot.ros.message;

import java.nio.ByteBuffer;

/**
 * A type whose messages stay encoded.
 *
 * @param name package and name, or {@code *} to take any
 * @param md5 what peers compare, or {@code *}
 * @param definition the full text, for whoever wants to look inside
 */
public record RawType(String name, String md5, String definition) implements WireType<RawMessage> {
  /** Takes the messages of any type; nothing can be published as it. */
  public static final RawType ANY_TYPE = new RawType(ANY, ANY, "");

  public RawType {
    if (name.isEmpty() || md5.isEmpty()) {
      throw new IllegalArgumentException(
          "RawType: name '" + name + "' and md5 '" + md5 + "' must not be empty");
    }
  }

  /** The same type with its messages left encoded. */
  public static RawType of(WireType<?> type) {
    return new RawType(type.name(), type.md5(), type.definition());
  }

  @Override
  public Class<RawMessage> messageClass() {
    return RawMessage.class;
  }

  @Override
  public int size(RawMessage message) {
    requireOwn(message);
    return message.data().length;
  }

  @Override
  public void encode(RawMessage message, ByteBuffer buffer) {
    buffer.put(message.data());
  }

  private void requireOwn(RawMessage message) {
    if (!message.type().md5.equals(md5)) {
      throw new IllegalArgumentException(
          "A message of " + message.type() + " cannot be sent as " + this);
    }
  }

  @Override
  public RawMessage decode(ByteBuffer buffer) {
    byte[] data = new byte[buffer.remaining()];
    buffer.get(data);
    return new RawMessage(this, data);
  }

  @Override
  public WireType<RawMessage> ofPublisher(String peerName, String peerMd5, String peerDefinition)
      throws MessageFormatException {
    if (!md5.equals(ANY)) {
      return WireType.super.ofPublisher(peerName, peerMd5, peerDefinition);
    }
    if (peerName.isEmpty() || peerMd5.isEmpty()) {
      throw new MessageFormatException("the publisher does not name its type and md5sum");
    }
    return new RawType(peerName, peerMd5, peerDefinition);
  }

  @Override
  public String toString() {
    return name + " " + md5;
  }
}
