package dev.cobot.ros.message;

import java.lang.reflect.Array;
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
      codecs[i] = codec(field, paths[i], nested[i]);
    }
  }

  private static FieldCodec codec(MessageDefinition.Field field, String path, DynamicType nested) {
    Class<?> array = field.builtin() ? FieldCodec.arrayClass(field.type()) : null;
    if (field.array() && array != null) {
      return FieldCodec.array(array, field.fixedLength(), path);
    }
    FieldCodec single =
        nested == null ? FieldCodec.scalar(field.type(), path) : new Nested(nested, path);
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
   * Takes the messages of any type, each read by the definition that its publisher sends, or by the
   * one at hand where it sends none. Nothing can be published as it.
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
  public int size(DynamicMessage message) {
    if (!message.type().md5().equals(md5())) {
      throw new IllegalArgumentException(
          "A message of " + message.type() + " cannot be sent as " + this);
    }
    return FieldCodec.messageBytes(name(), bytes(message));
  }

  @Override
  public void encode(DynamicMessage message, ByteBuffer buffer) {
    write(buffer.order(ByteOrder.LITTLE_ENDIAN), message);
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

  private long bytes(DynamicMessage message) {
    long bytes = 0;
    for (int i = 0; i < codecs.length; i++) {
      bytes += codecs[i].bytes(message.value(i));
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
      values[i] = codecs[i].read(buffer);
    }
    return new DynamicMessage(this, values);
  }

  @Override
  public String toString() {
    return definition.toString();
  }

  private static final class Nested extends FieldCodec {
    private final DynamicType type;

    Nested(DynamicType type, String field) {
      super(field);
      this.type = type;
    }

    @Override
    int minBytes() {
      return type.definition.fixedBytes();
    }

    @Override
    long checkedBytes(Object value) {
      return type.bytes((DynamicMessage) value);
    }

    @Override
    public void write(ByteBuffer buffer, Object value) {
      type.write(buffer, (DynamicMessage) value);
    }

    @Override
    public Object read(ByteBuffer buffer) throws MessageFormatException {
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
    public int size(DynamicMessage message) {
      throw new IllegalArgumentException("Nothing can be sent as 'any type'; use message.type()");
    }

    @Override
    public void encode(DynamicMessage message, ByteBuffer buffer) {
      size(message);
    }

    @Override
    public DynamicMessage decode(ByteBuffer buffer) throws MessageFormatException {
      throw new MessageFormatException("The definition of the message is not known yet");
    }

    @Override
    public WireType<DynamicMessage> ofPublisher(
        String peerName, String peerMd5, String peerDefinition) throws MessageFormatException {
      try {
        return of(
            MessageDefinition.ofPublisher(
                peerName, peerMd5, peerDefinition, DefinitionSource.environment(System.getenv())));
      } catch (DefinitionException e) {
        throw new MessageFormatException(e.getMessage(), e);
      }
    }
  }
}
