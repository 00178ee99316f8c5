package dev.cobot.ros;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes provide what under a name: name to node to slave URI, in the order of registration.
 * Not thread-safe.
 */
final class Registrations {
  private final Map<String, Map<String, String>> byName = new LinkedHashMap<>();

  void add(String name, String node, String uri) {
    byName.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(node, uri);
  }

  /** Removes a registration when it is of that URI; says whether it was there. */
  boolean remove(String name, String node, String uri) {
    Map<String, String> nodes = byName.get(name);
    if (nodes == null || !nodes.remove(node, uri)) {
      return false;
    }
    if (nodes.isEmpty()) {
      byName.remove(name);
    }
    return true;
  }

  /** Removes all that a node has; returns the names it was registered for. */
  List<String> removeNode(String node) {
    List<String> names = new ArrayList<>();
    byName.forEach(
        (name, nodes) -> {
          if (nodes.remove(node) != null) {
            names.add(name);
          }
        });
    byName.values().removeIf(Map::isEmpty);
    return names;
  }

  boolean has(String node) {
    return byName.values().stream().anyMatch(nodes -> nodes.containsKey(node));
  }

  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  List<String> uris(String name) {
    return List.copyOf(byName.getOrDefault(name, Map.of()).values());
  }

  /** Every name with its nodes, in the shape of getSystemState. */
  List<Object> state() {
    List<Object> state = new ArrayList<>();
    byName.forEach((name, nodes) -> state.add(List.of(name, List.copyOf(nodes.keySet()))));
    return state;
  }
}
