package dev.cobot.node.learn;

import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * SHA-256 of what a result was made from. A file that names others, as a world its models, counts
 * with all of them: the hash is then of the lines {@code sha256 path}, sorted by the path relative
 * to the first file's folder, so that it can be checked with {@code sha256sum}.
 */
public final class ContentHash {
  private static final Pattern MODEL = Pattern.compile("model://([A-Za-z0-9_-]{1,64})");
  private static final Pattern FILE =
      Pattern.compile("filename=\"([^\":]+)\"|>\\s*([^<>\\s]+\\.(?:urdf|sdf))\\s*<");
  private static final Pattern SUITE = Pattern.compile("(?m)^tasksOf: *([A-Za-z0-9_-]+\\.yaml)");
  private static final long MAX_TEXT_BYTES = 16 << 20;

  private ContentHash() {}

  /**
   * Returns the hash of a world: its file, the folders of the models that it can place or includes,
   * directly or through others, and its robot with its meshes.
   */
  public static String ofWorld(Path world) throws IOException {
    Path file = world.toAbsolutePath().normalize();
    Path models = file.resolveSibling("models");
    SortedSet<Path> files = new TreeSet<>();
    Deque<Path> unread = new ArrayDeque<>(List.of(file));
    for (ObjectKind kind : ObjectKind.values()) {
      unread.addAll(filesOf(models.resolve(kind.word())));
    }
    while (!unread.isEmpty()) {
      Path next = unread.remove();
      if (!files.add(next)) {
        continue;
      }
      if (isText(next)) {
        String text = Files.readString(next, StandardCharsets.ISO_8859_1);
        for (String model : all(MODEL, text)) {
          unread.addAll(filesOf(models.resolve(model)));
        }
        for (String named : all(FILE, text)) {
          Path other = next.resolveSibling(named).normalize();
          if (Files.isRegularFile(other)) {
            unread.add(other);
          }
        }
      }
    }
    return of(files, file.getParent());
  }

  /** Returns the hash of a suite's file, with that of the suite whose tasks it takes, if any. */
  public static String ofSuite(Path suite) throws IOException {
    SortedSet<Path> files = new TreeSet<>(List.of(suite));
    for (String base : all(SUITE, Files.readString(suite))) {
      files.add(suite.resolveSibling(base));
    }
    return of(files, suite.getParent());
  }

  private static boolean isText(Path file) throws IOException {
    return file.toString().matches(".*\\.(world|sdf|urdf|config)")
        && Files.size(file) <= MAX_TEXT_BYTES;
  }

  private static List<String> all(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results().map(ContentHash::named).toList();
  }

  private static String named(MatchResult match) {
    return match.groupCount() > 1 && match.group(1) == null ? match.group(2) : match.group(1);
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static String of(SortedSet<Path> files, Path folder) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path file : files) {
      lines
          .append(sha256(Files.readAllBytes(file)))
          .append("  ")
          .append(folder.relativize(file).toString().replace('\\', '/'))
          .append('\n');
    }
    return sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
