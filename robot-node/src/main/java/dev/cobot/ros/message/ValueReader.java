package dev.cobot.ros.message;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what JSON and YAML readers give into the values of fields. */
final class ValueReader {
  private ValueReader() {}

  static Object value(
      MessageDefinition.Field field, String path, DynamicType nested, Object given) {
    if (!field.array()) {
      return item(field.type(), path, nested, given);
    }
    if (!(given instanceof List<?> list)) {
      throw wrong(path, "a list", given);
    }
    if (field.fixedLength() >= 0 && list.size() != field.fixedLength()) {
      throw new IllegalArgumentException(
          path
              + " has "
              + list.size()
              + " elements, its definition asks for "
              + field.fixedLength());
    }
    Class<?> arrayClass = field.builtin() ? FieldCodec.arrayClass(field.type()) : null;
    List<Object> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(item(field.type(), path + "[" + i + "]", nested, list.get(i)));
    }
    if (arrayClass == null) {
      return List.copyOf(items);
    }
    Object array = Array.newInstance(arrayClass.getComponentType(), items.size());
    for (int i = 0; i < items.size(); i++) {
      Array.set(array, i, items.get(i));
    }
    return array;
  }

  private static Object item(String type, String path, DynamicType nested, Object given) {
    if (nested != null) {
      if (given instanceof DynamicMessage message
          && message.type().md5().equals(nested.md5())
          && message.type().name().equals(nested.name())) {
        return message;
      } else if (given instanceof Map<?, ?> map) {
        return nested.message(map);
      }
      throw wrong(path, "the fields of " + nested.name(), given);
    }
    return switch (type) {
      case "string" -> {
        if (given instanceof Map || given instanceof List || given == null) {
          throw wrong(path, "a string", given);
        }
        yield String.valueOf(given);
      }
      case "bool" -> {
        if (given instanceof Boolean truth) {
          yield truth;
        }
        yield integer(type, path, given, 0, 1) != 0;
      }
      case "float32" -> (float) number(path, given);
      case "float64" -> number(path, given);
      case "time" ->
          given instanceof RosTime time
              ? time
              : new RosTime(
                  (int) part(path, given, "secs", 0, 0xFFFF_FFFFL),
                  (int) part(path, given, "nsecs", 0, 999_999_999));
      case "duration" ->
          given instanceof RosDuration span
              ? span
              : new RosDuration(
                  (int) part(path, given, "secs", Integer.MIN_VALUE, Integer.MAX_VALUE),
                  (int) part(path, given, "nsecs", 0, 999_999_999));
      case "uint64" ->
          whole(path, given, BigInteger.ZERO, BigInteger.ONE.shiftLeft(64)).longValue();
      case "int64" -> integer(type, path, given, Long.MIN_VALUE, Long.MAX_VALUE);
      default -> narrow(type, path, given);
    };
  }

  private static Object narrow(String type, String path, Object given) {
    Class<?> java = FieldCodec.scalarClass(type);
    int bits = java == byte.class ? Byte.SIZE : java == short.class ? Short.SIZE : Integer.SIZE;
    boolean unsigned = FieldCodec.unsigned(type);
    long lowest = unsigned ? 0 : -(1L << (bits - 1));
    long highest = unsigned ? (1L << bits) - 1 : (1L << (bits - 1)) - 1;
    long value = integer(type, path, given, lowest, highest);
    if (java == byte.class) {
      return (byte) value;
    } else if (java == short.class) {
      return (short) value;
    }
    return (int) value;
  }

  private static long part(String path, Object given, String part, long lowest, long highest) {
    if (!(given instanceof Map<?, ?> map) || !List.of("secs", "nsecs").containsAll(map.keySet())) {
      throw wrong(path, "{secs, nsecs}", given);
    }
    Object value = map.get(part);
    return value == null ? 0 : integer("time", path + "." + part, value, lowest, highest);
  }

  private static double number(String path, Object given) {
    if (given instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(path, "a number", given);
  }

  private static long integer(String type, String path, Object given, long lowest, long highest) {
    try {
      return whole(
              path,
              given,
              BigInteger.valueOf(lowest),
              BigInteger.valueOf(highest).add(BigInteger.ONE))
          .longValue();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          path + " must be a " + type + " in [" + lowest + ", " + highest + "], got " + given, e);
    }
  }

  private static BigInteger whole(String path, Object given, BigInteger lowest, BigInteger beyond) {
    if (given instanceof Number number) {
      try {
        BigInteger value = new BigDecimal(number.toString()).toBigIntegerExact();
        if (value.compareTo(lowest) >= 0 && value.compareTo(beyond) < 0) {
          return value;
        }
      } catch (ArithmeticException | NumberFormatException e) {
        throw wrong(path, "an integer", given);
      }
    }
    throw wrong(path, "an integer of its type", given);
  }

  private static IllegalArgumentException wrong(String path, String expected, Object got) {
    return new IllegalArgumentException(path + " must be " + expected + ", got " + got);
  }
}
