package dev.cobot.node.dataset;

import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SHA-256 of what a result was made from. A file that names others, as a world its models, counts
 * with all of them: the hash is then of the lines {@code sha256 path}, sorted by the path relative
 * to the first file's folder, so that it can be checked with {@code sha256sum}.
 */
public final class ContentHash {
  private static final Pattern SUITE = Pattern.compile("(?m)^tasksOf: *([A-Za-z0-9_-]+\\.yaml)");

  private ContentHash() {}

  /** Returns the hash of a world: every file that was read for it. */
  public static String ofWorld(World world) throws IOException {
    return of(world.files(), world.file().getParent());
  }

  /** Returns the hash of a suite's file, with that of the suite whose tasks it takes, if any. */
  public static String ofSuite(Path suite) throws IOException {
    List<Path> files = new ArrayList<>(List.of(suite));
    Matcher base = SUITE.matcher(Files.readString(suite));
    while (base.find()) {
      files.add(suite.resolveSibling(base.group(1)));
    }
    return of(files, suite.getParent());
  }

  private static String of(List<Path> files, Path folder) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path file : files.stream().sorted().toList()) {
      lines
          .append(sha256(Files.readAllBytes(file)))
          .append("  ")
          .append(
              folder
                  .toAbsolutePath()
                  .relativize(file.toAbsolutePath())
                  .toString()
                  .replace('\\', '/'))
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
