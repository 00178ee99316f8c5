package dev.cobot.node.app;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.session.Outcome;
import dev.cobot.action.session.Turn;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Intent;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A mind without models: "turn" turns the first joint by 0.2 rad and ends, "wild" jumps, "crash"
 * throws, "wait" only watches; anything else is refused as not understood.
 */
final class ScriptedMind implements Mind {
  static final double TURN_RAD = 0.2;

  final List<String> heard = new ArrayList<>();
  int held;
  boolean restless;
  private boolean hasSeen;

  @Override
  public Session begin(String text) {
    heard.add(text);
    return new Script(text);
  }

  private final class Script implements Session {
    private final String text;
    private double goalRad = Double.NaN;
    private ActionChunk chunk;

    Script(String text) {
      this.text = text;
    }

    @Override
    public void see(CameraFrame frame, ArmState arm) {
      hasSeen = true;
    }

    @Override
    public Turn tick(long nowNanos, ArmState arm) {
      if (text.equals("crash")) {
        throw new IllegalStateException("the script crashes");
      }
      if (text.equals("wait")) {
        return new Turn.Watch();
      }
      if (!text.equals("turn") && !text.equals("wild")) {
        return new Turn.End(
            Outcome.refused(
                new Refusal(Refusal.Reason.NOT_UNDERSTOOD, "script", "what?", "turn?")));
      }
      if (!hasSeen) {
        return new Turn.Watch();
      }
      chunk =
          new ActionChunk(
              nowNanos,
              0.04,
              List.of(new ActionChunk.Step(Transform.identity("table", "tool0"), 0, 0, 0.5)));
      double[] p = arm.positionsRad();
      if (Double.isNaN(goalRad)) {
        goalRad = p[0] + TURN_RAD;
      }
      if (Math.abs(p[0] - goalRad) < 0.005) {
        return new Turn.End(new Outcome(Outcome.Kind.DONE, null, "turned"));
      }
      double[] start = p.clone();
      double[] end = p.clone();
      end[0] = goalRad;
      if (text.equals("wild")) {
        start[1] += 0.5;
      }
      return new Turn.Act(
          new JointTrajectory(
              arm.jointNames(),
              new double[] {0, 0.8},
              new double[][] {start, end},
              new double[][] {arm.velocitiesRadPerSecond().clone(), new double[6]}),
          false);
    }

    @Override
    public void hold(long nowNanos, ArmState arm) {
      held++;
    }

    @Override
    public CommandReading reading() {
      return new CommandReading(
          text,
          new CommandMeaning(
              Intent.PLACE_IN,
              new Reference(ObjectKind.CUBE, ColorName.RED),
              new Reference(ObjectKind.BOWL, null)),
          1,
          new float[0],
          new float[0]);
    }

    @Override
    public List<Track> objects() {
      return List.of(
          new Track(
              new ObjectAttributes(
                  restless ? "cube-of-tick-" + held : "cube-1",
                  ObjectKind.CUBE,
                  new Vector3(0, 0, 0.02),
                  0,
                  new ColorRgb(0.8, 0.1, 0.1),
                  new Vector3(0.04, 0.04, 0.04),
                  0.9,
                  new ObjectAttributes.Uncertainty(
                      new Vector3(0.002, 0.002, 0.002), 0.1, new Vector3(0.1, 0.1, 0.1))),
              new float[0],
              0,
              3,
              false));
    }

    @Override
    public Grounding grounding() {
      Attention attention = new Attention(new double[] {0.9}, 0.1);
      return new Grounding(objects(), attention, attention, new float[0], new float[0]);
    }

    @Override
    public Broadcast broadcast() {
      return new Broadcast(new float[0], Map.of("vision", 0.5, "language", 0.3, "body", 0.2));
    }

    @Override
    public ActionChunk chunk() {
      return chunk;
    }
  }
}
