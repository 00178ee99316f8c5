package dev.cobot.ros.message;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
  private final String[] fieldNames;
  private final FieldCodec[] codecs;
  private final MethodHandle[] getters;
  private final MethodHandle constructor;
  private final int minBytes;

  private MessageType(
      Class<M> recordClass,
      MessageDefinition definition,
      String[] fieldNames,
      FieldCodec[] codecs,
      MethodHandle[] getters,
      MethodHandle constructor) {
    this.recordClass = recordClass;
    this.name = definition.typeName();
    this.md5Text = definition.md5Text();
    this.md5 = definition.md5();
    this.definition = definition.fullText();
    this.fieldNames = fieldNames;
    this.codecs = codecs;
    this.getters = getters;
    this.constructor = constructor;
    this.minBytes = Arrays.stream(codecs).mapToInt(FieldCodec::minBytes).sum();
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
    FieldCodec[] codecs = new FieldCodec[components.length];
    MethodHandle[] getters = new MethodHandle[components.length];
    Class<?>[] parameters = new Class<?>[components.length];
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(recordClass, MethodHandles.lookup());
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
        parameters[i] = components[i].getType();
        codecs[i] = codec(recordClass, field, components[i]);
        getters[i] =
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class));
      }
      Constructor<M> canonical = recordClass.getDeclaredConstructor(parameters);
      MethodHandle constructor =
          lookup
              .unreflectConstructor(canonical)
              .asSpreader(Object[].class, parameters.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new MessageType<>(recordClass, definition, names, codecs, getters, constructor);
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

  private static FieldCodec codec(
      Class<?> recordClass, MessageDefinition.Field field, RecordComponent component) {
    Type type = component.getGenericType();
    Class<?> element = component.getType();
    boolean list = element == List.class;
    if (list && type instanceof ParameterizedType parameterized) {
      Type argument = parameterized.getActualTypeArguments()[0];
      element = argument instanceof Class<?> c ? c : Object.class;
    }
    FieldCodec codec = null;
    if (field.builtin()) {
      if (!field.array() && element == FieldCodec.scalarClass(field.type())) {
        codec = FieldCodec.scalar(field.type());
      } else if (field.array() && list && element == FieldCodec.listElementClass(field.type())) {
        codec = FieldCodec.list(FieldCodec.scalar(field.type()), field.fixedLength());
      } else if (field.array() && element == FieldCodec.arrayClass(field.type())) {
        codec = FieldCodec.array(element, field.fixedLength());
      }
    } else if (RosMessage.class.isAssignableFrom(element) && list == field.array()) {
      MessageType<?> nested = of(element.asSubclass(RosMessage.class));
      if (nested.name.equals(field.type())) {
        codec = FieldCodec.nested(nested);
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

  /** The ROS name, such as {@code sensor_msgs/Image}. */
  @Override
  public String name() {
    return name;
  }

  /** The md5 by which peers agree on the type. */
  @Override
  public String md5() {
    return md5;
  }

  /** The definition with all nested ones, as a bag file or a viewer needs it. */
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

  /** The encoded message without its length. */
  @Override
  public byte[] encode(M message) {
    return encode(message, 0);
  }

  /** The encoded message with its length before it, as TCPROS sends it. */
  @Override
  public byte[] encodeFrame(M message) {
    return encode(message, Integer.BYTES);
  }

  private byte[] encode(M message, int prefixBytes) {
    long bytes = prefixBytes + size(message);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + ": the message has " + bytes + " bytes, more than 2 GiB");
    }
    byte[] encoded = new byte[(int) bytes];
    ByteBuffer buffer = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    if (prefixBytes > 0) {
      buffer.putInt(encoded.length - prefixBytes);
    }
    write(buffer, message);
    return encoded;
  }

  /**
   * Reads one message that fills the rest of the buffer. Nothing is allocated that the remaining
   * bytes do not back.
   *
   * @throws MessageFormatException when the bytes end early, are left over, or announce more than
   *     is there
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

  private Object get(int i, Object message) {
    Object value;
    try {
      value = (Object) getters[i].invokeExact(message);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(fieldNames[i] + ": cannot read the component", e);
    }
    if (value == null) {
      throw new IllegalArgumentException(
          fieldNames[i] + " is null: every field of a message needs a value");
    }
    return value;
  }

  long size(Object message) {
    long bytes = 0;
    for (int i = 0; i < codecs.length; i++) {
      bytes += codecs[i].bytes(get(i, message), fieldNames[i]);
    }
    return bytes;
  }

  void write(ByteBuffer buffer, Object message) {
    for (int i = 0; i < codecs.length; i++) {
      codecs[i].write(buffer, get(i, message));
    }
  }

  Object read(ByteBuffer buffer) throws MessageFormatException {
    Object[] values = new Object[codecs.length];
    for (int i = 0; i < codecs.length; i++) {
      try {
        values[i] = codecs[i].read(buffer, fieldNames[i]);
      } catch (BufferUnderflowException e) {
        throw new MessageFormatException(
            fieldNames[i] + ": the message ends before this field does", e);
      }
    }
    try {
      return (Object) constructor.invokeExact(values);
    } catch (RuntimeException e) {
      throw new MessageFormatException(name + ": the values are refused: " + e.getMessage(), e);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new MessageFormatException(name + ": the values are refused: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return name + " " + md5;
  }
}
