package dev.cobot.node.app;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.session.Mind;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wish;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mind without models, which sees a red cube in a white bowl in every picture: "turn" turns the
 * hand by 0.2 rad about the robot's axis and is done, {@link #TURN_AND_CLOSE} closes the fingers
 * when it is, "turn and wait" turns it and is never done, "old" decides on what it saw a second
 * ago, "crash" throws, "stare" sees nothing, "stop" and "no, stop" ask to stop, "absent" means what
 * is not there; {@link #SEVERAL} wishes for the same turn three times; anything else asks for
 * nothing.
 */
final class ScriptedMind implements Mind {
  /** What "no, the green one" makes of a wish. */
  static final String CORRECTED = "put the green cube in the bowl";

  static final String TURN_AND_CLOSE = "turn and close";

  static final String SEVERAL = "turn, and turn, and turn";

  /** As what a step of a plan is said over. */
  private static final String STEP = "pick the red cube, place it in the white bowl";

  static final double TURN_RAD = 0.2;
  private static final double SECONDS = 0.8;
  private static final double THERE_RAD = 0.005;

  final List<String> heard = new ArrayList<>();

  private static final int ROWS = 14;
  private static final int COLUMNS = 26;

  /** While the walk of a restless cube is younger than this, it is nowhere twice. */
  static final int LOOKS_UNTIL_IT_RETURNS = ROWS * COLUMNS;

  /** Whether the cube is a little farther in each picture. */
  boolean restless;

  /** Where the bowl is; a test that moves it does so on another thread than the loop's. */
  volatile Vector3 bowlMeters = new Vector3(0.13, -0.2, 0.03);

  int grounded;
  private final Vector3 axisMeters;
  private String text = "";
  int looks;
  private Transform goal;

  ScriptedMind(World world) {
    axisMeters = world.robot().tableFromBase().translation();
  }

  @Override
  public List<TrainedSkill> skills() {
    return List.of(
        new TrainedSkill(
            "place_in",
            Map.of(
                Role.TARGET, Set.of(ObjectKind.CUBE), Role.DESTINATION, Set.of(ObjectKind.BOWL))));
  }

  @Override
  public CommandReading read(String said) {
    heard.add(said);
    if (said.startsWith("no, ") || said.equals("stop")) {
      return new CommandReading(
          said,
          CommandMeaning.NONE,
          1,
          Map.of(),
          Optional.of(
              new Objection(
                  Objection.Cause.NOT_UNDERSTOOD,
                  Objection.Stage.AT_ONCE,
                  "it asks to stop",
                  null,
                  Objection.Ends.MOTION)));
    }
    if (said.equals(SEVERAL)) {
      return new CommandReading(
          said,
          CommandMeaning.NONE,
          1,
          Map.of(),
          Optional.of(
              new Objection(
                  Objection.Cause.UNSUPPORTED, Objection.Stage.AT_ONCE, "one at a time", null)));
    }
    text = said;
    looks = 0;
    goal = null;
    CommandMeaning meaning =
        Set.of(
                    STEP,
                    "turn",
                    TURN_AND_CLOSE,
                    "turn and wait",
                    "old",
                    "crash",
                    "stare",
                    "absent",
                    CORRECTED)
                .contains(said)
            ? new CommandMeaning(
                Optional.of("place_in"),
                Map.of(
                    Role.TARGET, new Reference(ObjectKind.CUBE, ColorName.RED),
                    Role.DESTINATION, new Reference(ObjectKind.BOWL, null)))
            : CommandMeaning.NONE;
    return new CommandReading(said, meaning, 1, Map.of());
  }

  @Override
  public List<Wish> wishes(String said) {
    return said.equals(SEVERAL)
        ? Collections.nCopies(3, new Wish("turn", read("turn"), 1, false))
        : List.of();
  }

  @Override
  public List<Look> perceive(Observation observation) {
    if (text.equals("crash")) {
      throw new IllegalStateException("the script crashes");
    }
    List<Look> seen = new ArrayList<>();
    if (!text.equals("stare")) {
      for (CameraFrame frame : observation.frames().values()) {
        Vector3 cube = restless ? walked(looks++) : new Vector3(0.1, -0.2, 0.02);
        seen.add(
            new Look(
                frame.camera(),
                frame.stampNanos(),
                List.of(
                    detection(ObjectKind.CUBE, cube, ColorName.RED),
                    detection(ObjectKind.BOWL, bowlMeters, ColorName.WHITE))));
      }
    }
    return seen;
  }

  /**
   * Returns where something is that goes 2 cm a look, row by row over the table; it comes back to
   * where it was after {@link #LOOKS_UNTIL_IT_RETURNS} at the earliest.
   */
  private static Vector3 walked(int look) {
    int cells = ROWS * COLUMNS;
    int step = look % (2 * cells) < cells ? look % (2 * cells) : 2 * cells - 1 - look % (2 * cells);
    int row = step / COLUMNS;
    int column = row % 2 == 0 ? step % COLUMNS : COLUMNS - 1 - step % COLUMNS;
    return new Vector3(-0.2 + 0.03 * row, -0.2 + 0.02 * column, 0.02);
  }

  private static Detection detection(ObjectKind kind, Vector3 at, ColorName color) {
    ColorRgb rgb = color.prototype();
    return new Detection(
        new ObjectAttributes(
            "",
            kind,
            at,
            0,
            rgb,
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(
                new Vector3(0.002, 0.002, 0.002), 0.1, new Vector3(0.1, 0.1, 0.1))),
        new float[0]);
  }

  @Override
  public Grounding ground(CommandReading reading, List<Track> tracks) {
    grounded++;
    Map<Role, Grounding.Attended> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      ObjectKind meant = role == Role.TARGET ? ObjectKind.CUBE : ObjectKind.BOWL;
      double[] weights = new double[tracks.size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = tracks.get(i).attributes().kind() == meant ? 0.9 : 0;
      }
      Attention attention =
          text.equals("absent")
              ? new Attention(new double[weights.length], 1)
              : new Attention(weights, 0.1);
      roles.put(role, new Grounding.Attended(attention, new float[0]));
    }
    return new Grounding(tracks, roles);
  }

  @Override
  public Map<Role, Broadcast> broadcast(
      Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
    return Map.of(
        Role.TARGET,
        new Broadcast(new float[0], Map.of("vision", 0.5, "language", 0.3, "body", 0.2)));
  }

  @Override
  public ActionChunk act(ActionContext context) {
    Transform hand = context.hand().tableFromTool();
    if (goal == null) {
      goal = turned(hand, TURN_RAD);
    }
    double left = angleRad(goal) - angleRad(hand);
    boolean there = Math.abs(left) < THERE_RAD && !text.equals("turn and wait");
    double close = there && text.equals(TURN_AND_CLOSE) ? 1 : 0;
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 1; i <= ActionChunk.STEPS; i++) {
      double share = Math.min(1, i * ActionChunk.STEP_SECONDS / SECONDS);
      steps.add(new ActionChunk.Step(turned(hand, left * share), close, there ? 1 : 0, 0.5));
    }
    long age = text.equals("old") ? 1_000_000_000L : 0;
    return new ActionChunk(context.stampNanos() - age, ActionChunk.STEP_SECONDS, steps);
  }

  private double angleRad(Transform hand) {
    Vector3 fromAxis = hand.translation().minus(axisMeters);
    return Math.atan2(fromAxis.y(), fromAxis.x());
  }

  private Transform turned(Transform hand, double angleRad) {
    Quaternion turn = Quaternion.fromYaw(angleRad);
    Vector3 fromAxis = hand.translation().minus(axisMeters);
    return new Transform(
        CameraModel.TABLE,
        hand.source(),
        axisMeters.plus(turn.rotate(fromAxis)),
        turn.after(hand.rotation()));
  }
}
