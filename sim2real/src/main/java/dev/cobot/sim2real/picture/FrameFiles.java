package dev.cobot.sim2real.picture;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as files: PNG out; PNG and JPEG in, from any source, with limits. */
public final class FrameFiles {
  /** The largest image file that is read. */
  public static final int MAX_FILE_BYTES = 64 << 20;

  /** The largest picture that is decoded. */
  public static final int MAX_PIXELS = 32_000_000;

  private FrameFiles() {}

  /** Writes the picture as PNG, replacing the file. */
  public static void writePng(CameraFrame frame, Path file) throws IOException {
    writePng(new RgbImage(frame.widthPixels(), frame.heightPixels(), frame.rgb()), file);
  }

  /** Writes the picture as PNG, replacing the file. */
  public static void writePng(RgbImage image, Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(
          RgbImage.toBuffered(image.widthPixels(), image.heightPixels(), image.rgb()), "png", out);
    }
    Files.write(file, bytes.toByteArray());
  }

  /**
   * Reads a PNG or JPEG file that the camera took.
   *
   * @throws IOException if the file is missing, too large, not an image, damaged, or of another
   *     size than the camera's
   */
  public static CameraFrame readFrame(Path file, CameraModel camera, long stampNanos)
      throws IOException {
    RgbImage image = readImage(file);
    CameraIntrinsics lens = camera.intrinsics();
    if (image.widthPixels() != lens.widthPixels() || image.heightPixels() != lens.heightPixels()) {
      throw new IOException(
          file
              + ": the camera takes pictures of "
              + lens.widthPixels()
              + " x "
              + lens.heightPixels()
              + " pixels, this one has "
              + image.widthPixels()
              + " x "
              + image.heightPixels()
              + "; resize the picture or correct the camera file");
    }
    return new CameraFrame(stampNanos, camera, image.rgb());
  }

  /**
   * Reads a PNG or JPEG file of any size up to the limits.
   *
   * @throws IOException if the file is missing, too large, not an image, or damaged
   */
  public static RgbImage readImage(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw new IOException(
          file
              + ": larger than "
              + MAX_FILE_BYTES
              + " bytes; allowed are pictures up to that size");
    }
    return decode(bytes, file.toString());
  }

  /**
   * Decodes a PNG or JPEG image.
   *
   * @param what the name of the source for error messages
   * @throws IOException if the bytes are not an image, are damaged, or ask for too many pixels
   */
  public static RgbImage decode(byte[] bytes, String what) throws IOException {
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      ImageReader reader = readers.hasNext() ? readers.next() : null;
      if (reader == null || !isAllowed(reader.getFormatName())) {
        throw new IOException(
            what
                + ": not a picture that can be read; allowed: PNG, JPEG; got "
                + (reader == null ? "unknown bytes" : reader.getFormatName()));
      }
      try {
        reader.setInput(in, true, true);
        // The header is checked before the pixels are unpacked.
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (!(width >= 1
            && height >= 1
            && width <= CameraIntrinsics.MAX_SIDE_PIXELS
            && height <= CameraIntrinsics.MAX_SIDE_PIXELS
            && (long) width * height <= MAX_PIXELS)) {
          throw new IOException(
              what
                  + ": the picture has "
                  + width
                  + " x "
                  + height
                  + " pixels; allowed are sides up to "
                  + CameraIntrinsics.MAX_SIDE_PIXELS
                  + " and at most "
                  + MAX_PIXELS
                  + " pixels");
        }
        return RgbImage.ofBuffered(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (RuntimeException e) {
      // The JDK's readers answer some damaged files with unchecked exceptions.
      throw new IOException(what + ": damaged picture: " + e.getMessage(), e);
    }
  }

  private static boolean isAllowed(String format) {
    return format.equalsIgnoreCase("png")
        || format.equalsIgnoreCase("jpeg")
        || format.equalsIgnoreCase("jpg");
  }
}
