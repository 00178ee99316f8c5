package dev.cobot.node.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One picture in every encoding: red on the left, blue on the right, green along the bottom. */
class PictureEncodingsTest {
  private static final Header HEADER = new Header(0, new RosTime(3, 0), "camera_optical");
  private static final int WIDTH = 24;
  private static final int HEIGHT = 16;
  private static final CameraModel CAMERA =
      new CameraModel(
          CameraIntrinsics.ideal(WIDTH, HEIGHT, 1),
          Transform.identity(CameraModel.TABLE, CameraModel.OPTICAL));

  private static int[] color(int x, int y) {
    return y >= 12
        ? new int[] {40, 180, 60}
        : x < 12 ? new int[] {210, 30, 20} : new int[] {10, 50, 220};
  }

  /** Pixels at an edge are mixed where neighbours share their colour. */
  private static void assertColors(byte[] rgb, int tolerance, String what) {
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        if ((y < 12 && Math.abs(x - 11.5) < 4) || Math.abs(y - 11.5) < 2) {
          continue;
        }
        for (int c = 0; c < 3; c++) {
          assertEquals(
              color(x, y)[c],
              rgb[3 * (y * WIDTH + x) + c] & 0xff,
              tolerance,
              what + ": channel " + c + " at " + x + ", " + y);
        }
      }
    }
  }

  private static byte[] rgb(Image image) {
    return CameraCodec.frame(image, CAMERA).rgb();
  }

  /** Writes a picture as the documentation of sensor_msgs/image_encodings.h describes it. */
  private static Image encode(String encoding, int padding, boolean isBigEndian) {
    boolean wide = encoding.endsWith("16");
    String name = encoding.replaceAll("(8|16)$", "");
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int value : values(name, x, y)) {
          if (wide) {
            int sixteen = 257 * value;
            data.write(isBigEndian ? sixteen >> 8 : sixteen);
            data.write(isBigEndian ? sixteen : sixteen >> 8);
          } else {
            data.write(value);
          }
        }
      }
      for (int i = 0; i < padding; i++) {
        data.write(0xab);
      }
    }
    return new Image(
        HEADER,
        HEIGHT,
        WIDTH,
        encoding,
        (byte) (isBigEndian ? 1 : 0),
        data.size() / HEIGHT,
        data.toByteArray());
  }

  private static int[] values(String name, int x, int y) {
    int[] c = color(x, y);
    if (name.startsWith("bayer_")) {
      return new int[] {c["rgb".indexOf(name.charAt(6 + 2 * (y & 1) + (x & 1)))]};
    }
    return switch (name) {
      case "rgb" -> c;
      case "bgr" -> new int[] {c[2], c[1], c[0]};
      case "rgba" -> new int[] {c[0], c[1], c[2], 7};
      case "bgra" -> new int[] {c[2], c[1], c[0], 7};
      case "yuv422" -> new int[] {(x & 1) == 0 ? u(c) : v(c), luma(c)};
      case "yuv422_yuy2" -> new int[] {luma(c), (x & 1) == 0 ? u(c) : v(c)};
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static int luma(int[] c) {
    return (int) Math.round(16 + 0.257 * c[0] + 0.504 * c[1] + 0.098 * c[2]);
  }

  private static int u(int[] c) {
    return (int) Math.round(128 - 0.148 * c[0] - 0.291 * c[1] + 0.439 * c[2]);
  }

  private static int v(int[] c) {
    return (int) Math.round(128 + 0.439 * c[0] - 0.368 * c[1] - 0.071 * c[2]);
  }

  /** Everything that the refusal of another encoding says is allowed. */
  static Stream<String> allowed() {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> rgb(new Image(HEADER, HEIGHT, WIDTH, "x", (byte) 0, 1, new byte[0])))
            .getMessage();
    return Arrays.stream(said.substring(said.indexOf("allowed: ") + 9).split(", "));
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void coloursAreRight(String encoding) {
    int tolerance = encoding.startsWith("yuv") ? 3 : 0;
    for (int padding : new int[] {0, 5}) {
      for (boolean isBigEndian : new boolean[] {false, true}) {
        String what = encoding + " padded by " + padding + ", big endian: " + isBigEndian;
        assertColors(rgb(encode(encoding, padding, isBigEndian)), tolerance, what);
      }
    }
  }

  @Test
  void allEncodingsOfTheListAreThere() {
    assertEquals(18, allowed().count());
  }

  /** An even slope is the same after interpolation, but for the border and rounding. */
  @Test
  void aMosaicIsInterpolated() {
    byte[] samples = new byte[WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        samples[y * WIDTH + x] = (byte) (5 * x + 4 * y);
      }
    }
    byte[] rgb = BayerPattern.GBRG.rgb(samples, WIDTH, HEIGHT);
    for (int y = 1; y < HEIGHT - 1; y++) {
      for (int x = 1; x < WIDTH - 1; x++) {
        for (int c = 0; c < 3; c++) {
          assertEquals(5 * x + 4 * y, rgb[3 * (y * WIDTH + x) + c] & 0xff, 1);
        }
      }
    }
  }

  @Test
  void pairsOfPixelsNeedAnEvenWidth() {
    CameraModel odd = new CameraModel(CameraIntrinsics.ideal(25, 16, 1), CAMERA.tableFromCamera());
    Image image = new Image(HEADER, 16, 25, "yuv422", (byte) 0, 52, new byte[52 * 16]);
    assertSays("even widths", () -> CameraCodec.frame(image, odd));
  }

  @Test
  void twelveBitsInSixteenAreNotTakenForAnEmptyTable() {
    for (String encoding : List.of("rgb16", "bayer_rggb16")) {
      Image full = encode(encoding, 0, false);
      byte[] dark = full.data().clone();
      for (int i = 1; i < dark.length; i += 2) {
        dark[i] = (byte) ((dark[i] & 0xff) >> 4);
      }
      Image image = new Image(HEADER, HEIGHT, WIDTH, encoding, (byte) 0, full.step(), dark);
      assertSays("10 or 12 bits", () -> rgb(image));
    }
  }

  private static void assertSays(String part, Runnable reading) {
    String said = assertThrows(IllegalArgumentException.class, reading::run).getMessage();
    assertTrue(said.contains(part), said);
  }

  // Compressed pictures

  private static BufferedImage buffered(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int[] c = color(x, y);
        image.setRGB(x, y, (0xff << 24) | c[0] << 16 | c[1] << 8 | c[2]);
      }
    }
    return image;
  }

  private static BufferedImage sixteenBit(int shift) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(WIDTH, HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        raster.setPixel(x, y, Arrays.stream(color(x, y)).map(v -> (257 * v) >> shift).toArray());
      }
    }
    return new BufferedImage(model, raster, false, null);
  }

  /** The sensor's mosaic as a grey picture. */
  private static BufferedImage mosaic(String pattern) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.getRaster().setSample(x, y, 0, values("bayer_" + pattern, x, y)[0]);
      }
    }
    return image;
  }

  private static byte[] file(BufferedImage image, String kind) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, kind, bytes));
    return bytes.toByteArray();
  }

  private static byte[] rgb(String format, byte[] file) {
    return CameraCodec.frame(new CompressedImage(HEADER, format, file), CAMERA).rgb();
  }

  @ParameterizedTest
  @CsvSource({"JPEG, 80", "JPEG, 95", "PNG, 80"})
  void ourOwnCompressedPicturesAreRead(PictureFormat.Kind kind, int quality) {
    CameraFrame frame = CameraCodec.frame(encode("rgb8", 0, false), CAMERA);
    CompressedImage message = CameraCodec.compressed(frame, new PictureFormat(kind, quality));
    CameraFrame back = CameraCodec.frame(message, CAMERA);
    assertEquals(frame.stampNanos(), back.stampNanos());
    assertColors(back.rgb(), kind == PictureFormat.Kind.PNG ? 0 : 60, kind + " " + quality);
  }

  @Test
  void filesOfManyKindsAreRead() throws IOException {
    byte[] plain = file(buffered(BufferedImage.TYPE_INT_RGB), "png");
    for (String format :
        List.of(
            "png",
            "PNG",
            "",
            "rgb8; png compressed bgr8",
            "bgr8; png compressed bgr8",
            "rgb8; png compressed ",
            "bgra8;png compressed bgr8",
            "yuv422; png compressed bgr8",
            "bayer_rggb8; png compressed bgr8")) { // image_transport made the colours
      assertColors(rgb(format, plain), 0, format);
    }
    assertColors(rgb("png", file(buffered(BufferedImage.TYPE_INT_ARGB), "png")), 0, "alpha");
    assertColors(rgb("rgb16; png compressed bgr16", file(sixteenBit(0), "png")), 1, "16 bits");
    for (String pattern : List.of("rggb", "bggr", "gbrg", "grbg")) {
      String format = "bayer_" + pattern + "8; png compressed ";
      assertColors(rgb(format, file(mosaic(pattern), "png")), 0, format);
    }
    assertColors(
        rgb("jpeg", file(buffered(BufferedImage.TYPE_INT_RGB), "jpeg")), 60, "a plain JPEG");
  }

  @Test
  void filesWithoutColoursAreRefusedWithTheReason() throws IOException {
    byte[] plain = file(buffered(BufferedImage.TYPE_INT_RGB), "png");
    byte[] grey = file(mosaic("rggb"), "png");
    assertSays("is grey", () -> rgb("png", grey));
    assertSays("is grey", () -> rgb("rgb8; png compressed bgr8", grey));
    byte[] greyJpeg = file(mosaic("rggb"), "jpeg");
    assertSays("is grey", () -> rgb("jpeg", greyJpeg));
    assertSays("'mono8', which is grey", () -> rgb("mono8; jpeg compressed ", greyJpeg));
    assertSays("'16UC1', which is grey", () -> rgb("16UC1; png compressed ", grey));
    assertSays("which channel is red", () -> rgb("8UC3; png compressed ", plain));
    assertSays("red and blue", () -> rgb("rgb8; png compressed rgb8", plain));
    assertSays("depth", () -> rgb("16UC1; compressedDepth png", grey));
    assertSays("depth", () -> rgb("32FC1; compressedDepth", grey));
    assertSays("allowed: jpeg, png", () -> rgb("theora", plain));
    byte[] dark = file(sixteenBit(4), "png");
    assertSays("10 or 12 bits", () -> rgb("png", dark));
    assertSays("something else", () -> rgb("png", new byte[50]));
    assertSays("cannot be unpacked", () -> rgb("png", Arrays.copyOf(plain, plain.length / 2)));
  }

  @Test
  void compressedPicturesMayBeOfAWholeFractionOfTheSize() throws IOException {
    byte[] plain = file(buffered(BufferedImage.TYPE_INT_RGB), "png");
    CompressedImage message = new CompressedImage(HEADER, "png", plain);
    CameraModel full =
        new CameraModel(CAMERA.intrinsics().resized(48, 32), CAMERA.tableFromCamera());
    assertEquals(CAMERA.intrinsics(), CameraCodec.frame(message, full).camera().intrinsics());
    CameraModel other =
        new CameraModel(CAMERA.intrinsics().resized(32, 24), CAMERA.tableFromCamera());
    assertSays(
        "24 x 16 pixels, its camera info says 32 x 24", () -> CameraCodec.frame(message, other));
    // A head that asks for gigabytes is refused before the rest is looked at.
    byte[] bomb = plain.clone();
    bomb[16] = 0x70;
    assertSays("camera info says", () -> rgb("png", bomb));
  }

  @Test
  void anyBytesAreReadOrRefusedWithAReason() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    List<String> encodings =
        Stream.concat(allowed(), Stream.of("", "mono8", "8UC3", "bayer_", "yuv422_", "rgb"))
            .toList();
    int[] sizes = {-1, 0, 1, 7, 8, 15, 16, 23, 24, 25, 48, 100_000, Integer.MAX_VALUE};
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean fits = i % 3 == 0;
      byte[] data = new byte[random.nextInt(fits ? 4000 : 400)];
      random.nextBytes(data);
      Image image =
          new Image(
              HEADER,
              fits ? HEIGHT : sizes[random.nextInt(sizes.length)],
              fits ? WIDTH : sizes[random.nextInt(sizes.length)],
              encodings.get(random.nextInt(encodings.size())),
              (byte) random.nextInt(),
              i % 2 == 0 ? random.nextInt(200) : random.nextInt(),
              data);
      try {
        rgb(image);
        read++;
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().length() > 20, e.getMessage());
      }
    }
    assertTrue(read > 500, read + " read");
  }

  @Test
  void damagedFilesAreReadOrRefusedWithAReason() throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    List<byte[]> files =
        List.of(
            file(buffered(BufferedImage.TYPE_INT_RGB), "png"),
            file(buffered(BufferedImage.TYPE_INT_RGB), "jpeg"),
            file(mosaic("rggb"), "jpeg"),
            file(sixteenBit(0), "png"));
    String[] formats = {"", "png", "jpeg", "rgb8; jpeg compressed bgr8", "bayer_rggb8; jpeg", ";;"};
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] whole = files.get(random.nextInt(files.size()));
      byte[] bytes = Arrays.copyOf(whole, whole.length - random.nextInt(2) * random.nextInt(60));
      for (int n = random.nextInt(6); n > 0; n--) {
        bytes[random.nextInt(i % 2 == 0 ? 40 : bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertEquals(
            3 * WIDTH * HEIGHT, rgb(formats[random.nextInt(formats.length)], bytes).length);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().length() > 20, e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 1000, refused + " refused");
  }

  @Test
  void theFlagOfTheByteOrderSaysNothingOfSingleBytes() {
    assertArrayEquals(rgb(encode("bgr8", 0, false)), rgb(encode("bgr8", 0, true)));
  }
}
