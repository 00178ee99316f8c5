package dev.cobot.sim2real.cache;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with large files of jars, unpacked once.
 *
 * <p>A file counts only with the length and the CRC-32 that its jar tells of it: one that is
 * damaged, or of another version, is unpacked anew. It comes by one rename, so that processes may
 * start side by side. A folder that is whole may be read-only. Where it must be written and cannot
 * be, this process unpacks into a temporary folder of its own, gone at its end, and says so once.
 */
public final class NativeCache {
  private static final Logger log = LoggerFactory.getLogger(NativeCache.class);
  private static final Duration UNPACKING_AT_MOST = Duration.ofHours(1);

  private static NativeCache shared;

  private final Path chosen;
  private Path used;
  private boolean given;

  /**
   * @param folder made when something is unpacked; whoever can write there can run programs as
   *     those who use it
   */
  public NativeCache(Path folder) {
    chosen = folder.toAbsolutePath();
    used = chosen;
  }

  /** Returns the process's own, see {@link #folder}. */
  public static synchronized NativeCache shared() {
    if (shared == null) {
      shared = new NativeCache(folder(System::getenv, System.getProperty("user.home")));
    }
    return shared;
  }

  /**
   * Returns where files are kept: {@code natives} in {@code COBOT_CACHE}; else {@code
   * DJL_CACHE_DIR}; else {@code cobot/natives} in {@code XDG_CACHE_HOME} or {@code ~/.cache}.
   */
  static Path folder(UnaryOperator<String> environment, String userHome) {
    Optional<Path> own = variable(environment, "COBOT_CACHE");
    if (own.isPresent()) {
      return own.get().resolve("natives");
    }
    return variable(environment, "DJL_CACHE_DIR")
        .orElseGet(
            () ->
                variable(environment, "XDG_CACHE_HOME")
                    .filter(Path::isAbsolute) // its specification has others ignored
                    .orElseGet(
                        () ->
                            variable(environment, "HOME")
                                .orElseGet(() -> Path.of(userHome))
                                .resolve(".cache"))
                    .resolve("cobot/natives"));
  }

  private static Optional<Path> variable(UnaryOperator<String> environment, String name) {
    return Optional.ofNullable(environment.apply(name)).filter(v -> !v.isBlank()).map(Path::of);
  }

  /** Returns the folder that {@link #file} unpacks into now; it changes at most once. */
  public synchronized Path root() {
    return used;
  }

  /**
   * Returns a resource as a file of a folder that its checksum names, beside those of other
   * versions.
   *
   * @param kind the folder above
   */
  public Optional<Path> keyed(URL resource, String kind) {
    String path = resource.getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    return file(resource, crc -> kind + "/%08x/".formatted(crc) + name);
  }

  /**
   * Returns a resource as a file, unpacked now if it is not there whole.
   *
   * @param place where in the folder
   * @return nothing if it could not be unpacked anywhere, which is logged
   */
  public Optional<Path> file(URL resource, String place) {
    return file(resource, crc -> place);
  }

  private interface Place {
    String of(long crc);
  }

  private synchronized Optional<Path> file(URL resource, Place place) {
    try {
      if (!(resource.openConnection() instanceof JarURLConnection jar)) {
        return Optional.empty(); // not of a jar: there is nothing to unpack
      }
      JarEntry entry = jar.getJarEntry();
      String name = place.of(entry.getCrc());
      try {
        return Optional.of(unpacked(resource, entry, used.resolve(name)));
      } catch (IOException | SecurityException e) {
        if (given) {
          throw e;
        }
        given = true;
        used = Files.createTempDirectory("cobot-natives");
        used.toFile().deleteOnExit();
        log.warn(
            "native libraries cannot be kept in {} ({}): they are unpacked into {} for this run,"
                + " and starts take longer; make the folder writable or name another with"
                + " COBOT_CACHE",
            chosen,
            e.toString(),
            used);
        return Optional.of(unpacked(resource, entry, used.resolve(name)));
      }
    } catch (IOException | SecurityException e) {
      log.warn("{} cannot be unpacked: {}", resource, e.toString());
      return Optional.empty();
    }
  }

  private Path unpacked(URL resource, JarEntry entry, Path file) throws IOException {
    String damage = damage(entry, file);
    if (damage == null) {
      return file;
    }
    if (!damage.isEmpty()) {
      log.warn("{} {}; it is unpacked anew", file, damage);
    }
    makeFolder(file.getParent());
    removeUnfinished(file);
    unpack(resource.openConnection(), file);
    if (given) {
      file.toFile().deleteOnExit();
    }
    return file;
  }

  /** Returns what is wrong with a file, empty if there is none, null if it is whole. */
  private static String damage(JarEntry entry, Path file) throws IOException {
    // Not mapped: the pages would count as this process's memory until the next collection.
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size != entry.getSize()) {
        return "is damaged (%d bytes, should be %d)".formatted(size, entry.getSize());
      }
      CRC32 crc = new CRC32();
      byte[] part = new byte[1 << 16];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        crc.update(part, 0, n);
      }
      return crc.getValue() == entry.getCrc()
          ? null
          : "is damaged (CRC-32 %08x, should be %08x)".formatted(crc.getValue(), entry.getCrc());
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Makes folders that go with a temporary one. */
  private void makeFolder(Path folder) throws IOException {
    if (given && !folder.equals(used)) {
      makeFolder(folder.getParent());
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
        folder.toFile().deleteOnExit();
      }
    } else {
      Files.createDirectories(folder);
    }
  }

  /** Removes what processes that were killed while they unpacked have left. */
  private static void removeUnfinished(Path file) throws IOException {
    Instant old = Instant.now().minus(UNPACKING_AT_MOST);
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(file.getParent(), "." + file.getFileName() + "*.tmp")) {
      for (Path one : left) {
        if (isOlder(one, old)) {
          Files.deleteIfExists(one);
        }
      }
    }
  }

  private static boolean isOlder(Path file, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (NoSuchFileException e) {
      return false; // another process was just done with it
    }
  }

  /** Reading an entry to its end checks it against the jar's checksum. */
  private static void unpack(URLConnection connection, Path file) throws IOException {
    Path temporary = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".tmp");
    try {
      try (InputStream in = connection.getInputStream()) {
        Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
      }
      try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        written.force(true); // a crash must not leave a name without its bytes
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
