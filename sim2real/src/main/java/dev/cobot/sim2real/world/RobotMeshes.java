package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.MeshSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the mesh files that a robot description names, and reads them. A package is looked for in
 * the given folders, then above the description, then where {@code ROS_PACKAGE_PATH} and {@code
 * AMENT_PREFIX_PATH} point; a path without a package starts at the description.
 */
public final class RobotMeshes implements MeshSource {
  private static final Pattern PACKAGED =
      Pattern.compile("(?:package|model)://+([^/]+)/(.+)|\\$\\(find ([^)]+)\\)/(.+)");
  private static final Pattern INSTALLED = Pattern.compile(".*/share/([^/]+)/(.+)");
  private static final Set<String> ENDINGS = Set.of(".stl", ".obj", ".dae", ".stlb");
  private static final int LEVELS_ABOVE = 8;
  private static final int LEVELS_BELOW = 3;
  private static final int MAX_FOLDERS = 5_000;
  private static final int MAX_PACKAGE_XML_BYTES = 65_536;
  private static final Pattern PACKAGE_NAME = Pattern.compile("<name>\\s*([^<\\s]+)\\s*</name>");

  private final Path folder;
  private final List<Path> searched;
  private final Map<String, Optional<Path>> packages = new LinkedHashMap<>();

  /**
   * @param folder where the description stands
   * @param packages folders of packages that are known already, by name
   * @param searched the entries of a search path, each a package or a folder of packages
   */
  public RobotMeshes(Path folder, Map<String, Path> packages, List<Path> searched) {
    this.folder = folder.toAbsolutePath().normalize();
    packages.forEach((name, path) -> this.packages.put(name, Optional.of(path)));
    this.searched = List.copyOf(searched);
  }

  /** Of a description that stands in a folder; the search path is that of the environment. */
  public static RobotMeshes beside(Path folder, Map<String, Path> packages) {
    List<Path> searched = new ArrayList<>();
    for (String variable : List.of("ROS_PACKAGE_PATH", "AMENT_PREFIX_PATH")) {
      String value = System.getenv(variable);
      for (String entry : (value == null ? "" : value).split(":", -1)) {
        if (!entry.isBlank()) {
          Path path = Path.of(entry);
          searched.add(variable.startsWith("AMENT") ? path.resolve("share") : path);
        }
      }
    }
    return new RobotMeshes(folder, packages, searched);
  }

  /** Returns the folders of the packages that were asked for and found, by name. */
  public Map<String, Path> foundPackages() {
    Map<String, Path> found = new TreeMap<>();
    packages.forEach((name, path) -> path.ifPresent(p -> found.put(name, p)));
    return found;
  }

  @Override
  public List<Part> read(String uri, List<String> notes) throws IOException {
    Path file = find(uri);
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (ENDINGS.stream().noneMatch(name::endsWith)) {
      throw new DescriptionException("its format is not read; STL, OBJ and DAE are");
    }
    if (!Files.isRegularFile(file)) {
      throw new DescriptionException("there is no file " + file);
    }
    return MeshFile.readParts(file, notes);
  }

  private Path find(String uri) throws DescriptionException {
    String name = uri.replace('\\', '/');
    try {
      Matcher packaged = PACKAGED.matcher(name);
      if (packaged.matches()) {
        boolean found = packaged.group(1) == null;
        String of = packaged.group(found ? 3 : 1);
        String rest = packaged.group(found ? 4 : 2);
        Path at =
            packages
                .computeIfAbsent(of, this::locate)
                .orElseThrow(
                    () ->
                        new DescriptionException(
                            "there is no package '"
                                + of
                                + "' above "
                                + folder
                                + " or in ROS_PACKAGE_PATH"));
        return at.resolve(rest);
      }
      if (name.startsWith("file://")) {
        String path = name.substring("file://".length());
        Path file = path.startsWith("/") ? Path.of(path) : folder.resolve(path);
        Matcher installed = INSTALLED.matcher(path);
        // Expanded on another machine: there the package stood elsewhere.
        return Files.exists(file) || !installed.matches()
            ? file
            : find("package://" + installed.group(1) + "/" + installed.group(2));
      }
      if (name.contains("://")) {
        throw new DescriptionException("only package://, model:// and file:// are read");
      }
      return folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new DescriptionException("this is no path: " + e.getReason(), e);
    }
  }

  private Optional<Path> locate(String name) {
    Path above = folder;
    for (int i = 0; i < LEVELS_ABOVE && above != null; i++) {
      if (isPackage(above, name)) {
        return Optional.of(above);
      }
      Path beside = above.resolve(name);
      if (Files.isDirectory(beside)) {
        return Optional.of(beside);
      }
      above = above.getParent();
    }
    for (Path entry : searched) {
      Optional<Path> found = below(entry, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> below(Path entry, String name) {
    if (!Files.isDirectory(entry)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.walk(entry, LEVELS_BELOW)) {
      return folders
          .limit(MAX_FOLDERS)
          .filter(Files::isDirectory)
          .filter(folder -> isPackage(folder, name))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Whether a folder is the package of this name, by its own name or by its package.xml. */
  private static boolean isPackage(Path folder, String name) {
    if (folder.getFileName() != null && folder.getFileName().toString().equals(name)) {
      return true;
    }
    Path manifest = folder.resolve("package.xml");
    if (!Files.isRegularFile(manifest)) {
      return false;
    }
    try (var in = Files.newInputStream(manifest)) {
      String text = new String(in.readNBytes(MAX_PACKAGE_XML_BYTES), StandardCharsets.ISO_8859_1);
      Matcher matcher = PACKAGE_NAME.matcher(text);
      return matcher.find() && matcher.group(1).equals(name);
    } catch (IOException e) {
      return false;
    }
  }
}
