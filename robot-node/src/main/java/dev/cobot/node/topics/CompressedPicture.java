package dev.cobot.node.topics;

import dev.cobot.ros.message.CompressedImage;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A picture that is a file, with what its message says of it: {@code jpeg} or {@code png} alone, or
 * as image_transport writes it, {@code rgb8; jpeg compressed bgr8}: the encoding before, the file's
 * format, and the order in which the colours were given to its writer, for which {@code bgr} is the
 * one that makes a right file.
 *
 * @param mosaic of a sensor's mosaic without colours
 */
record CompressedPicture(
    PictureHeader header, Optional<BayerPattern> mosaic, String encoding, byte[] file) {
  private static final Pattern FORMAT =
      Pattern.compile(
          "(?:(?<encoding>[^;]*);)?\\s*(?<kind>\\w*)(?:\\s+compressed(?:\\s+(?<order>\\w*))?)?\\s*");

  /**
   * Looks at a message without unpacking the picture.
   *
   * @throws IllegalArgumentException when the format is none that can be read, or no colours are in
   *     the picture
   */
  static CompressedPicture of(CompressedImage message) {
    String format = message.format();
    Matcher parts = FORMAT.matcher(format);
    if (format.contains("compressedDepth")
        || !parts.matches()
        || !parts.group("kind").toLowerCase(Locale.ROOT).matches("jpe?g|png|")) {
      throw new IllegalArgumentException(
          "the compressed picture has the format '"
              + format
              + "'"
              + (format.contains("compressedDepth") ? ", which is depth, not colour" : "")
              + "; allowed: jpeg, png, each also as image_transport names it, such as 'rgb8; jpeg"
              + " compressed bgr8'");
    }
    String encoding = parts.group("encoding") == null ? "" : parts.group("encoding").trim();
    if (!encoding.isEmpty()) {
      PictureEncodings.requireColors(encoding);
    }
    String order = parts.group("order") == null ? "" : parts.group("order");
    if (!order.isEmpty() && !order.startsWith("bgr")) {
      throw new IllegalArgumentException(
          "the compressed picture has the format '"
              + format
              + "': whether red and blue are exchanged in the file is not clear; allowed after"
              + " 'compressed': bgr8, bgr16");
    }
    PictureHeader header = PictureHeader.of(message.data());
    Optional<BayerPattern> pattern = BayerPattern.of(encoding);
    if (header.isGrey() && pattern.isEmpty()) {
      throw new IllegalArgumentException(
          "the compressed picture ('"
              + format
              + "') is grey: no colours can be seen in it; publish pictures of a colour camera");
    }
    if (header.kind() == PictureFormat.Kind.JPEG && header.channels() > 3) {
      throw new IllegalArgumentException(
          "the compressed picture is a JPEG of "
              + header.channels()
              + " channels, for printing; allowed: 3");
    }
    return new CompressedPicture(
        header, header.isGrey() ? pattern : Optional.empty(), encoding, message.data());
  }

  /**
   * Unpacks the picture.
   *
   * @return (height, width, 3) sRGB bytes
   * @throws IllegalArgumentException when the file is damaged
   */
  byte[] rgb() {
    RgbImage image;
    try {
      image = FrameFiles.decode(file, "its file");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the compressed picture cannot be unpacked: " + e.getMessage(), e);
    }
    int width = image.widthPixels();
    int height = image.heightPixels();
    if (width != header.widthPixels() || height != header.heightPixels()) {
      throw new IllegalArgumentException(
          "the compressed picture is damaged: its head says %d x %d pixels, it has %d x %d"
              .formatted(header.widthPixels(), header.heightPixels(), width, height));
    }
    byte[] rgb = image.rgb();
    PictureEncodings.requireBright(
        rgb, header.bits() / 8, encoding.isEmpty() ? "16 bits" : encoding);
    if (mosaic.isEmpty()) {
      return rgb;
    }
    byte[] samples = new byte[width * height];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = rgb[3 * i];
    }
    return mosaic.get().rgb(samples, width, height);
  }
}
