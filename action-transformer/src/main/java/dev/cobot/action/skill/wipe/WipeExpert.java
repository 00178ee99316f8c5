package dev.cobot.action.skill.wipe;

import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.Extent;
import dev.cobot.action.skill.Grasp;
import dev.cobot.action.skill.GraspApproach;
import dev.cobot.action.skill.HandMotion;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;

/**
 * Wipes an area of the table: takes the cloth by its ridge, turns it square to the area and sweeps
 * strip after strip. It always goes for the nearest spot of the first strip that is not yet clean,
 * which makes rows back and forth when nothing is missed, and goes back to what was.
 */
final class WipeExpert implements TaskExpert {
  private static final double OVERLAP_METERS = 0.02;
  private static final double WIPE_SPEED = 0.07;

  private static final double PRESSED_GAP_METERS = -0.0025;
  private static final double LOST_METERS = 0.06;
  private static final double SQUARE_RAD = 0.06;
  private static final double DONE_SHARE = 0.97;
  private static final double AHEAD_METERS = 0.03;

  private final HandMotion motion;

  WipeExpert(double stepSeconds) {
    motion = new HandMotion(stepSeconds);
  }

  @Override
  public Decision decide(Situation situation) {
    HandState tool = situation.hand();
    Vector3 hand = tool.positionMeters();
    SceneObject cloth = situation.target();
    WipedArea area =
        situation
            .progress()
            .wiped()
            .orElseThrow(() -> new IllegalArgumentException("wiping needs an area"));
    Grasp grasp = Grasp.of(situation);
    double share = area.share();
    boolean held = tool.holding() && hand.distanceTo(grasp.positionMeters()) < LOST_METERS;
    if (!held) {
      return GraspApproach.decide(motion, situation, grasp, 0.15);
    }
    double gap = Extent.of(cloth).low().z();
    double press = PRESSED_GAP_METERS - gap;
    double yawError = HandMotion.wrap(-cloth.yawRad(), Math.PI);
    double nextYaw = motion.turned(tool.yawRad(), yawError);
    double progress = 0.2 + 0.75 * HandMotion.clamp(share);
    if (share >= DONE_SHARE) {
      return new Decision(hand, tool.yawRad(), true, true, 1, "hold");
    }
    Vector3 middle = cloth.positionMeters();
    Vector3 spot = next(area, cloth);
    Vector3 goal = hand.plus(new Vector3(spot.x() - middle.x(), spot.y() - middle.y(), press));
    boolean square = Math.abs(yawError) < SQUARE_RAD;
    return new Decision(
        motion.towards(hand, goal, square ? 1 : 0.3, WIPE_SPEED),
        nextYaw,
        true,
        false,
        progress,
        square ? "wipe" : "turn");
  }

  /** Returns where the middle of the cloth should go next. */
  static Vector3 next(WipedArea area, SceneObject cloth) {
    double halfX = cloth.sizeMeters().x() / 2;
    double halfY = cloth.sizeMeters().y() / 2;
    boolean along = halfX <= halfY; // sweep across the cloth's long side
    double half = along ? halfX : halfY;
    double width = 2 * (along ? halfY : halfX) - OVERLAP_METERS;
    double low = along ? area.lowMeters().y() : area.lowMeters().x();
    double extent = area.cellMeters() * (along ? area.rows() : area.columns());
    int strips = Math.max(1, (int) Math.ceil(extent / width));
    double stripWidth = extent / strips;
    Vector3 middle = cloth.positionMeters();
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int cell = 0; cell < area.wiped().length; cell++) {
      if (area.wiped()[cell]) {
        continue;
      }
      Vector3 at = area.middle(cell);
      int strip = (int) Math.floor(((along ? at.y() : at.x()) - low) / stripWidth);
      double way = Math.abs(along ? at.x() - middle.x() : at.y() - middle.y());
      double cost = strip * 10 + way;
      if (cost < least) {
        least = cost;
        best = cell;
      }
    }
    Vector3 at = area.middle(best);
    int strip = (int) Math.floor(((along ? at.y() : at.x()) - low) / stripWidth);
    double across = low + (strip + 0.5) * stripWidth;
    double from = along ? middle.x() : middle.y();
    double to = along ? at.x() : at.y();
    // Far enough that the cloth's edge passes over the spot without slowing down before it.
    double sweep = to + Math.signum(from - to) * Math.min(Math.abs(from - to), half - AHEAD_METERS);
    boolean inStrip = Math.abs((along ? middle.y() : middle.x()) - across) < 0.01;
    double aim = inStrip ? sweep : Math.abs(from - to) < half ? from : sweep;
    return along ? new Vector3(aim, across, 0) : new Vector3(across, aim, 0);
  }

  @Override
  public double gripMeters(Situation situation) {
    return GraspApproach.gripMeters(situation, Grasp.of(situation));
  }
}
