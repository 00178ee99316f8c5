package dev.cobot.sim2real.task;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges one episode on the true state. Success is a conjunction of the task's predicates that
 * holds for the task's time without a break. Beside the task's guards, four things are failures of
 * every task: an object falls off the table, one that the task does not concern is moved, one is
 * carried away instead of the target, or the container or support tips over.
 */
public final class TaskJudge {
  private static final double OFF_TABLE_METERS = -0.02;
  private static final double TIPPED_RAD = Math.toRadians(30);
  private static final double LIFTED_METERS = 0.03;

  /** How an episode stands. */
  public enum State {
    RUNNING,
    SUCCESS,
    FAILURE
  }

  /**
   * @param failure class of the failure, empty while running or after success
   */
  public record Verdict(State state, String failure) {}

  private final TaskScene scene;
  private final TaskSuite.Task task;
  private final EpisodeMemory memory;
  private final List<TaskSuite.Guard> guards;
  private final List<Predicate> levels;
  private final boolean[] released;
  private final Map<String, Double> startZ = new LinkedHashMap<>();
  private double heldSince = Double.NaN;
  private Verdict verdict = new Verdict(State.RUNNING, "");
  private Map<String, Boolean> predicates = Map.of();
  private String picked = "";
  private int progress;

  /**
   * @param robot the arm whose states are observed
   */
  public TaskJudge(TaskScene scene, World.RobotMount robot) {
    this.scene = scene;
    task = scene.task();
    memory = new EpisodeMemory(scene, robot);
    TaskSuite.Goal goal = task.goal();
    guards = goal == null ? List.of() : goal.guards();
    levels = goal == null ? List.of() : goal.progress();
    released = new boolean[guards.size()];
    scene.objects().forEach(o -> startZ.put(o.id(), o.positionMeters().z()));
  }

  /** Returns the verdict so far; success and failure are final. */
  public Verdict verdict() {
    return verdict;
  }

  /** Returns the predicates of success, as of the last observation, by name. */
  public Map<String, Boolean> predicates() {
    return predicates;
  }

  /**
   * Returns the id of the first object that was lifted off its place in the gripper, empty if none
   * was.
   */
  public String picked() {
    return picked;
  }

  /**
   * Returns the level that the episode has reached: the task's levels count from 1, and success is
   * one more than the last of them.
   */
  public int progress() {
    return verdict.state() == State.SUCCESS ? levels.size() + 1 : progress;
  }

  /** Returns the waypoints that the target has still to pass, in order, table frame. */
  public List<Vector3> waypointsLeft() {
    return scene.waypoints().subList(memory.waypointsPassed(), scene.waypoints().size());
  }

  /** Returns what has been wiped, if the task is to wipe. */
  public Optional<WipedArea> wiped() {
    return memory.wiped();
  }

  /** Takes in the state at one moment; call at the control rate. */
  public Verdict observe(PlantTruth truth, ArmState arm) {
    memory.observe(truth, arm);
    EpisodeState state = new EpisodeState(scene, truth, arm, memory);
    truth
        .heldId()
        .filter(id -> picked.isEmpty())
        .filter(
            id -> truth.object(id).object().positionMeters().z() > startZ.get(id) + LIFTED_METERS)
        .ifPresent(id -> picked = id);
    Map<String, Boolean> now = new LinkedHashMap<>();
    if (task.goal() != null) {
      task.goal().all().forEach(p -> now.put(p.name(), p.holds(state)));
    }
    predicates = now;
    if (verdict.state() != State.RUNNING) {
      return verdict;
    }
    while (progress < levels.size() && levels.get(progress).holds(state)) {
      progress++;
    }
    String failure = failure(state);
    if (!failure.isEmpty()) {
      verdict = new Verdict(State.FAILURE, failure);
    } else if (now.isEmpty() || now.containsValue(false)) {
      heldSince = Double.NaN;
    } else {
      heldSince = Double.isNaN(heldSince) ? truth.timeSeconds() : heldSince;
      if (truth.timeSeconds() - heldSince >= task.goal().holdSeconds()) {
        verdict = new Verdict(State.SUCCESS, "");
      }
    }
    return verdict;
  }

  /** Ends the episode: one that is still running has failed for this reason. */
  public Verdict end(String reason) {
    if (verdict.state() == State.RUNNING) {
      boolean wrong = !picked.isEmpty() && !picked.equals(scene.targetId());
      verdict = new Verdict(State.FAILURE, wrong ? "wrong_object" : reason);
    }
    return verdict;
  }

  private String failure(EpisodeState state) {
    for (int i = 0; i < released.length; i++) {
      TaskSuite.Guard guard = guards.get(i);
      released[i] |= guard.until() != null && guard.until().holds(state);
      if (!released[i] && !guard.always().holds(state)) {
        return guard.otherwise();
      }
    }
    List<String> concerned = new ArrayList<>(List.of(scene.targetId()));
    scene.destinationId().ifPresent(concerned::add);
    scene.supportId().ifPresent(concerned::add);
    for (PlantTruth.ObjectTruth object : state.truth().objects()) {
      String id = object.object().id();
      if (object.object().positionMeters().z() < OFF_TABLE_METERS) {
        return "off_table";
      }
      if (concerned.contains(id)) {
        if (!id.equals(scene.targetId()) && EpisodeState.tiltRad(object.object()) > TIPPED_RAD) {
          return object.object().kind().word() + "_tipped";
        }
        continue;
      }
      if (isRival(object.object())
          && scene.destinationId().filter(object.touches()::contains).isPresent()) {
        return "wrong_object";
      }
      if (object.object().positionMeters().distanceTo(scene.object(id).positionMeters())
          > task.othersStayMeters()) {
        return id.equals(picked) ? "wrong_object" : "displaced_other";
      }
    }
    return "";
  }

  private boolean isRival(SceneObject object) {
    return object.kind() == scene.object(scene.targetId()).kind();
  }
}
