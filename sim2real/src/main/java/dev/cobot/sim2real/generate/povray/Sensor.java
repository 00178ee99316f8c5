package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What happens to a picture between the light and the file: noise and compression. */
final class Sensor {
  private static final double JPEG = 0.4;

  private Sensor() {}

  static RgbImage photograph(RgbImage clean, SplittableRandom random) throws IOException {
    double read = random.nextDouble(0, 0.012);
    double shot = random.nextDouble(0, 0.02);
    byte[] rgb = clean.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      double value = (rgb[i] & 0xff) / 255.0;
      // sRGB's curve turns shot noise, which grows with the root of light, into an even one.
      double noisy = value + (read + shot * Math.sqrt(value)) * bell(random);
      rgb[i] = (byte) (int) Math.max(0, Math.min(255, Math.round(255 * noisy)));
    }
    RgbImage noisy = new RgbImage(clean.widthPixels(), clean.heightPixels(), rgb);
    return random.nextDouble() < JPEG ? compressed(noisy, random.nextDouble(0.5, 0.95)) : noisy;
  }

  // A sum of evenly distributed values is near enough to a normal one.
  private static double bell(SplittableRandom random) {
    return random.nextDouble()
        + random.nextDouble()
        + random.nextDouble()
        + random.nextDouble()
        - 2;
  }

  private static RgbImage compressed(RgbImage image, double quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality((float) quality);
      writer.write(
          null,
          new IIOImage(
              RgbImage.toBuffered(image.widthPixels(), image.heightPixels(), image.rgb()),
              null,
              null),
          param);
    } finally {
      writer.dispose();
    }
    return FrameFiles.decode(bytes.toByteArray(), "a compressed picture");
  }
}
