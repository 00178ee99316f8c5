package dev.cobot.ros.message;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Wire form of one field; the buffers are little endian. */
abstract class FieldCodec {
  private static final int MAX_EMPTY_ELEMENTS = 65_536;
  private static final long NANOS = 1_000_000_000L;

  /** The fewest bytes that any value takes. */
  abstract int minBytes();

  /** The bytes that this value takes; checks what cannot be written. */
  abstract long bytes(Object value, String field);

  abstract void write(ByteBuffer buffer, Object value);

  abstract Object read(ByteBuffer buffer, String field) throws MessageFormatException;

  static Class<?> scalarClass(String type) {
    return switch (type) {
      case "bool" -> boolean.class;
      case "int8", "uint8", "char", "byte" -> byte.class;
      case "int16", "uint16" -> short.class;
      case "int32", "uint32" -> int.class;
      case "int64", "uint64" -> long.class;
      case "float32" -> float.class;
      case "float64" -> double.class;
      case "string" -> String.class;
      case "time" -> RosTime.class;
      case "duration" -> RosDuration.class;
      default -> throw new IllegalArgumentException("No builtin type: " + type);
    };
  }

  /** The primitive array of a builtin type, or null when its arrays are lists. */
  static Class<?> arrayClass(String type) {
    Class<?> scalar = scalarClass(type);
    return scalar.isPrimitive() ? scalar.arrayType() : null;
  }

  /** The element of a builtin type's list, or null when its arrays are primitive. */
  static Class<?> listElementClass(String type) {
    Class<?> scalar = scalarClass(type);
    return scalar.isPrimitive() ? null : scalar;
  }

  static FieldCodec scalar(String type) {
    return switch (type) {
      case "string" -> new Text();
      case "time" -> new Stamp();
      case "duration" -> new Span();
      default -> new Primitive(scalarClass(type));
    };
  }

  /** The value of a field that nobody has set. */
  static Object zero(String type) {
    return switch (type) {
      case "bool" -> false;
      case "int8", "uint8", "char", "byte" -> (byte) 0;
      case "int16", "uint16" -> (short) 0;
      case "int32", "uint32" -> 0;
      case "int64", "uint64" -> 0L;
      case "float32" -> 0f;
      case "float64" -> 0d;
      case "string" -> "";
      case "time" -> RosTime.ZERO;
      case "duration" -> RosDuration.ZERO;
      default -> throw new IllegalArgumentException("No builtin type: " + type);
    };
  }

  /** Whether the bits of the Java value stand for an unsigned number. */
  static boolean unsigned(String type) {
    return type.startsWith("uint") || type.equals("char");
  }

  /** The number that the bits stand for, as far as a long can hold it. */
  static long toUnsigned(Number bits) {
    if (bits instanceof Byte b) {
      return Byte.toUnsignedLong(b);
    } else if (bits instanceof Short s) {
      return Short.toUnsignedLong(s);
    } else if (bits instanceof Integer i) {
      return Integer.toUnsignedLong(i);
    }
    return bits.longValue();
  }

  static FieldCodec array(Class<?> arrayClass, int fixedLength) {
    return new PrimitiveArray(arrayClass, fixedLength);
  }

  static FieldCodec list(FieldCodec element, int fixedLength) {
    return new Elements(element, fixedLength);
  }

  static FieldCodec nested(MessageType<?> type) {
    return new Nested(type);
  }

  private static int width(Class<?> primitive) {
    if (primitive == boolean.class || primitive == byte.class) {
      return Byte.BYTES;
    } else if (primitive == short.class) {
      return Short.BYTES;
    } else if (primitive == int.class || primitive == float.class) {
      return Integer.BYTES;
    }
    return Long.BYTES;
  }

  private static int readCount(ByteBuffer buffer, int fixedLength, int minBytes, String field)
      throws MessageFormatException {
    long count = fixedLength >= 0 ? fixedLength : Integer.toUnsignedLong(buffer.getInt());
    long allowed = minBytes == 0 ? MAX_EMPTY_ELEMENTS : buffer.remaining() / minBytes;
    if (count > allowed) {
      throw new MessageFormatException(
          field
              + ": "
              + count
              + " elements are announced, but the "
              + buffer.remaining()
              + " bytes that are left hold at most "
              + allowed);
    }
    return (int) count;
  }

  private static void checkLength(int fixedLength, int length, String field) {
    if (fixedLength >= 0 && length != fixedLength) {
      throw new IllegalArgumentException(
          field + " has " + length + " elements, its definition asks for " + fixedLength);
    }
  }

  private static final class Primitive extends FieldCodec {
    private final Class<?> type;

    Primitive(Class<?> type) {
      this.type = type;
    }

    @Override
    int minBytes() {
      return width(type);
    }

    @Override
    long bytes(Object value, String field) {
      return width(type);
    }

    @Override
    void write(ByteBuffer buffer, Object value) {
      if (value instanceof Double d) {
        buffer.putDouble(d);
      } else if (value instanceof Integer i) {
        buffer.putInt(i);
      } else if (value instanceof Float f) {
        buffer.putFloat(f);
      } else if (value instanceof Byte b) {
        buffer.put(b);
      } else if (value instanceof Boolean b) {
        buffer.put((byte) (b ? 1 : 0));
      } else if (value instanceof Long l) {
        buffer.putLong(l);
      } else {
        buffer.putShort((Short) value);
      }
    }

    @Override
    Object read(ByteBuffer buffer, String field) {
      if (type == double.class) {
        return buffer.getDouble();
      } else if (type == int.class) {
        return buffer.getInt();
      } else if (type == float.class) {
        return buffer.getFloat();
      } else if (type == byte.class) {
        return buffer.get();
      } else if (type == boolean.class) {
        return buffer.get() != 0;
      } else if (type == long.class) {
        return buffer.getLong();
      }
      return buffer.getShort();
    }
  }

  private static final class PrimitiveArray extends FieldCodec {
    private final Class<?> type;
    private final int fixedLength;

    PrimitiveArray(Class<?> arrayClass, int fixedLength) {
      this.type = arrayClass.getComponentType();
      this.fixedLength = fixedLength;
    }

    @Override
    int minBytes() {
      return fixedLength >= 0 ? fixedLength * width(type) : Integer.BYTES;
    }

    @Override
    long bytes(Object value, String field) {
      int length = Array.getLength(value);
      checkLength(fixedLength, length, field);
      return (fixedLength >= 0 ? 0 : Integer.BYTES) + (long) length * width(type);
    }

    @Override
    void write(ByteBuffer buffer, Object value) {
      int length = Array.getLength(value);
      if (fixedLength < 0) {
        buffer.putInt(length);
      }
      if (value instanceof byte[] array) {
        buffer.put(array);
        return;
      } else if (value instanceof boolean[] array) {
        for (boolean b : array) {
          buffer.put((byte) (b ? 1 : 0));
        }
        return;
      } else if (value instanceof double[] array) {
        buffer.asDoubleBuffer().put(array);
      } else if (value instanceof float[] array) {
        buffer.asFloatBuffer().put(array);
      } else if (value instanceof int[] array) {
        buffer.asIntBuffer().put(array);
      } else if (value instanceof long[] array) {
        buffer.asLongBuffer().put(array);
      } else {
        buffer.asShortBuffer().put((short[]) value);
      }
      buffer.position(buffer.position() + length * width(type));
    }

    @Override
    Object read(ByteBuffer buffer, String field) throws MessageFormatException {
      int length = readCount(buffer, fixedLength, width(type), field);
      Object value = Array.newInstance(type, length);
      if (value instanceof byte[] array) {
        buffer.get(array);
        return array;
      } else if (value instanceof boolean[] array) {
        for (int i = 0; i < length; i++) {
          array[i] = buffer.get() != 0;
        }
        return array;
      } else if (value instanceof double[] array) {
        buffer.asDoubleBuffer().get(array);
      } else if (value instanceof float[] array) {
        buffer.asFloatBuffer().get(array);
      } else if (value instanceof int[] array) {
        buffer.asIntBuffer().get(array);
      } else if (value instanceof long[] array) {
        buffer.asLongBuffer().get(array);
      } else {
        buffer.asShortBuffer().get((short[]) value);
      }
      buffer.position(buffer.position() + length * width(type));
      return value;
    }
  }

  private static final class Text extends FieldCodec {
    @Override
    int minBytes() {
      return Integer.BYTES;
    }

    @Override
    long bytes(Object value, String field) {
      return (long) Integer.BYTES + ((String) value).getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    void write(ByteBuffer buffer, Object value) {
      byte[] utf8 = ((String) value).getBytes(StandardCharsets.UTF_8);
      buffer.putInt(utf8.length).put(utf8);
    }

    @Override
    Object read(ByteBuffer buffer, String field) throws MessageFormatException {
      byte[] utf8 = new byte[readCount(buffer, -1, 1, field)];
      buffer.get(utf8);
      return new String(utf8, StandardCharsets.UTF_8);
    }
  }

  private static final class Stamp extends FieldCodec {
    @Override
    int minBytes() {
      return Long.BYTES;
    }

    @Override
    long bytes(Object value, String field) {
      return Long.BYTES;
    }

    @Override
    void write(ByteBuffer buffer, Object value) {
      RosTime time = (RosTime) value;
      buffer.putInt(time.secs()).putInt(time.nsecs());
    }

    @Override
    Object read(ByteBuffer buffer, String field) throws MessageFormatException {
      long secs = Integer.toUnsignedLong(buffer.getInt());
      long nsecs = Integer.toUnsignedLong(buffer.getInt());
      try {
        // Peers may send more than a second of nanoseconds; the sum is the same time.
        return RosTime.ofNanos(secs * NANOS + nsecs);
      } catch (IllegalArgumentException e) {
        throw new MessageFormatException(field + ": " + e.getMessage(), e);
      }
    }
  }

  private static final class Span extends FieldCodec {
    @Override
    int minBytes() {
      return Long.BYTES;
    }

    @Override
    long bytes(Object value, String field) {
      return Long.BYTES;
    }

    @Override
    void write(ByteBuffer buffer, Object value) {
      RosDuration duration = (RosDuration) value;
      buffer.putInt(duration.secs()).putInt(duration.nsecs());
    }

    @Override
    Object read(ByteBuffer buffer, String field) throws MessageFormatException {
      long secs = buffer.getInt();
      long nsecs = buffer.getInt();
      try {
        return RosDuration.ofNanos(secs * NANOS + nsecs);
      } catch (IllegalArgumentException e) {
        throw new MessageFormatException(field + ": " + e.getMessage(), e);
      }
    }
  }

  private static final class Nested extends FieldCodec {
    private final MessageType<?> type;

    Nested(MessageType<?> type) {
      this.type = type;
    }

    @Override
    int minBytes() {
      return type.minBytes();
    }

    @Override
    long bytes(Object value, String field) {
      return type.size(value);
    }

    @Override
    void write(ByteBuffer buffer, Object value) {
      type.write(buffer, value);
    }

    @Override
    Object read(ByteBuffer buffer, String field) throws MessageFormatException {
      return type.read(buffer);
    }
  }

  private static final class Elements extends FieldCodec {
    private final FieldCodec element;
    private final int fixedLength;

    Elements(FieldCodec element, int fixedLength) {
      this.element = element;
      this.fixedLength = fixedLength;
    }

    @Override
    int minBytes() {
      return fixedLength >= 0 ? fixedLength * element.minBytes() : Integer.BYTES;
    }

    @Override
    long bytes(Object value, String field) {
      List<?> list = (List<?>) value;
      checkLength(fixedLength, list.size(), field);
      long bytes = fixedLength >= 0 ? 0 : Integer.BYTES;
      for (Object item : list) {
        bytes += element.bytes(item, field);
      }
      return bytes;
    }

    @Override
    void write(ByteBuffer buffer, Object value) {
      List<?> list = (List<?>) value;
      if (fixedLength < 0) {
        buffer.putInt(list.size());
      }
      for (Object item : list) {
        element.write(buffer, item);
      }
    }

    @Override
    Object read(ByteBuffer buffer, String field) throws MessageFormatException {
      int count = readCount(buffer, fixedLength, element.minBytes(), field);
      if (element.minBytes() == 0 && count > 0) {
        // What has no bytes at least has none at all: its values are all the same.
        return Collections.nCopies(count, element.read(buffer, field));
      }
      Object[] items = new Object[count];
      for (int i = 0; i < items.length; i++) {
        items[i] = element.read(buffer, field);
      }
      return Arrays.asList(items);
    }
  }
}
