package dev.cobot.sim2real.world;

import dev.cobot.sim2real.render.Light;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a world file says of light: lamps, scene, and the sensor behind each lens. */
final class SdfLook {
  // What SDF says of a world without a <scene>, and of a light without an <attenuation>.
  private static final ColorRgb DEFAULT_AMBIENT = new ColorRgb(0.4, 0.4, 0.4);
  private static final ColorRgb DEFAULT_BACKGROUND = new ColorRgb(0.7, 0.7, 0.7);
  private static final ColorRgb DEFAULT_SPECULAR = new ColorRgb(0.1, 0.1, 0.1);
  private static final double DEFAULT_RANGE_METERS = 10;

  private final List<String> ignored;
  private final List<Light> lights = new ArrayList<>();
  private boolean shadows = true;
  private ColorRgb ambient = DEFAULT_AMBIENT;
  private RenderOptions.Background background = new RenderOptions.Plain(DEFAULT_BACKGROUND);

  SdfLook(List<String> ignored) {
    this.ignored = ignored;
  }

  /** Takes the {@code <scene>} and the {@code <light>}s of a world. */
  void world(XmlElement world) throws DescriptionException {
    Optional<XmlElement> scene = world.child("scene");
    if (scene.isPresent()) {
      scene(scene.get());
    }
    for (XmlElement light : world.children("light")) {
      light(light, light);
    }
  }

  /**
   * Takes a light.
   *
   * @param posed where its pose stands: an include's replaces the light's own
   */
  void light(XmlElement light, XmlElement posed) throws DescriptionException {
    if (lights.size() == Light.MAX_LIGHTS) {
      throw light.error("is one too many; a world has at most " + Light.MAX_LIGHTS + " lights");
    }
    lights.add(lamp(light, posed));
  }

  private void scene(XmlElement scene) throws DescriptionException {
    scene.noteIgnored(Set.of("ambient", "background", "shadows", "cobot:room"), ignored);
    Optional<XmlElement> everywhere = scene.child("ambient");
    if (everywhere.isPresent()) {
      ambient = SdfReader.color(everywhere.get());
    }
    Optional<XmlElement> behind = scene.child("background");
    if (behind.isPresent()) {
      background = new RenderOptions.Plain(SdfReader.color(behind.get()));
    }
    shadows = SdfReader.bool(scene, "shadows", true);
    Optional<XmlElement> room = scene.child("cobot:room");
    if (room.isPresent()) {
      background = room(room.get());
    }
  }

  private RenderOptions.Room room(XmlElement room) throws DescriptionException {
    room.noteIgnored(
        Set.of("cobot:floor", "cobot:wall", "cobot:floor_below_table", "cobot:wall_distance"),
        ignored);
    ColorRgb floor = SdfReader.color(room.requiredChild("cobot:floor"));
    ColorRgb wall = SdfReader.color(room.requiredChild("cobot:wall"));
    double below = room.requiredChild("cobot:floor_below_table").number();
    double distance = room.requiredChild("cobot:wall_distance").number();
    try {
      return new RenderOptions.Room(floor, wall, below, distance);
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(room.error(e.getMessage()).getMessage(), e);
    }
  }

  private Light lamp(XmlElement element, XmlElement posed) throws DescriptionException {
    element.noteIgnored(
        Set.of(
            "pose",
            "direction",
            "diffuse",
            "specular",
            "attenuation",
            "spot",
            "cast_shadows",
            "cobot:radius"),
        ignored);
    element.requiredAttribute("name");
    String type = element.requiredAttribute("type");
    Light.Kind kind =
        switch (type) {
          case "point" -> Light.Kind.POINT;
          case "spot" -> Light.Kind.SPOT;
          case "directional" -> Light.Kind.DIRECTIONAL;
          default ->
              throw element.error("has the type '" + type + "'; allowed: directional, point, spot");
        };
    Transform tableFromLight = SdfFrames.inside(posed, "table", "light");
    Vector3 direction = new Vector3(0, 0, -1);
    Optional<XmlElement> directionElement = element.child("direction");
    if (directionElement.isPresent()) {
      direction = Vector3.of(directionElement.get().numbers(3));
      if (!(direction.norm() > 1e-6)) {
        throw directionElement.get().error("must not be (0, 0, 0)");
      }
    }
    Optional<XmlElement> specular = element.child("specular");
    Optional<XmlElement> diffuseElement = element.child("diffuse");
    ColorRgb diffuse =
        diffuseElement.isPresent() ? SdfReader.color(diffuseElement.get()) : new ColorRgb(1, 1, 1);
    ColorRgb shine = specular.isPresent() ? SdfReader.color(specular.get()) : DEFAULT_SPECULAR;
    boolean castsShadow = shadows && SdfReader.bool(element, "cast_shadows", false);
    double radius = optional(element, "cobot:radius", 0);
    try {
      return new Light(
          kind,
          tableFromLight.translation(),
          tableFromLight.rotation().rotate(direction.normalized()).normalized(),
          diffuse,
          shine,
          1,
          attenuation(element),
          kind == Light.Kind.SPOT ? cone(element.requiredChild("spot")) : Light.Cone.NONE,
          castsShadow,
          radius);
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(element.error(e.getMessage()).getMessage(), e);
    }
  }

  private Light.Attenuation attenuation(XmlElement light) throws DescriptionException {
    Optional<XmlElement> element = light.child("attenuation");
    if (element.isEmpty()) {
      return new Light.Attenuation(1, 1, 0, DEFAULT_RANGE_METERS);
    }
    XmlElement e = element.get();
    e.noteIgnored(Set.of("range", "constant", "linear", "quadratic"), ignored);
    return new Light.Attenuation(
        optional(e, "constant", 1),
        optional(e, "linear", 1),
        optional(e, "quadratic", 0),
        optional(e, "range", DEFAULT_RANGE_METERS));
  }

  private Light.Cone cone(XmlElement spot) throws DescriptionException {
    spot.noteIgnored(Set.of("inner_angle", "outer_angle", "falloff"), ignored);
    return new Light.Cone(
        spot.requiredChild("inner_angle").number(),
        spot.requiredChild("outer_angle").number(),
        spot.requiredChild("falloff").number());
  }

  /**
   * Returns how a camera sees the world, which must have been taken before: its own {@code <clip>}
   * and {@code <noise>} in the light of all.
   */
  RenderOptions ofCamera(XmlElement camera) throws DescriptionException {
    RenderOptions.DepthRange depthRange = RenderOptions.DepthRange.ALL;
    Optional<XmlElement> clip = camera.child("clip");
    if (clip.isPresent()) {
      double near = clip.get().requiredChild("near").number();
      double far = clip.get().requiredChild("far").number();
      try {
        depthRange = new RenderOptions.DepthRange(near, far);
      } catch (IllegalArgumentException e) {
        throw new DescriptionException(clip.get().error(e.getMessage()).getMessage(), e);
      }
    }
    Optional<XmlElement> noise = camera.child("noise");
    return new RenderOptions(
        lights,
        ambient,
        background,
        new RenderOptions.TableFinish(
            RenderOptions.Texture.PLAIN, new Vector3(1, 1, 1), 0.1, 0.3, 0),
        noise.isPresent() ? noisy(noise.get()) : RenderOptions.Sensor.IDEAL,
        depthRange,
        true);
  }

  private RenderOptions.Sensor noisy(XmlElement noise) throws DescriptionException {
    noise.noteIgnored(Set.of("type", "mean", "stddev"), ignored);
    XmlElement type = noise.requiredChild("type");
    if (!type.text().equals("gaussian")) {
      throw type.error("must be gaussian, got '" + MeshFile.brief(type.text()) + "'");
    }
    double mean = optional(noise, "mean", 0);
    double sigma = optional(noise, "stddev", 0);
    try {
      return new RenderOptions.Sensor(
          1, new Vector3(1, 1, 1), 0, 0, 0, 0, 0, 0, new RenderOptions.PixelNoise(mean, sigma));
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(noise.error(e.getMessage()).getMessage(), e);
    }
  }

  private static double optional(XmlElement parent, String name, double otherwise)
      throws DescriptionException {
    Optional<XmlElement> element = parent.child(name);
    return element.isPresent() ? element.get().number() : otherwise;
  }
}
