package dev.cobot.ros.message;

import java.lang.reflect.Array;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A type that is known by its definition alone, at run time. Made once for each definition; safe
 * for use from any thread.
 */
public final class DynamicType implements WireType<DynamicMessage> {
  private final MessageDefinition definition;
  private final String fullText;
  private final FieldCodec[] codecs;
  private final DynamicType[] nested;
  private final String[] paths;
  private final Map<String, Integer> indices = new HashMap<>();

  private DynamicType(MessageDefinition definition, Map<String, DynamicType> known) {
    this.definition = definition;
    this.fullText = definition.fullText();
    List<MessageDefinition.Field> fields = definition.fields();
    codecs = new FieldCodec[fields.size()];
    nested = new DynamicType[fields.size()];
    paths = new String[fields.size()];
    for (int i = 0; i < codecs.length; i++) {
      MessageDefinition.Field field = fields.get(i);
      indices.put(field.name(), i);
      paths[i] = definition.typeName() + "." + field.name();
      if (!field.builtin()) {
        nested[i] = of(definition.nested(field.type()), known);
      }
      codecs[i] = codec(field, nested[i]);
    }
  }

  private static FieldCodec codec(MessageDefinition.Field field, DynamicType nested) {
    Class<?> array = field.builtin() ? FieldCodec.arrayClass(field.type()) : null;
    if (field.array() && array != null) {
      return FieldCodec.array(array, field.fixedLength());
    }
    FieldCodec single = nested == null ? FieldCodec.scalar(field.type()) : new Nested(nested);
    return field.array() ? FieldCodec.list(single, field.fixedLength()) : single;
  }

  /** The type of a definition. */
  public static DynamicType of(MessageDefinition definition) {
    return of(definition, new HashMap<>());
  }

  private static DynamicType of(MessageDefinition definition, Map<String, DynamicType> known) {
    DynamicType type = known.get(definition.typeName());
    if (type == null) {
      type = new DynamicType(definition, known);
      known.put(definition.typeName(), type);
    }
    return type;
  }

  /** The same type with its messages taken apart by name. */
  public static DynamicType of(WireType<?> type) throws DefinitionException {
    return type instanceof DynamicType dynamic
        ? dynamic
        : of(MessageDefinition.ofFullText(type.name(), type.definition()));
  }

  /**
   * Takes the messages of any type, each read by the definition that its publisher sends. Nothing
   * can be published as it.
   */
  public static WireType<DynamicMessage> any() {
    return AnyDynamic.INSTANCE;
  }

  @Override
  public String name() {
    return definition.typeName();
  }

  @Override
  public String md5() {
    return definition.md5();
  }

  @Override
  public String definition() {
    return fullText;
  }

  @Override
  public Class<DynamicMessage> messageClass() {
    return DynamicMessage.class;
  }

  String md5Text() {
    return definition.md5Text();
  }

  /** The fields in their order. */
  public List<MessageDefinition.Field> fields() {
    return definition.fields();
  }

  /** The constants of the definition. */
  public List<MessageDefinition.Constant> constants() {
    return definition.constants();
  }

  /** The place of a field. */
  int index(String field) {
    Integer index = indices.get(field);
    if (index == null) {
      throw new IllegalArgumentException(
          name()
              + " has no field '"
              + field
              + "'; its fields are "
              + fields().stream().map(MessageDefinition.Field::name).toList());
    }
    return index;
  }

  DynamicType nested(int index) {
    return nested[index];
  }

  /** A message of zeros, empty strings and empty arrays. */
  public DynamicMessage zero() {
    Object[] values = new Object[codecs.length];
    for (int i = 0; i < values.length; i++) {
      MessageDefinition.Field field = fields().get(i);
      int length = Math.max(0, field.fixedLength());
      Class<?> array = field.builtin() ? FieldCodec.arrayClass(field.type()) : null;
      if (!field.array()) {
        values[i] = zeroItem(i);
      } else if (array != null) {
        values[i] = Array.newInstance(array.getComponentType(), length);
      } else {
        values[i] = Collections.nCopies(length, zeroItem(i));
      }
    }
    return new DynamicMessage(this, values);
  }

  private Object zeroItem(int i) {
    return nested[i] == null ? FieldCodec.zero(fields().get(i).type()) : nested[i].zero();
  }

  /**
   * A message of named values, as JSON or YAML readers give them: Map for a message, List for an
   * array, Number, String, Boolean; what is not named is zero. A time is {@code {secs, nsecs}}.
   *
   * @throws IllegalArgumentException when a name is unknown or a value does not fit its field
   */
  public DynamicMessage message(Map<?, ?> values) {
    Object[] converted = zero().values();
    values.forEach(
        (key, value) -> {
          int i = index(String.valueOf(key));
          converted[i] = ValueReader.value(fields().get(i), paths[i], nested[i], value);
        });
    return new DynamicMessage(this, converted);
  }

  @Override
  public byte[] encode(DynamicMessage message) {
    return encode(message, 0);
  }

  @Override
  public byte[] encodeFrame(DynamicMessage message) {
    return encode(message, Integer.BYTES);
  }

  private byte[] encode(DynamicMessage message, int prefixBytes) {
    if (!message.type().md5().equals(md5())) {
      throw new IllegalArgumentException(
          "A message of " + message.type() + " cannot be sent as " + this);
    }
    long bytes = prefixBytes + size(message);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name() + ": the message has " + bytes + " bytes, more than 2 GiB");
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (prefixBytes > 0) {
      buffer.putInt((int) bytes - prefixBytes);
    }
    write(buffer, message);
    return buffer.array();
  }

  @Override
  public DynamicMessage decode(ByteBuffer buffer) throws MessageFormatException {
    DynamicMessage message = read(buffer.order(ByteOrder.LITTLE_ENDIAN));
    if (buffer.hasRemaining()) {
      throw new MessageFormatException(
          name() + ": " + buffer.remaining() + " bytes are left over after the last field");
    }
    return message;
  }

  private long size(DynamicMessage message) {
    long bytes = 0;
    for (int i = 0; i < codecs.length; i++) {
      bytes += codecs[i].bytes(message.value(i), paths[i]);
    }
    return bytes;
  }

  private void write(ByteBuffer buffer, DynamicMessage message) {
    for (int i = 0; i < codecs.length; i++) {
      codecs[i].write(buffer, message.value(i));
    }
  }

  private DynamicMessage read(ByteBuffer buffer) throws MessageFormatException {
    Object[] values = new Object[codecs.length];
    for (int i = 0; i < codecs.length; i++) {
      try {
        values[i] = codecs[i].read(buffer, paths[i]);
      } catch (BufferUnderflowException e) {
        throw new MessageFormatException(paths[i] + ": the message ends before this field does", e);
      }
    }
    return new DynamicMessage(this, values);
  }

  @Override
  public String toString() {
    return definition.toString();
  }

  private static final class Nested extends FieldCodec {
    private final DynamicType type;

    Nested(DynamicType type) {
      this.type = type;
    }

    @Override
    int minBytes() {
      return type.definition.fixedBytes();
    }

    @Override
    long bytes(Object value, String field) {
      return type.size((DynamicMessage) value);
    }

    @Override
    void write(ByteBuffer buffer, Object value) {
      type.write(buffer, (DynamicMessage) value);
    }

    @Override
    Object read(ByteBuffer buffer, String field) throws MessageFormatException {
      return type.read(buffer);
    }
  }

  /** Becomes the type of each publisher. */
  private static final class AnyDynamic implements WireType<DynamicMessage> {
    private static final AnyDynamic INSTANCE = new AnyDynamic();

    @Override
    public String name() {
      return ANY;
    }

    @Override
    public String md5() {
      return ANY;
    }

    @Override
    public String definition() {
      return "";
    }

    @Override
    public Class<DynamicMessage> messageClass() {
      return DynamicMessage.class;
    }

    @Override
    public byte[] encode(DynamicMessage message) {
      throw new IllegalArgumentException("Nothing can be sent as 'any type'; use message.type()");
    }

    @Override
    public byte[] encodeFrame(DynamicMessage message) {
      return encode(message);
    }

    @Override
    public DynamicMessage decode(ByteBuffer buffer) throws MessageFormatException {
      throw new MessageFormatException("The definition of the message is not known yet");
    }

    @Override
    public WireType<DynamicMessage> ofPublisher(
        String peerName, String peerMd5, String peerDefinition) throws MessageFormatException {
      DynamicType type;
      try {
        type = of(MessageDefinition.ofFullText(peerName, peerDefinition));
      } catch (DefinitionException e) {
        throw new MessageFormatException(
            "the publisher's definition of " + peerName + " is of no use: " + e.getMessage(), e);
      }
      if (!type.md5().equals(peerMd5)) {
        throw new MessageFormatException(
            "the publisher names the md5sum "
                + peerMd5
                + " for "
                + peerName
                + ", but the definition that it sends has "
                + type.md5());
      }
      return type;
    }
  }
}
