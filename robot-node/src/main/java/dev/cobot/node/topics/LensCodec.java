package dev.cobot.node.topics;

import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.RegionOfInterest;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.LensDistortion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lenses and {@code sensor_msgs/CameraInfo}. */
final class LensCodec {
  /** The views, across and down, that a pinhole describes, and those of a fisheye. */
  private static final double MIN_VIEW_DEGREES = 10;

  private static final double MAX_VIEW_DEGREES = 150;
  private static final double MAX_ROUND_VIEW_DEGREES = 280;

  /** Where the principal point may be, as a share of the whole sensor's side. */
  private static final double MIN_CENTER = 0.3;

  private static final double MAX_CENTER = 0.7;

  /** Another name for {@code equidistant}, which some drivers use. */
  private static final String FISHEYE = "fisheye";

  private LensCodec() {}

  static CameraInfo toMessage(CameraIntrinsics lens, Header header) {
    return new CameraInfo(
        header,
        lens.heightPixels(),
        lens.widthPixels(),
        lens.lensDistortion().model().word(),
        lens.distortion().stream().mapToDouble(Double::doubleValue).toArray(),
        new double[] {lens.fx(), 0, lens.cx(), 0, lens.fy(), lens.cy(), 0, 0, 1},
        new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
        new double[] {lens.fx(), 0, lens.cx(), 0, 0, lens.fy(), lens.cy(), 0, 0, 0, 1, 0},
        0,
        0,
        new RegionOfInterest(0, 0, 0, 0, false));
  }

  static CameraIntrinsics lens(CameraInfo info) {
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
    return new CameraIntrinsics(
        (int) (width / binningX),
        (int) (height / binningY),
        k[0] / binningX,
        k[4] / binningY,
        (k[2] - left + 0.5) / binningX - 0.5,
        (k[5] - top + 0.5) / binningY - 0.5,
        distortion(info));
  }

  private static void checkCalibration(CameraInfo info) {
    double[] k = info.k();
    if (!(k[0] > 0 && k[4] > 0)) {
      throw new IllegalArgumentException(
          "the camera info holds no calibration (K is zero); calibrate the camera first");
    }
    boolean isRound = model(info) == LensDistortion.Model.EQUIDISTANT;
    checkSide(isRound, "width", info.width(), "fx", k[0], "cx", k[2]);
    checkSide(isRound, "height", info.height(), "fy", k[4], "cy", k[5]);
  }

  private static void checkSide(
      boolean isRound,
      String side,
      int pixels,
      String f,
      double focalPixels,
      String c,
      double center) {
    double offAxis = pixels / 2.0 / focalPixels;
    double degrees = Math.toDegrees(2 * (isRound ? offAxis : Math.atan(offAxis)));
    double maxDegrees = isRound ? MAX_ROUND_VIEW_DEGREES : MAX_VIEW_DEGREES;
    String hint = "; was K calibrated for pictures of another size?";
    if (!(degrees >= MIN_VIEW_DEGREES && degrees <= maxDegrees)) {
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
                  maxDegrees)
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

  private static LensDistortion.Model model(CameraInfo info) {
    String word = info.distortionModel();
    if (word.isEmpty()) {
      return LensDistortion.Model.PLUMB_BOB;
    }
    if (word.equals(FISHEYE)) {
      return LensDistortion.Model.EQUIDISTANT;
    }
    try {
      return LensDistortion.Model.of(word);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the camera info has the distortion model '"
              + word
              + "', allowed: "
              + Arrays.stream(LensDistortion.Model.values())
                  .map(LensDistortion.Model::word)
                  .collect(Collectors.joining(", "))
              + "; rectify the pictures or calibrate with one of these",
          e);
    }
  }

  /**
   * Drivers leave out the last number of plumb_bob, or all that are zero, and OpenCV appends to the
   * eight of rational_polynomial those of models that are not in use.
   */
  private static LensDistortion distortion(CameraInfo info) {
    LensDistortion.Model model = model(info);
    double[] d = info.d();
    int needed = model.names().size();
    boolean mayLack =
        model == LensDistortion.Model.PLUMB_BOB && (d.length == 0 || d.length == needed - 1);
    boolean hasMore = Arrays.stream(d).skip(needed).anyMatch(value -> value != 0);
    if ((d.length < needed && !mayLack) || hasMore) {
      throw new IllegalArgumentException(
          "the camera info has "
              + d.length
              + " distortion values (D), "
              + model.word()
              + " has "
              + needed
              + ": "
              + String.join(", ", model.names())
              + (hasMore ? "; those beyond must be zero" : "")
              + "; correct D or the distortion model");
    }
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < needed; i++) {
      values.add(i < d.length ? d[i] : 0.0);
    }
    return LensDistortion.of(model, values);
  }

  /**
   * Returns the lens of pictures that a driver has made smaller without saying so in the camera
   * info: by the same whole number both ways, as binning does.
   *
   * @throws IllegalArgumentException when the picture is of another size
   */
  static CameraIntrinsics reduced(CameraIntrinsics lens, long widthPixels, long heightPixels) {
    if (widthPixels == lens.widthPixels() && heightPixels == lens.heightPixels()) {
      return lens;
    }
    boolean isWhole =
        widthPixels > 0
            && heightPixels > 0
            && lens.widthPixels() % widthPixels == 0
            && lens.heightPixels() % heightPixels == 0
            && lens.widthPixels() / widthPixels == lens.heightPixels() / heightPixels;
    if (!isWhole) {
      throw new IllegalArgumentException(
          "the picture is %d x %d pixels, its camera info says %d x %d (after its binning and region"
                  .formatted(widthPixels, heightPixels, lens.widthPixels(), lens.heightPixels())
              + " of interest); allowed: the same size, or one that is smaller by the same whole"
              + " number both ways; let the driver publish the camera info of these pictures");
    }
    return lens.resized((int) widthPixels, (int) heightPixels);
  }
}
