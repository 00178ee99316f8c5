package dev.cobot.ros;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes full names of the names that code uses: relative ones live in a namespace, private ones
 * below a node, and remappings put another name in the place of one. Immutable.
 */
public final class NameResolver {
  private final GraphName namespace;
  private final GraphName node;
  private final Map<GraphName, GraphName> remappings;

  private NameResolver(GraphName namespace, GraphName node, Map<GraphName, GraphName> remappings) {
    if (!namespace.isGlobal()) {
      throw new IllegalArgumentException("The namespace '" + namespace + "' must begin with /");
    }
    this.namespace = namespace;
    this.node = node;
    Map<GraphName, GraphName> resolved = new LinkedHashMap<>();
    remappings.forEach((from, to) -> resolved.put(full(from), full(to)));
    this.remappings = Map.copyOf(resolved);
  }

  /** Relative names live at the root; no remappings. */
  public static NameResolver newRoot() {
    return newFromNamespace(GraphName.root());
  }

  public static NameResolver newFromNamespace(GraphName namespace) {
    return newFromNamespaceAndRemappings(namespace, Map.of());
  }

  public static NameResolver newFromNamespace(String namespace) {
    return newFromNamespace(GraphName.of(namespace));
  }

  public static NameResolver newFromRemappings(Map<GraphName, GraphName> remappings) {
    return newFromNamespaceAndRemappings(GraphName.root(), remappings);
  }

  public static NameResolver newFromNamespaceAndRemappings(
      GraphName namespace, Map<GraphName, GraphName> remappings) {
    return new NameResolver(namespace, GraphName.empty(), remappings);
  }

  /** The names of a node: relative ones beside it, private ones below it. */
  static NameResolver ofNode(GraphName node, Map<GraphName, GraphName> remappings) {
    return new NameResolver(node.getParent(), node, remappings);
  }

  private GraphName full(GraphName name) {
    if (!name.isPrivate()) {
      return new GraphName(Names.join(namespace.value(), Names.canonical(name.value())));
    } else if (node.isEmpty()) {
      throw new IllegalArgumentException(
          "The private name '" + name + "' can only be resolved by a node");
    }
    return new GraphName(Names.resolve(node.value(), name.value()));
  }

  /** The full name, after remapping. */
  public GraphName resolve(GraphName name) {
    GraphName full = full(name);
    return remappings.getOrDefault(full, full);
  }

  /** The full name, after remapping. */
  public GraphName resolve(String name) {
    return resolve(GraphName.of(name));
  }

  /** A resolver for a namespace below this one, with the same remappings. */
  public NameResolver newChild(GraphName name) {
    return new NameResolver(resolve(name), node, remappings);
  }

  /** A resolver for a namespace below this one, with the same remappings. */
  public NameResolver newChild(String name) {
    return newChild(GraphName.of(name));
  }

  public GraphName getNamespace() {
    return namespace;
  }

  /** Full names, and what stands in their place. */
  public Map<GraphName, GraphName> getRemappings() {
    return remappings;
  }
}
