package dev.cobot.sim2real.generate;

import dev.cobot.sim2real.dataset.SceneFolderWriter;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The Factory set: pictures of one table in a hall from a fixed camera. Place, turn and colour of
 * the table vary; each picture has its attributes as labels and a sentence as caption. The set is
 * our own equivalent of the one in the Global Workspace papers and no copy of it: its files, ranges
 * and words are not public.
 */
public final class HallPictures {
  // The rectangle of the floor that the camera sees a whole table on.
  private static final double MIDDLE_X_METERS = -0.45;
  private static final double HALF_X_METERS = 1.45;
  private static final double HALF_Y_METERS = 1.15;

  static final FactoryHall.Area AREA =
      new FactoryHall.Area(MIDDLE_X_METERS, 0, HALF_X_METERS, HALF_Y_METERS);

  /** How far a colour may be from the one that the caption names, in RGB. */
  private static final double NAMED = 0.33;

  private final World world;
  private final CameraModel camera;
  private final SeedStreams seeds;
  private final FactoryCaptions captions;
  private final Renderer renderer = new Renderer();

  /**
   * @param world with a model of the kind table
   * @param sizePixels width and height of the pictures
   */
  public HallPictures(World world, int sizePixels, long seed) {
    this.world = world;
    this.seeds = new SeedStreams(seed);
    captions = new FactoryCaptions(FactoryHall.of(world, AREA));
    camera =
        new CameraModel(
            world.camera().intrinsics().resized(sizePixels, sizePixels),
            world.camera().tableFromCamera());
  }

  /**
   * Writes one scene folder.
   *
   * @param first index in the set of its first picture; decides every draw together with the seed
   * @param written hears of each picture
   */
  public void writeFolder(Path directory, int first, int pictures, Runnable written)
      throws IOException {
    try (SceneFolderWriter writer = new SceneFolderWriter(directory, camera)) {
      for (int i = 0; i < pictures; i++) {
        SeedStreams scene = seeds.child(first + i);
        SceneObject table = table(scene.stream("hall"));
        List<Visual> visuals = new ArrayList<>(world.fixtureVisuals());
        visuals.addAll(world.visuals(table));
        writer.append(
            renderer.render(visuals, camera, world.look(), 0),
            List.of(table),
            captions.write(table, scene.stream("hall caption")));
        written.run();
      }
    }
  }

  private SceneObject table(SplittableRandom random) {
    return world.standing(
        "table",
        ObjectKind.TABLE,
        MIDDLE_X_METERS + random.nextDouble(-HALF_X_METERS, HALF_X_METERS),
        random.nextDouble(-HALF_Y_METERS, HALF_Y_METERS),
        random.nextDouble(-Math.PI, Math.PI),
        color(random));
  }

  /** Draws a colour that has a name. */
  private static ColorRgb color(SplittableRandom random) {
    while (true) {
      ColorRgb color =
          new ColorRgb(
              random.nextDouble(0.05, 0.95),
              random.nextDouble(0.05, 0.95),
              random.nextDouble(0.05, 0.95));
      ColorRgb named = ColorName.nearest(color).prototype();
      double distance =
          Math.hypot(
              Math.hypot(color.red() - named.red(), color.green() - named.green()),
              color.blue() - named.blue());
      if (distance < NAMED) {
        return color;
      }
    }
  }
}
