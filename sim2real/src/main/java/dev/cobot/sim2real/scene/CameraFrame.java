package dev.cobot.sim2real.scene;

/**
 * One picture with the camera that took it.
 *
 * @param stampNanos when it was taken, nanoseconds of the clock in use
 * @param rgb (height, width, 3) bytes, row-major, sRGB; owned by the frame: callers must not change
 *     it
 */
public record CameraFrame(long stampNanos, CameraModel camera, byte[] rgb) {
  public CameraFrame {
    long expected = 3L * camera.intrinsics().widthPixels() * camera.intrinsics().heightPixels();
    if (rgb.length != expected) {
      throw new IllegalArgumentException(
          "an RGB image of "
              + camera.intrinsics().widthPixels()
              + " x "
              + camera.intrinsics().heightPixels()
              + " has "
              + expected
              + " bytes, got "
              + rgb.length);
    }
  }

  public int widthPixels() {
    return camera.intrinsics().widthPixels();
  }

  public int heightPixels() {
    return camera.intrinsics().heightPixels();
  }
}
