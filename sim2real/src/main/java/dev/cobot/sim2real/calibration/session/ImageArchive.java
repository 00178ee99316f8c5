package dev.cobot.sim2real.calibration.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies of pictures by content: {@code ab/abcd...} is the file whose SHA-256 that is. A file is
 * there whole or not at all, also after a crash; two processes may keep the same picture at once.
 */
public final class ImageArchive {
  private final Path folder;

  /** The folder need not exist yet. */
  public ImageArchive(Path folder) {
    this.folder = folder;
  }

  /**
   * Copies a picture unless the archive has it.
   *
   * @return the copy
   * @throws IOException if the file is no longer the picture that the run is about
   */
  public Path keep(RunImage image) throws IOException {
    Path copy = place(image.sha256());
    if (isWhole(copy, image.sha256())) {
      return copy;
    }
    Path original = Path.of(image.path());
    byte[] content = RunImage.contentOf(original);
    if (!sha256(content).equals(image.sha256())) {
      throw new IOException(
          original
              + " has changed since it was calibrated from; calibrate again from files that"
              + " stay as they are");
    }
    Files.createDirectories(copy.getParent());
    Path part = copy.resolveSibling(image.sha256() + "." + UUID.randomUUID() + ".part");
    try {
      writeDurably(part, content);
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return copy;
  }

  /** Returns the copy of a picture, checked against its hash, if it is there. */
  public Optional<Path> find(String sha256) throws IOException {
    Path copy = place(sha256);
    if (Files.exists(copy) && !isWhole(copy, sha256)) {
      throw new IOException(
          copy + " is not the picture that its name says; remove it, and restore it from a copy");
    }
    return Files.exists(copy) ? Optional.of(copy) : Optional.empty();
  }

  private Path place(String sha256) {
    StoredText.sha256("sha256", sha256);
    return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  private static boolean isWhole(Path copy, String sha256) throws IOException {
    return Files.isRegularFile(copy) && sha256(RunImage.contentOf(copy)).equals(sha256);
  }

  private static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
