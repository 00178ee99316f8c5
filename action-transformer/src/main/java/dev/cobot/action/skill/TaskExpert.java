package dev.cobot.action.skill;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows how to do one kind of task. An expert is a function of the situation alone, without memory,
 * so that it labels any state: those of its own episodes, those that noise led to, those that a
 * learned policy visits (DAgger, Ross et al. 2011).
 */
public interface TaskExpert {
  double OPEN_METERS = 0.085;
  double FINGER_SPEED = 0.1;

  /** Returns what to do in the next step. */
  Decision decide(Situation situation);

  /**
   * Returns the opening at which something between the fingers stops them if they close now; 0 when
   * nothing is between them.
   */
  double gripMeters(Situation situation);

  /**
   * Returns what the expert expects one step after its decision: perfect tracking, a gripper that
   * moves at its nominal speed and is stopped by what is between the fingers, and a target that
   * moves with the hand while it is held.
   */
  default Situation expect(Situation situation, Decision decision, double stepSeconds) {
    HandState hand = situation.hand();
    double floor = decision.close() ? gripMeters(situation) : 0;
    double wanted = decision.close() ? 0 : OPEN_METERS;
    double opening =
        Math.max(
            Math.min(floor, hand.openingMeters()),
            hand.openingMeters()
                + HandMotion.limit(wanted - hand.openingMeters(), FINGER_SPEED * stepSeconds));
    boolean stopped = floor > 0 && opening <= floor + 1e-9;
    boolean holding = decision.close() && (hand.holding() || stopped);
    Transform tool =
        new Transform(
            CameraModel.TABLE,
            hand.tableFromTool().source(),
            decision.positionMeters(),
            HandState.pointingDown(decision.yawRad()));
    SceneObject target = situation.target();
    if (hand.holding() && holding) {
      Quaternion turn = Quaternion.fromYaw(decision.yawRad() - hand.yawRad());
      Vector3 fromHand = target.positionMeters().minus(hand.positionMeters());
      target =
          target.at(
              decision.positionMeters().plus(turn.rotate(fromHand)), turn.after(target.rotation()));
    }
    return situation.with(
        new HandState(tool, opening, (opening - hand.openingMeters()) / stepSeconds, holding),
        target);
  }

  /** Returns the expert's intention from this situation on, by rolling its decisions forward. */
  default ActionChunk chunk(long stampNanos, Situation start, int steps, double stepSeconds) {
    List<ActionChunk.Step> chunk = new ArrayList<>(steps);
    Situation situation = start;
    for (int i = 0; i < steps; i++) {
      Decision decision = decide(situation);
      situation = expect(situation, decision, stepSeconds);
      chunk.add(
          new ActionChunk.Step(
              new Transform(
                  CameraModel.TABLE,
                  start.hand().tableFromTool().source(),
                  decision.positionMeters(),
                  HandState.pointingDown(decision.yawRad())),
              decision.close() ? 1 : 0,
              decision.done() ? 1 : 0,
              decision.progress()));
    }
    return new ActionChunk(stampNanos, stepSeconds, chunk);
  }
}
