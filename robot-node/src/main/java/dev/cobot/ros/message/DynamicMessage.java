package dev.cobot.ros.message;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that is read by its definition at run time. Values are those of records: primitives
 * boxed, unsigned ones with their bits, primitive arrays, Lists of everything else; nested messages
 * are DynamicMessages. Arrays are not copied, and nobody writes to them.
 */
public final class DynamicMessage implements RosMessage {
  private static final Pattern STEP = Pattern.compile("(\\w+)(?:\\[(\\d{1,9})\\])?");

  private final DynamicType type;
  private final Object[] values;

  DynamicMessage(DynamicType type, Object[] values) {
    this.type = type;
    this.values = values;
  }

  /** The message that a record, or raw bytes with their definition, stand for. */
  public static DynamicMessage of(RosMessage message)
      throws DefinitionException, MessageFormatException {
    if (message instanceof DynamicMessage dynamic) {
      return dynamic;
    } else if (message instanceof RawMessage raw) {
      return raw.decode();
    }
    MessageType<? extends RosMessage> type = MessageType.of(message.getClass());
    return DynamicType.of(type).decode(ByteBuffer.wrap(encode(type, message)));
  }

  private static <M extends RosMessage> byte[] encode(MessageType<M> type, RosMessage message) {
    return type.encode(type.messageClass().cast(message));
  }

  public DynamicType type() {
    return type;
  }

  Object value(int index) {
    return values[index];
  }

  Object[] values() {
    return values.clone();
  }

  /**
   * The value at a path such as {@code header.stamp} or {@code points[3].positions[0]}.
   *
   * @throws IllegalArgumentException when the path leads nowhere
   */
  public Object get(String path) {
    return walk(path).value;
  }

  /** An integer, unsigned where its type is; a bool is 0 or 1. */
  public long getLong(String path) {
    Place place = walk(path);
    if (place.value instanceof Boolean truth) {
      return truth ? 1 : 0;
    } else if (place.value instanceof Byte
        || place.value instanceof Short
        || place.value instanceof Integer
        || place.value instanceof Long) {
      return FieldCodec.unsigned(place.builtin)
          ? FieldCodec.toUnsigned((Number) place.value)
          : ((Number) place.value).longValue();
    }
    throw place.mismatch(path, "an integer");
  }

  /** A number. */
  public double getDouble(String path) {
    Place place = walk(path);
    return place.value instanceof Double || place.value instanceof Float
        ? ((Number) place.value).doubleValue()
        : getLong(path);
  }

  public boolean getBoolean(String path) {
    Place place = walk(path);
    if (place.value instanceof Boolean truth) {
      return truth;
    }
    throw place.mismatch(path, "a bool");
  }

  public String getString(String path) {
    Place place = walk(path);
    if (place.value instanceof String text) {
      return text;
    }
    throw place.mismatch(path, "a string");
  }

  public DynamicMessage getMessage(String path) {
    Place place = walk(path);
    if (place.value instanceof DynamicMessage message) {
      return message;
    }
    throw place.mismatch(path, "a message");
  }

  /** The number of elements of an array. */
  public int getLength(String path) {
    Place place = walk(path);
    if (place.value instanceof List<?> list) {
      return list.size();
    } else if (place.value.getClass().isArray()) {
      return Array.getLength(place.value);
    }
    throw place.mismatch(path, "an array");
  }

  record Place(Object value, String builtin) {
    IllegalArgumentException mismatch(String path, String wanted) {
      return new IllegalArgumentException(path + " is a " + builtin + ", not " + wanted);
    }
  }

  Place walk(String path) {
    DynamicMessage at = this;
    String[] steps = path.split("\\.", -1);
    for (int i = 0; ; i++) {
      Matcher step = STEP.matcher(steps[i]);
      if (!step.matches()) {
        throw new IllegalArgumentException(
            "'" + path + "' is no path; one looks like points[3].time_from_start");
      }
      int index = at.type.index(step.group(1));
      MessageDefinition.Field field = at.type.fields().get(index);
      Object value = at.values[index];
      if (step.group(2) != null) {
        value = element(path, field, value, Integer.parseInt(step.group(2)));
      }
      if (i == steps.length - 1) {
        return new Place(value, field.type());
      } else if (value instanceof DynamicMessage next) {
        at = next;
      } else if (i == steps.length - 2 && stampPart(value, steps[i + 1]) != null) {
        return new Place(stampPart(value, steps[i + 1]), "int64");
      } else {
        throw new IllegalArgumentException(
            "'" + path + "': " + field.declaration() + " has nothing below it");
      }
    }
  }

  private static Object element(
      String path, MessageDefinition.Field field, Object value, int index) {
    boolean list = value instanceof List<?>;
    if (!list && !value.getClass().isArray()) {
      throw new IllegalArgumentException("'" + path + "': " + field.declaration() + " is no array");
    }
    int length = list ? ((List<?>) value).size() : Array.getLength(value);
    if (index >= length) {
      throw new IllegalArgumentException(
          "'" + path + "': " + field.name() + " has " + length + " elements, got index " + index);
    }
    return list ? ((List<?>) value).get(index) : Array.get(value, index);
  }

  private static Long stampPart(Object value, String part) {
    if (value instanceof RosTime time) {
      return part.equals("secs")
          ? Long.valueOf(Integer.toUnsignedLong(time.secs()))
          : part.equals("nsecs") ? Long.valueOf(time.nsecs()) : null;
    } else if (value instanceof RosDuration span) {
      return part.equals("secs")
          ? Long.valueOf(span.secs())
          : part.equals("nsecs") ? Long.valueOf(span.nsecs()) : null;
    }
    return null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DynamicMessage message
        && type.md5().equals(message.type.md5())
        && type.name().equals(message.type.name())
        && Arrays.deepEquals(values, message.values);
  }

  @Override
  public int hashCode() {
    return 31 * type.md5().hashCode() + Arrays.deepHashCode(values);
  }

  /** The message as {@code rostopic echo} prints it; see {@link MessageText#YAML}. */
  @Override
  public String toString() {
    return MessageText.YAML.print(this);
  }
}
