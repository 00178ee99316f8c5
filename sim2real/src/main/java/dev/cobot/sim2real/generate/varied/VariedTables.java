package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.dataset.SceneFolderWriter;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.RenderedScene;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Pictures of tables that have nothing in common but what lies on them (domain randomisation, Tobin
 * et al. 2017; shapes, cameras and clutter as well as looks). Labels say which box of the picture
 * shows an object and how much of it is hidden.
 *
 * <p>Not thread-safe; several instances with the same seed write the same bytes.
 */
public final class VariedTables {
  /** An object is labelled when at least this part of it shows. */
  private static final double MIN_VISIBLE = 0.15;

  private static final double MIN_PIXELS_AT_320 = 25;
  private static final int SILHOUETTE_PIXELS = 160;

  /** Up to this squared distance of the corner from the axis, at focal length one. */
  private static final double FULL_BEND_RADIUS_SQUARED = 0.4;

  private final RobotModel robot;
  private final double[] homeRad;
  private final TableRanges ranges;
  private final SeedStreams seeds;
  private final Renderer renderer = new Renderer();
  private final Renderer silhouettes = new Renderer();

  /**
   * @param robot whose arm is in some of the pictures
   * @param homeRad a posture of it from which the others are searched
   */
  public VariedTables(RobotModel robot, double[] homeRad, TableRanges ranges, long seed) {
    this.robot = robot;
    this.homeRad = homeRad.clone();
    this.ranges = ranges;
    this.seeds = new SeedStreams(seed);
  }

  /**
   * Writes one scene folder: one camera, a new table for each picture.
   *
   * @param folderIndex which folder of the set; decides every draw together with the seed
   * @param written hears of each picture
   */
  public void writeFolder(Path directory, int folderIndex, int pictures, Runnable written)
      throws IOException {
    SeedStreams folderSeeds = seeds.child(folderIndex);
    SplittableRandom view = folderSeeds.stream("camera");
    Vector3 aim =
        new Vector3(
            ranges.camera().aimMeters().draw(view), ranges.camera().aimMeters().draw(view), 0.02);
    CameraModel camera = camera(view, aim);
    boolean board = folderSeeds.stream("board").nextDouble() < ranges.things().boards();
    try (SceneFolderWriter writer = new SceneFolderWriter(directory, camera)) {
      for (int i = 0; i < pictures; i++) {
        photograph(folderSeeds.child(i), camera, aim, board, writer);
        written.run();
      }
    }
  }

  private void photograph(
      SeedStreams sceneSeeds,
      CameraModel camera,
      Vector3 aim,
      boolean board,
      SceneFolderWriter writer)
      throws IOException {
    CameraIntrinsics lens = camera.intrinsics();
    double distance = camera.tableFromCamera().translation().distanceTo(aim);
    double half = Math.min(lens.widthPixels(), lens.heightPixels()) / 2.0 / lens.fx();
    double radius = Math.min(0.45, Math.max(0.07, 1.1 * distance * half));
    Arrangement arrangement =
        new Arrangement(ranges.things(), sceneSeeds.stream("things"), aim, radius);
    arrangement.fill();
    Surroundings surroundings = new Surroundings(ranges, sceneSeeds.stream("surroundings"));
    List<Visual> visuals = new ArrayList<>(surroundings.visuals());
    visuals.addAll(arrangement.visuals());
    if (board) {
      visuals.addAll(new Boards(sceneSeeds.stream("board")).before(camera, aim, radius));
    }
    SplittableRandom armRandom = sceneSeeds.stream("arm");
    if (armRandom.nextDouble() < ranges.things().arm()) {
      visuals.addAll(arm(armRandom, aim, radius));
    }
    RenderOptions look = surroundings.look(lens.widthPixels());
    RenderedScene picture = renderer.renderAll(visuals, camera, look, writer.count());
    List<SceneObject> objects = new ArrayList<>();
    List<ObjectView> views = new ArrayList<>();
    for (SceneObject object : arrangement.objects()) {
      ObjectView view = view(object, picture, arrangement.visuals(), camera);
      if (view != null) {
        objects.add(object);
        views.add(view);
      }
    }
    writer.append(picture.frame(), objects, views, "");
  }

  /** Returns how an object is seen, or null when too little of it is. */
  private ObjectView view(
      SceneObject object, RenderedScene picture, List<Visual> things, CameraModel camera) {
    int width = camera.intrinsics().widthPixels();
    int height = camera.intrinsics().heightPixels();
    int x0 = width;
    int y0 = height;
    int x1 = -1;
    int y1 = -1;
    int pixels = 0;
    boolean[] own = new boolean[picture.visuals().size()];
    for (int i = 0; i < own.length; i++) {
      own[i] = picture.visuals().get(i).owner().equals(object.id());
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int visual = picture.visualIndex()[y * width + x];
        if (visual != RenderedScene.NOTHING && own[visual]) {
          pixels++;
          x0 = Math.min(x0, x);
          y0 = Math.min(y0, y);
          x1 = Math.max(x1, x);
          y1 = Math.max(y1, y);
        }
      }
    }
    double scale = width / 320.0;
    CameraModel.Pixel center = camera.project(object.positionMeters());
    if (pixels < MIN_PIXELS_AT_320 * scale * scale
        || !(center.x() >= 0 && center.y() >= 0 && center.x() < width && center.y() < height)) {
      return null;
    }
    double visible = Math.min(1, pixels / alone(object, things, camera));
    return visible < MIN_VISIBLE
        ? null
        : new ObjectView(x0 - 0.5, y0 - 0.5, x1 + 0.5, y1 + 0.5, visible);
  }

  /** Returns how many pixels of the picture would show the object if it were alone. */
  private double alone(SceneObject object, List<Visual> things, CameraModel camera) {
    CameraIntrinsics lens = camera.intrinsics();
    int height =
        Math.max(
            8,
            (int)
                Math.round(SILHOUETTE_PIXELS * lens.heightPixels() / (double) lens.widthPixels()));
    CameraModel small =
        new CameraModel(lens.resized(SILHOUETTE_PIXELS, height), camera.tableFromCamera());
    RenderOptions dark = RenderOptions.neutral().withLights(List.of()).withAntialias(false);
    RenderedScene outline =
        silhouettes.renderAll(
            things.stream().filter(v -> v.owner().equals(object.id())).toList(), small, dark, 0);
    double scale =
        lens.widthPixels() / (double) SILHOUETTE_PIXELS * (lens.heightPixels() / (double) height);
    return Math.max(1, outline.pixelsOf(object.id())) * scale;
  }

  private CameraModel camera(SplittableRandom random, Vector3 aim) {
    TableRanges.Camera range = ranges.camera();
    double azimuth = Math.toRadians(range.azimuthDeg().draw(random));
    double elevation = Math.toRadians(range.elevationDeg().draw(random));
    double distance = range.distanceMeters().drawEvenlyInScale(random);
    double roll = Math.toRadians(range.rollDeg().draw(random));
    double view = Math.toRadians(range.viewDeg().draw(random));
    double bent = range.k1().draw(random);
    List<Integer> size = range.sizes().get(random.nextInt(range.sizes().size()));
    double corner = Math.tan(view / 2) * Math.hypot(1, size.get(1) / (double) size.get(0));
    // A wide lens with the strongest term of a narrow one would fold back within the picture.
    double k1 = bent / Math.max(1, corner * corner / FULL_BEND_RADIUS_SQUARED);
    Vector3 eye =
        aim.plus(
            new Vector3(
                distance * Math.cos(elevation) * Math.cos(azimuth),
                distance * Math.cos(elevation) * Math.sin(azimuth),
                distance * Math.sin(elevation)));
    Transform pose = CameraModel.lookAt(eye, aim);
    CameraIntrinsics ideal = CameraIntrinsics.ideal(size.get(0), size.get(1), view);
    CameraIntrinsics lens =
        new CameraIntrinsics(
            size.get(0),
            size.get(1),
            ideal.fx(),
            ideal.fy(),
            ideal.cx() + size.get(0) * random.nextDouble(-0.02, 0.02),
            ideal.cy() + size.get(1) * random.nextDouble(-0.02, 0.02),
            List.of(k1, 0.0, 0.0, 0.0, 0.0));
    return new CameraModel(
        lens,
        new Transform(
            CameraModel.TABLE,
            CameraModel.OPTICAL,
            pose.translation(),
            pose.rotation().after(Quaternion.fromRollPitchYaw(0, 0, roll))));
  }

  /** Draws an arm that reaches over the table; nothing when the drawn place is out of reach. */
  private List<Visual> arm(SplittableRandom random, Vector3 aim, double radius) {
    double heading = random.nextDouble(-Math.PI, Math.PI);
    Vector3 tip =
        aim.plus(
            new Vector3(
                random.nextDouble(-radius, radius),
                random.nextDouble(-radius, radius),
                random.nextDouble(0.09, 0.4)));
    double reach = random.nextDouble(0.35, 0.6);
    Transform tableFromBase =
        new Transform(
            CameraModel.TABLE,
            RobotModel.BASE,
            new Vector3(
                tip.x() - reach * Math.cos(heading), tip.y() - reach * Math.sin(heading), 0),
            Quaternion.fromYaw(heading));
    Transform tableFromTool =
        new Transform(
            CameraModel.TABLE,
            RobotModel.TOOL,
            tip,
            InverseKinematics.toolDown(heading + random.nextDouble(-0.8, 0.8)));
    InverseKinematics.Solution posture =
        new InverseKinematics(robot).solve(tableFromBase.inverse().after(tableFromTool), homeRad);
    if (!posture.converged()) {
      return List.of();
    }
    double open = robot.maxGripperOpeningMeters() / 2 * random.nextDouble();
    Map<String, Transform> links =
        new Kinematics(robot).baseFromLinks(posture.positionsRad(), open, open);
    ColorRgb one = random.nextBoolean() ? Palette.drab(random) : Palette.thing(random);
    ColorRgb other = random.nextBoolean() ? Palette.drab(random) : Palette.thing(random);
    boolean own = random.nextInt(3) == 0;
    List<Visual> visuals = new ArrayList<>();
    for (RobotModel.Link link : robot.links()) {
      ColorRgb paint = random.nextBoolean() ? one : other;
      for (RobotModel.LinkVisual visual : link.visuals()) {
        visuals.add(
            new Visual(
                "arm",
                visual.shape(),
                tableFromBase.after(links.get(link.name())).after(visual.linkFromShape()),
                own ? visual.color() : paint,
                visual.specular()));
      }
    }
    return visuals;
  }
}
