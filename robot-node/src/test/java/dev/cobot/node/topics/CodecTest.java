package dev.cobot.node.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.RegionOfInterest;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.LensDistortion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodecTest {
  private static final Header HEADER = new Header(0, new RosTime(3, 0), "camera_optical");
  private static final CameraIntrinsics LENS = CameraIntrinsics.ideal(16, 8, 1);
  private static final Transform POSE = Transform.identity(CameraModel.TABLE, CameraModel.OPTICAL);

  private static Image image(String encoding, int step, byte[] data) {
    return new Image(HEADER, 8, 16, encoding, (byte) 0, step, data);
  }

  @Test
  void aPictureSurvivesTheWay() {
    byte[] rgb = new byte[3 * 16 * 8];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    CameraFrame frame = new CameraFrame(3_000_000_000L, new CameraModel(LENS, POSE), rgb);
    CameraIntrinsics lens = CameraCodec.lens(CameraCodec.toMessage(LENS, frame.stampNanos()));
    CameraFrame back = CameraCodec.frame(CameraCodec.toMessage(frame), new CameraModel(lens, POSE));
    assertEquals(LENS, lens);
    assertEquals(frame.stampNanos(), back.stampNanos());
    assertArrayEquals(rgb, back.rgb());
  }

  @Test
  void otherEncodingsAndPaddedRowsAreRead() {
    byte[] bgra = new byte[8 * 70];
    bgra[70] = 1;
    bgra[71] = 2;
    bgra[72] = 3;
    byte[] rgb = CameraCodec.frame(image("bgra8", 70, bgra), new CameraModel(LENS, POSE)).rgb();
    assertArrayEquals(new byte[] {3, 2, 1}, Arrays.copyOfRange(rgb, 3 * 16, 3 * 16 + 3));
  }

  @Test
  void encodingsThatDoNotTellColoursAreRefusedWithTheReason() {
    assertRefused("mono8", "no colours can be seen");
    assertRefused("mono16", "no colours can be seen");
    assertRefused("8UC3", "which channel is red");
    assertRefused("32FC1", "depth");
    assertRefused("nv21", "planes");
    assertRefused("bayer_rggb12", "allowed: rgb8, bgr8, rgba8, bgra8, bayer_rggb8");
  }

  private static void assertRefused(String encoding, String why) {
    Image image = image(encoding, 16 * 4, new byte[16 * 4 * 8]);
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> CameraCodec.frame(image, new CameraModel(LENS, POSE)))
            .getMessage();
    assertTrue(said.contains("'" + encoding + "'") && said.contains(why), said);
  }

  private static CameraInfo info(
      double f, double cx, double cy, int binning, RegionOfInterest roi) {
    double[] k = {f, 0, cx, 0, f, cy, 0, 0, 1};
    return new CameraInfo(
        HEADER,
        480,
        640,
        "plumb_bob",
        new double[5],
        k,
        new double[9],
        new double[12],
        binning,
        binning,
        roi);
  }

  private static final RegionOfInterest WHOLE = new RegionOfInterest(0, 0, 0, 0, false);

  /** A point of the scene falls on the binned pixel that its full pixel is binned into. */
  @Test
  void binnedAndCutPicturesHaveALensOfTheirOwn() {
    CameraModel full = model(info(600, 319.5, 239.5, 0, WHOLE));
    CameraModel half = model(info(600, 319.5, 239.5, 2, WHOLE));
    assertEquals(320, half.intrinsics().widthPixels());
    assertEquals(240, half.intrinsics().heightPixels());
    CameraModel cut =
        model(info(600, 319.5, 239.5, 2, new RegionOfInterest(100, 60, 200, 300, false)));
    assertEquals(150, cut.intrinsics().widthPixels());
    assertEquals(100, cut.intrinsics().heightPixels());
    Vector3 point = new Vector3(0.1, -0.05, 1);
    CameraModel.Pixel at = full.project(point);
    assertEquals(600 * 0.1 + 319.5, at.x(), 1e-9);
    assertEquals((at.x() - 0.5) / 2, half.project(point).x(), 1e-9);
    assertEquals((at.y() - 0.5) / 2, half.project(point).y(), 1e-9);
    assertEquals((at.x() - 100 - 0.5) / 2, cut.project(point).x(), 1e-9);
    assertEquals((at.y() - 60 - 0.5) / 2, cut.project(point).y(), 1e-9);
  }

  private static CameraModel model(CameraInfo info) {
    return new CameraModel(CameraCodec.lens(info), POSE);
  }

  @Test
  void calibrationsThatCannotBeAreRefusedByName() {
    assertNoLens(info(600, 0, 0, 0, WHOLE), "cx of 0.0");
    assertNoLens(info(600, 319.5, 0, 0, WHOLE), "cy of 0.0");
    assertNoLens(info(1200, 639, 479, 0, WHOLE), "cx of 639.0"); // of a picture twice the size
    assertNoLens(info(300, 159.5, 119.5, 0, WHOLE), "cx of 159.5"); // of one half the size
    assertNoLens(info(600, Double.NaN, 239.5, 0, WHOLE), "cx of NaN");
    assertNoLens(info(50, 319.5, 239.5, 0, WHOLE), "view of 162.2 degrees");
    assertNoLens(info(5000, 319.5, 239.5, 0, WHOLE), "view of 7.3 degrees");
    assertNoLens(
        info(600, 319.5, 239.5, 0, new RegionOfInterest(400, 0, 100, 300, false)), "region");
    assertNoLens(lensInfo("fov", 1), "'fov', allowed: plumb_bob, rational_polynomial, equidistant");
    assertNoLens(lensInfo("plumb_bob", 3), "has 3 distortion values (D), plumb_bob has 5: k1");
    assertNoLens(lensInfo("plumb_bob", 8), "has 8 distortion values (D), plumb_bob has 5: k1");
    assertNoLens(lensInfo("rational_polynomial", 5), "rational_polynomial has 8: k1, k2, p1, p2");
    assertNoLens(lensInfo("rational_polynomial", 12), "those beyond must be zero");
    assertNoLens(lensInfo("equidistant", 0), "equidistant has 4");
    assertNoLens(lensInfo("fisheye", 5), "equidistant has 4");
  }

  /** With K of 640 x 480 pixels, and values 0.01, 0.02 and so on. */
  private static CameraInfo lensInfo(String model, int values) {
    return lensInfo(model, IntStream.rangeClosed(1, values).mapToDouble(i -> 0.01 * i).toArray());
  }

  private static CameraInfo lensInfo(String model, double[] d) {
    CameraInfo plain = info(600, 319.5, 239.5, 0, WHOLE);
    return new CameraInfo(HEADER, 480, 640, model, d, plain.k(), plain.r(), plain.p(), 0, 0, WHOLE);
  }

  @Test
  void lensModelsSurviveTheWay() {
    for (LensDistortion.Model model : LensDistortion.Model.values()) {
      List<Double> values =
          IntStream.rangeClosed(1, model.names().size()).mapToObj(i -> 0.01 * i).toList();
      CameraIntrinsics lens =
          new CameraIntrinsics(640, 480, 600, 601, 319.5, 239.5, LensDistortion.of(model, values));
      CameraInfo info = CameraCodec.toMessage(lens, 5);
      assertEquals(model.word(), info.distortionModel());
      assertEquals(model.names().size(), info.d().length);
      assertEquals(lens, CameraCodec.lens(info));
    }
  }

  @Test
  void driversMayLeaveOutOrAppendZeros() {
    assertEquals(
        List.of(0.01, 0.02, 0.03, 0.04, 0.0),
        CameraCodec.lens(lensInfo("plumb_bob", 4)).distortion());
    assertEquals(List.of(0.0, 0.0, 0.0, 0.0, 0.0), CameraCodec.lens(lensInfo("", 0)).distortion());
    CameraInfo eight = lensInfo("rational_polynomial", 8);
    for (int zeros : new int[] {4, 6}) {
      double[] d = Arrays.copyOf(eight.d(), 8 + zeros);
      assertEquals(CameraCodec.lens(eight), CameraCodec.lens(lensInfo("rational_polynomial", d)));
    }
    assertEquals(
        CameraCodec.lens(lensInfo("equidistant", 4)), CameraCodec.lens(lensInfo("fisheye", 4)));
  }

  @Test
  void aFisheyeMayLookFartherRoundThanAPinhole() {
    CameraInfo plain = info(200, 319.5, 239.5, 0, WHOLE);
    CameraInfo wide =
        new CameraInfo(
            HEADER,
            480,
            640,
            "equidistant",
            new double[4],
            plain.k(),
            plain.r(),
            plain.p(),
            0,
            0,
            WHOLE);
    assertEquals(-0.1, model(wide).project(new Vector3(1, 0, -0.1)).depthMeters());
    CameraInfo tooWide = info(100, 319.5, 239.5, 0, WHOLE);
    assertNoLens(
        new CameraInfo(
            HEADER,
            480,
            640,
            "equidistant",
            new double[4],
            tooWide.k(),
            plain.r(),
            plain.p(),
            0,
            0,
            WHOLE),
        "view of 366.7 degrees");
  }

  /** A driver that reduces its pictures and says nothing of it in the camera info. */
  @Test
  void picturesOfAWholeFractionHaveTheLensOfBinnedOnes() {
    CameraModel full = model(info(600, 319.5, 239.5, 0, WHOLE));
    CameraFrame half =
        CameraCodec.frame(
            new Image(HEADER, 240, 320, "rgb8", (byte) 0, 960, new byte[960 * 240]), full);
    assertEquals(CameraCodec.lens(info(600, 319.5, 239.5, 2, WHOLE)), half.camera().intrinsics());
    assertEquals(full.tableFromCamera(), half.camera().tableFromCamera());
    for (int[] size : new int[][] {{320, 160}, {1280, 960}, {600, 450}, {640, 240}}) {
      Image image =
          new Image(
              HEADER,
              size[1],
              size[0],
              "rgb8",
              (byte) 0,
              3 * size[0],
              new byte[3 * size[0] * size[1]]);
      String said =
          assertThrows(IllegalArgumentException.class, () -> CameraCodec.frame(image, full))
              .getMessage();
      assertTrue(
          said.contains(size[0] + " x " + size[1])
              && said.contains("640 x 480")
              && said.contains("let the driver"),
          said);
    }
  }

  @Test
  void anyCalibrationIsReadOrRefusedWithAReason() {
    SplittableRandom random = new SplittableRandom(4);
    double[] odd = {0, -1, 1e300, Double.NaN, Double.POSITIVE_INFINITY, 600, 320};
    String[] models = {"", "plumb_bob", "rational_polynomial", "equidistant", "fisheye", "x"};
    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      double[] k = {600, 0, 319.5, 0, 600, 239.5, 0, 0, 1};
      k[random.nextInt(9)] = odd[random.nextInt(odd.length)];
      double[] d = random.doubles(random.nextInt(16), -1, 1).toArray();
      if (d.length > 0 && i % 3 == 0) {
        d[random.nextInt(d.length)] = odd[random.nextInt(odd.length)];
      }
      CameraInfo info =
          new CameraInfo(
              HEADER,
              i % 7 == 0 ? random.nextInt() : 480,
              i % 11 == 0 ? random.nextInt() : 640,
              models[random.nextInt(models.length)],
              d,
              k,
              new double[9],
              new double[12],
              i % 5 == 0 ? random.nextInt() : 0,
              random.nextInt(3),
              i % 2 == 0
                  ? WHOLE
                  : new RegionOfInterest(
                      random.nextInt(), random.nextInt(500), random.nextInt(), 40, true));
      try {
        CameraCodec.lens(info);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().length() > 20, e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 1000 && refused < 4990, refused + " refused");
  }

  private static void assertNoLens(CameraInfo info, String why) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> CameraCodec.lens(info)).getMessage();
    assertTrue(said.contains(why), said);
  }

  @Test
  void theCameraInfoOfADistortedLensProjectsAsTheLensDoes() {
    CameraIntrinsics lens =
        new CameraIntrinsics(
            64, 48, 60.5, 60.5, 37.9, 18.7, List.of(-0.2, 0.05, 0.001, -0.002, 0.01));
    // As published for pictures of another size than the world file's.
    CameraIntrinsics published = lens.resized(128, 96);
    CameraInfo info = CameraCodec.toMessage(published, 5);
    assertEquals("plumb_bob", info.distortionModel());
    assertArrayEquals(new double[] {-0.2, 0.05, 0.001, -0.002, 0.01}, info.d());
    assertEquals(2 * 37.9 + 0.5, info.k()[2], 1e-12, "pixel centres are integers");
    assertEquals(2 * 18.7 + 0.5, info.p()[6], 1e-12);
    assertEquals(published, CameraCodec.lens(info));
    // The formula of sensor_msgs/CameraInfo, written out.
    double x = 0.3;
    double y = -0.2;
    double r2 = x * x + y * y;
    double radial = 1 + info.d()[0] * r2 + info.d()[1] * r2 * r2 + info.d()[4] * r2 * r2 * r2;
    double u = x * radial + 2 * info.d()[2] * x * y + info.d()[3] * (r2 + 2 * x * x);
    double v = y * radial + info.d()[2] * (r2 + 2 * y * y) + 2 * info.d()[3] * x * y;
    CameraModel.Pixel pixel =
        new CameraModel(published, Transform.identity("table", "camera_optical"))
            .project(new Vector3(x, y, 1));
    assertEquals(pixel.x(), info.k()[0] * u + info.k()[2], 1e-12);
    assertEquals(pixel.y(), info.k()[4] * v + info.k()[5], 1e-12);
  }

  @Test
  void picturesThatLieAreRefused() {
    byte[] data = new byte[3 * 16 * 8];
    List<Image> bad =
        List.of(
            image("rgb8", 48, new byte[10]),
            image("rgb8", -1, data),
            image("rgb8", Integer.MAX_VALUE, data),
            image("rgb8", 10, data),
            image("32FC1", 64, data),
            new Image(HEADER, 9, 16, "rgb8", (byte) 0, 48, data),
            new Image(HEADER, -8, 16, "rgb8", (byte) 0, 48, data));
    for (Image image : bad) {
      assertThrows(
          IllegalArgumentException.class,
          () -> CameraCodec.frame(image, new CameraModel(LENS, POSE)));
    }
  }

  @Test
  void aLateTrajectoryGoesOnWhereItShouldBe() {
    JointTrajectory all =
        new JointTrajectory(
            List.of("a"),
            new double[] {0, 0.1, 0.2},
            new double[][] {{0}, {1}, {2}},
            new double[][] {{10}, {10}, {0}});
    JointTrajectoryMessage message = TrajectoryCodec.toMessage(all, 1_000_000_000L);
    JointTrajectory late = TrajectoryCodec.fromMessage(message, 1_050_000_000L);
    assertEquals(0.15, late.durationSeconds(), 1e-9);
    assertEquals(2, late.timesSeconds().length);
    JointTrajectory over = TrajectoryCodec.fromMessage(message, 9_000_000_000L);
    assertEquals(2, over.positionsAt(1)[0], 1e-9);
    assertTrue(over.durationSeconds() > 0);
  }

  @Test
  void gripperCommandsNameTheFingers() {
    JointTrajectoryMessage message = TrajectoryCodec.gripper("l", "r", 0.06, 0.1);
    assertEquals(0.06, TrajectoryCodec.openingMeters(message, "l", "r"), 1e-12);
    assertThrows(
        IllegalArgumentException.class, () -> TrajectoryCodec.openingMeters(message, "x", "y"));
  }

  @Test
  void aPictureForCalibrationMayBeGreyAndIsOfBoundedSize() {
    // Rows of 5 pixels are padded to 8 bytes.
    byte[] data = new byte[8 * 3];
    data[8 + 2] = (byte) 200;
    RgbImage grey = CameraCodec.picture(new Image(HEADER, 3, 5, "mono8", (byte) 0, 8, data));
    assertEquals(5, grey.widthPixels());
    assertEquals(3, grey.heightPixels());
    for (int c = 0; c < 3; c++) {
      assertEquals((byte) 200, grey.rgb()[3 * (5 + 2) + c]);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> CameraCodec.picture(new Image(HEADER, 4, 5, "mono8", (byte) 0, 8, data)));
    assertThrows(
        IllegalArgumentException.class,
        () -> CameraCodec.picture(new Image(HEADER, 3, 9, "mono8", (byte) 0, 8, data)));
    for (int side : new int[] {0, -1, 70_000}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> CameraCodec.picture(new Image(HEADER, side, 9_000, "rgb8", (byte) 0, 8, data)));
    }
  }
}
