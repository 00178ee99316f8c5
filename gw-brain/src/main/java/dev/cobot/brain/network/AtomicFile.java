package dev.cobot.brain.network;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Files that are whole or not there. */
public final class AtomicFile {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  private AtomicFile() {}

  /** Writes beside the target, then renames: a reader never sees half a file. */
  public static void write(Path file, byte[] bytes) throws IOException {
    Path absolute = file.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path temporary =
        Files.createTempFile(absolute.getParent(), "." + absolute.getFileName(), ".tmp");
    try {
      Files.write(temporary, bytes);
      try {
        Files.move(
            temporary,
            absolute,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Reads a file, with one clear sentence if that fails. */
  public static byte[] read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new ModelException(
            "%s is missing; give the folder of a trained model or train one".formatted(file));
      }
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new ModelException(
            "%s has %d bytes; allowed: at most %d".formatted(file, size, MAX_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModelException(
          "%s cannot be read (%s); check the disk and the permissions"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Returns the hash of bytes, in hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
