package dev.cobot.sim2real.generate;

import dev.cobot.sim2real.dataset.SceneFolderWriter;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.RenderedScene;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Pictures of tabletop scenes for the vision domain. Each folder has one camera, near the world's
 * own; each scene is photographed with the arm at home and at a few places over the table, under
 * randomised light, table and sensor (Tobin et al. 2017, domain randomisation).
 */
public final class TabletopPictures {
  /** Other scenes teach more than more pictures of one. */
  private static final int PICTURES_PER_SCENE = 2;

  private static final int FEWEST_OBJECTS = 2;
  private static final int MOST_OBJECTS = 10;
  private static final double CLEARANCE_METERS = 0.02;
  private static final double DROP_METERS = 0.005;
  private static final double SETTLE_SECONDS = 1;

  /** An object is labelled when at least this part of its expected area shows. */
  private static final double MIN_VISIBLE = 0.25;

  /** Part of the bounding rectangle that an object fills when nothing hides it, roughly. */
  private static final double EXPECTED_FILL = 0.6;

  private final World world;
  private final SeedStreams seeds;
  private final Renderer renderer = new Renderer();

  public TabletopPictures(World world, long seed) {
    this.world = world;
    this.seeds = new SeedStreams(seed);
  }

  /**
   * Writes one scene folder.
   *
   * @param folderIndex which folder of the set; decides every draw together with the seed
   */
  public void writeFolder(Path directory, int folderIndex, int pictures) throws IOException {
    writeFolder(directory, folderIndex, pictures, () -> {});
  }

  /**
   * Writes one scene folder.
   *
   * @param folderIndex which folder of the set; decides every draw together with the seed
   * @param written hears of each picture
   */
  public void writeFolder(Path directory, int folderIndex, int pictures, Runnable written)
      throws IOException {
    SeedStreams folderSeeds = seeds.child(folderIndex);
    CameraModel camera = camera(folderSeeds.stream("camera"));
    try (SceneFolderWriter writer = new SceneFolderWriter(directory, camera)) {
      for (int scene = 0; writer.count() < pictures; scene++) {
        photograph(folderSeeds.child(scene), camera, writer, pictures, written);
      }
    }
  }

  private void photograph(
      SeedStreams sceneSeeds,
      CameraModel camera,
      SceneFolderWriter writer,
      int pictures,
      Runnable written)
      throws IOException {
    SplittableRandom random = sceneSeeds.stream("scene");
    SplittableRandom look = sceneSeeds.stream("look");
    List<SceneObject> objects = objects(random);
    try (PlantSimulator cell = PlantSimulator.open(world, objects, random.nextLong())) {
      cell.advance(SETTLE_SECONDS);
      for (int i = 0; i < PICTURES_PER_SCENE && writer.count() < pictures; i++) {
        if (i > 0) {
          moveSomewhere(cell, random);
        }
        RenderOptions options =
            look.nextInt(4) == 0 ? world.look() : RenderOptions.randomized(look);
        RenderedScene picture =
            renderer.renderAll(cell.visuals(), camera, options, cell.timeNanos());
        writer.append(picture.frame(), visible(cell.truth(), picture, camera));
        written.run();
      }
    }
  }

  /**
   * Draws objects where they stand, up to {@value #MOST_OBJECTS}; on most pedestals stands
   * something, in most containers lies a cube or a bottle, and some bottles lie on the table: what
   * leans shows its axis in many ways, and is drawn more often than a table would hold it.
   */
  private List<SceneObject> objects(SplittableRandom random) {
    int wanted = random.nextInt(FEWEST_OBJECTS, MOST_OBJECTS + 1);
    List<SceneObject> objects = new ArrayList<>();
    for (int tries = 0; tries < 300 && objects.size() < wanted; tries++) {
      ObjectKind kind = ObjectKind.PICTURED.get(random.nextInt(ObjectKind.PICTURED.size()));
      SceneObject object =
          world.standing(
              "object" + objects.size(),
              kind,
              random.nextDouble(-0.28, 0.26),
              random.nextDouble(-0.37, 0.37),
              random.nextDouble(-Math.PI, Math.PI),
              color(random));
      if (kind == ObjectKind.BOTTLE && random.nextInt(3) == 0) {
        object = lying(object, object.sizeMeters().x() / 2, Math.PI / 2, random);
      }
      SceneObject placed = object;
      if (objects.stream().allMatch(other -> apart(placed, other))) {
        objects.add(placed);
      }
    }
    for (SceneObject support : List.copyOf(objects)) {
      if (support.kind().isContainer()) {
        fill(support, random, objects);
      } else if (support.kind() == ObjectKind.PEDESTAL && random.nextInt(5) > 0) {
        objects.add(onTop(support, random, objects.size()));
      }
    }
    return objects;
  }

  /** Puts a cube or a bottle, which comes to lie, into some of the containers. */
  private void fill(SceneObject container, SplittableRandom random, List<SceneObject> objects) {
    int what = random.nextInt(10);
    if (what > 6) {
      return;
    }
    SceneObject inside =
        world.standing(
            "object" + objects.size(),
            what < 2 ? ObjectKind.CUBE : ObjectKind.BOTTLE,
            container.positionMeters().x() + random.nextDouble(-0.02, 0.02),
            container.positionMeters().y() + random.nextDouble(-0.02, 0.02),
            random.nextDouble(-Math.PI, Math.PI),
            color(random));
    double rimMeters = container.positionMeters().z() + container.sizeMeters().z() / 2;
    objects.add(
        inside.kind() == ObjectKind.CUBE
            ? inside.at(inside.positionMeters().plus(new Vector3(0, 0, 0.025)), inside.rotation())
            : lying(
                inside,
                rimMeters + DROP_METERS + inside.sizeMeters().x() / 2,
                random.nextDouble(Math.toRadians(66), Math.toRadians(80)),
                random));
  }

  private SceneObject onTop(SceneObject support, SplittableRandom random, int number) {
    List<ObjectKind> kinds = List.of(ObjectKind.CUP, ObjectKind.BOTTLE, ObjectKind.CUBE);
    SceneObject object =
        world.standing(
            "object" + number,
            kinds.get(random.nextInt(kinds.size())),
            support.positionMeters().x() + random.nextDouble(-0.01, 0.01),
            support.positionMeters().y() + random.nextDouble(-0.01, 0.01),
            random.nextDouble(-Math.PI, Math.PI),
            color(random));
    return object.at(
        object.positionMeters().plus(new Vector3(0, 0, support.sizeMeters().z())),
        object.rotation());
  }

  private static SceneObject lying(
      SceneObject object, double zMeters, double tiltRad, SplittableRandom random) {
    return object.at(
        new Vector3(object.positionMeters().x(), object.positionMeters().y(), zMeters),
        Quaternion.fromRollPitchYaw(0, tiltRad, random.nextDouble(-Math.PI, Math.PI)));
  }

  private static ColorRgb color(SplittableRandom random) {
    return TaskScenes.shade(random, ColorName.values()[random.nextInt(ColorName.values().length)]);
  }

  private static boolean apart(SceneObject a, SceneObject b) {
    return a.positionMeters().horizontalDistanceTo(b.positionMeters())
        > radiusMeters(a) + radiusMeters(b) + CLEARANCE_METERS;
  }

  private static double radiusMeters(SceneObject object) {
    Vector3 axis = object.rotation().rotate(new Vector3(0, 0, 1));
    double across = Math.max(object.sizeMeters().x(), object.sizeMeters().y());
    return Math.max(across, object.sizeMeters().z() * Math.hypot(axis.x(), axis.y())) / 2;
  }

  private void moveSomewhere(PlantSimulator cell, SplittableRandom random) {
    double z = random.nextInt(3) == 0 ? random.nextDouble(0.1, 0.2) : random.nextDouble(0.2, 0.38);
    Transform tableFromTool =
        new Transform(
            CameraModel.TABLE,
            RobotModel.TOOL,
            new Vector3(random.nextDouble(-0.2, 0.22), random.nextDouble(-0.26, 0.26), z),
            InverseKinematics.toolDown(random.nextDouble(-0.8, 0.8)));
    InverseKinematics.Solution goal =
        new InverseKinematics(world.robot().model())
            .solve(
                world.robot().tableFromBase().inverse().after(tableFromTool),
                cell.homePositionsRad());
    cell.followTrajectory(
        JointTrajectory.to(cell.armState().jointNames(), 0.9, goal.positionsRad()));
    cell.commandGripper(random.nextInt(2) == 0 ? random.nextDouble(0, 0.08) : 0.085);
    cell.advance(1.1);
  }

  private List<SceneObject> visible(PlantTruth truth, RenderedScene picture, CameraModel camera) {
    List<SceneObject> visible = new ArrayList<>();
    for (PlantTruth.ObjectTruth object : truth.objects()) {
      SceneObject o = object.object();
      if (picture.pixelsOf(o.id())
          >= MIN_VISIBLE * EXPECTED_FILL * boundingRectanglePixels(o, camera)) {
        visible.add(o);
      }
    }
    return visible;
  }

  private static double boundingRectanglePixels(SceneObject object, CameraModel camera) {
    double minX = Double.POSITIVE_INFINITY;
    double maxX = Double.NEGATIVE_INFINITY;
    double minY = Double.POSITIVE_INFINITY;
    double maxY = Double.NEGATIVE_INFINITY;
    Vector3 s = object.sizeMeters();
    for (int corner = 0; corner < 8; corner++) {
      Vector3 offset =
          new Vector3(
              (corner & 1) == 0 ? -s.x() / 2 : s.x() / 2,
              (corner & 2) == 0 ? -s.y() / 2 : s.y() / 2,
              (corner & 4) == 0 ? -s.z() / 2 : s.z() / 2);
      CameraModel.Pixel pixel =
          camera.project(object.positionMeters().plus(object.rotation().rotate(offset)));
      minX = Math.min(minX, pixel.x());
      maxX = Math.max(maxX, pixel.x());
      minY = Math.min(minY, pixel.y());
      maxY = Math.max(maxY, pixel.y());
    }
    return (maxX - minX) * (maxY - minY);
  }

  /**
   * Returns a camera near the world's: a few centimetres, degrees and percent of focal length off.
   */
  private CameraModel camera(SplittableRandom random) {
    CameraModel nominal = world.camera();
    CameraIntrinsics lens = nominal.intrinsics();
    double zoom = random.nextDouble(0.97, 1.03);
    CameraIntrinsics zoomed =
        new CameraIntrinsics(
            lens.widthPixels(),
            lens.heightPixels(),
            lens.fx() * zoom,
            lens.fy() * zoom,
            lens.cx() + random.nextDouble(-2, 2),
            lens.cy() + random.nextDouble(-2, 2),
            lens.lensDistortion());
    Transform pose = nominal.tableFromCamera();
    Vector3 eye =
        pose.translation()
            .plus(
                new Vector3(
                    random.nextDouble(-0.04, 0.04),
                    random.nextDouble(-0.04, 0.04),
                    random.nextDouble(-0.04, 0.04)));
    Quaternion turned =
        pose.rotation()
            .after(
                Quaternion.fromRollPitchYaw(
                    random.nextDouble(-0.03, 0.03),
                    random.nextDouble(-0.03, 0.03),
                    random.nextDouble(-0.02, 0.02)));
    return new CameraModel(
        zoomed, new Transform(CameraModel.TABLE, CameraModel.OPTICAL, eye, turned));
  }
}
