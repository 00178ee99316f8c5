package dev.cobot.node.topics;

import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Pictures and calibrations as messages of {@code sensor_msgs}, and back. */
public final class CameraCodec {
  private CameraCodec() {}

  /** Returns the picture's message, {@code rgb8}. */
  public static Image toMessage(CameraFrame frame) {
    return new Image(
        header(frame.stampNanos()),
        frame.heightPixels(),
        frame.widthPixels(),
        "rgb8",
        (byte) 0,
        3 * frame.widthPixels(),
        frame.rgb());
  }

  /**
   * Returns the message of a depth picture, {@code 32FC1}.
   *
   * @param depthMeters (height, width), along the optical axis; infinite where nothing is seen
   */
  public static Image depth(float[] depthMeters, CameraIntrinsics lens, long stampNanos) {
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * depthMeters.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(depthMeters);
    return new Image(
        header(stampNanos),
        lens.heightPixels(),
        lens.widthPixels(),
        "32FC1",
        (byte) 0,
        Float.BYTES * lens.widthPixels(),
        data.array());
  }

  /**
   * Returns the message of a segmentation picture, {@code 16UC1}.
   *
   * @param values (height, width), one unsigned number a pixel
   */
  public static Image segmentation(short[] values, CameraIntrinsics lens, long stampNanos) {
    ByteBuffer data =
        ByteBuffer.allocate(Short.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asShortBuffer().put(values);
    return new Image(
        header(stampNanos),
        lens.heightPixels(),
        lens.widthPixels(),
        "16UC1",
        (byte) 0,
        Short.BYTES * lens.widthPixels(),
        data.array());
  }

  /** Returns the message of a picture as a file of a format. */
  public static CompressedImage compressed(CameraFrame frame, PictureFormat format) {
    return new CompressedImage(header(frame.stampNanos()), format.rosName(), format.encode(frame));
  }

  /** Returns the message of a camera's calibration. */
  public static CameraInfo toMessage(CameraIntrinsics lens, long stampNanos) {
    return LensCodec.toMessage(lens, header(stampNanos));
  }

  private static Header header(long stampNanos) {
    return new Header(0, RosTime.ofNanos(stampNanos), CameraModel.OPTICAL);
  }

  /**
   * Returns the lens of the pictures that a message is about, after REP 104: width, height and K
   * are those of the whole sensor; the region of interest, in its pixels, is cut out first, then
   * binned. A binned pixel's centre is the middle of its pixels' centres.
   *
   * @throws IllegalArgumentException when the camera is not calibrated or of another model than
   *     those of {@link dev.cobot.sim2real.scene.LensDistortion.Model}, K cannot be that of a
   *     picture of this size, or the region is not inside the picture
   */
  public static CameraIntrinsics lens(CameraInfo info) {
    return LensCodec.lens(info);
  }

  /**
   * Returns the picture of a message. It may be smaller than its camera info says by the same whole
   * number both ways, as drivers reduce pictures; the frame's lens is then that of the small one.
   *
   * @param camera that took it, with the lens of its newest camera info
   * @throws IllegalArgumentException when size, encoding or length do not fit; an encoding that
   *     does not tell colours is refused, since objects are told apart by them
   */
  public static CameraFrame frame(Image image, CameraModel camera) {
    CameraModel taken = reduced(camera, image.width(), image.height());
    return new CameraFrame(image.header().stamp().toNanos(), taken, PictureEncodings.rgb(image));
  }

  /**
   * Returns the picture of a message that is a JPEG or PNG file, as {@link #frame(Image,
   * CameraModel)} does.
   *
   * @throws IllegalArgumentException when the size does not fit, the file is none or damaged, or
   *     has no colours
   */
  public static CameraFrame frame(CompressedImage image, CameraModel camera) {
    CompressedPicture picture = CompressedPicture.of(image);
    // Before anything is unpacked, so that a small file cannot ask for gigabytes.
    CameraModel taken =
        reduced(camera, picture.header().widthPixels(), picture.header().heightPixels());
    return new CameraFrame(image.header().stamp().toNanos(), taken, picture.rgb());
  }

  /**
   * Returns the picture of a message whose camera is not known yet. It may be grey ({@code mono8},
   * {@code 8UC1}), for boards have no colours.
   *
   * @throws IllegalArgumentException when size, encoding or length do not fit, or it is too large
   */
  public static RgbImage picture(Image image) {
    requireSize(image.width(), image.height());
    return new RgbImage(image.width(), image.height(), PictureEncodings.rgbOrGrey(image));
  }

  /**
   * Returns the picture of a message that is a JPEG or PNG file, whose camera is not known yet.
   *
   * @throws IllegalArgumentException when the file is none, damaged or too large, or has no colours
   */
  public static RgbImage picture(CompressedImage image) {
    CompressedPicture picture = CompressedPicture.of(image);
    // Before anything is unpacked, so that a small file cannot ask for gigabytes.
    requireSize(picture.header().widthPixels(), picture.header().heightPixels());
    return new RgbImage(
        (int) picture.header().widthPixels(), (int) picture.header().heightPixels(), picture.rgb());
  }

  private static void requireSize(long widthPixels, long heightPixels) {
    if (!(widthPixels > 0
        && heightPixels > 0
        && widthPixels <= FrameFiles.MAX_PIXELS / heightPixels)) {
      throw new IllegalArgumentException(
          "a picture has %d x %d pixels; allowed: at least 1 a side and %d in all"
              .formatted(widthPixels, heightPixels, FrameFiles.MAX_PIXELS));
    }
  }

  private static CameraModel reduced(CameraModel camera, long widthPixels, long heightPixels) {
    return new CameraModel(
        camera.id(),
        LensCodec.reduced(camera.intrinsics(), widthPixels, heightPixels),
        camera.tableFromCamera());
  }
}
