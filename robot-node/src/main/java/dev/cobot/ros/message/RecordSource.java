package dev.cobot.ros.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Writes the Java source of the record of a message. */
final class RecordSource {
  private static final String OWN = "dev.cobot.ros.message.";

  private final MessageDefinition definition;
  private final String javaPackage;
  private final String simpleName;
  private final UnaryOperator<String> recordOf;
  private final Map<String, String> imports = new LinkedHashMap<>();

  /**
   * @param className the full name of the record
   * @param recordOf the full name of the record of a ROS type
   */
  RecordSource(MessageDefinition definition, String className, UnaryOperator<String> recordOf) {
    this.definition = definition;
    this.javaPackage = className.substring(0, className.lastIndexOf('.'));
    this.simpleName = className.substring(className.lastIndexOf('.') + 1);
    this.recordOf = recordOf;
    imports.put(simpleName, className);
  }

  /**
   * The source.
   *
   * @param members what else stands in the record, after its constants
   */
  String write(String members) {
    List<MessageDefinition.Field> fields = definition.fields();
    List<String> names = JavaNames.components(fields);
    StringBuilder components = new StringBuilder();
    StringBuilder copies = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      String type = javaType(fields.get(i));
      components.append(i > 0 ? ", " : "").append(type).append(' ').append(names.get(i));
      if (type.contains("<")) {
        copies.append("    ").append(names.get(i)).append(" = ").append(use("java.util.List"));
        copies.append(".copyOf(").append(names.get(i)).append(");\n");
      }
    }
    String head =
        "@"
            + use(OWN + "RosType")
            + "(\n    value = "
            + literal(definition.typeName())
            + ",\n    definition = {\n"
            + definitionLines()
            + "    })\npublic record "
            + simpleName
            + "("
            + components
            + ")\n    implements "
            + use(OWN + "RosMessage")
            + " {\n"
            + constants(Set.copyOf(names))
            + members
            + (copies.isEmpty() ? "" : "\n  public " + simpleName + " {\n" + copies + "  }\n")
            + "}\n";
    return "package "
        + javaPackage
        + ";\n\n"
        + importLines()
        + "/** {@code "
        + definition.typeName()
        + "}; generated from its definition. */\n"
        + head;
  }

  private String definitionLines() {
    StringBuilder lines = new StringBuilder();
    for (String line : definition.fullText().split("\n", -1)) {
      lines.append("      ").append(literal(line)).append(",\n");
    }
    return lines.toString();
  }

  private String importLines() {
    Set<String> lines = new TreeSet<>();
    for (String name : imports.values()) {
      String of = name.substring(0, name.lastIndexOf('.'));
      if (!of.equals("java.lang") && !of.equals(javaPackage)) {
        lines.add("import " + name + ";\n");
      }
    }
    return lines.isEmpty() ? "" : String.join("", lines) + "\n";
  }

  /** How a class is written here: by its simple name, unless another one has that already. */
  String use(String className) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    return imports.computeIfAbsent(simple, name -> className).equals(className)
        ? simple
        : className;
  }

  private String javaType(MessageDefinition.Field field) {
    if (!field.builtin()) {
      String record = use(recordOf.apply(field.type()));
      return field.array() ? use("java.util.List") + "<" + record + ">" : record;
    }
    Class<?> array = FieldCodec.arrayClass(field.type());
    if (field.array() && array != null) {
      return array.getSimpleName();
    }
    Class<?> scalar = FieldCodec.scalarClass(field.type());
    String name = scalar.isPrimitive() ? scalar.getName() : use(scalar.getName());
    return field.array() ? use("java.util.List") + "<" + name + ">" : name;
  }

  private String constants(Set<String> components) {
    StringBuilder out = new StringBuilder();
    for (MessageDefinition.Constant constant : definition.constants()) {
      Class<?> type = FieldCodec.scalarClass(constant.type());
      String name = constant.name();
      while (components.contains(name) || JavaNames.isTaken(name)) {
        name += "_";
      }
      out.append("  public static final ")
          .append(type.isPrimitive() ? type.getName() : use(type.getName()))
          .append(' ')
          .append(name)
          .append(" = ")
          .append(constantValue(constant, type))
          .append(";\n");
    }
    return out.toString();
  }

  private String constantValue(MessageDefinition.Constant constant, Class<?> type) {
    String value = constant.value();
    try {
      if (type == String.class) {
        return literal(value);
      } else if (type == boolean.class) {
        return String.valueOf(value.equals("1") || value.equalsIgnoreCase("true"));
      } else if (type == double.class) {
        return floating("Double", number(value), value, "");
      } else if (type == float.class) {
        return floating("Float", (float) number(value), value, "f");
      } else if (type == long.class) {
        long number =
            FieldCodec.unsigned(constant.type())
                ? Long.parseUnsignedLong(value)
                : Long.decode(value);
        return number + "L";
      } else if (type == byte.class) {
        return String.valueOf(Long.decode(value).byteValue());
      } else if (type == short.class) {
        return String.valueOf(Long.decode(value).shortValue());
      } else if (type == int.class) {
        return String.valueOf(Long.decode(value).intValue());
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          definition.typeName()
              + ": the value of the constant "
              + constant.name()
              + " is no "
              + constant.type()
              + ": '"
              + value
              + "'",
          e);
    }
    throw new IllegalArgumentException(
        definition.typeName() + ": " + constant.type() + " cannot be a constant");
  }

  /** A number as Python reads it, which knows these names in any case. */
  private static double number(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static String floating(String box, double value, String text, String suffix) {
    if (Double.isNaN(value)) {
      return box + ".NaN";
    } else if (Double.isInfinite(value)) {
      return box + (value > 0 ? ".POSITIVE_INFINITY" : ".NEGATIVE_INFINITY");
    }
    return text + suffix;
  }

  static String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c >= ' ' && c < 0x7F) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return out.append('"').toString();
  }
}
