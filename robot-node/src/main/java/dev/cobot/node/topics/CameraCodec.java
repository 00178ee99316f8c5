package dev.cobot.node.topics;

import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.RegionOfInterest;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Pictures and {@code sensor_msgs/Image} with {@code sensor_msgs/CameraInfo}. */
public final class CameraCodec {
  /** The views, across and down, that a pinhole describes. */
  private static final double MIN_VIEW_DEGREES = 10;

  private static final double MAX_VIEW_DEGREES = 150;

  /** Where the principal point may be, as a share of the whole sensor's side. */
  private static final double MIN_CENTER = 0.3;

  private static final double MAX_CENTER = 0.7;

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
    return new CameraInfo(
        header(stampNanos),
        lens.heightPixels(),
        lens.widthPixels(),
        "plumb_bob",
        lens.distortion().stream().mapToDouble(Double::doubleValue).toArray(),
        new double[] {lens.fx(), 0, lens.cx(), 0, lens.fy(), lens.cy(), 0, 0, 1},
        new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
        new double[] {lens.fx(), 0, lens.cx(), 0, 0, lens.fy(), lens.cy(), 0, 0, 0, 1, 0},
        0,
        0,
        new RegionOfInterest(0, 0, 0, 0, false));
  }

  private static Header header(long stampNanos) {
    return new Header(0, RosTime.ofNanos(stampNanos), CameraModel.OPTICAL);
  }

  /**
   * Returns the lens of the pictures that a message is about, after REP 104: width, height and K
   * are those of the whole sensor; the region of interest, in its pixels, is cut out first, then
   * binned. A binned pixel's centre is the middle of its pixels' centres.
   *
   * @throws IllegalArgumentException when the camera is not calibrated or of another model, K
   *     cannot be that of a picture of this size, or the region is not inside the picture
   */
  public static CameraIntrinsics lens(CameraInfo info) {
    checkCalibration(info);
    RegionOfInterest roi = info.roi();
    boolean isCut = roi.width() != 0 || roi.height() != 0;
    long left = Integer.toUnsignedLong(roi.xOffset());
    long top = Integer.toUnsignedLong(roi.yOffset());
    long width = isCut ? Integer.toUnsignedLong(roi.width()) : info.width();
    long height = isCut ? Integer.toUnsignedLong(roi.height()) : info.height();
    if (left + width > info.width() || top + height > info.height()) {
      throw new IllegalArgumentException(
          "the camera info's region of interest, %d x %d pixels from (%d, %d) on, is not inside the"
                  .formatted(width, height, left, top)
              + " picture of %d x %d".formatted(info.width(), info.height()));
    }
    long binningX = Math.max(1, Integer.toUnsignedLong(info.binningX()));
    long binningY = Math.max(1, Integer.toUnsignedLong(info.binningY()));
    double[] k = info.k();
    List<Double> distortion = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      distortion.add(i < info.d().length ? info.d()[i] : 0.0);
    }
    return new CameraIntrinsics(
        (int) (width / binningX),
        (int) (height / binningY),
        k[0] / binningX,
        k[4] / binningY,
        (k[2] - left + 0.5) / binningX - 0.5,
        (k[5] - top + 0.5) / binningY - 0.5,
        distortion);
  }

  private static void checkCalibration(CameraInfo info) {
    double[] k = info.k();
    if (!(k[0] > 0 && k[4] > 0)) {
      throw new IllegalArgumentException(
          "the camera info holds no calibration (K is zero); calibrate the camera first");
    }
    if (!info.distortionModel().isEmpty() && !info.distortionModel().equals("plumb_bob")) {
      throw new IllegalArgumentException(
          "the camera info has the distortion model '"
              + info.distortionModel()
              + "', allowed: plumb_bob; rectify the pictures or calibrate with plumb_bob");
    }
    checkSide("width", info.width(), "fx", k[0], "cx", k[2]);
    checkSide("height", info.height(), "fy", k[4], "cy", k[5]);
  }

  private static void checkSide(
      String side, int pixels, String f, double focalPixels, String c, double center) {
    double degrees = Math.toDegrees(2 * Math.atan(pixels / 2.0 / focalPixels));
    String hint = "; was K calibrated for pictures of another size?";
    if (!(degrees >= MIN_VIEW_DEGREES && degrees <= MAX_VIEW_DEGREES)) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "the camera info's %s of %.1f with a %s of %d pixels is a view of %.1f degrees,"
                      + " allowed are %.0f to %.0f",
                  f,
                  focalPixels,
                  side,
                  pixels,
                  degrees,
                  MIN_VIEW_DEGREES,
                  MAX_VIEW_DEGREES)
              + hint);
    }
    if (!(center >= MIN_CENTER * pixels && center <= MAX_CENTER * pixels)) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "the camera info's %s of %.1f cannot be the middle of a lens in a %s of %d"
                      + " pixels, allowed are %.1f to %.1f",
                  c,
                  center,
                  side,
                  pixels,
                  MIN_CENTER * pixels,
                  MAX_CENTER * pixels)
              + hint);
    }
  }

  /**
   * Returns the picture of a message.
   *
   * @param camera that took it, with the lens of its newest camera info
   * @throws IllegalArgumentException when size, encoding or length do not fit; an encoding that
   *     does not tell colours is refused, since objects are told apart by them
   */
  public static CameraFrame frame(Image image, CameraModel camera) {
    CameraIntrinsics lens = camera.intrinsics();
    int width = image.width();
    int height = image.height();
    if (width != lens.widthPixels() || height != lens.heightPixels()) {
      throw new IllegalArgumentException(
          "the picture is %d x %d pixels, its camera info says %d x %d"
              .formatted(width, height, lens.widthPixels(), lens.heightPixels()));
    }
    int channels = channels(image.encoding());
    boolean swap = image.encoding().startsWith("bgr");
    long step = Integer.toUnsignedLong(image.step());
    if (!(step >= (long) width * channels && step * height <= image.data().length)) {
      throw new IllegalArgumentException(
          "a picture of %d x %d in %s with a step of %d needs %d bytes, got %d"
              .formatted(
                  width, height, image.encoding(), step, step * height, image.data().length));
    }
    byte[] data = image.data();
    byte[] rgb = new byte[3 * width * height];
    int at = 0;
    for (int row = 0; row < height; row++) {
      int from = (int) (row * step);
      if (channels == 3 && !swap) {
        System.arraycopy(data, from, rgb, at, 3 * width);
        at += 3 * width;
        continue;
      }
      for (int column = 0; column < width; column++, from += channels) {
        rgb[at++] = data[from + (swap ? 2 : 0)];
        rgb[at++] = data[from + 1];
        rgb[at++] = data[from + (swap ? 0 : 2)];
      }
    }
    return new CameraFrame(image.header().stamp().toNanos(), camera, rgb);
  }

  private static int channels(String encoding) {
    String why;
    switch (encoding) {
      case "rgb8", "bgr8" -> {
        return 3;
      }
      case "rgba8", "bgra8" -> {
        return 4;
      }
      case "mono8", "mono16", "8UC1", "16UC1" ->
          why =
              ", which is grey: no colours can be seen in it; publish pictures of a colour camera";
      case "8UC3", "8UC4" ->
          why =
              ", which does not say which channel is red and which is blue; let the driver say it";
      default ->
          why =
              encoding.startsWith("bayer_")
                  ? ", the sensor's raw mosaic; let image_proc make colours of it"
                  : "";
    }
    throw new IllegalArgumentException(
        "the picture has the encoding '"
            + encoding
            + "'"
            + why
            + "; allowed: rgb8, bgr8, rgba8, bgra8");
  }
}
