package dev.cobot.sim2real.render;

import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** From light to bytes: exposure, white balance, vignette, blur, noise, sRGB, JPEG. */
final class SensorStage {
  // Sum of four 16-bit uniforms: its mean, and one over its sigma.
  private static final double SUM_MEAN = 4 * 65535 / 2.0;
  private static final double SUM_SCALE = 1 / Math.sqrt(4 * (65536.0 * 65536.0 - 1) / 12);

  private float[] scratch = new float[0];

  /**
   * Develops linear light, (height, width, 3), which is changed in place.
   *
   * @return (height, width, 3) sRGB bytes
   */
  byte[] develop(
      float[] light, int width, int height, RenderOptions.Sensor sensor, long stampNanos) {
    expose(light, width, height, sensor);
    if (sensor.blurSigmaPixels() > 0.05) {
      blur(light, width, height, sensor.blurSigmaPixels());
    }
    int length = 3 * width * height;
    if (sensor.shotNoise() > 0 || sensor.readNoise() > 0) {
      addNoise(light, length, sensor, stampNanos);
    }
    byte[] rgb = new byte[length];
    for (int i = 0; i < length; i++) {
      rgb[i] = Srgb.toByte(light[i]);
    }
    if (sensor.pixelNoise().mean() != 0 || sensor.pixelNoise().sigma() > 0) {
      addPixelNoise(rgb, sensor, stampNanos);
    }
    return sensor.jpegQualityPercent() == 0
        ? rgb
        : compress(rgb, width, height, sensor.jpegQualityPercent());
  }

  private static void expose(float[] light, int width, int height, RenderOptions.Sensor sensor) {
    double red = sensor.exposure() * sensor.whiteBalance().x();
    double green = sensor.exposure() * sensor.whiteBalance().y();
    double blue = sensor.exposure() * sensor.whiteBalance().z();
    if (red == 1 && green == 1 && blue == 1 && sensor.vignette() == 0) {
      return;
    }
    double cx = (width - 1) / 2.0;
    double cy = (height - 1) / 2.0;
    double loss = sensor.vignette() / (cx * cx + cy * cy);
    int at = 0;
    for (int row = 0; row < height; row++) {
      double dy2 = (row - cy) * (row - cy);
      for (int column = 0; column < width; column++) {
        double kept = 1 - loss * (dy2 + (column - cx) * (column - cx));
        light[at] = (float) (light[at] * red * kept);
        light[at + 1] = (float) (light[at + 1] * green * kept);
        light[at + 2] = (float) (light[at + 2] * blue * kept);
        at += 3;
      }
    }
  }

  private void blur(float[] light, int width, int height, double sigma) {
    int radius = (int) Math.ceil(2.5 * sigma);
    float[] weights = new float[radius + 1];
    double sum = 0;
    for (int k = 0; k <= radius; k++) {
      double w = StrictMath.exp(-0.5 * k * k / (sigma * sigma));
      weights[k] = (float) w;
      sum += k == 0 ? w : 2 * w;
    }
    for (int k = 0; k <= radius; k++) {
      weights[k] = (float) (weights[k] / sum);
    }
    if (scratch.length < light.length) {
      scratch = new float[light.length];
    }
    blurLines(light, scratch, height, 3 * width, width, 3, weights);
    blurLines(scratch, light, width, 3, height, 3 * width, weights);
  }

  // Each of the lines has n pixels of three channels, stride apart.
  private static void blurLines(
      float[] from, float[] to, int lines, int lineStride, int n, int stride, float[] weights) {
    int radius = weights.length - 1;
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < n; i++) {
        int at = line * lineStride + i * stride;
        float red = weights[0] * from[at];
        float green = weights[0] * from[at + 1];
        float blue = weights[0] * from[at + 2];
        for (int k = 1; k <= radius; k++) {
          int before = line * lineStride + Math.max(0, i - k) * stride;
          int after = line * lineStride + Math.min(n - 1, i + k) * stride;
          red += weights[k] * (from[before] + from[after]);
          green += weights[k] * (from[before + 1] + from[after + 1]);
          blue += weights[k] * (from[before + 2] + from[after + 2]);
        }
        to[at] = red;
        to[at + 1] = green;
        to[at + 2] = blue;
      }
    }
  }

  private static void addNoise(
      float[] light, int length, RenderOptions.Sensor sensor, long stampNanos) {
    double shot2 = sensor.shotNoise() * sensor.shotNoise();
    double read2 = sensor.readNoise() * sensor.readNoise();
    long state = mix(sensor.noiseSeed() ^ mix(stampNanos));
    for (int i = 0; i < length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long bits = mix(state);
      long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
      double v = Math.max(0, Math.min(1, light[i]));
      light[i] = (float) (v + (sum - SUM_MEAN) * SUM_SCALE * Math.sqrt(shot2 * v + read2));
    }
  }

  private static void addPixelNoise(byte[] rgb, RenderOptions.Sensor sensor, long stampNanos) {
    double mean = 255 * sensor.pixelNoise().mean();
    double scale = 255 * sensor.pixelNoise().sigma() * SUM_SCALE;
    // Another stream than that of the light's noise.
    long state = mix(mix(sensor.noiseSeed() ^ mix(stampNanos)) + 1);
    for (int i = 0; i < rgb.length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long bits = mix(state);
      long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
      double value = (rgb[i] & 0xff) + mean + (sum - SUM_MEAN) * scale;
      rgb[i] = (byte) (int) Math.max(0, Math.min(255, Math.rint(value)));
    }
  }

  // Finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static byte[] compress(byte[] rgb, int width, int height, int qualityPercent) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(qualityPercent / 100f);
      writer.setOutput(out);
      writer.write(null, new IIOImage(RgbImage.toBuffered(width, height, rgb), null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compress a picture in memory", e);
    } finally {
      writer.dispose();
    }
    try {
      return FrameFiles.decode(bytes.toByteArray(), "a compressed picture").rgb();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read back a compressed picture", e);
    }
  }
}
