package dev.cobot.sim2real.calibration.session;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A picture of a run, by content: the path says where it was, the hash what it was.
 *
 * @param path where the file was read, absolute
 * @param sha256 of the file's bytes, in hexadecimal
 * @param bytes the file's size
 * @param errorBefore of this picture under the camera or model as it was, in the run's unit; null
 *     if nothing was found in it or nothing was known before
 * @param errorAfter as {@code errorBefore}, as it is now
 */
public record RunImage(
    String name,
    String path,
    String sha256,
    long bytes,
    int widthPixels,
    int heightPixels,
    ImageRole role,
    Double errorBefore,
    Double errorAfter) {
  static final int MAX_NAME_CHARS = 255;
  static final int MAX_PATH_CHARS = 4096;
  private static final long MAX_BYTES = 1L << 26;
  private static final int MAX_PIXELS_A_SIDE = 1 << 16;

  public RunImage {
    StoredText.line("image name", name, MAX_NAME_CHARS);
    StoredText.line("path of image " + name, path, MAX_PATH_CHARS);
    StoredText.sha256("sha256 of image " + name, sha256);
    if (bytes <= 0 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "image " + name + ": must have 1 to " + MAX_BYTES + " bytes, got " + bytes);
    }
    if (widthPixels <= 0
        || heightPixels <= 0
        || widthPixels > MAX_PIXELS_A_SIDE
        || heightPixels > MAX_PIXELS_A_SIDE) {
      throw new IllegalArgumentException(
          "image "
              + name
              + ": a side has 1 to "
              + MAX_PIXELS_A_SIDE
              + " pixels, got "
              + widthPixels
              + " x "
              + heightPixels);
    }
    if (role == null) {
      throw new IllegalArgumentException("image " + name + ": the role is missing");
    }
    requireError(name, errorBefore);
    requireError(name, errorAfter);
  }

  private static void requireError(String name, Double error) {
    if (error != null && !(Double.isFinite(error) && error >= 0)) {
      throw new IllegalArgumentException(
          "image " + name + ": an error must be finite and not negative, got " + error);
    }
  }

  /** Reads hash and size of a picture's file, without errors yet. */
  public static RunImage read(Path file, ImageRole role) throws IOException {
    byte[] content = contentOf(file);
    try (ImageInputStream stream =
        ImageIO.createImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new IOException(file + " is no picture that Java reads; take PNG or JPEG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        return new RunImage(
            file.getFileName().toString(),
            file.toAbsolutePath().normalize().toString(),
            ImageArchive.sha256(content),
            content.length,
            reader.getWidth(0),
            reader.getHeight(0),
            role,
            null,
            null);
      } finally {
        reader.dispose();
      }
    }
  }

  /** Returns the bytes of a picture's file, refusing what is too large to be one. */
  static byte[] contentOf(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new IOException(file + " has " + size + " bytes; a picture has at most " + MAX_BYTES);
    }
    return Files.readAllBytes(file);
  }

  /** Returns the picture with its errors. */
  public RunImage withErrors(Double before, Double after) {
    return new RunImage(name, path, sha256, bytes, widthPixels, heightPixels, role, before, after);
  }

  /** Returns the picture in another role. */
  public RunImage withRole(ImageRole changed) {
    return new RunImage(
        name, path, sha256, bytes, widthPixels, heightPixels, changed, errorBefore, errorAfter);
  }
}
