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
import dev.cobot.sim2real.scene.Transform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Pictures and {@code sensor_msgs/Image} with {@code sensor_msgs/CameraInfo}. */
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
   * Returns the lens that a message tells.
   *
   * @throws IllegalArgumentException when the camera is not calibrated or of another model
   */
  public static CameraIntrinsics lens(CameraInfo info) {
    double[] k = info.k();
    if (!(k[0] > 0 && k[4] > 0)) {
      throw new IllegalArgumentException(
          "the camera info holds no calibration (K is zero); calibrate the camera first");
    }
    if (!info.distortionModel().isEmpty() && !info.distortionModel().equals("plumb_bob")) {
      throw new IllegalArgumentException(
          "the camera info has the distortion model '"
              + info.distortionModel()
              + "', allowed: plumb_bob");
    }
    List<Double> distortion = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      distortion.add(i < info.d().length ? info.d()[i] : 0.0);
    }
    return new CameraIntrinsics(info.width(), info.height(), k[0], k[4], k[2], k[5], distortion);
  }

  /**
   * Returns the picture of a message.
   *
   * @param lens of the newest camera info
   * @throws IllegalArgumentException when size, encoding or length do not fit
   */
  public static CameraFrame frame(Image image, CameraIntrinsics lens, Transform tableFromCamera) {
    int width = image.width();
    int height = image.height();
    if (width != lens.widthPixels() || height != lens.heightPixels()) {
      throw new IllegalArgumentException(
          "the picture is %d x %d pixels, its camera info says %d x %d"
              .formatted(width, height, lens.widthPixels(), lens.heightPixels()));
    }
    boolean swap = image.encoding().equals("bgr8") || image.encoding().equals("bgra8");
    int channels =
        switch (image.encoding()) {
          case "rgb8", "bgr8" -> 3;
          case "rgba8", "bgra8" -> 4;
          case "mono8" -> 1;
          default ->
              throw new IllegalArgumentException(
                  "the picture has the encoding '"
                      + image.encoding()
                      + "', allowed: rgb8, bgr8, rgba8, bgra8, mono8");
        };
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
        rgb[at++] = data[channels == 1 ? from : from + (swap ? 2 : 0)];
        rgb[at++] = data[channels == 1 ? from : from + 1];
        rgb[at++] = data[channels == 1 ? from : from + (swap ? 0 : 2)];
      }
    }
    return new CameraFrame(
        image.header().stamp().toNanos(), new CameraModel(lens, tableFromCamera), rgb);
  }
}
