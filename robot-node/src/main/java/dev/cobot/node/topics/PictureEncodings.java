package dev.cobot.node.topics;

import dev.cobot.ros.message.Image;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The encodings of {@code sensor_msgs/Image} from which colours are read. */
final class PictureEncodings {
  /** Of two bytes a value; below this every value would be black. */
  private static final int MIN_BRIGHTEST = 4096;

  private static final Map<String, Layout> LAYOUTS = new LinkedHashMap<>();

  static {
    for (int bits : List.of(8, 16)) {
      LAYOUTS.put("rgb" + bits, new Channels(3, bits / 8, 0));
      LAYOUTS.put("bgr" + bits, new Channels(3, bits / 8, 2));
      LAYOUTS.put("rgba" + bits, new Channels(4, bits / 8, 0));
      LAYOUTS.put("bgra" + bits, new Channels(4, bits / 8, 2));
      for (BayerPattern pattern : BayerPattern.values()) {
        LAYOUTS.put(pattern.encoding(bits), new Mosaic(pattern, bits / 8));
      }
    }
    LAYOUTS.put("yuv422", new Yuv422(1));
    LAYOUTS.put("yuv422_yuy2", new Yuv422(0));
  }

  private PictureEncodings() {}

  /** How the values of a picture lie in its bytes. */
  private sealed interface Layout permits Channels, Mosaic, Yuv422 {
    int bytesPerPixel();

    /** Returns (height, width, 3) bytes of a picture whose rows are known to be there. */
    byte[] rgb(Image image);
  }

  /**
   * The colours of a pixel one after another.
   *
   * @param red the place of red among them: 0, or 2 when blue comes first
   */
  private record Channels(int count, int bytes, int red) implements Layout {
    @Override
    public int bytesPerPixel() {
      return count * bytes;
    }

    @Override
    public byte[] rgb(Image image) {
      byte[] data = image.data();
      int width = image.width();
      byte[] rgb = new byte[3 * width * image.height()];
      int high = highByte(image, bytes);
      for (int row = 0, at = 0; row < image.height(); row++) {
        int from = rowStart(image, row) + high;
        if (bytesPerPixel() == 3 && red == 0) {
          System.arraycopy(data, from, rgb, at, 3 * width);
          at += 3 * width;
          continue;
        }
        for (int column = 0; column < width; column++, from += bytesPerPixel()) {
          rgb[at++] = data[from + red * bytes];
          rgb[at++] = data[from + bytes];
          rgb[at++] = data[from + (2 - red) * bytes];
        }
      }
      requireBright(rgb, bytes, image.encoding());
      return rgb;
    }
  }

  /** One colour a pixel, by the sensor's pattern. */
  private record Mosaic(BayerPattern pattern, int bytesPerPixel) implements Layout {
    @Override
    public byte[] rgb(Image image) {
      byte[] data = image.data();
      int width = image.width();
      byte[] samples = new byte[width * image.height()];
      int high = highByte(image, bytesPerPixel);
      for (int row = 0, at = 0; row < image.height(); row++) {
        int from = rowStart(image, row) + high;
        for (int column = 0; column < width; column++, from += bytesPerPixel) {
          samples[at++] = data[from];
        }
      }
      requireBright(samples, bytesPerPixel, image.encoding());
      return pattern.rgb(samples, width, image.height());
    }
  }

  /**
   * Two pixels share their colour; ITU-R BT.601 with its headroom, as OpenCV reads it.
   *
   * @param luma the place of the first pixel's brightness: 0, or 1 when the colour comes first
   */
  private record Yuv422(int luma) implements Layout {
    @Override
    public int bytesPerPixel() {
      return 2;
    }

    @Override
    public byte[] rgb(Image image) {
      if (image.width() % 2 != 0) {
        throw new IllegalArgumentException(
            "a picture in "
                + image.encoding()
                + " has pairs of pixels, its width is odd: got "
                + image.width()
                + "; allowed are even widths");
      }
      byte[] data = image.data();
      byte[] rgb = new byte[3 * image.width() * image.height()];
      for (int row = 0, at = 0; row < image.height(); row++) {
        int from = rowStart(image, row);
        for (int column = 0; column < image.width(); column += 2, from += 4, at += 6) {
          int u = (data[from + 1 - luma] & 0xff) - 128;
          int v = (data[from + 3 - luma] & 0xff) - 128;
          put(rgb, at, data[from + luma] & 0xff, u, v);
          put(rgb, at + 3, data[from + 2 + luma] & 0xff, u, v);
        }
      }
      return rgb;
    }

    // In 256ths: 1.164, 1.596, 0.813, 0.391, 2.018.
    private static void put(byte[] rgb, int at, int brightness, int u, int v) {
      int y = 298 * (brightness - 16) + 128;
      rgb[at] = clipped(y + 409 * v);
      rgb[at + 1] = clipped(y - 208 * v - 100 * u);
      rgb[at + 2] = clipped(y + 516 * u);
    }

    private static byte clipped(int value) {
      return (byte) Math.max(0, Math.min(255, value >> 8));
    }
  }

  private static int rowStart(Image image, int row) {
    return (int) (row * Integer.toUnsignedLong(image.step()));
  }

  /**
   * Where in a value its most significant byte is; of a value of one byte the flag says nothing.
   */
  private static int highByte(Image image, int bytes) {
    return bytes == 2 && image.isBigendian() == 0 ? 1 : 0;
  }

  /**
   * Refuses high bytes that are all nearly black: 10 or 12 bits in 16 would look like an empty
   * table.
   */
  static void requireBright(byte[] high, int bytes, String encoding) {
    if (bytes == 1) {
      return;
    }
    for (byte value : high) {
      if ((value & 0xff) >= MIN_BRIGHTEST >> 8) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "the picture in "
            + encoding
            + " is black, its values are below "
            + MIN_BRIGHTEST
            + " of 65535; if the sensor has 10 or 12 bits, let the driver use all 16, or publish"
            + " 8");
  }

  /**
   * Returns a picture's colours.
   *
   * @return (height, width, 3) sRGB bytes
   * @throws IllegalArgumentException when the encoding does not tell colours, or the bytes are not
   *     those of such a picture
   */
  static byte[] rgb(Image image) {
    requireColors(image.encoding());
    Layout layout = LAYOUTS.get(image.encoding());
    long step = Integer.toUnsignedLong(image.step());
    if (!(image.width() > 0
        && image.height() > 0
        && step >= (long) image.width() * layout.bytesPerPixel()
        && step * image.height() <= image.data().length)) {
      throw new IllegalArgumentException(
          "a picture of %d x %d in %s has rows of at least %d bytes and says %d (its step), so %d"
                  .formatted(
                      image.width(),
                      image.height(),
                      image.encoding(),
                      (long) image.width() * layout.bytesPerPixel(),
                      step,
                      step * image.height())
              + " in all; got "
              + image.data().length);
    }
    return layout.rgb(image);
  }

  /**
   * Returns a picture's colours, or its greys where that is enough.
   *
   * @return (height, width, 3) sRGB bytes
   * @throws IllegalArgumentException as {@link #rgb} does, but for {@code mono8} and {@code 8UC1}
   */
  static byte[] rgbOrGrey(Image image) {
    if (!image.encoding().equals("mono8") && !image.encoding().equals("8UC1")) {
      return rgb(image);
    }
    int width = image.width();
    int height = image.height();
    long step = Integer.toUnsignedLong(image.step());
    if (!(width > 0
        && height > 0
        && step >= width
        && step * height <= image.data().length
        && 3L * width * height <= Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "a picture of %d x %d in %s has rows of at least %d bytes and says %d (its step), with %d"
                  .formatted(width, height, image.encoding(), width, step, image.data().length)
              + " bytes in all");
    }
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Arrays.fill(
            rgb, 3 * (y * width + x), 3 * (y * width + x) + 3, image.data()[(int) (y * step + x)]);
      }
    }
    return rgb;
  }

  /**
   * Refuses an encoding from which no colours can be read.
   *
   * @throws IllegalArgumentException with the reason and what is allowed
   */
  static void requireColors(String encoding) {
    if (LAYOUTS.containsKey(encoding)) {
      return;
    }
    String why =
        switch (encoding) {
          case "mono8", "mono16", "8UC1", "16UC1" ->
              ", which is grey: no colours can be seen in it; publish pictures of a colour camera";
          case "8UC3", "8UC4", "16UC3", "16UC4" ->
              ", which does not say which channel is red and which is blue; let the driver say it";
          case "32FC1", "64FC1" -> ", which is depth, not colour";
          case "nv21", "nv24" -> ", whose planes drivers lay out differently";
          default -> "";
        };
    throw new IllegalArgumentException(
        "the picture has the encoding '"
            + encoding
            + "'"
            + why
            + "; allowed: "
            + String.join(", ", LAYOUTS.keySet()));
  }
}
