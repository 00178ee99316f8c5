package dev.cobot.sim2real.task;

import dev.cobot.sim2real.render.Light;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.ArmStart;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * One episode of a split: the scene of a task, the cell in which it really happens and what the
 * runtime is shown of it. Each part of a split draws from a stream of its own of the episode's
 * seed, so that it changes nothing else.
 */
public final class SplitEpisode {
  private static final double SETTLE_SECONDS = 0.2;

  private final World nominal;
  private final SeedStreams seeds;
  private final TaskScene scene;
  private final World world;
  private final SimulatorOptions options;
  private final Optional<ArmStart> start;
  private final double droppedShare;
  private final SplittableRandom dropped;
  private final Optional<Blinking> blinking;
  private final OptionalDouble slipsAtMeters;
  private final Optional<Displacement> displacement;
  private final Optional<Hiding> hiding;
  private boolean hasSlipped;

  private SplitEpisode(
      Split split, TaskScenes scenes, TaskScene scene, World given, SeedStreams seeds) {
    nominal = split.side() == null ? given : beside(given, split.side());
    this.seeds = seeds;
    this.scene = scene;
    world = changed(split, nominal, seeds);
    options =
        split.link() == null
            ? SimulatorOptions.DEFAULTS
            : SimulatorOptions.DEFAULTS.withLink(
                new SimulatorOptions.Link(0, split.link().actuationDelaySeconds(), 0, 0));
    start = Optional.ofNullable(split.start()).map(s -> start(s, nominal, seeds));
    droppedShare = split.pictures() == null ? 0 : split.pictures().droppedShare();
    dropped = seeds.stream("split.dropped");
    blinking =
        Optional.ofNullable(split.blink()).map(b -> new Blinking(b, seeds.stream("split.blink")));
    displacement =
        Optional.ofNullable(split.displaced())
            .map(d -> new Displacement(d, scenes, scene, seeds.stream("split.displaced")));
    hiding =
        Optional.ofNullable(split.hidden())
            .map(
                h ->
                    new Hiding(
                        h,
                        scene.object(scene.targetId()),
                        h.from().stream().map(this::camera).toList(),
                        seeds.stream("split.hidden")));
    slipsAtMeters =
        split.grip() == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(in(seeds.stream("split.grip"), split.grip().slipsAtMeters()));
  }

  /**
   * Draws an episode; the same split, task, world and seeds give the same one.
   *
   * @param asked {@link Split#NONE} for the split that the task has of its own, if it has one
   */
  public static SplitEpisode draw(
      Split asked, TaskScenes scenes, TaskSuite.Task task, World world, SeedStreams seeds) {
    Split split = asked.equals(Split.NONE) && task.split() != null ? task.split() : asked;
    return new SplitEpisode(split, scenes, scenes.draw(task, seeds, split), world, seeds);
  }

  /** Returns what lies where, and what is said. */
  public TaskScene scene() {
    return scene;
  }

  /** Opens the cell and lets it settle; its world is what is really there. */
  public PlantSimulator open() {
    long physics = seeds.stream("physics").nextLong();
    PlantSimulator cell =
        start.isPresent()
            ? PlantSimulator.open(world, scene.objects(), physics, options, start.get())
            : PlantSimulator.open(world, scene.objects(), physics, options);
    cell.advance(SETTLE_SECONDS);
    hiding.ifPresent(h -> h.disturb(cell));
    return cell;
  }

  /** Returns when the command comes, seconds since the cell was opened; 0 for at once. */
  public double saidSeconds() {
    return hiding.map(Hiding::saidSeconds).orElse(0.0);
  }

  /** Returns the cameras as they really stand. */
  public List<World.CameraMount> cameras() {
    return world.cameraMounts();
  }

  /**
   * Returns what the runtime is shown of the pictures that {@link #cameras} take at a moment: each
   * as if its camera stood where it is said to stand, or none at all. To be asked once a moment.
   */
  public Map<String, CameraFrame> shown(Map<String, CameraFrame> taken) {
    boolean isDark =
        taken.values().stream()
            .mapToDouble(f -> f.stampNanos() * 1e-9)
            .anyMatch(
                seconds ->
                    displacement.filter(d -> d.isDark(seconds)).isPresent()
                        || hiding.filter(h -> h.isDark(seconds)).isPresent());
    if (isDark || (droppedShare > 0 && dropped.nextDouble() < droppedShare)) {
      return Map.of();
    }
    Map<String, CameraFrame> shown = new HashMap<>();
    taken.forEach(
        (id, frame) ->
            shown.put(
                id,
                new CameraFrame(frame.stampNanos(), nominal.cameraMount(id).model(), frame.rgb())));
    return blinking.isPresent() ? blinking.get().shown(shown) : shown;
  }

  /**
   * Lets happen in the cell what the split wants by now. To be called once a control tick.
   *
   * @return whether what was held began to slip out of the gripper
   */
  public boolean disturb(PlantSimulator cell) {
    displacement.ifPresent(d -> d.disturb(cell));
    hiding.ifPresent(h -> h.disturb(cell));
    if (slipsAtMeters.isEmpty() || hasSlipped) {
      return false;
    }
    Optional<SceneObject> held =
        cell.truth()
            .heldId()
            .flatMap(id -> scene.objects().stream().filter(o -> o.id().equals(id)).findFirst());
    hasSlipped =
        held.isPresent()
            && cell.truth().object(held.get().id()).object().positionMeters().z()
                    - held.get().positionMeters().z()
                >= slipsAtMeters.getAsDouble()
            && cell.slip();
    return hasSlipped;
  }

  /** Returns where a camera really stands. */
  private CameraModel camera(String id) {
    List<CameraModel> all = world.cameras();
    return all.stream()
        .filter(camera -> camera.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "task "
                        + scene.task().id()
                        + ": its split hides the target from the camera '"
                        + id
                        + "', which is not there; there are "
                        + all.stream().map(CameraModel::id).toList()));
  }

  /** Returns a world with one camera more. */
  private static World beside(World world, Split.Side side) {
    World.CameraMount first = world.cameraMounts().get(0);
    if (world.cameras().stream().anyMatch(camera -> camera.id().equals(Split.Side.ID))) {
      throw new IllegalArgumentException(
          "the split adds a camera '"
              + Split.Side.ID
              + "', and the world "
              + world.name()
              + " has one of that id; leave one of the two out");
    }
    List<World.CameraMount> mounts = new ArrayList<>(world.cameraMounts());
    mounts.add(
        new World.CameraMount(
            new CameraModel(
                Split.Side.ID,
                first.model().intrinsics(),
                CameraModel.lookAt(place(side.positionMeters()), place(side.lookAtMeters()))),
            first.look()));
    return world.withCameraMounts(mounts);
  }

  private static Vector3 place(List<Double> xyz) {
    return new Vector3(xyz.get(0), xyz.get(1), xyz.get(2));
  }

  private static World changed(Split split, World world, SeedStreams seeds) {
    if (split.lights() == null
        && split.cameras() == null
        && split.pictures() == null
        && split.table() == null
        && split.cast() == null) {
      return world;
    }
    List<World.CameraMount> mounts = new ArrayList<>();
    SplittableRandom poses = seeds.stream("split.cameras");
    for (World.CameraMount mount : world.cameraMounts()) {
      RenderOptions look = mount.look();
      if (split.lights() != null) { // the same for each camera
        look = lit(look, split.lights(), seeds.stream("split.lights"));
      }
      if (split.table() != null) {
        look = look.withTableFinish(finish(split.table(), seeds.stream("split.table")));
      }
      if (split.pictures() != null) {
        SplittableRandom random = seeds.stream("split.pictures." + mount.model().id());
        look = look.withSensor(sensor(look.sensor(), split.pictures(), random));
      }
      if (split.cast() != null) { // the same for each camera
        SplittableRandom random = seeds.stream("split.cast");
        Vector3 cast =
            new Vector3(
                in(random, split.cast()), in(random, split.cast()), in(random, split.cast()));
        look = look.withSensor(look.sensor().withCast(cast));
      }
      CameraModel model = mount.model();
      if (split.cameras() != null) {
        model = moved(model, split.cameras(), poses);
      }
      mounts.add(new World.CameraMount(model, look));
    }
    return world.withCameraMounts(mounts);
  }

  private static RenderOptions lit(
      RenderOptions look, Split.Lights lights, SplittableRandom random) {
    double everywhere = in(random, lights.intensity());
    ColorRgb ambient = look.ambient();
    List<Light> lamps = new ArrayList<>();
    for (Light lamp : look.lights()) {
      double factor = in(random, lights.intensity());
      Vector3 tint = tint(random, lights.tint());
      Vector3 shift = within(random, lights.movedMeters());
      lamps.add(
          new Light(
              lamp.kind(),
              lamp.positionMeters().plus(shift),
              lamp.direction(),
              tinted(lamp.diffuse(), tint),
              tinted(lamp.specular(), tint),
              lamp.intensity() * factor,
              lamp.attenuation(),
              lamp.cone(),
              lamp.castsShadow(),
              lamp.radiusMeters()));
    }
    return look.withLights(lamps)
        .withAmbient(tinted(ambient, new Vector3(everywhere, everywhere, everywhere)));
  }

  private static RenderOptions.TableFinish finish(Split.Table table, SplittableRandom random) {
    RenderOptions.Texture texture = table.textures().get(random.nextInt(table.textures().size()));
    double brightness = in(random, table.brightness());
    return new RenderOptions.TableFinish(
        texture,
        tint(random, table.tint()).times(brightness),
        in(random, table.scaleMeters()),
        in(random, table.contrast()),
        random.nextLong());
  }

  private static RenderOptions.Sensor sensor(
      RenderOptions.Sensor sensor, Split.Pictures pictures, SplittableRandom random) {
    return new RenderOptions.Sensor(
        sensor.exposure(),
        sensor.whiteBalance(),
        sensor.vignette(),
        in(random, pictures.blurSigmaPixels()),
        in(random, pictures.shotNoise()),
        in(random, pictures.readNoise()),
        random.nextLong(),
        (int) Math.round(in(random, pictures.jpegQualityPercent())),
        sensor.pixelNoise());
  }

  private static CameraModel moved(
      CameraModel model, Split.Cameras cameras, SplittableRandom random) {
    Transform pose = model.tableFromCamera();
    Vector3 shift = within(random, cameras.movedMeters());
    Vector3 turnRad = within(random, Math.toRadians(cameras.turnedDegrees()));
    Quaternion turn = Quaternion.fromRollPitchYaw(turnRad.x(), turnRad.y(), turnRad.z());
    return new CameraModel(
        model.id(),
        model.intrinsics(),
        new Transform(
            pose.target(),
            pose.source(),
            pose.translation().plus(shift),
            pose.rotation().after(turn)));
  }

  private static ArmStart start(Split.Start start, World world, SeedStreams seeds) {
    SplittableRandom random = seeds.stream("split.start");
    double[] positions = PlantSimulator.homePositionsRad(world);
    List<Joint> joints = world.robot().model().armJoints();
    for (int i = 0; i < positions.length; i++) {
      double wanted = positions[i] + offset(random, start.jointRad());
      positions[i] = Math.max(joints.get(i).lower(), Math.min(joints.get(i).upper(), wanted));
    }
    return new ArmStart(
        positions, world.robot().model().maxGripperOpeningMeters(), Optional.empty());
  }

  private static double in(SplittableRandom random, Split.Range range) {
    return random.nextDouble(range.low(), range.high());
  }

  private static double offset(SplittableRandom random, double most) {
    return most * (2 * random.nextDouble() - 1);
  }

  private static Vector3 within(SplittableRandom random, double most) {
    return new Vector3(offset(random, most), offset(random, most), offset(random, most));
  }

  private static Vector3 tint(SplittableRandom random, double most) {
    return new Vector3(
        1 - most * random.nextDouble(),
        1 - most * random.nextDouble(),
        1 - most * random.nextDouble());
  }

  private static ColorRgb tinted(ColorRgb color, Vector3 factor) {
    return ColorRgb.clamped(
        color.red() * factor.x(), color.green() * factor.y(), color.blue() * factor.z());
  }
}
