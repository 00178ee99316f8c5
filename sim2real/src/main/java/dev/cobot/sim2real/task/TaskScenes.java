package dev.cobot.sim2real.task;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws the scenes of a suite's tasks: which objects, where, in which colours. */
public final class TaskScenes {
  private static final int MAX_TRIES = 200;

  /** How far a channel may stray from the prototype of its colour name. */
  private static final double COLOR_JITTER = 0.06;

  private final TaskSuite suite;
  private final Map<ObjectKind, Vector3> sizesMeters;

  /**
   * @param sizesMeters the bounding box of each kind's model, axes of the object
   */
  public TaskScenes(TaskSuite suite, Map<ObjectKind, Vector3> sizesMeters) {
    this.suite = suite;
    this.sizesMeters = Map.copyOf(sizesMeters);
  }

  /** Draws the scene of a task for a seed; the same task and seed give the same scene. */
  public TaskScene draw(TaskSuite.Task task, SeedStreams seeds) {
    SplittableRandom random = seeds.stream("scene." + task.id());
    return draw(task, random, pick(random, task.target().colors()));
  }

  /** Draws the scene of a task for a seed with a target of a given colour. */
  public TaskScene draw(TaskSuite.Task task, SeedStreams seeds, ColorName targetColor) {
    SplittableRandom random = seeds.stream("scene." + task.id());
    pick(random, task.target().colors());
    return draw(task, random, targetColor);
  }

  private TaskScene draw(TaskSuite.Task task, SplittableRandom random, ColorName targetColor) {
    for (int attempt = 0; attempt < 100; attempt++) {
      List<SceneObject> objects = new ArrayList<>();
      boolean complete =
          place(random, task, "target", pick(random, task.target().kinds()), targetColor, objects)
              && place(
                  random,
                  task,
                  "destination",
                  pick(random, task.destination().kinds()),
                  pick(random, task.destination().colors()),
                  objects)
              && placeAll(random, task, "rival", task.rivals(), targetColor, objects)
              && placeAll(random, task, "distractor", task.distractors(), null, objects);
      if (complete) {
        String prompt =
            pick(random, task.prompts())
                .replace("{color}", targetColor.word())
                .replace("{target}", objects.get(0).kind().word());
        return new TaskScene(task, objects, "target", "destination", prompt);
      }
    }
    throw new IllegalStateException(
        "task "
            + task.id()
            + ": its objects do not fit into the region with a clearance of "
            + suite.clearanceMeters()
            + " m; use fewer objects or a larger region");
  }

  private boolean placeAll(
      SplittableRandom random,
      TaskSuite.Task task,
      String role,
      TaskSuite.Draw draw,
      ColorName excluded,
      List<SceneObject> objects) {
    for (int i = 0; draw != null && i < draw.count(); i++) {
      List<ColorName> colors = draw.colors().stream().filter(c -> c != excluded).toList();
      if (!place(
          random, task, role + i, pick(random, draw.kinds()), pick(random, colors), objects)) {
        return false;
      }
    }
    return true;
  }

  private boolean place(
      SplittableRandom random,
      TaskSuite.Task task,
      String id,
      ObjectKind kind,
      ColorName color,
      List<SceneObject> objects) {
    TaskSuite.Absent absent = task.absent();
    if (absent != null && absent.kind() == kind && absent.color() == color) {
      return false;
    }
    Vector3 size = sizesMeters.get(kind);
    if (size == null) {
      throw new IllegalArgumentException(
          "task " + task.id() + ": there is no model of a " + kind.word() + " in worlds/models");
    }
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Vector3 position =
          new Vector3(
              random.nextDouble(suite.region().xMeters().get(0), suite.region().xMeters().get(1)),
              random.nextDouble(suite.region().yMeters().get(0), suite.region().yMeters().get(1)),
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
