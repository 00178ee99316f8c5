package dev.cobot.ros;

/**
 * The algebra of graph names on bare strings. It refuses nothing: a master has to carry names that
 * are no legal graph names, such as the caller {@code /rosparam-4711} or a parameter key from a
 * file.
 */
final class Names {
  private Names() {}

  /** Without doubled and trailing slashes. */
  static String canonical(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '/' || out.length() == 0 || out.charAt(out.length() - 1) != '/') {
        out.append(c);
      }
    }
    if (out.length() > 1 && out.charAt(out.length() - 1) == '/') {
      out.setLength(out.length() - 1);
    }
    return out.toString();
  }

  /** What stands before the last slash. */
  static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : slash == 0 ? "/" : name.substring(0, slash);
  }

  static String join(String above, String below) {
    if (below.startsWith("/") || above.isEmpty()) {
      return below;
    } else if (below.isEmpty()) {
      return above;
    }
    return (above.endsWith("/") ? above : above + "/") + below;
  }

  /** The global name of a name that the node of a global name uses. */
  static String resolve(String node, String name) {
    if (name.startsWith("~")) {
      String rest = canonical(name.substring(1));
      return join(node, rest.startsWith("/") ? rest.substring(1) : rest);
    }
    return join(parent(node), canonical(name));
  }
}
