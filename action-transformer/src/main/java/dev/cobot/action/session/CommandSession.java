package dev.cobot.action.session;

import dev.cobot.action.decode.ChunkDecoder;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionPolicy;
import dev.cobot.action.policy.GripperHysteresis;
import dev.cobot.brain.Brain;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.SceneBelief;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.GripSense;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.world.World;
import java.util.List;

/**
 * Carries one command from its text to its end. Call {@link #see} for every picture and {@link
 * #tick} at the control rate.
 *
 * <p>Steps 2 to 5 of the main path: perceive, ground, broadcast, act, decode. Nothing here knows a
 * simulator's truth: pictures, joint states and text are all that comes in.
 */
public final class CommandSession {
  private static final int LOOKS_BEFORE_ACTING = 4;
  private static final double MAX_LOOK_SECONDS = 3;
  private static final double DONE_ABOVE = 0.8;
  private static final int DONE_TICKS = 5;
  private static final double PLACED_METERS = 0.055;
  private static final long VERIFY_NANOS = 1_000_000_000L;

  private final Brain brain;
  private final ActionPolicy policy;
  private final ChunkDecoder decoder;
  private final Kinematics kinematics;
  private final Transform tableFromBase;
  private final Skills skills;
  private final long timeLimitNanos;
  private final CommandReading reading;

  private final SceneBelief belief = new SceneBelief();
  private final GripSense grip = new GripSense();
  private final GripperHysteresis gripper = new GripperHysteresis();

  private int looks;
  private long startNanos = Long.MIN_VALUE;
  private long heldFromNanos = Long.MIN_VALUE;
  private long verifyFromNanos = Long.MIN_VALUE;
  private int doneTicks;
  private HandState hand;
  private Grounding grounding;
  private Broadcast broadcast;
  private ActionChunk chunk;
  private Outcome outcome;

  /**
   * @param mount the robot and where it stands
   * @param text the command
   * @throws IllegalArgumentException when the text is empty or too long
   */
  public CommandSession(
      Brain brain,
      ActionPolicy policy,
      World.RobotMount mount,
      Skills skills,
      double timeLimitSeconds,
      String text) {
    this.brain = brain;
    this.policy = policy;
    this.skills = skills;
    decoder = new ChunkDecoder(mount.model(), mount.tableFromBase());
    kinematics = new Kinematics(mount.model());
    tableFromBase = mount.tableFromBase();
    timeLimitNanos = (long) (timeLimitSeconds * 1e9);
    reading = brain.read(text);
  }

  public CommandReading reading() {
    return reading;
  }

  /** Returns what is believed about the objects now. */
  public List<Track> objects() {
    return belief.tracks();
  }

  /** Returns what the command's phrases attend to, or null while the session is still looking. */
  public Grounding grounding() {
    return grounding;
  }

  /** Returns the last broadcast, or null before the first. */
  public Broadcast broadcast() {
    return broadcast;
  }

  /** Returns the last chunk of the policy, or null before the first. */
  public ActionChunk chunk() {
    return chunk;
  }

  /** Takes in a picture; the hand must have been felt at least once before. */
  public void see(CameraFrame frame, ArmState arm) {
    if (hand == null) {
      feel(arm);
    }
    belief.see(frame.stampNanos(), brain.perceive(frame), frame.camera(), hand);
    looks++;
  }

  /** Decides what to do at this tick. */
  public Turn tick(long nowNanos, ArmState arm) {
    if (outcome != null) {
      return new Turn.End(outcome);
    }
    if (startNanos == Long.MIN_VALUE) {
      startNanos = nowNanos;
      Refusal refusal = Understanding.ofText(reading);
      if (refusal != null) {
        // Text that asks for nothing needs no look at the table.
        return end(Outcome.refused(refusal));
      }
    }
    feel(arm);
    belief.feel(hand);
    heldFromNanos = Long.MIN_VALUE;
    if (grounding == null) {
      return lookAround(nowNanos);
    }
    if (nowNanos - startNanos > timeLimitNanos) {
      return end(Outcome.failed("not finished after " + timeLimitNanos / 1_000_000_000L + " s"));
    }
    return act(nowNanos, arm);
  }

  /**
   * Waits instead of deciding at this tick: it goes on to see and feel, and the time does not count
   * for the limit.
   */
  public void hold(long nowNanos, ArmState arm) {
    feel(arm);
    belief.feel(hand);
    if (heldFromNanos != Long.MIN_VALUE && startNanos != Long.MIN_VALUE) {
      startNanos += nowNanos - heldFromNanos;
    }
    heldFromNanos = nowNanos;
  }

  private void feel(ArmState arm) {
    Transform tableFromTool = tableFromBase.after(kinematics.baseFromTool(arm.positionsRad()));
    hand =
        grip.feel(
            tableFromTool,
            arm.gripperOpeningMeters(),
            arm.gripperVelocityMetersPerSecond(),
            gripper.closed());
  }

  private Turn lookAround(long nowNanos) {
    if (looks < LOOKS_BEFORE_ACTING) {
      if (nowNanos - startNanos > MAX_LOOK_SECONDS * 1e9) {
        return end(
            Outcome.refused(
                new Refusal(
                    Refusal.Reason.STALE,
                    "vision",
                    looks + " pictures came in " + MAX_LOOK_SECONDS + " s; is the camera running?",
                    null)));
      }
      return new Turn.Watch();
    }
    grounding = brain.ground(reading, belief.tracks());
    Refusal refusal = Understanding.ofScene(reading, grounding, skills);
    return refusal == null ? new Turn.Watch() : end(Outcome.refused(refusal));
  }

  private Turn act(long nowNanos, ArmState arm) {
    Track attended = attendedTrack();
    broadcast = brain.broadcast(attended.encoding(), reading, hand);
    chunk = policy.act(nowNanos, broadcast, grounding, belief.tracks(), hand);
    ActionChunk.Step next = chunk.steps().get(0);
    boolean close = gripper.update(next.closeProbability());
    doneTicks = next.doneProbability() > DONE_ABOVE ? doneTicks + 1 : 0;
    if (doneTicks >= DONE_TICKS && verifyFromNanos == Long.MIN_VALUE) {
      verifyFromNanos = nowNanos;
    }
    if (verifyFromNanos != Long.MIN_VALUE) {
      Outcome verified = verify(nowNanos);
      if (verified != null) {
        return end(verified);
      }
    }
    return new Turn.Act(
        decoder.decode(chunk, nowNanos, arm.positionsRad(), arm.velocitiesRadPerSecond()), close);
  }

  /**
   * Looks whether the target lies in the destination; null while no picture since the release
   * tells.
   */
  private Outcome verify(long nowNanos) {
    Track target = byId(meant(grounding.target()).id());
    Track destination = byId(meant(grounding.destination()).id());
    if (target == null || destination == null) {
      return Outcome.failed("I lost sight of the object");
    }
    boolean seenSince = target.lastSeenNanos() > verifyFromNanos;
    if (!seenSince && nowNanos - verifyFromNanos < VERIFY_NANOS) {
      return null;
    }
    ObjectAttributes a = target.attributes();
    ObjectAttributes b = destination.attributes();
    double distance = a.positionMeters().horizontalDistanceTo(b.positionMeters());
    // Named as they were when it was decided: a bowl with a cube in it looks different.
    String what = "the " + Understanding.describe(meant(grounding.target()));
    String where = "the " + Understanding.describe(meant(grounding.destination()));
    if (distance < PLACED_METERS && !target.held()) {
      return Outcome.done(
          what + " is in " + where + (seenSince ? "" : " (let go there; not seen since)"));
    }
    return Outcome.failed(
        String.format(
            java.util.Locale.ROOT,
            "%s is %.0f mm from the centre of %s",
            what,
            distance * 1000,
            where));
  }

  /** Returns what a phrase attends to, as it was believed when the command was grounded. */
  private ObjectAttributes meant(Attention attention) {
    return grounding.tracks().get(attention.strongest()).attributes();
  }

  private Track attendedTrack() {
    Track then = grounding.tracks().get(grounding.target().strongest());
    Track now = byId(then.id());
    return now == null ? then : now;
  }

  private Track byId(String id) {
    return belief.tracks().stream().filter(t -> t.id().equals(id)).findFirst().orElse(null);
  }

  private Turn end(Outcome how) {
    outcome = how;
    return new Turn.End(how);
  }
}
