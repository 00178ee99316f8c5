package dev.cobot.node.topics;

import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * How a picture is compressed on its way.
 *
 * @param kind the file format
 * @param quality of a JPEG, in [1, 100]; a PNG loses nothing
 */
public record PictureFormat(Kind kind, int quality) {
  /** What a stock {@code image_transport} publishes without parameters. */
  public static final PictureFormat DEFAULT = new PictureFormat(Kind.JPEG, 80);

  /** The file formats that {@code sensor_msgs/CompressedImage} allows. */
  public enum Kind {
    JPEG,
    PNG;

    /** Returns the name in lower case, as ROS writes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the kind of this name.
     *
     * @throws IllegalArgumentException for another name
     */
    public static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("allowed: jpeg, png; got '" + word + "'");
    }
  }

  public PictureFormat {
    if (!(quality >= 1 && quality <= 100)) {
      throw new IllegalArgumentException("a JPEG quality is in [1, 100], got " + quality);
    }
  }

  /** Returns the message's {@code format}, as image_transport writes it for an rgb8 picture. */
  String rosName() {
    return "rgb8; " + kind.word() + " compressed bgr8";
  }

  /** Returns the picture as a file's bytes. */
  byte[] encode(CameraFrame frame) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(kind.word()).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (kind == Kind.JPEG) {
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(quality / 100f);
      }
      writer.write(
          null,
          new IIOImage(
              RgbImage.toBuffered(frame.widthPixels(), frame.heightPixels(), frame.rgb()),
              null,
              null),
          how);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture cannot be compressed", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
