package dev.cobot.ros.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes Java records for the messages, services and actions of ROS packages: {@code <java
 * package>.<ros package>.<Name>}, each with its definition inside, so that the files need nothing
 * else at run time. Types that this library has records for use those.
 *
 * <p>A service becomes two records and a class with its {@link ServiceType}; an action becomes the
 * seven records of actionlib, and its {@code Action} record holds the {@link ActionType}.
 *
 * <p>From a build: {@code java -cp robot-node.jar dev.cobot.ros.message.RecordGenerator --msg-path
 * DIR[:DIR] --package com.acme.msgs --out target/generated-sources/ros [ROS_PACKAGE...]}.
 */
public final class RecordGenerator {
  private static final Pattern JAVA_PACKAGE = Pattern.compile("[a-z]\\w*(\\.[a-z]\\w*)*");
  private static final Pattern ROS_NAME = Pattern.compile("[A-Za-z]\\w*");
  private static final List<String> KINDS = List.of("msg", "srv", "action");

  private final List<Path> roots;
  private final DefinitionSource source;
  private final String javaPackage;
  private final Map<String, String> written = new TreeMap<>();

  /**
   * @param roots folders that hold packages, or that are packages
   * @param javaPackage where the records go, each ROS package in a Java package of its own
   * @throws IllegalArgumentException when a root is no folder or the Java package is none
   */
  public RecordGenerator(List<Path> roots, String javaPackage) {
    for (Path root : roots) {
      if (!Files.isDirectory(root)) {
        throw new IllegalArgumentException("--msg-path: " + root + " is no folder");
      }
    }
    if (!JAVA_PACKAGE.matcher(javaPackage).matches()) {
      throw new IllegalArgumentException(
          "--package: '" + javaPackage + "' is no Java package; one looks like com.acme.msgs");
    }
    this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    this.source =
        DefinitionSource.folders(this.roots)
            .or(DefinitionSource.classPath(RecordGenerator.class.getClassLoader()));
    this.javaPackage = javaPackage;
  }

  /**
   * The sources of all definitions of the packages, and of those that they use: file name below the
   * source folder to content.
   *
   * @param rosPackages which packages; empty for all below the roots
   * @throws DefinitionException when a definition is missing or malformed
   */
  public Map<String, String> generate(Set<String> rosPackages) throws IOException {
    written.clear();
    Map<String, Path> packages = packages();
    for (String wanted : rosPackages) {
      if (!packages.containsKey(wanted)) {
        throw new DefinitionException(
            "There is no ROS package "
                + wanted
                + " below "
                + roots
                + "; there are "
                + packages.keySet());
      }
    }
    for (Map.Entry<String, Path> entry : packages.entrySet()) {
      if (rosPackages.isEmpty() || rosPackages.contains(entry.getKey())) {
        generatePackage(entry.getKey(), entry.getValue());
      }
    }
    return Map.copyOf(written);
  }

  /** Generates and writes the files that are new or differ; returns the number of all. */
  public int write(Set<String> rosPackages, Path out) throws IOException {
    Map<String, String> files = generate(rosPackages);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = out.resolve(file.getKey());
      // An unchanged file keeps its time, so that builds do not compile it again.
      if (!Files.isRegularFile(path) || !Files.readString(path).equals(file.getValue())) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    }
    return files.size();
  }

  /** The packages below the roots with at least one definition. */
  private Map<String, Path> packages() throws IOException {
    Map<String, Path> packages = new TreeMap<>();
    for (Path root : roots) {
      List<Path> candidates = new ArrayList<>();
      candidates.add(root);
      try (Stream<Path> children = Files.list(root)) {
        children.filter(Files::isDirectory).sorted().forEach(candidates::add);
      }
      for (Path candidate : candidates) {
        if (KINDS.stream().anyMatch(kind -> Files.isDirectory(candidate.resolve(kind)))) {
          packages.putIfAbsent(candidate.getFileName().toString(), candidate);
        }
      }
    }
    return packages;
  }

  private void generatePackage(String ros, Path folder) throws IOException {
    for (String kind : KINDS) {
      for (String name : names(folder.resolve(kind), kind)) {
        String type = ros + "/" + name;
        switch (kind) {
          case "msg" -> record(type);
          case "srv" -> service(type);
          default -> action(type);
        }
      }
    }
  }

  private static Set<String> names(Path folder, String kind) throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith("." + kind))
            .map(file -> file.substring(0, file.length() - kind.length() - 1))
            .filter(name -> ROS_NAME.matcher(name).matches())
            .forEach(names::add);
      }
    }
    return names;
  }

  private void record(String type) throws DefinitionException {
    if (StandardMessages.find(type).isEmpty()) {
      record(MessageDefinition.load(type, source), "");
    }
  }

  private void record(MessageDefinition definition, String members) {
    String className = recordOf(definition.typeName());
    if (written.containsKey(file(className))) {
      return;
    }
    RecordSource record = new RecordSource(definition, className, this::recordOf);
    written.put(file(className), record.write(members));
    for (MessageDefinition.Field field : definition.fields()) {
      if (!field.builtin() && StandardMessages.find(field.type()).isEmpty()) {
        record(definition.nested(field.type()), "");
      }
    }
  }

  private void service(String type) throws DefinitionException {
    record(type + "Request");
    record(type + "Response");
    String className = javaName(type);
    String simple = className.substring(className.lastIndexOf('.') + 1);
    String request = recordOf(type + "Request");
    String response = recordOf(type + "Response");
    String generic = "ServiceType<" + request + ", " + response + ">";
    written.put(
        file(className),
        "package "
            + className.substring(0, className.lastIndexOf('.'))
            + ";\n\nimport dev.cobot.ros.message.ServiceType;\n\n/** The service {@code "
            + type
            + "}; generated from its definition. */\npublic final class "
            + simple
            + " {\n  public static final "
            + generic
            + " TYPE =\n      new ServiceType<>("
            + RecordSource.literal(type)
            + ", "
            + request
            + ".class, "
            + response
            + ".class);\n\n  private "
            + simple
            + "() {}\n}\n");
  }

  private void action(String type) throws DefinitionException {
    for (String part :
        List.of("Goal", "Result", "Feedback", "ActionGoal", "ActionResult", "ActionFeedback")) {
      record(type + part);
    }
    if (StandardMessages.find(type + "Action").isPresent()) {
      return;
    }
    String goal = recordOf(type + "ActionGoal");
    String feedback = recordOf(type + "ActionFeedback");
    String result = recordOf(type + "ActionResult");
    String generic =
        String.join(
            ",\n          ",
            List.of(
                recordOf(type + "Goal"),
                recordOf(type + "Feedback"),
                recordOf(type + "Result"),
                goal,
                feedback,
                result));
    String arguments =
        String.join(
            ",\n          ",
            List.of(
                goal + ".class",
                goal + "::new",
                goal + "::goalId",
                goal + "::goal",
                feedback + ".class",
                feedback + "::new",
                feedback + "::status",
                feedback + "::feedback",
                result + ".class",
                result + "::new",
                result + "::status",
                result + "::result"));
    written.remove(file(recordOf(type + "Action")));
    record(
        MessageDefinition.load(type + "Action", source),
        "  /** What an action client or server is made with. */\n"
            + "  public static final dev.cobot.ros.message.ActionType<\n          "
            + generic
            + ">\n      TYPE =\n      new dev.cobot.ros.message.ActionType<>(\n          "
            + arguments
            + ");\n");
  }

  private String recordOf(String type) {
    return StandardMessages.find(type)
        .map(standard -> standard.messageClass().getName())
        .orElseGet(() -> javaName(type));
  }

  private String javaName(String type) {
    int slash = type.indexOf('/');
    String ros = type.substring(0, slash);
    String name = type.substring(slash + 1);
    String javaRos = JavaNames.isTaken(ros) ? ros + "_" : ros;
    return javaPackage + "." + javaRos + "." + (isInJavaLang(name) ? name + "Message" : name);
  }

  /** Whether a class of that name would hide one that every Java file uses unasked. */
  private static boolean isInJavaLang(String name) {
    try {
      Class.forName("java.lang." + name, false, RecordGenerator.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return JavaNames.isTaken(name);
    }
  }

  private static String file(String className) {
    return className.replace('.', '/') + ".java";
  }

  /**
   * Generates from a build; see the class.
   *
   * @throws IllegalArgumentException when the arguments are wrong
   */
  public static void main(String[] args) throws IOException {
    List<Path> roots = new ArrayList<>();
    Set<String> packages = new TreeSet<>();
    String javaPackage = "";
    Path out = null;
    for (int i = 0; i < args.length; i++) {
      boolean option = args[i].startsWith("--");
      if (option && i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      switch (args[i]) {
        case "--msg-path" -> {
          for (String root : args[++i].split(":", -1)) {
            roots.add(Path.of(root));
          }
        }
        case "--package" -> javaPackage = args[++i];
        case "--out" -> out = Path.of(args[++i]);
        default -> {
          if (option) {
            throw new IllegalArgumentException(
                "Unknown option " + args[i] + "; there are --msg-path, --package and --out");
          }
          packages.add(args[i]);
        }
      }
    }
    if (roots.isEmpty() || out == null) {
      throw new IllegalArgumentException("--msg-path, --package and --out are needed");
    }
    int count = new RecordGenerator(roots, javaPackage).write(packages, out);
    System.out.println("Wrote " + count + " files below " + out);
  }
}
