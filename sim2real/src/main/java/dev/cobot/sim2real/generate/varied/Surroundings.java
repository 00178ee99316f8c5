package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.render.Light;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws everything around the objects: table, floor, furniture, lamps and sensor. */
final class Surroundings {
  /** Whose visuals these are; not {@code table}, which the renderer would paint over. */
  static final String OWNER = "surroundings";

  private static final double TOP_METERS = 0.03;
  private static final int TABLE_TEXTURE_PIXELS = 512;
  private static final int FLOOR_TEXTURE_PIXELS = 256;
  private static final int FURNITURE_TEXTURE_PIXELS = 96;

  private final TableRanges ranges;
  private final SplittableRandom random;

  Surroundings(TableRanges ranges, SplittableRandom random) {
    this.ranges = ranges;
    this.random = random;
  }

  List<Visual> visuals() {
    List<Visual> visuals = new ArrayList<>();
    double width = ranges.room().sideMeters().draw(random);
    double depth = width * random.nextDouble(0.6, 1);
    double floor = random.nextDouble(0.3, 1.0);
    Vector3 middle =
        new Vector3(
            (width / 2 - 0.2) * random.nextDouble(-0.5, 0.5),
            (depth / 2 - 0.2) * random.nextDouble(-0.5, 0.5),
            0);
    double turned = random.nextDouble(-Math.PI, Math.PI);
    visuals.add(
        box(
            new Vector3(width, depth, TOP_METERS),
            middle.plus(new Vector3(0, 0, -TOP_METERS / 2)),
            turned,
            surface(width, TABLE_TEXTURE_PIXELS)));
    visuals.add(
        new Visual(
            OWNER,
            new Shape.Plane(new Vector3(0, 0, 1), 7, 7),
            new Transform(
                CameraModel.TABLE, "floor", new Vector3(0, 0, -floor), Quaternion.IDENTITY),
            surface(7, FLOOR_TEXTURE_PIXELS)));
    int furniture = TableRanges.whole(ranges.room().furniture(), random);
    for (int i = 0; i < furniture; i++) {
      double angle = random.nextDouble(2 * Math.PI);
      double size = random.nextDouble(0.1, 0.9);
      double away = 0.75 * width + size * 0.7 + random.nextDouble(0, 1.2);
      double height = random.nextDouble(0.2, 1.6);
      visuals.add(
          box(
              new Vector3(size, size * random.nextDouble(0.3, 1), height),
              new Vector3(
                  middle.x() + away * Math.cos(angle),
                  middle.y() + away * Math.sin(angle),
                  height / 2 - floor),
              random.nextDouble(Math.PI),
              surface(size, FURNITURE_TEXTURE_PIXELS)));
    }
    return visuals;
  }

  private static Visual box(Vector3 size, Vector3 at, double yawRad, Material material) {
    return new Visual(
        OWNER,
        new Shape.Box(size),
        new Transform(CameraModel.TABLE, "box", at, Quaternion.fromYaw(yawRad)),
        material);
  }

  private Material surface(double meters, int sidePixels) {
    double specular = random.nextInt(3) == 0 ? random.nextDouble(0.05, 0.5) : 0;
    if (random.nextDouble() >= ranges.room().patterned()) {
      ColorRgb color = random.nextInt(4) == 0 ? Palette.thing(random) : Palette.drab(random);
      return Body.painted(color, specular, random.nextDouble(16, 80));
    }
    Patterns.Kind[] kinds = {
      Patterns.Kind.GRAIN,
      Patterns.Kind.GRAIN,
      Patterns.Kind.GRAIN,
      Patterns.Kind.MOTTLE,
      Patterns.Kind.MOTTLE,
      Patterns.Kind.CHECKER,
      Patterns.Kind.GRID,
      Patterns.Kind.STRIPES,
      Patterns.Kind.WEAVE,
      Patterns.Kind.SPOTS,
      Patterns.Kind.MAZE,
      Patterns.Kind.PRINT
    };
    Patterns.Kind kind = kinds[random.nextInt(kinds.length)];
    boolean wooden = kind == Patterns.Kind.GRAIN;
    ColorRgb ground =
        wooden
            ? Palette.wood(random)
            : random.nextInt(3) == 0 ? Palette.thing(random) : Palette.drab(random);
    ColorRgb figure =
        Palette.mix(
            ground,
            wooden
                ? new ColorRgb(0.15, 0.08, 0.03)
                : random.nextBoolean() ? Palette.drab(random) : Palette.thing(random),
            random.nextDouble(0.15, wooden ? 0.6 : 1));
    // Motifs of 1 to 15 centimetres.
    double cells = meters / Math.exp(random.nextDouble(Math.log(0.01), Math.log(0.15)));
    return Body.pictured(
        Patterns.draw(kind, sidePixels, Math.min(60, Math.max(1, cells)), ground, figure, random),
        specular,
        random.nextDouble(16, 80));
  }

  /**
   * Draws lamps, walls and sensor.
   *
   * @param widthPixels of the picture
   */
  RenderOptions look(int widthPixels) {
    TableRanges.Light light = ranges.light();
    int count = TableRanges.whole(light.lamps(), random);
    double ambient = light.ambient().draw(random);
    ColorRgb sky = tinted(light.tint().draw(random));
    double sum = ambient;
    List<Light> lamps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double intensity =
          light.intensity().draw(random) * (i == 0 ? 1 : random.nextDouble(0.1, 0.8));
      double up = random.nextDouble(Math.toRadians(25), Math.toRadians(88));
      double around = random.nextDouble(2 * Math.PI);
      double far = random.nextDouble(0.8, 2.8);
      Vector3 at =
          new Vector3(
              far * Math.cos(up) * Math.cos(around),
              far * Math.cos(up) * Math.sin(around),
              far * Math.sin(up));
      lamps.add(
          Light.lamp(
              at,
              tinted(light.tint().draw(random)),
              intensity,
              i < 3,
              Math.max(0, light.radiusMeters().draw(random) - 0.05)));
      sum += intensity * Math.sin(up);
    }
    TableRanges.Sensor sensor = ranges.sensor();
    double exposure = 0.85 * sensor.exposure().draw(random) / Math.max(0.1, sum);
    double red = sensor.whiteBalance().draw(random);
    double blue = sensor.whiteBalance().draw(random);
    double noise = sensor.noise().draw(random);
    boolean compressed = random.nextDouble() < sensor.jpeg();
    return new RenderOptions(
        lamps,
        new ColorRgb(ambient * sky.red(), ambient * sky.green(), ambient * sky.blue()),
        new RenderOptions.Room(
            Palette.drab(random), Palette.drab(random), 1.1, random.nextDouble(2, 3.4)),
        new RenderOptions.TableFinish(
            RenderOptions.Texture.PLAIN, new Vector3(1, 1, 1), 0.1, 0, random.nextLong()),
        new RenderOptions.Sensor(
            Math.min(16, exposure),
            new Vector3(red, 1, blue),
            sensor.vignette().draw(random),
            Math.max(0, sensor.blurPixels().draw(random)) * widthPixels / 320,
            noise,
            0.2 * noise,
            random.nextLong(),
            compressed ? (int) sensor.jpegQuality().draw(random) : 0),
        RenderOptions.DepthRange.ALL,
        true);
  }

  // Mostly along the line from candle light to blue sky.
  private ColorRgb tinted(double strength) {
    double cold = random.nextDouble(-1, 1) * strength;
    double green = random.nextDouble(-0.25, 0.25) * strength;
    return ColorRgb.clamped(
        1 - Math.max(0, cold), 1 - Math.abs(cold) * 0.4 + green, 1 + Math.min(0, cold));
  }
}
