package dev.cobot.ros.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the text of message definitions comes from. */
@FunctionalInterface
public interface DefinitionSource {
  /** Folders of {@code .msg} files, separated by colons; each holds folders named by package. */
  String MSG_PATH_VARIABLE = "ROS_MSG_PATH";

  /**
   * The text of one definition alone, without those that it uses; empty when it is not here.
   *
   * @param typeName package and name, such as {@code std_srvs/SetBoolRequest}
   */
  Optional<String> text(String typeName) throws IOException;

  /** This source, and where it has nothing the other one. */
  default DefinitionSource or(DefinitionSource other) {
    return typeName -> {
      Optional<String> text = text(typeName);
      return text.isPresent() ? text : other.text(typeName);
    };
  }

  /** The definitions that come with this library, {@code dev/cobot/ros/message/<package>/}. */
  static DefinitionSource classPath(ClassLoader loader) {
    return new DefinitionParts(
        (ros, folder, name) -> {
          String resource = "dev/cobot/ros/message/" + ros + "/" + name + "." + folder;
          try (InputStream in = loader.getResourceAsStream(resource)) {
            return in == null
                ? Optional.empty()
                : Optional.of(DefinitionParts.decode(in, resource));
          }
        });
  }

  /**
   * Definitions in folders as ROS installs them: {@code <root>/<package>/msg/<Name>.msg}, and
   * {@code srv} and {@code action} beside it. A root may be the folder of one package, too.
   */
  static DefinitionSource folders(List<Path> roots) {
    List<Path> fixed = List.copyOf(roots);
    return new DefinitionParts(
        (ros, folder, name) -> {
          for (Path root : fixed) {
            Path own = root.endsWith(ros) ? root : root.resolve(ros);
            Path file = own.resolve(folder).resolve(name + "." + folder);
            if (Files.isRegularFile(file)) {
              try (InputStream in = Files.newInputStream(file)) {
                return Optional.of(DefinitionParts.decode(in, file.toString()));
              }
            }
          }
          return Optional.empty();
        });
  }

  /**
   * The folders named by {@code ROS_MSG_PATH}, then where distributions put definitions ({@code
   * /usr/share}, {@code /opt/ros/noetic/share}), then those of this library.
   */
  static DefinitionSource environment(Map<String, String> environment) {
    List<Path> roots = new ArrayList<>();
    for (String root : environment.getOrDefault(MSG_PATH_VARIABLE, "").split(":", -1)) {
      if (!root.isEmpty()) {
        roots.add(Path.of(root));
      }
    }
    roots.add(Path.of("/usr/share"));
    roots.add(Path.of("/opt/ros/noetic/share"));
    return folders(roots).or(classPath(DefinitionSource.class.getClassLoader()));
  }

  /** The definitions inside of a full text, such as a connection header or a bag carries. */
  static DefinitionSource fullText(String typeName, String fullText) {
    Map<String, String> parts = DefinitionParts.split(typeName, fullText);
    return name -> Optional.ofNullable(parts.get(name));
  }
}
