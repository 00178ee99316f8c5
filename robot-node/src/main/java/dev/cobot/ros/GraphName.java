package dev.cobot.ros;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name in the ROS graph: global ({@code /a/b}), relative ({@code a/b}) or private ({@code ~a}).
 *
 * @param value the name without a trailing slash
 */
public record GraphName(String value) {
  private static final Pattern LEGAL = Pattern.compile("[~/A-Za-z][\\w/]*");

  /** The root of the graph. */
  public static final GraphName ROOT = new GraphName("/");

  public GraphName {
    if (value.length() > 1 && value.endsWith("/")) {
      value = value.substring(0, value.length() - 1);
    }
    if (!value.isEmpty() && (!LEGAL.matcher(value).matches() || value.contains("//"))) {
      throw new IllegalArgumentException(
          "ROS name '"
              + value
              + "' is not legal: a name begins with a letter, / or ~, and goes on with letters,"
              + " digits, _ and single /");
    }
  }

  public static GraphName of(String value) {
    return new GraphName(value);
  }

  /** A node name that no other process has: the base name, the process id and the time. */
  public static GraphName newAnonymous(String base) {
    return new GraphName(
        String.format(
            Locale.ROOT,
            "%s_%d_%d",
            base,
            ProcessHandle.current().pid(),
            System.currentTimeMillis()));
  }

  public boolean isGlobal() {
    return value.startsWith("/");
  }

  public boolean isPrivate() {
    return value.startsWith("~");
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  /** The name in front of the last slash: the namespace of a node. */
  public GraphName parent() {
    return new GraphName(Names.parent(value));
  }

  public String basename() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** This name with another one below it; a global one is returned as it is. */
  public GraphName join(GraphName below) {
    return new GraphName(Names.join(value, below.value));
  }

  /** Resolves a name as the node of this global name sees it. */
  GraphName resolve(GraphName name) {
    return new GraphName(Names.resolve(value, name.value));
  }

  @Override
  public String toString() {
    return value;
  }
}
