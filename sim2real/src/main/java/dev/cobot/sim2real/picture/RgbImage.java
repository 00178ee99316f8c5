package dev.cobot.sim2real.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * A decoded picture without a camera.
 *
 * @param rgb (heightPixels, widthPixels, 3) sRGB bytes, row-major; owned by the record
 */
public record RgbImage(int widthPixels, int heightPixels, byte[] rgb) {
  public RgbImage {
    if (rgb.length != 3L * widthPixels * heightPixels) {
      throw new IllegalArgumentException(
          "an RGB image of "
              + widthPixels
              + " x "
              + heightPixels
              + " has "
              + 3L * widthPixels * heightPixels
              + " bytes, got "
              + rgb.length);
    }
  }

  /**
   * Returns an image of the JDK.
   *
   * @param rgb (height, width, 3) sRGB bytes
   */
  public static BufferedImage toBuffered(int width, int height, byte[] rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
    }
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    return image;
  }

  /** Converts any image of the JDK; transparency is dropped. */
  static RgbImage ofBuffered(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[3 * width * height];
    ColorModel colors = image.getColorModel();
    Raster raster = image.getRaster();
    // getRGB reads grey files as linear light and brightens them; their samples are sRGB already.
    boolean grey =
        colors instanceof ComponentColorModel
            && colors.getNumColorComponents() == 1
            && (raster.getTransferType() == DataBuffer.TYPE_BYTE
                || raster.getTransferType() == DataBuffer.TYPE_USHORT);
    int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    int[] line = new int[width];
    int at = 0;
    for (int row = 0; row < height; row++) {
      if (grey) {
        raster.getSamples(0, row, width, 1, 0, line);
      } else {
        image.getRGB(0, row, width, 1, line, 0, width);
      }
      for (int pixel : line) {
        int argb = grey ? (pixel >> shift) * 0x010101 : pixel;
        rgb[at++] = (byte) (argb >> 16);
        rgb[at++] = (byte) (argb >> 8);
        rgb[at++] = (byte) argb;
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
