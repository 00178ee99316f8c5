package dev.cobot.sim2real.task;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.Optional;

/** What has happened in an episode so far and is not to be seen in the present state. */
final class EpisodeMemory {
  private final TaskScene scene;
  private final World.RobotMount robot;
  private final Kinematics kinematics;
  private final WipedArea area;
  private Transform tableFromTool;
  private Vector3 lastTarget;
  private double pathMeters;
  private int passed;
  private String heldId = "";
  private Vector3 toolFromHeld;

  EpisodeMemory(TaskScene scene, World.RobotMount robot) {
    this.scene = scene;
    this.robot = robot;
    kinematics = new Kinematics(robot.model());
    area = scene.task().area() == null ? null : area(scene.task().area());
  }

  private static WipedArea area(TaskSuite.Area declared) {
    double lowX = declared.region().xMeters().get(0);
    double lowY = declared.region().yMeters().get(0);
    double cell = (declared.region().xMeters().get(1) - lowX) / declared.cells();
    int rows = Math.max(1, (int) Math.round((declared.region().yMeters().get(1) - lowY) / cell));
    return new WipedArea(
        new Vector3(lowX, lowY, 0), cell, declared.cells(), new boolean[declared.cells() * rows]);
  }

  /** Takes in the next moment. */
  void observe(PlantTruth truth, ArmState arm) {
    tableFromTool = robot.tableFromBase().after(kinematics.baseFromTool(arm.positionsRad()));
    PlantTruth.ObjectTruth target = truth.object(scene.targetId());
    Vector3 place = target.object().positionMeters();
    pathMeters += lastTarget == null ? 0 : lastTarget.horizontalDistanceTo(place);
    lastTarget = place;
    List<Vector3> waypoints = scene.waypoints();
    if (passed < waypoints.size()
        && waypoints.get(passed).horizontalDistanceTo(place)
            <= scene.task().circuit().toleranceMeters()) {
      passed++;
    }
    String held = truth.heldId().orElse("");
    if (!held.equals(heldId)) {
      heldId = held;
      toolFromHeld = held.isEmpty() ? null : inTool(truth.object(held).object());
    }
    if (area != null) {
      wipe(target);
    }
  }

  private Vector3 inTool(SceneObject object) {
    return tableFromTool
        .rotation()
        .inverse()
        .rotate(object.positionMeters().minus(tableFromTool.translation()));
  }

  private void wipe(PlantTruth.ObjectTruth cloth) {
    List<Double> force = scene.task().area().forceNewtons();
    double newtons = cloth.tableForceNewtons();
    if (heldId.equals(scene.targetId()) && newtons >= force.get(0) && newtons <= force.get(1)) {
      SceneObject plate = cloth.object();
      Vector3 size = plate.sizeMeters();
      for (int i = 0; i < area.wiped().length; i++) {
        Vector3 local =
            plate.rotation().inverse().rotate(area.middle(i).minus(plate.positionMeters()));
        if (Math.abs(local.x()) <= size.x() / 2 && Math.abs(local.y()) <= size.y() / 2) {
          area.wiped()[i] = true;
        }
      }
    }
  }

  Transform tableFromTool() {
    return tableFromTool;
  }

  int waypointsPassed() {
    return passed;
  }

  double pathMeters() {
    return pathMeters;
  }

  /** Returns what has been wiped by now, or nothing when the task has no area. */
  Optional<WipedArea> wiped() {
    return Optional.ofNullable(area)
        .map(a -> new WipedArea(a.lowMeters(), a.cellMeters(), a.columns(), a.wiped().clone()));
  }

  /**
   * Returns how far an object has moved in the hand since it was grasped; infinite if it is not.
   */
  double slipMeters(EpisodeState state, String word) {
    return state.held(word)
        ? inTool(state.now(word)).distanceTo(toolFromHeld)
        : Double.POSITIVE_INFINITY;
  }
}
