package dev.cobot.sim2real.scene;

/**
 * A picture on a surface. Immutable; two textures are equal when they are the same one, so that
 * what a renderer prepares for a texture can be kept by it.
 */
public final class ImageTexture {
  /** The largest side. */
  public static final int MAX_SIDE_PIXELS = 4096;

  private final int widthPixels;
  private final int heightPixels;
  private final byte[] rgb;

  /**
   * @param rgb (heightPixels, widthPixels, 3) sRGB bytes, row-major, the top row first
   */
  public ImageTexture(int widthPixels, int heightPixels, byte[] rgb) {
    if (!(widthPixels >= 1
        && heightPixels >= 1
        && widthPixels <= MAX_SIDE_PIXELS
        && heightPixels <= MAX_SIDE_PIXELS
        && rgb.length == 3 * widthPixels * heightPixels)) {
      throw new IllegalArgumentException(
          "a texture has sides of 1 to "
              + MAX_SIDE_PIXELS
              + " pixels of three bytes, got "
              + widthPixels
              + " x "
              + heightPixels
              + " and "
              + rgb.length
              + " bytes");
    }
    this.widthPixels = widthPixels;
    this.heightPixels = heightPixels;
    this.rgb = rgb.clone();
  }

  public int widthPixels() {
    return widthPixels;
  }

  public int heightPixels() {
    return heightPixels;
  }

  /** Returns a channel (0 red, 1 green, 2 blue) of a pixel, sRGB. */
  public byte channel(int xPixels, int yPixels, int channel) {
    return rgb[3 * (yPixels * widthPixels + xPixels) + channel];
  }
}
