package dev.cobot.sim2real.task;

import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Moves what a command is about while all cameras are dark. */
final class Displacement {
  private static final int MAX_TRIES = 200;

  private final Split.Displaced how;
  private final TaskScenes scenes;
  private final TaskScene scene;
  private final SplittableRandom random;
  private final double fromSeconds;
  private final double darkSeconds;
  private boolean isOver;

  /**
   * @param random draws when, what, where to and how far
   */
  Displacement(Split.Displaced how, TaskScenes scenes, TaskScene scene, SplittableRandom random) {
    this.how = how;
    this.scenes = scenes;
    this.scene = scene;
    this.random = random;
    fromSeconds = random.nextDouble(how.atSeconds().low(), how.atSeconds().high());
    darkSeconds = random.nextDouble(how.darkSeconds().low(), how.darkSeconds().high());
  }

  /** Whether the cameras show nothing then, seconds since the cell was opened. */
  boolean isDark(double seconds) {
    return seconds >= fromSeconds && seconds < fromSeconds + darkSeconds;
  }

  /** Moves it when it is time. */
  void disturb(PlantSimulator cell) {
    if (isOver || cell.timeSeconds() < fromSeconds + darkSeconds / 2) {
      return;
    }
    isOver = true;
    PlantTruth truth = cell.truth();
    String target = scene.targetId();
    Optional<String> destination = scene.destinationId();
    boolean isHeld = truth.heldId().filter(target::equals).isPresent();
    if (isHeld && destination.isEmpty()) {
      return;
    }
    String moved = destination.filter(d -> random.nextBoolean() || isHeld).orElse(target);
    SceneObject object = truth.object(moved).object();
    List<SceneObject> others =
        truth.objects().stream()
            .map(PlantTruth.ObjectTruth::object)
            .filter(other -> !other.id().equals(moved))
            .filter(other -> !truth.heldId().filter(other.id()::equals).isPresent())
            .toList();
    for (int i = 0; i < MAX_TRIES; i++) {
      double way = random.nextDouble(how.movedMeters().low(), how.movedMeters().high());
      double angle = random.nextDouble(-Math.PI, Math.PI);
      Vector3 by = new Vector3(way * StrictMath.cos(angle), way * StrictMath.sin(angle), 0);
      if (scenes.isFree(object.positionMeters().plus(by), object, others)) {
        cell.displace(moved, by);
        return;
      }
    }
  }
}
