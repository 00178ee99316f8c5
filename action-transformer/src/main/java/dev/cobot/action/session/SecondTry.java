package dev.cobot.action.session;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows a grasp that failed: the fingers open, the hand rises and goes back to where it came
 * from, out of the picture of what it lost, looks for that, and the policy begins anew. Once.
 */
final class SecondTry {
  private static final int TRIES = 2;
  private static final double BACK_METERS_PER_SECOND = 0.2;
  private static final double THERE_METERS = 0.03;
  private static final long BACK_NANOS = 4_000_000_000L;
  private static final long LOOK_NANOS = 1_500_000_000L;

  private enum Stage {
    NONE,
    RISE,
    BACK,
    LOOK
  }

  private final HoldWatch touch = new HoldWatch();
  private Vector3 start;
  private Stage stage = Stage.NONE;
  private Retreat rise;
  private long stageFromNanos;
  private int losses;
  private boolean isGivenUp;
  private HoldWatch.Loss loss;
  private String words = "";
  private String why = "";

  /** What it comes to at a tick. */
  sealed interface Step {
    /** Nothing is to be done: the policy acts. */
    record Act() implements Step {}

    /** The hand is led. */
    record Lead(ActionChunk motion) implements Step {}

    /** It was looked for and found: the policy begins anew. */
    record Begin() implements Step {}

    /** It is given up. */
    record GiveUp(String why) implements Step {}
  }

  /** Returns what failed, while the hand is led back for it. */
  Optional<HoldWatch.Loss> after() {
    return stage == Stage.NONE ? Optional.empty() : Optional.of(loss);
  }

  /** Returns what failed last as a sentence of the hand's; empty when nothing has. */
  String why() {
    return why;
  }

  /** Whether it was given up. */
  boolean isGivenUp() {
    return isGivenUp;
  }

  /**
   * Takes one turn.
   *
   * @param toldToClose what the gripper's last command was
   * @param target what was to be taken, as it is believed now
   */
  Step turn(HandState hand, boolean toldToClose, Track target, long nowNanos) {
    if (start == null) {
      start = hand.positionMeters();
    }
    Optional<HoldWatch.Loss> lost = touch.feel(hand, toldToClose, nowNanos);
    if (lost.isPresent()) {
      loss = lost.get();
      words = "the " + target.attributes().words();
      why =
          loss == HoldWatch.Loss.SLIPPED
              ? words + " slipped out of my fingers"
              : "my fingers closed on nothing where " + words + " should be";
      losses++;
      if (losses >= TRIES) {
        return giveUp(why + ", for the second time");
      }
      begin(Stage.RISE, nowNanos);
      rise = new Retreat(true);
    }
    return switch (stage) {
      case NONE -> new Step.Act();
      case RISE -> rise(hand, target, nowNanos);
      case BACK -> back(hand, target, nowNanos);
      case LOOK -> look(hand, target, nowNanos);
    };
  }

  private Step giveUp(String sentence) {
    isGivenUp = true;
    stage = Stage.NONE;
    return new Step.GiveUp(sentence);
  }

  private void begin(Stage next, long nowNanos) {
    stage = next;
    stageFromNanos = nowNanos;
  }

  private Step rise(HandState hand, Track target, long nowNanos) {
    if (rise.goesOn(hand, nowNanos)) {
      return new Step.Lead(Retreat.motion(hand, nowNanos));
    }
    begin(Stage.BACK, nowNanos);
    return back(hand, target, nowNanos);
  }

  private Step back(HandState hand, Track target, long nowNanos) {
    boolean isThere = hand.positionMeters().horizontalDistanceTo(start) < THERE_METERS;
    if (!isThere && nowNanos - stageFromNanos <= BACK_NANOS) {
      return new Step.Lead(towards(hand, nowNanos));
    }
    begin(Stage.LOOK, nowNanos);
    return look(hand, target, nowNanos);
  }

  private Step look(HandState hand, Track target, long nowNanos) {
    if (target.lastSeenNanos() > stageFromNanos) {
      stage = Stage.NONE;
      return new Step.Begin();
    }
    if (nowNanos - stageFromNanos > LOOK_NANOS) {
      return giveUp(why + ", and I do not see " + words + " any more");
    }
    return new Step.Lead(towards(hand, nowNanos));
  }

  /** Returns a level motion to where it started from, with open fingers. */
  private ActionChunk towards(HandState hand, long stampNanos) {
    Transform at = hand.tableFromTool();
    Vector3 from = at.translation();
    Vector3 way = new Vector3(start.x() - from.x(), start.y() - from.y(), 0);
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 1; i <= ActionChunk.STEPS; i++) {
      double gone = i * ActionChunk.STEP_SECONDS * BACK_METERS_PER_SECOND;
      double share = way.norm() > gone ? gone / way.norm() : 1;
      steps.add(
          new ActionChunk.Step(
              new Transform(at.target(), at.source(), from.plus(way.times(share)), at.rotation()),
              0,
              0,
              0));
    }
    return new ActionChunk(stampNanos, ActionChunk.STEP_SECONDS, steps);
  }
}
