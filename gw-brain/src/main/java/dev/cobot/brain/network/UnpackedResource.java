package dev.cobot.brain.network;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.jar.JarEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large files of jars, unpacked once into the engines' cache, {@code ~/.djl.ai} or what {@code
 * DJL_CACHE_DIR} names, and found there by every later process.
 *
 * <p>A file's folder names the checksum that the jar tells of it, so that another version has
 * another folder; it comes by one rename, so that processes may start side by side.
 */
public final class UnpackedResource {
  private static final Logger log = LoggerFactory.getLogger(UnpackedResource.class);

  private UnpackedResource() {}

  /** Returns the cache's folder for one kind of files. */
  public static Path cache(String kind) {
    return Utils.getEngineCacheDir(kind);
  }

  /**
   * Returns a resource as a file, unpacked now if it is not there whole.
   *
   * @param cache see {@link #cache}
   * @return nothing if the cache cannot be written, which is logged in one line
   */
  public static Optional<Path> file(URL resource, Path cache) {
    try {
      URLConnection connection = resource.openConnection();
      if (!(connection instanceof JarURLConnection jar)) {
        return Optional.empty(); // not of a jar: there is nothing to unpack
      }
      JarEntry entry = jar.getJarEntry();
      String path = entry.getName();
      Path file =
          cache
              .resolve("%08x".formatted(entry.getCrc()))
              .resolve(path.substring(path.lastIndexOf('/') + 1));
      if (!(Files.isRegularFile(file) && Files.size(file) == entry.getSize())) {
        unpack(connection, file);
      }
      return Optional.of(file);
    } catch (IOException | SecurityException e) {
      log.warn(
          "{} cannot be kept in {} ({}): it is unpacked anew at each start; make the folder"
              + " writable or set DJL_CACHE_DIR",
          resource.getPath().substring(resource.getPath().lastIndexOf('/') + 1),
          cache,
          e.toString());
      return Optional.empty();
    }
  }

  /** Reading an entry to its end checks it against the jar's checksum. */
  private static void unpack(URLConnection connection, Path file) throws IOException {
    Files.createDirectories(file.getParent());
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
