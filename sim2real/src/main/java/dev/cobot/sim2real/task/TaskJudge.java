package dev.cobot.sim2real.task;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.CellTruth;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judges one episode of "place the target in the destination" on the true state. Success is a
 * conjunction of named predicates that holds for {@value #HOLD_SECONDS} s without a break (RAT-7,
 * task T2).
 */
public final class TaskJudge {
  public static final double HOLD_SECONDS = 0.5;
  private static final double STILL = 0.02;
  private static final double WALL_METERS = 0.012;
  private static final double OPEN_METERS = 0.06;
  private static final double MAX_TILT_RAD = Math.toRadians(15);
  private static final double TIPPED_RAD = Math.toRadians(30);
  private static final double MAX_BOWL_MOVE_METERS = 0.05;
  private static final double MAX_OTHER_MOVE_METERS = 0.05;
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
  private double heldSince = Double.NaN;
  private Verdict verdict = new Verdict(State.RUNNING, "");
  private Map<String, Boolean> predicates = Map.of();
  private String picked = "";

  public TaskJudge(TaskScene scene) {
    this.scene = scene;
  }

  /** Returns the verdict so far; success and failure are final. */
  public Verdict verdict() {
    return verdict;
  }

  /** Returns the predicates of the last observation by name. */
  public Map<String, Boolean> predicates() {
    return predicates;
  }

  /**
   * Returns the id of the first object that was lifted off the table in the gripper, empty if none
   * was.
   */
  public String picked() {
    return picked;
  }

  /** Takes in the state at one moment; call at the control rate. */
  public Verdict observe(CellTruth truth, ArmState arm) {
    SceneObject bowlStart = scene.object(scene.destinationId());
    CellTruth.ObjectTruth bowlTruth = truth.object(scene.destinationId());
    CellTruth.ObjectTruth targetTruth = truth.object(scene.targetId());
    Vector3 bowl = bowlTruth.object().positionMeters();
    Vector3 target = targetTruth.object().positionMeters();
    double bowlTilt = tiltRad(bowlTruth.object());
    double half = targetTruth.object().sizeMeters().z() / 2;
    double innerRadius = bowlStart.sizeMeters().x() / 2 - WALL_METERS;

    truth
        .heldId()
        .filter(id -> picked.isEmpty())
        .filter(
            id ->
                truth.object(id).object().positionMeters().z()
                    > scene.object(id).positionMeters().z() + LIFTED_METERS)
        .ifPresent(id -> picked = id);

    Map<String, Boolean> now = new LinkedHashMap<>();
    now.put("insideRim", target.horizontalDistanceTo(bowl) <= innerRadius - half);
    now.put("belowRim", target.z() < bowl.z() + bowlStart.sizeMeters().z() / 2);
    now.put("touchesBowl", targetTruth.touches().contains(scene.destinationId()));
    now.put("gripperOpen", arm.gripperOpeningMeters() > OPEN_METERS);
    now.put("released", !targetTruth.touchesGripper() && truth.heldId().isEmpty());
    now.put("still", targetTruth.speedMetersPerSecond() < STILL);
    now.put("bowlUpright", bowlTilt < MAX_TILT_RAD);
    now.put(
        "bowlInPlace",
        bowl.horizontalDistanceTo(bowlStart.positionMeters()) < MAX_BOWL_MOVE_METERS);
    predicates = now;
    if (verdict.state() != State.RUNNING) {
      return verdict;
    }
    String failure = failure(truth, bowlTilt);
    if (!failure.isEmpty()) {
      verdict = new Verdict(State.FAILURE, failure);
      return verdict;
    }
    if (now.containsValue(false)) {
      heldSince = Double.NaN;
    } else if (Double.isNaN(heldSince)) {
      heldSince = truth.timeSeconds();
    } else if (truth.timeSeconds() - heldSince >= HOLD_SECONDS) {
      verdict = new Verdict(State.SUCCESS, "");
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

  private String failure(CellTruth truth, double bowlTilt) {
    for (CellTruth.ObjectTruth object : truth.objects()) {
      String id = object.object().id();
      if (object.object().positionMeters().z() < -0.02) {
        return "off_table";
      }
      boolean concerned = id.equals(scene.targetId()) || id.equals(scene.destinationId());
      if (concerned) {
        continue;
      }
      if (object.touches().contains(scene.destinationId())
          && object.object().kind() == ObjectKind.CUBE) {
        return "wrong_object";
      }
      if (object.object().positionMeters().distanceTo(scene.object(id).positionMeters())
          > MAX_OTHER_MOVE_METERS) {
        return id.equals(picked) ? "wrong_object" : "displaced_other";
      }
    }
    return bowlTilt > TIPPED_RAD ? "bowl_tipped" : "";
  }

  private static double tiltRad(SceneObject object) {
    Vector3 up = object.rotation().rotate(new Vector3(0, 0, 1));
    return StrictMath.acos(Math.max(-1, Math.min(1, up.z())));
  }
}
