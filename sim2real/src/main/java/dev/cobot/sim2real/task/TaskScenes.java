package dev.cobot.sim2real.task;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Draws the scenes of a suite's tasks: which objects, where, in which colours. What lies in another
 * object is let fall into it and comes to rest by physics.
 */
public final class TaskScenes {
  private static final int MAX_DRAWS = 100;
  private static final int MAX_TRIES = 200;

  /** How far a channel may stray from the prototype of its colour name. */
  private static final double COLOR_JITTER = 0.06;

  /** How far from the middle of its support an object stands, along each axis. */
  private static final double OFF_MIDDLE_METERS = 0.006;

  private static final double DROP_METERS = 0.004;

  /** From the vertical, of what lies. */
  private static final double LYING_DEGREES = 60;

  private static final double SETTLE_SECONDS = 2.5;

  private final TaskSuite suite;
  private final World world;

  /**
   * @param world whose models the objects are made of
   */
  public TaskScenes(TaskSuite suite, World world) {
    this.suite = suite;
    this.world = world;
  }

  /** Draws the scene of a task for a seed; the same task and seed give the same scene. */
  public TaskScene draw(TaskSuite.Task task, SeedStreams seeds) {
    return draw(task, seeds, Optional.empty());
  }

  /** Draws the scene of a task for a seed with a target of a given colour. */
  public TaskScene draw(TaskSuite.Task task, SeedStreams seeds, ColorName targetColor) {
    return draw(task, seeds, Optional.of(targetColor));
  }

  /** Draws the scene of a task for a seed as a split wants it. */
  TaskScene draw(TaskSuite.Task task, SeedStreams seeds, Split split) {
    Optional<ColorName> color =
        split.targetColors() == null
            ? Optional.empty()
            : Optional.of(heldOut(task, split.targetColors(), seeds.stream("split.colors")));
    TaskScene scene = draw(task, seeds, color);
    return split.distractors() == null
        ? scene
        : crowded(scene, split.distractors(), seeds.stream("split.distractors"));
  }

  /** Draws a colour that no object of the target's kind has in scenes of the task. */
  private static ColorName heldOut(
      TaskSuite.Task task, List<ColorName> colors, SplittableRandom random) {
    TaskSuite.Draw target = task.objects().get(task.target());
    List<ColorName> left =
        colors.stream()
            .filter(
                color ->
                    task.objects().values().stream()
                        .filter(draw -> draw.kinds().stream().anyMatch(target.kinds()::contains))
                        .noneMatch(draw -> draw.colors().contains(color)))
            .toList();
    if (left.isEmpty()) {
      throw new IllegalArgumentException(
          "task " + task.id() + ": its scenes have the split's target in each of " + colors);
    }
    return pick(random, left);
  }

  /**
   * Adds objects that the task does not concern, where they are in the way of none that it does.
   */
  private TaskScene crowded(TaskScene scene, TaskSuite.Draw more, SplittableRandom random) {
    TaskSuite.Task task = scene.task();
    List<ObjectKind> roles =
        Stream.of(task.target(), task.destination(), task.support())
            .filter(Objects::nonNull)
            .map(id -> scene.object(id).kind())
            .toList();
    List<ObjectKind> kinds = more.kinds().stream().filter(k -> !roles.contains(k)).toList();
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException(
          "task " + task.id() + ": the split's distractors are all of kinds that it is about");
    }
    TaskSuite.Draw clear =
        new TaskSuite.Draw(
            more.count(), kinds, more.colors(), more.region(), null, null, null, null);
    for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
      List<SceneObject> objects = new ArrayList<>(scene.objects());
      boolean complete = true;
      for (String id : clear.ids("extra")) {
        ObjectKind kind = pick(random, kinds);
        ColorName color = pick(random, clear.colors());
        complete = complete && placeClear(random, scene, clear, id, kind, color, objects);
      }
      if (complete) {
        return new TaskScene(task, objects, scene.waypoints(), scene.prompt());
      }
    }
    throw new IllegalStateException(
        "task " + task.id() + ": the split's distractors do not fit into their region");
  }

  private boolean placeClear(
      SplittableRandom random,
      TaskScene scene,
      TaskSuite.Draw draw,
      String id,
      ObjectKind kind,
      ColorName color,
      List<SceneObject> objects) {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      if (!place(random, scene.task(), draw, id, kind, color, objects)) {
        return false;
      }
      if (isClear(scene, objects.get(objects.size() - 1))) {
        return true;
      }
      objects.remove(objects.size() - 1);
    }
    return false;
  }

  /** Whether an object stands beside what is to be wiped and beside the target's way round. */
  private boolean isClear(TaskScene scene, SceneObject object) {
    Vector3 at = object.positionMeters();
    double room = footprintRadius(object.kind(), object.sizeMeters()) + suite.clearanceMeters();
    TaskSuite.Area area = scene.task().area();
    if (area != null) {
      double dx = outside(at.x(), area.region().xMeters());
      double dy = outside(at.y(), area.region().yMeters());
      if (Math.hypot(dx, dy) < room) {
        return false;
      }
    }
    TaskSuite.Circuit circuit = scene.task().circuit();
    if (circuit != null) {
      SceneObject target = scene.object(scene.targetId());
      double fromMiddle =
          Math.hypot(
              at.x() - circuit.centerMeters().get(0), at.y() - circuit.centerMeters().get(1));
      double way = circuit.radiusMeters() + footprintRadius(target.kind(), target.sizeMeters());
      return fromMiddle >= way + room;
    }
    return true;
  }

  private static double outside(double at, List<Double> ends) {
    return Math.max(0, Math.max(ends.get(0) - at, at - ends.get(1)));
  }

  private TaskScene draw(TaskSuite.Task task, SeedStreams seeds, Optional<ColorName> wanted) {
    SplittableRandom random = seeds.stream("scene." + task.id());
    ColorName drawn = pick(random, task.objects().get(task.target()).colors());
    ColorName targetColor = wanted.orElse(drawn);
    for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
      List<SceneObject> objects = new ArrayList<>();
      boolean complete = true;
      for (Map.Entry<String, TaskSuite.Draw> entry : task.objects().entrySet()) {
        TaskSuite.Draw draw = entry.getValue();
        for (String id : draw.ids(entry.getKey())) {
          complete =
              complete
                  && place(
                      random,
                      task,
                      draw,
                      id,
                      pick(random, draw.kinds()),
                      color(random, task, draw, id, targetColor, objects),
                      objects);
        }
      }
      Optional<List<SceneObject>> settled =
          complete ? settled(task, objects, seeds) : Optional.empty();
      if (settled.isPresent()) {
        return scene(random, task, targetColor, settled.get());
      }
    }
    throw new IllegalStateException(
        "task "
            + task.id()
            + ": its objects do not fit into their regions with a clearance of "
            + suite.clearanceMeters()
            + " m, or never come to rest as its start says; use fewer objects or a larger region");
  }

  private TaskScene scene(
      SplittableRandom random,
      TaskSuite.Task task,
      ColorName targetColor,
      List<SceneObject> objects) {
    SceneObject target =
        objects.stream().filter(o -> o.id().equals(task.target())).findFirst().orElseThrow();
    String prompt =
        pick(random, task.prompts())
            .replace("{color}", targetColor.word())
            .replace("{target}", target.kind().word());
    if (task.circuit() == null) {
      return new TaskScene(task, objects, List.of(), prompt);
    }
    boolean clockwise = random.nextBoolean();
    return new TaskScene(
        task,
        objects,
        waypoints(task.circuit(), target.positionMeters(), clockwise),
        prompt.replace("{sense}", clockwise ? "clockwise" : "counterclockwise"));
  }

  private static List<Vector3> waypoints(
      TaskSuite.Circuit circuit, Vector3 start, boolean clockwise) {
    double x = circuit.centerMeters().get(0);
    double y = circuit.centerMeters().get(1);
    double step = 2 * Math.PI / circuit.waypoints() * (clockwise ? -1 : 1);
    double first = StrictMath.atan2(start.y() - y, start.x() - x);
    List<Vector3> waypoints = new ArrayList<>();
    for (int i = 0; i < circuit.waypoints(); i++) {
      double angle = first + i * step;
      waypoints.add(
          new Vector3(
              x + circuit.radiusMeters() * StrictMath.cos(angle),
              y + circuit.radiusMeters() * StrictMath.sin(angle),
              0));
    }
    return waypoints;
  }

  private ColorName color(
      SplittableRandom random,
      TaskSuite.Task task,
      TaskSuite.Draw draw,
      String id,
      ColorName targetColor,
      List<SceneObject> objects) {
    if (id.equals(task.target())) {
      return targetColor;
    }
    if (draw.sameColorAs() != null) {
      return colorOf(task, draw.sameColorAs(), targetColor, objects);
    }
    if (draw.otherColorThan() == null) {
      return pick(random, draw.colors());
    }
    ColorName excluded = colorOf(task, draw.otherColorThan(), targetColor, objects);
    return pick(random, draw.colors().stream().filter(c -> c != excluded).toList());
  }

  private static ColorName colorOf(
      TaskSuite.Task task, String id, ColorName targetColor, List<SceneObject> objects) {
    return id.equals(task.target()) ? targetColor : ColorName.nearest(find(objects, id).color());
  }

  private static SceneObject find(List<SceneObject> objects, String id) {
    return objects.stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
  }

  private boolean place(
      SplittableRandom random,
      TaskSuite.Task task,
      TaskSuite.Draw draw,
      String id,
      ObjectKind kind,
      ColorName color,
      List<SceneObject> objects) {
    TaskSuite.Absent absent = task.absent();
    if (absent != null && absent.kind() == kind && absent.color() == color) {
      return false;
    }
    Vector3 size = world.objectModel(kind).sizeMeters();
    if (draw.on() != null) {
      SceneObject support = find(objects, draw.on());
      Vector3 offset =
          new Vector3(
              random.nextDouble(-OFF_MIDDLE_METERS, OFF_MIDDLE_METERS),
              random.nextDouble(-OFF_MIDDLE_METERS, OFF_MIDDLE_METERS),
              (support.sizeMeters().z() + size.z()) / 2);
      Quaternion turn = Quaternion.fromYaw(random.nextDouble(-Math.PI, Math.PI));
      objects.add(
          new SceneObject(
              id, kind, support.positionMeters().plus(offset), turn, shade(random, color), size));
      return true;
    }
    if (draw.lyingIn() != null) {
      SceneObject container = find(objects, draw.lyingIn());
      Quaternion turn =
          Quaternion.fromRollPitchYaw(
              0,
              random.nextDouble(Math.toRadians(66), Math.toRadians(80)),
              random.nextDouble(-Math.PI, Math.PI));
      Vector3 middle =
          new Vector3(random.nextDouble(-0.01, 0.01), random.nextDouble(-0.01, 0.01), 0);
      double height =
          container.positionMeters().z()
              + container.sizeMeters().z() / 2
              + DROP_METERS
              + size.x() / 2;
      Vector3 at = container.positionMeters().plus(middle);
      objects.add(
          new SceneObject(
              id, kind, new Vector3(at.x(), at.y(), height), turn, shade(random, color), size));
      return true;
    }
    TaskSuite.Region region = draw.region() == null ? suite.region() : draw.region();
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Vector3 position =
          new Vector3(
              random.nextDouble(region.xMeters().get(0), region.xMeters().get(1)),
              random.nextDouble(region.yMeters().get(0), region.yMeters().get(1)),
              size.z() / 2);
      double yawRad = random.nextDouble(-Math.PI, Math.PI);
      if (objects.stream().allMatch(other -> apart(position, size, kind, other))) {
        objects.add(
            new SceneObject(
                id, kind, position, Quaternion.fromYaw(yawRad), shade(random, color), size));
        return true;
      }
    }
    return false;
  }

  /** Whether an object can stand at a place of the suite's region, beside others. */
  boolean isFree(Vector3 position, SceneObject object, List<SceneObject> others) {
    return outside(position.x(), suite.region().xMeters()) == 0
        && outside(position.y(), suite.region().yMeters()) == 0
        && others.stream()
            .allMatch(other -> apart(position, object.sizeMeters(), object.kind(), other));
  }

  private boolean apart(Vector3 position, Vector3 size, ObjectKind kind, SceneObject other) {
    double gap =
        position.horizontalDistanceTo(other.positionMeters())
            - footprintRadius(kind, size)
            - footprintRadius(other.kind(), other.sizeMeters());
    return gap >= suite.clearanceMeters();
  }

  private static double footprintRadius(ObjectKind kind, Vector3 size) {
    return kind.yawSymmetryOrder() == 0
        ? Math.max(size.x(), size.y()) / 2
        : Math.hypot(size.x(), size.y()) / 2;
  }

  /**
   * Returns the objects at rest, or nothing when one does not come to lie where it should. Only a
   * scene in which something lies has to come to rest: all else is placed where it stays.
   */
  private Optional<List<SceneObject>> settled(
      TaskSuite.Task task, List<SceneObject> objects, SeedStreams seeds) {
    List<Predicate> wanted = new ArrayList<>();
    task.objects()
        .forEach(
            (id, draw) -> {
              if (draw.lyingIn() != null) {
                wanted.add(new Predicate.Lying(id, LYING_DEGREES));
                wanted.add(new Predicate.Touches(id, draw.lyingIn()));
                wanted.add(new Predicate.Inside(id, draw.lyingIn()));
              }
            });
    if (wanted.isEmpty()) {
      return Optional.of(objects);
    }
    try (PlantSimulator cell =
        PlantSimulator.open(world, objects, seeds.stream("physics").nextLong())) {
      cell.advance(SETTLE_SECONDS);
      PlantTruth truth = cell.truth();
      ArmState arm = cell.armTruth();
      List<SceneObject> rest =
          truth.objects().stream().map(PlantTruth.ObjectTruth::object).toList();
      TaskScene scene = new TaskScene(task, rest, List.of(), "");
      EpisodeMemory memory = new EpisodeMemory(scene, world.robot());
      memory.observe(truth, arm);
      EpisodeState state = new EpisodeState(scene, truth, arm, memory);
      boolean asWanted =
          truth.objects().stream().allMatch(PlantTruth.ObjectTruth::asleep)
              && wanted.stream().allMatch(p -> p.holds(state));
      return asWanted ? Optional.of(rest) : Optional.empty();
    }
  }

  /** Returns a shade that still goes by the colour's name. */
  public static ColorRgb shade(SplittableRandom random, ColorName name) {
    while (true) {
      ColorRgb base = name.prototype();
      ColorRgb shade =
          ColorRgb.clamped(
              base.red() + random.nextDouble(-COLOR_JITTER, COLOR_JITTER),
              base.green() + random.nextDouble(-COLOR_JITTER, COLOR_JITTER),
              base.blue() + random.nextDouble(-COLOR_JITTER, COLOR_JITTER));
      if (ColorName.nearest(shade) == name) {
        return shade;
      }
    }
  }

  private static <T> T pick(SplittableRandom random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
