package dev.cobot.ros.message;

import java.nio.ByteBuffer;

/**
 * Wire form of one record; {@link CodecClass} generates the only subclasses, in the packages of the
 * records, which is why this is public.
 */
public abstract class RecordCodec {
  /** The codecs of the components that are no primitives, in their order. */
  protected final FieldCodec[] codecs;

  protected RecordCodec(FieldCodec[] codecs) {
    this.codecs = codecs;
  }

  /** The bytes of all components that are no primitives; checks that they can be written. */
  public abstract long bytes(Object message);

  /** Writes all components. */
  public abstract void write(ByteBuffer buffer, Object message);

  /** Reads all components and makes the record. */
  public abstract Object read(ByteBuffer buffer) throws MessageFormatException;
}
