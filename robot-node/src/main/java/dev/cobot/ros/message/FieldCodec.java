package dev.cobot.ros.message;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;

/**
 * Wire form of one field; the buffers are little endian. Scalars of primitive types have static
 * methods, so that records box no value; every other field has a codec of its own.
 *
 * <p>Public only because {@link CodecClass} generates callers in the packages of the records.
 */
public abstract class FieldCodec {
  private static final int MAX_EMPTY_ELEMENTS = 65_536;
  private static final long NANOS = 1_000_000_000L;

  private final String field;

  FieldCodec(String field) {
    this.field = field;
  }

  final String field() {
    return field;
  }

  /** The fewest bytes that any value takes. */
  abstract int minBytes();

  /** The bytes that this value takes; checks what cannot be written. */
  public final long bytes(Object value) {
    if (value == null) {
      throw new IllegalArgumentException(
          field + " is null: every field of a message needs a value");
    }
    return checkedBytes(value);
  }

  abstract long checkedBytes(Object value);

  /** Writes a value that {@link #bytes} accepted. */
  public abstract void write(ByteBuffer buffer, Object value);

  /** Reads a value. Nothing is allocated that the remaining bytes do not back. */
  public abstract Object read(ByteBuffer buffer) throws MessageFormatException;

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

  /** The codec of a builtin type; values of primitive types are boxed. */
  static FieldCodec scalar(String type, String field) {
    return switch (type) {
      case "string" -> new Text(field);
      case "time" -> new Stamp(field);
      case "duration" -> new Span(field);
      default -> new Boxed(scalarClass(type), field);
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

  static FieldCodec array(Class<?> arrayClass, int fixedLength, String field) {
    return new PrimitiveArray(arrayClass, fixedLength, field);
  }

  static FieldCodec list(FieldCodec element, int fixedLength) {
    return new Elements(element, fixedLength);
  }

  static FieldCodec nested(MessageType<?> type, String field) {
    return new Nested(type, field);
  }

  /** The fewest bytes of a builtin type. */
  static int minBytes(String type) {
    return type.equals("string") ? Integer.BYTES : width(scalarClass(type));
  }

  /** The bytes of a primitive, a time or a duration. */
  static int width(Class<?> primitive) {
    if (primitive == boolean.class || primitive == byte.class) {
      return Byte.BYTES;
    } else if (primitive == short.class) {
      return Short.BYTES;
    } else if (primitive == int.class || primitive == float.class) {
      return Integer.BYTES;
    }
    return Long.BYTES;
  }

  /** The bytes of a whole message, which must leave room for its length before it. */
  static int messageBytes(String type, long bytes) {
    if (bytes > Integer.MAX_VALUE - Integer.BYTES) {
      throw new IllegalArgumentException(
          type + ": the message has " + bytes + " bytes, more than 2 GiB");
    }
    return (int) bytes;
  }

  private static void require(ByteBuffer buffer, long bytes, String field)
      throws MessageFormatException {
    if (buffer.remaining() < bytes) {
      throw new MessageFormatException(field + ": the message ends before this field does");
    }
  }

  public static void write(ByteBuffer buffer, boolean value) {
    buffer.put((byte) (value ? 1 : 0));
  }

  public static void write(ByteBuffer buffer, byte value) {
    buffer.put(value);
  }

  public static void write(ByteBuffer buffer, short value) {
    buffer.putShort(value);
  }

  public static void write(ByteBuffer buffer, int value) {
    buffer.putInt(value);
  }

  public static void write(ByteBuffer buffer, long value) {
    buffer.putLong(value);
  }

  public static void write(ByteBuffer buffer, float value) {
    buffer.putFloat(value);
  }

  public static void write(ByteBuffer buffer, double value) {
    buffer.putDouble(value);
  }

  public static boolean readBoolean(ByteBuffer buffer, String field) throws MessageFormatException {
    require(buffer, Byte.BYTES, field);
    return buffer.get() != 0;
  }

  public static byte readByte(ByteBuffer buffer, String field) throws MessageFormatException {
    require(buffer, Byte.BYTES, field);
    return buffer.get();
  }

  public static short readShort(ByteBuffer buffer, String field) throws MessageFormatException {
    require(buffer, Short.BYTES, field);
    return buffer.getShort();
  }

  public static int readInt(ByteBuffer buffer, String field) throws MessageFormatException {
    require(buffer, Integer.BYTES, field);
    return buffer.getInt();
  }

  public static long readLong(ByteBuffer buffer, String field) throws MessageFormatException {
    require(buffer, Long.BYTES, field);
    return buffer.getLong();
  }

  public static float readFloat(ByteBuffer buffer, String field) throws MessageFormatException {
    require(buffer, Float.BYTES, field);
    return buffer.getFloat();
  }

  public static double readDouble(ByteBuffer buffer, String field) throws MessageFormatException {
    require(buffer, Double.BYTES, field);
    return buffer.getDouble();
  }

  /** How many elements follow, each of so many bytes at least. */
  final int readCount(ByteBuffer buffer, int fixedLength, int elementBytes)
      throws MessageFormatException {
    long count = fixedLength >= 0 ? fixedLength : Integer.toUnsignedLong(readInt(buffer, field));
    long allowed = elementBytes == 0 ? MAX_EMPTY_ELEMENTS : buffer.remaining() / elementBytes;
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

  final void checkLength(int fixedLength, int length) {
    if (fixedLength >= 0 && length != fixedLength) {
      throw new IllegalArgumentException(
          field + " has " + length + " elements, its definition asks for " + fixedLength);
    }
  }

  /** A primitive of a message that is known at run time only. */
  private static final class Boxed extends FieldCodec {
    private final Class<?> type;

    Boxed(Class<?> type, String field) {
      super(field);
      this.type = type;
    }

    @Override
    int minBytes() {
      return width(type);
    }

    @Override
    long checkedBytes(Object value) {
      return width(type);
    }

    @Override
    public void write(ByteBuffer buffer, Object value) {
      if (value instanceof Double d) {
        write(buffer, d.doubleValue());
      } else if (value instanceof Integer i) {
        write(buffer, i.intValue());
      } else if (value instanceof Float f) {
        write(buffer, f.floatValue());
      } else if (value instanceof Byte b) {
        write(buffer, b.byteValue());
      } else if (value instanceof Boolean b) {
        write(buffer, b.booleanValue());
      } else if (value instanceof Long l) {
        write(buffer, l.longValue());
      } else {
        write(buffer, ((Short) value).shortValue());
      }
    }

    @Override
    public Object read(ByteBuffer buffer) throws MessageFormatException {
      if (type == double.class) {
        return readDouble(buffer, field());
      } else if (type == int.class) {
        return readInt(buffer, field());
      } else if (type == float.class) {
        return readFloat(buffer, field());
      } else if (type == byte.class) {
        return readByte(buffer, field());
      } else if (type == boolean.class) {
        return readBoolean(buffer, field());
      } else if (type == long.class) {
        return readLong(buffer, field());
      }
      return readShort(buffer, field());
    }
  }

  private static final class PrimitiveArray extends FieldCodec {
    private final Class<?> type;
    private final int fixedLength;

    PrimitiveArray(Class<?> arrayClass, int fixedLength, String field) {
      super(field);
      this.type = arrayClass.getComponentType();
      this.fixedLength = fixedLength;
    }

    @Override
    int minBytes() {
      return fixedLength >= 0 ? fixedLength * width(type) : Integer.BYTES;
    }

    @Override
    long checkedBytes(Object value) {
      int length = Array.getLength(value);
      checkLength(fixedLength, length);
      return (fixedLength >= 0 ? 0 : Integer.BYTES) + (long) length * width(type);
    }

    @Override
    public void write(ByteBuffer buffer, Object value) {
      if (fixedLength < 0) {
        buffer.putInt(Array.getLength(value));
      }
      // Element by element: the views of a buffer would be garbage for every message.
      if (value instanceof byte[] array) {
        buffer.put(array);
      } else if (value instanceof double[] array) {
        for (double d : array) {
          buffer.putDouble(d);
        }
      } else if (value instanceof float[] array) {
        for (float f : array) {
          buffer.putFloat(f);
        }
      } else if (value instanceof int[] array) {
        for (int i : array) {
          buffer.putInt(i);
        }
      } else if (value instanceof long[] array) {
        for (long l : array) {
          buffer.putLong(l);
        }
      } else if (value instanceof boolean[] array) {
        for (boolean b : array) {
          buffer.put((byte) (b ? 1 : 0));
        }
      } else {
        for (short s : (short[]) value) {
          buffer.putShort(s);
        }
      }
    }

    /** The array is always a new one, whose bytes are copied from the buffer. */
    @Override
    public Object read(ByteBuffer buffer) throws MessageFormatException {
      int length = readCount(buffer, fixedLength, width(type));
      if (type == byte.class) {
        byte[] array = new byte[length];
        buffer.get(array);
        return array;
      } else if (type == double.class) {
        double[] array = new double[length];
        for (int i = 0; i < length; i++) {
          array[i] = buffer.getDouble();
        }
        return array;
      } else if (type == float.class) {
        float[] array = new float[length];
        for (int i = 0; i < length; i++) {
          array[i] = buffer.getFloat();
        }
        return array;
      } else if (type == int.class) {
        int[] array = new int[length];
        for (int i = 0; i < length; i++) {
          array[i] = buffer.getInt();
        }
        return array;
      } else if (type == long.class) {
        long[] array = new long[length];
        for (int i = 0; i < length; i++) {
          array[i] = buffer.getLong();
        }
        return array;
      } else if (type == boolean.class) {
        boolean[] array = new boolean[length];
        for (int i = 0; i < length; i++) {
          array[i] = buffer.get() != 0;
        }
        return array;
      }
      short[] array = new short[length];
      for (int i = 0; i < length; i++) {
        array[i] = buffer.getShort();
      }
      return array;
    }
  }

  private static final class Text extends FieldCodec {
    Text(String field) {
      super(field);
    }

    @Override
    int minBytes() {
      return Integer.BYTES;
    }

    @Override
    long checkedBytes(Object value) {
      return Integer.BYTES + Utf8.length((String) value);
    }

    @Override
    public void write(ByteBuffer buffer, Object value) {
      String text = (String) value;
      int at = buffer.position();
      buffer.position(at + Integer.BYTES);
      Utf8.write(buffer, text);
      buffer.putInt(at, buffer.position() - at - Integer.BYTES);
    }

    @Override
    public Object read(ByteBuffer buffer) throws MessageFormatException {
      return Utf8.read(buffer, readCount(buffer, -1, 1));
    }
  }

  private static final class Stamp extends FieldCodec {
    Stamp(String field) {
      super(field);
    }

    @Override
    int minBytes() {
      return Long.BYTES;
    }

    @Override
    long checkedBytes(Object value) {
      return Long.BYTES;
    }

    @Override
    public void write(ByteBuffer buffer, Object value) {
      RosTime time = (RosTime) value;
      buffer.putInt(time.secs());
      buffer.putInt(time.nsecs());
    }

    @Override
    public Object read(ByteBuffer buffer) throws MessageFormatException {
      require(buffer, Long.BYTES, field());
      long secs = Integer.toUnsignedLong(buffer.getInt());
      long nsecs = Integer.toUnsignedLong(buffer.getInt());
      try {
        // Peers may send more than a second of nanoseconds; the sum is the same time.
        return RosTime.ofNanos(secs * NANOS + nsecs);
      } catch (IllegalArgumentException e) {
        throw new MessageFormatException(field() + ": " + e.getMessage(), e);
      }
    }
  }

  private static final class Span extends FieldCodec {
    Span(String field) {
      super(field);
    }

    @Override
    int minBytes() {
      return Long.BYTES;
    }

    @Override
    long checkedBytes(Object value) {
      return Long.BYTES;
    }

    @Override
    public void write(ByteBuffer buffer, Object value) {
      RosDuration duration = (RosDuration) value;
      buffer.putInt(duration.secs());
      buffer.putInt(duration.nsecs());
    }

    @Override
    public Object read(ByteBuffer buffer) throws MessageFormatException {
      require(buffer, Long.BYTES, field());
      long secs = buffer.getInt();
      long nsecs = buffer.getInt();
      try {
        return RosDuration.ofNanos(secs * NANOS + nsecs);
      } catch (IllegalArgumentException e) {
        throw new MessageFormatException(field() + ": " + e.getMessage(), e);
      }
    }
  }

  private static final class Nested extends FieldCodec {
    private final MessageType<?> type;

    Nested(MessageType<?> type, String field) {
      super(field);
      this.type = type;
    }

    @Override
    int minBytes() {
      return type.minBytes();
    }

    @Override
    long checkedBytes(Object value) {
      return type.bytes(value);
    }

    @Override
    public void write(ByteBuffer buffer, Object value) {
      type.write(buffer, value);
    }

    @Override
    public Object read(ByteBuffer buffer) throws MessageFormatException {
      return type.read(buffer);
    }
  }

  private static final class Elements extends FieldCodec {
    private final FieldCodec element;
    private final int fixedLength;

    /**
     * The last list: what comes again, as the names of joints do, is the same object again. Threads
     * may race for it, as every list is immutable.
     */
    private List<?> last = List.of();

    Elements(FieldCodec element, int fixedLength) {
      super(element.field());
      this.element = element;
      this.fixedLength = fixedLength;
    }

    @Override
    int minBytes() {
      return fixedLength >= 0 ? fixedLength * element.minBytes() : Integer.BYTES;
    }

    @Override
    long checkedBytes(Object value) {
      List<?> list = (List<?>) value;
      int size = list.size();
      checkLength(fixedLength, size);
      long bytes = fixedLength >= 0 ? 0 : Integer.BYTES;
      for (int i = 0; i < size; i++) {
        bytes += element.bytes(list.get(i));
      }
      return bytes;
    }

    @Override
    public void write(ByteBuffer buffer, Object value) {
      List<?> list = (List<?>) value;
      int size = list.size();
      if (fixedLength < 0) {
        buffer.putInt(size);
      }
      for (int i = 0; i < size; i++) {
        element.write(buffer, list.get(i));
      }
    }

    @Override
    public Object read(ByteBuffer buffer) throws MessageFormatException {
      int count = readCount(buffer, fixedLength, element.minBytes());
      if (element.minBytes() == 0 && count > 0) {
        // What has no bytes at least has none at all: its values are all the same.
        return Collections.nCopies(count, element.read(buffer));
      }
      List<?> known = last;
      if (known.size() != count) {
        known = List.of();
      }
      int same = 0;
      Object[] items = null;
      for (int i = 0; i < count; i++) {
        Object item = element.read(buffer);
        if (items == null && !known.isEmpty() && known.get(i) == item) {
          same++;
          continue;
        }
        if (items == null) {
          items = new Object[count];
          for (int j = 0; j < same; j++) {
            items[j] = known.get(j);
          }
        }
        items[i] = item;
      }
      if (items == null) {
        return known;
      }
      List<Object> list = List.of(items);
      if (element instanceof Text && count <= Utf8.KEPT) {
        last = list;
      }
      return list;
    }
  }
}
