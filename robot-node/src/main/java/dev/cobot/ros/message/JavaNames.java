package dev.cobot.ros.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** How names of definitions are written in Java. */
final class JavaNames {
  // Methods that a record component cannot be named after.
  private static final Set<String> TAKEN =
      Set.of(
          "clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

  private JavaNames() {}

  /** The record components of fields; a name that Java or another field has gets an underscore. */
  static List<String> components(List<MessageDefinition.Field> fields) {
    List<String> names = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (MessageDefinition.Field field : fields) {
      String name = camelCase(field.name());
      while (isTaken(name) || !used.add(name)) {
        name += "_";
      }
      names.add(name);
    }
    return names;
  }

  /** Whether Java does not let a component be named so. */
  static boolean isTaken(String name) {
    return SourceVersion.isKeyword(name) || TAKEN.contains(name);
  }

  static String camelCase(String snakeCase) {
    StringBuilder out = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < snakeCase.length(); i++) {
      char c = snakeCase.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        out.append(
            out.length() == 0 ? Character.toLowerCase(c) : upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return out.toString();
  }
}
