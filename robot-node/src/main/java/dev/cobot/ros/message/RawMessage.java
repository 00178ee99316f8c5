package dev.cobot.ros.message;

import java.nio.ByteBuffer;

/**
 * A message that stays encoded, with the type that its publisher named. What recorders and relays
 * pass on without looking inside.
 *
 * @param type name, md5 and definition
 * @param data the encoded message without its length; not copied
 */
public record RawMessage(RawType type, byte[] data) implements RosMessage {
  /**
   * Reads the bytes by the definition that came with them.
   *
   * @throws DefinitionException when the definition is missing or malformed
   * @throws MessageFormatException when the bytes do not follow it
   */
  public DynamicMessage decode() throws DefinitionException, MessageFormatException {
    return DynamicType.of(MessageDefinition.ofFullText(type.name(), type.definition()))
        .decode(ByteBuffer.wrap(data));
  }
}
