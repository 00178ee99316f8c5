package dev.cobot.ros;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameter tree of a master: global keys, values as XML-RPC has them, structs are sub-trees.
 * Not thread-safe.
 */
final class ParameterStore {
  private static final int MAX_DEPTH = 64;

  private Map<String, Object> root = new LinkedHashMap<>();

  /** The value at a key, or null. */
  Object get(String key) {
    Object value = root;
    for (String part : parts(key)) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return value;
  }

  void set(String key, Object value) throws XmlRpcException {
    List<String> parts = parts(key);
    if (parts.isEmpty()) {
      if (!(value instanceof Map<?, ?> map)) {
        throw new XmlRpcException(
            "The root of the parameter tree can only be set to a struct, got " + value);
      }
      root = copy(map);
      return;
    }
    Map<String, Object> map = root;
    for (String part : parts.subList(0, parts.size() - 1)) {
      map = child(map, part);
    }
    map.put(parts.get(parts.size() - 1), value instanceof Map<?, ?> struct ? copy(struct) : value);
  }

  @SuppressWarnings("unchecked") // every map in the tree was made by copy or here
  private static Map<String, Object> child(Map<String, Object> map, String part) {
    if (!(map.get(part) instanceof Map<?, ?>)) {
      map.put(part, new LinkedHashMap<String, Object>());
    }
    return (Map<String, Object>) map.get(part);
  }

  private static Map<String, Object> copy(Map<?, ?> struct) {
    Map<String, Object> copy = new LinkedHashMap<>();
    struct.forEach(
        (key, value) ->
            copy.put(String.valueOf(key), value instanceof Map<?, ?> map ? copy(map) : value));
    return copy;
  }

  boolean delete(String key) throws XmlRpcException {
    List<String> parts = parts(key);
    if (parts.isEmpty()) {
      throw new XmlRpcException("The root of the parameter tree cannot be deleted");
    }
    return get(Names.parent(key)) instanceof Map<?, ?> map
        && map.remove(parts.get(parts.size() - 1)) != null;
  }

  /** Full names of all values that are no sub-tree. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    collect("", root, names);
    return names;
  }

  private static void collect(String prefix, Map<?, ?> map, List<String> names) {
    map.forEach(
        (key, value) -> {
          String name = prefix + "/" + key;
          if (value instanceof Map<?, ?> below) {
            collect(name, below, names);
          } else {
            names.add(name);
          }
        });
  }

  /** The nearest key of that name in a namespace or above it, or null. */
  String search(String namespace, String key) {
    if (key.startsWith("/")) {
      return get(key) == null ? null : key;
    }
    String first = parts(key).get(0);
    String level = namespace;
    while (get(Names.join(level, first)) == null) {
      if (level.equals("/")) {
        return null;
      }
      level = Names.parent(level);
    }
    return Names.join(level, key);
  }

  /** A snapshot that later changes of the tree do not reach. */
  static Object snapshot(Object value) {
    return value instanceof Map<?, ?> map ? copy(map) : value;
  }

  private static List<String> parts(String key) {
    List<String> parts = new ArrayList<>();
    for (String part : key.split("/", -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    if (parts.size() > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "A parameter name with " + parts.size() + " levels is refused, allowed are " + MAX_DEPTH);
    }
    return parts;
  }
}
