package dev.cobot.node.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.node.config.ProjectHome;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A copy of the project that may be written to, with the launcher as it is and the classes of this
 * build in the place of Maven's. All are made in one place, one after the other, so that the
 * classes that the launcher keeps serve all of them.
 */
final class FreshCheckout {
  private static final String TO_KEEP_CLASSES =
      """
COBOT_JAVA_OPTS=-XX:ArchiveClassesAtExit=../classes.jsa launch/cobot run --json \
  --command "pick the red cube and place it in the bowl" --set command.timeLimitSeconds=1 --out ../kept --recordings off
""";
  private final Path root;
  private final Path home;
  private final Path built;
  private final String classPath;

  /**
   * @param root a folder of its own
   */
  FreshCheckout(Path root) throws IOException {
    this.root = root;
    home = root.resolve("cobot");
    built = home.resolve("robot-node/target/launcher");
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!Files.isDirectory(Path.of(entry))) {
        path.add(entry);
      } else if (!entry.endsWith("test-classes")) {
        path.add(jar(Path.of(entry), root.resolve(path.size() + ".jar")).toString());
      }
    }
    classPath = String.join(File.pathSeparator, path);
    renew();
    try (Terminals terminals = Terminals.open(home)) {
      // A second is too short for the task (1: tried and failed), and enough to load everything.
      terminals.type(TO_KEEP_CLASSES, 1);
    }
  }

  private static Path jar(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      out.setLevel(0);
      for (Path entry : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        out.putNextEntry(new JarEntry(classes.relativize(entry).toString()));
        Files.copy(entry, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  Path home() {
    return home;
  }

  /** Makes it as it is after a clone and its first build. */
  void renew() throws IOException {
    if (Files.exists(home)) {
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    for (String part : List.of("pom.xml", "launch", "worlds", "action-transformer/src/main/java")) {
      copy(part);
    }
    // The models, which are large, are only read.
    for (String module : List.of("gw-brain", "action-transformer")) {
      Files.createDirectories(home.resolve(module));
      Files.createSymbolicLink(
          home.resolve(module + "/models"), ProjectHome.resolve(module + "/models"));
    }
    Files.createDirectories(built);
    if (Files.exists(root.resolve("classes.jsa"))) {
      Files.createLink(built.resolve("classes.jsa"), root.resolve("classes.jsa"));
    }
    stamp(classPath);
  }

  private void copy(String name) throws IOException {
    Path from = ProjectHome.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path to = home.resolve(ProjectHome.path().relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  private void stamp(String path) throws IOException {
    Files.writeString(built.resolve("classpath"), path);
    Files.writeString(built.resolve("built"), "");
  }

  void write(String name, String text) throws IOException {
    Path file = home.resolve(name).normalize();
    if (!file.startsWith(home)) {
      throw new IllegalArgumentException(name + " is not in the folder");
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Compiles what is newer than the build among the sources, as the launcher lets Maven do. */
  void build() throws IOException {
    FileTime stamp = Files.getLastModifiedTime(built.resolve("built"));
    List<String> newer = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home.resolve("action-transformer/src"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (Files.getLastModifiedTime(file).compareTo(stamp) > 0) {
          newer.add(file.toString());
        }
      }
    }
    if (!newer.isEmpty()) {
      Path classes = Files.createDirectories(built.resolve("classes"));
      String path = classes + File.pathSeparator + classPath;
      newer.addAll(0, List.of("-proc:none", "-cp", path, "-d", classes.toString()));
      assertEquals(
          0,
          ToolProvider.getSystemJavaCompiler().run(null, null, null, newer.toArray(String[]::new)));
      stamp(path);
    }
  }
}
