package dev.cobot.action.decode;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what the hand holds on the table while a policy moves it along: the height belongs to the
 * contact, everything else to the policy, as in hybrid control (Raibert and Craig, 1981), with the
 * believed gap in place of a force, which these cells do not feel.
 */
public final class TableContact {
  private static final double GAIN_PER_SECOND = 5;
  private static final double MAX_SPEED_METERS_PER_SECOND = 0.16;

  private TableContact() {}

  /**
   * Returns a chunk with other heights: from where the hand is to where the contact is.
   *
   * @param handZMeters height of the hand now, table frame
   * @param riseMeters how much higher it has to be, negative where it has to go down
   */
  public static ActionChunk keep(ActionChunk chunk, double handZMeters, double riseMeters) {
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (ActionChunk.Step step : chunk.steps()) {
      double seconds = (steps.size() + 1) * chunk.stepSeconds();
      double approached = Math.abs(riseMeters) * (1 - Math.exp(-GAIN_PER_SECOND * seconds));
      double moved = Math.min(approached, MAX_SPEED_METERS_PER_SECOND * seconds);
      Transform hand = step.tableFromTool();
      Vector3 at = hand.translation();
      double z = handZMeters + Math.copySign(moved, riseMeters);
      steps.add(
          new ActionChunk.Step(
              new Transform(
                  hand.target(), hand.source(), new Vector3(at.x(), at.y(), z), hand.rotation()),
              step.closeProbability(),
              step.doneProbability(),
              step.progress()));
    }
    return new ActionChunk(chunk.stampNanos(), chunk.stepSeconds(), steps);
  }
}
