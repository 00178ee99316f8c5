package dev.cobot.sim2real.world;

import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the cameras of a world, in the order of its file. */
final class SdfCameras {
  private static final int MAX_CAMERAS = 8;

  // The axes of a camera link (x forward, z up) seen from its optical frame (z forward, y down).
  private static final Quaternion LINK_FROM_OPTICAL =
      Quaternion.fromRollPitchYaw(-Math.PI / 2, 0, -Math.PI / 2);

  private final SdfLook look;
  private final List<String> ignored;
  private final List<World.CameraMount> mounts = new ArrayList<>();

  /**
   * @param look tells by which light they see
   * @param ignored takes what is not used
   */
  SdfCameras(SdfLook look, List<String> ignored) {
    this.look = look;
    this.ignored = ignored;
  }

  List<World.CameraMount> mounts() {
    return mounts;
  }

  static boolean isCamera(XmlElement sensor) {
    return sensor.attribute("type").orElse("").equals("camera");
  }

  /**
   * Adds one.
   *
   * @param name of its model; the first camera of a world has another id
   */
  void add(XmlElement sensor, String name, Transform tableFromSensor) throws DescriptionException {
    if (mounts.size() == MAX_CAMERAS) {
      throw sensor.error("is one too many; a world has at most " + MAX_CAMERAS + " cameras");
    }
    String id = mounts.isEmpty() ? CameraModel.ONLY : idOf(name);
    if (mounts.stream().anyMatch(c -> c.model().id().equals(id))) {
      throw sensor.error(
          "is the second camera with the id '"
              + id
              + "'; the first camera of a world is 'camera' and the others are called like their"
              + " models, so give this one's model another <name>");
    }
    sensor.noteIgnored(Set.of("pose", "camera"), ignored);
    XmlElement element = sensor.requiredChild("camera");
    element.noteIgnored(Set.of("horizontal_fov", "image", "clip", "noise", "distortion"), ignored);
    XmlElement fov = element.requiredChild("horizontal_fov");
    double horizontalFovRad = fov.positiveNumber();
    if (!(horizontalFovRad < 3)) {
      throw fov.error("must be in (0, 3) rad, got " + horizontalFovRad);
    }
    XmlElement image = element.requiredChild("image");
    image.noteIgnored(Set.of("width", "height", "format"), ignored);
    Optional<XmlElement> format = image.child("format");
    if (format.isPresent() && !format.get().text().equals("R8G8B8")) {
      format.get().noteIgnored("is not R8G8B8, which all pictures are", ignored);
    }
    RenderOptions seen = look.ofCamera(element);
    CameraIntrinsics lens;
    try {
      lens = lens(element, image, horizontalFovRad);
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(image.error(e.getMessage()).getMessage(), e);
    }
    try {
      CameraModel model =
          new CameraModel(
              id,
              lens,
              new Transform(
                  CameraModel.TABLE,
                  CameraModel.OPTICAL,
                  tableFromSensor.translation(),
                  tableFromSensor.rotation().after(LINK_FROM_OPTICAL)));
      mounts.add(new World.CameraMount(model, seen));
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(sensor.error(e.getMessage()).getMessage(), e);
    }
  }

  /** Returns a name in small letters, digits and underscores. */
  private static String idOf(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  // Brown's model has one centre: that of the distortion is the principal point as well.
  private CameraIntrinsics lens(XmlElement camera, XmlElement image, double horizontalFovRad)
      throws DescriptionException {
    CameraIntrinsics ideal =
        CameraIntrinsics.ideal(
            pixels(image.requiredChild("width")),
            pixels(image.requiredChild("height")),
            horizontalFovRad);
    Optional<XmlElement> element = camera.child("distortion");
    if (element.isEmpty()) {
      return ideal;
    }
    XmlElement distortion = element.get();
    distortion.noteIgnored(Set.of("k1", "k2", "k3", "p1", "p2", "center"), ignored);
    List<Double> values = new ArrayList<>();
    for (String name : List.of("k1", "k2", "p1", "p2", "k3")) {
      double value = distortion.number(name, 0);
      if (!(Math.abs(value) <= 10)) {
        throw distortion.requiredChild(name).error("must be in [-10, 10], got " + value);
      }
      values.add(value);
    }
    double[] center = {0.5, 0.5};
    Optional<XmlElement> centerElement = distortion.child("center");
    if (centerElement.isPresent()) {
      center = centerElement.get().numbers(2);
      if (!(center[0] >= 0 && center[0] <= 1 && center[1] >= 0 && center[1] <= 1)) {
        throw centerElement
            .get()
            .error(
                "must be two shares of the picture in [0, 1], got " + center[0] + " " + center[1]);
      }
    }
    return new CameraIntrinsics(
        ideal.widthPixels(),
        ideal.heightPixels(),
        ideal.fx(),
        ideal.fy(),
        center[0] * ideal.widthPixels() - 0.5,
        center[1] * ideal.heightPixels() - 0.5,
        values);
  }

  private static int pixels(XmlElement element) throws DescriptionException {
    double value = element.number();
    if (!(value >= 1 && value <= CameraIntrinsics.MAX_SIDE_PIXELS && value == Math.rint(value))) {
      throw element.error(
          "must be a whole number of pixels up to "
              + CameraIntrinsics.MAX_SIDE_PIXELS
              + ", got "
              + value);
    }
    return (int) value;
  }
}
