package dev.cobot.ros.message;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What ROS knows about a message record: name, md5, definition, and its encoding on the wire
 * (little endian, no padding). Built once for each record and checked against the definition then.
 * Safe for use from any thread.
 *
 * @param <M> the record
 */
public final class MessageType<M extends RosMessage> implements WireType<M> {
  private static final ClassValue<MessageType<?>> CACHE =
      new ClassValue<>() {
        @Override
        protected MessageType<?> computeValue(Class<?> type) {
          return build(type.asSubclass(RosMessage.class));
        }
      };

  private final Class<M> recordClass;
  private final String name;
  private final String md5;
  private final String definition;
  private final String md5Text;
  private final RecordCodec codec;
  private final int primitiveBytes;
  private final int minBytes;

  private MessageType(
      Class<M> recordClass,
      MessageDefinition definition,
      RecordCodec codec,
      int primitiveBytes,
      int minBytes) {
    this.recordClass = recordClass;
    this.name = definition.typeName();
    this.md5Text = definition.md5Text();
    this.md5 = definition.md5();
    this.definition = definition.fullText();
    this.codec = codec;
    this.primitiveBytes = primitiveBytes;
    this.minBytes = minBytes;
  }

  /**
   * The type of a record.
   *
   * @throws IllegalStateException when the record and its definition differ in number, order, name
   *     or type of fields
   */
  @SuppressWarnings("unchecked") // the cache maps every class to its own type
  public static <M extends RosMessage> MessageType<M> of(Class<M> recordClass) {
    return (MessageType<M>) CACHE.get(recordClass);
  }

  private static <M extends RosMessage> MessageType<M> build(Class<M> recordClass) {
    RosType annotation = recordClass.getAnnotation(RosType.class);
    if (annotation == null || !recordClass.isRecord()) {
      throw new IllegalStateException(
          recordClass.getName() + " is no message: it must be a record annotated with @RosType");
    }
    MessageDefinition definition = definition(annotation, recordClass.getClassLoader());
    List<MessageDefinition.Field> fields = definition.fields();
    RecordComponent[] components = recordClass.getRecordComponents();
    if (components.length != fields.size()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s has %d components, but %s has %d fields: %s",
              recordClass.getName(),
              components.length,
              definition.typeName(),
              fields.size(),
              fields.stream().map(MessageDefinition.Field::declaration).toList()));
    }
    List<String> expectedNames = JavaNames.components(fields);
    String[] names = new String[components.length];
    List<FieldCodec> codecs = new ArrayList<>();
    int primitiveBytes = 0;
    for (int i = 0; i < components.length; i++) {
      MessageDefinition.Field field = fields.get(i);
      String expected = expectedNames.get(i);
      if (!components[i].getName().equals(expected)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s: component %d is named %s, but field '%s' of %s asks for %s",
                recordClass.getName(),
                i,
                components[i].getName(),
                field.declaration(),
                definition.typeName(),
                expected));
      }
      names[i] = definition.typeName() + "." + field.name();
      Class<?> type = components[i].getType();
      if (type.isPrimitive() && isScalar(field, type)) {
        primitiveBytes += FieldCodec.width(type);
      } else {
        codecs.add(codec(recordClass, field, components[i], names[i]));
      }
    }
    int minBytes = primitiveBytes + codecs.stream().mapToInt(FieldCodec::minBytes).sum();
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(recordClass, MethodHandles.lookup());
      RecordCodec codec = CodecClass.create(lookup, names, codecs.toArray(FieldCodec[]::new));
      return new MessageType<>(recordClass, definition, codec, primitiveBytes, minBytes);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(recordClass.getName() + ": cannot reach its components", e);
    }
  }

  private static MessageDefinition definition(RosType annotation, ClassLoader loader) {
    try {
      return annotation.definition().length == 0
          ? MessageDefinition.load(annotation.value(), DefinitionSource.classPath(loader))
          : MessageDefinition.ofFullText(
              annotation.value(), String.join("\n", annotation.definition()));
    } catch (DefinitionException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static boolean isScalar(MessageDefinition.Field field, Class<?> type) {
    return field.builtin() && !field.array() && type == FieldCodec.scalarClass(field.type());
  }

  private static FieldCodec codec(
      Class<?> recordClass, MessageDefinition.Field field, RecordComponent component, String name) {
    Type type = component.getGenericType();
    Class<?> element = component.getType();
    boolean list = element == List.class;
    if (list && type instanceof ParameterizedType parameterized) {
      Type argument = parameterized.getActualTypeArguments()[0];
      element = argument instanceof Class<?> c ? c : Object.class;
    }
    FieldCodec codec = null;
    if (field.builtin()) {
      if (!list && isScalar(field, element)) {
        codec = FieldCodec.scalar(field.type(), name);
      } else if (field.array() && list && element == FieldCodec.listElementClass(field.type())) {
        codec = FieldCodec.list(FieldCodec.scalar(field.type(), name), field.fixedLength());
      } else if (field.array() && element == FieldCodec.arrayClass(field.type())) {
        codec = FieldCodec.array(element, field.fixedLength(), name);
      }
    } else if (RosMessage.class.isAssignableFrom(element) && list == field.array()) {
      MessageType<?> nested = of(element.asSubclass(RosMessage.class));
      if (nested.name.equals(field.type())) {
        codec = FieldCodec.nested(nested, name);
        if (list) {
          codec = FieldCodec.list(codec, field.fixedLength());
        }
      }
    }
    if (codec == null) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s: component %s has the type %s, which does not fit the field '%s'",
              recordClass.getName(),
              component.getName(),
              type.getTypeName(),
              field.declaration()));
    }
    return codec;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String md5() {
    return md5;
  }

  @Override
  public String definition() {
    return definition;
  }

  @Override
  public Class<M> messageClass() {
    return recordClass;
  }

  String md5Text() {
    return md5Text;
  }

  int minBytes() {
    return minBytes;
  }

  @Override
  public int size(M message) {
    return FieldCodec.messageBytes(name, bytes(message));
  }

  /** Writes without garbage. */
  @Override
  public void encode(M message, ByteBuffer buffer) {
    write(buffer.order(ByteOrder.LITTLE_ENDIAN), message);
  }

  /**
   * The message keeps nothing of the buffer: arrays are copies, so it may be used again at once.
   */
  @Override
  public M decode(ByteBuffer buffer) throws MessageFormatException {
    ByteBuffer little = buffer.order(ByteOrder.LITTLE_ENDIAN);
    M message = recordClass.cast(read(little));
    if (little.hasRemaining()) {
      throw new MessageFormatException(
          name + ": " + little.remaining() + " bytes are left over after the last field");
    }
    return message;
  }

  long bytes(Object message) {
    return primitiveBytes + codec.bytes(message);
  }

  /** Writes a message whose size was asked for, which checks it. */
  void write(ByteBuffer buffer, Object message) {
    codec.write(buffer, message);
  }

  Object read(ByteBuffer buffer) throws MessageFormatException {
    try {
      return codec.read(buffer);
    } catch (RuntimeException e) {
      throw new MessageFormatException(name + ": the values are refused: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return name + " " + md5;
  }
}
