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

  private static final GraphName ROOT = new GraphName("/");
  private static final GraphName EMPTY = new GraphName("");

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

  /** The root of the graph, {@code /}. */
  public static GraphName root() {
    return ROOT;
  }

  /** The empty name, which stands for the namespace that it is resolved in. */
  public static GraphName empty() {
    return EMPTY;
  }

  /** A node name that no other process has. */
  public static GraphName newAnonymous() {
    return newAnonymous("anonymous");
  }

  /** A node name that no other process has: the base name, the process id and the time. */
  public static GraphName newAnonymous(String base) {
    return new GraphName(base + anonymousSuffix());
  }

  static String anonymousSuffix() {
    return String.format(
        Locale.ROOT, "_%d_%d", ProcessHandle.current().pid(), System.currentTimeMillis());
  }

  public boolean isGlobal() {
    return value.startsWith("/");
  }

  public boolean isPrivate() {
    return value.startsWith("~");
  }

  public boolean isRoot() {
    return value.equals("/");
  }

  public boolean isRelative() {
    return !isGlobal() && !isPrivate();
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  /** The name in front of the last slash: the namespace of a node. */
  public GraphName getParent() {
    return new GraphName(Names.parent(value));
  }

  /** What stands behind the last slash. */
  public GraphName getBasename() {
    return new GraphName(value.substring(value.lastIndexOf('/') + 1));
  }

  /** This name without the sign in front that makes it global or private. */
  public GraphName toRelative() {
    String rest = isPrivate() ? value.substring(1) : value;
    return new GraphName(rest.startsWith("/") ? rest.substring(1) : rest);
  }

  /** This name below the root. */
  public GraphName toGlobal() {
    return ROOT.join(toRelative());
  }

  /** This name with another one below it; a global one is returned as it is. */
  public GraphName join(GraphName below) {
    return new GraphName(Names.join(value, below.value));
  }

  /** This name with another one below it; a global one is returned as it is. */
  public GraphName join(String below) {
    return join(of(below));
  }

  @Override
  public String toString() {
    return value;
  }
}
