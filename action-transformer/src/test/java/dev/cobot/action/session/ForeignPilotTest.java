package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.foreign.ExportedNets;
import dev.cobot.action.foreign.ForeignPolicy;
import dev.cobot.action.policy.Acting;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.Release;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole pilot that a policy of another making drives: the gate is the same. */
class ForeignPilotTest {
  private static ScriptedCell cell;

  @TempDir private Path folder;
  private ScriptedMind mind;
  private SafetyGate gate;
  private Pilot pilot;
  private long now;

  @BeforeAll
  static void load() throws Exception {
    cell = new ScriptedCell();
  }

  @BeforeEach
  void start() {
    mind = ScriptedCell.mind();
    gate = cell.gate();
    pilot =
        new Pilot(
            mind,
            new Pilot.Cell(cell.world.robot(), SkillCatalog.ALL, gate, 40),
            "put the red cube in the bowl",
            FirstMotion.AT_ONCE);
    now = ScriptedCell.START;
  }

  private Tick tick() {
    now += ScriptedCell.TICK;
    ArmState arm = cell.arm(cell.home, now);
    return pilot.tick(cell.seen(arm), Present.of(arm));
  }

  private Tick firstDecision() {
    for (int look = 0; look < 4; look++) {
      assertInstanceOf(Turn.Watch.class, tick().turn());
    }
    return tick();
  }

  private ForeignPolicy wanting(boolean isRooted, double xMeters, double yMeters, double zMeters)
      throws Exception {
    ExportedNets.constant(
        folder, isRooted, (float) xMeters, (float) yMeters, (float) zMeters, 1, 0, 0, 0, 0);
    ForeignPolicy policy = ForeignPolicy.open(folder, InferenceDevice.CPU);
    policy.fit(cell.world, cell.limits.observationAgeSeconds());
    mind.motion = policy::act;
    mind.acting = policy.acting();
    return policy;
  }

  private static Vector3 hand() {
    return cell.world
        .robot()
        .tableFromBase()
        .after(new Kinematics(cell.world.robot().model()).baseFromTool(cell.home))
        .translation();
  }

  private void assertStopped(Tick tick, Release.Reason reason, String words) {
    Outcome outcome = assertInstanceOf(Turn.End.class, tick.turn()).outcome();
    assertEquals(Refusal.Reason.GATE, outcome.refusal().reason());
    assertTrue(outcome.detail().contains(words), outcome::detail);
    assertEquals(reason, gate.latched().orElseThrow().reason());
    assertInstanceOf(Release.Stopped.class, tick.release().orElseThrow());
  }

  @Test
  void whatIsDecidedIsCarriedOutForItsStepsAndThenDecidedAnew() throws Exception {
    Vector3 at = hand();
    try (ForeignPolicy policy = wanting(false, at.x(), at.y(), at.z())) {
      Tick first = firstDecision();
      assertInstanceOf(Turn.Move.class, first.turn(), () -> first.turn().toString());
      ActionChunk whole = first.chunk().orElseThrow();
      assertEquals(3, whole.steps().size());
      ActionChunk rest = tick().chunk().orElseThrow();
      assertEquals(1, mind.contexts.size(), "two steps of a decision are carried out");
      assertEquals(whole.steps().subList(1, 3), rest.steps());
      assertEquals(now, rest.stampNanos());
      assertInstanceOf(Turn.Move.class, tick().turn());
      assertEquals(2, mind.contexts.size());
      assertEquals(0, policy.acting().cameras().size());
    }
  }

  @Test
  void theGateStopsWhatIsUnsafe() throws Exception {
    Vector3 at = hand();
    try (ForeignPolicy policy = wanting(false, at.x(), at.y(), -0.3)) {
      assertEquals(1, policy.skills().size());
      Tick tick = firstDecision();
      for (int i = 0; i < 200 && tick.turn() instanceof Turn.Move move; i++) {
        tick = follow(move);
      }
      assertStopped(tick, Release.Reason.WORKSPACE, "the tool would go to z");
    }
  }

  /** An arm that is where it was told to be. */
  private Tick follow(Turn.Move move) {
    now += ScriptedCell.TICK;
    var released = move.released().trajectory();
    int point = 0;
    while (released.timesSeconds()[point] < 0.04 - 1e-6) {
      point++;
    }
    ArmState arm =
        cell.arm(released.positionsRad()[point], released.velocitiesRadPerSecond()[point], now);
    // A picture that stays as it is while the hand moves would be taken for a frozen one.
    CameraFrame picture = cell.picture(now);
    picture.rgb()[0] = (byte) (now / ScriptedCell.TICK);
    return pilot.tick(Observation.of(arm, picture), Present.of(arm));
  }

  @Test
  void whatIsNoNumberStopsTheArm() throws Exception {
    assertTrue(hand().x() < 0, "its root is no number");
    try (ForeignPolicy policy = wanting(true, 0, 0, 0.3)) {
      assertEquals(1, policy.skills().size());
      assertStopped(firstDecision(), Release.Reason.SHAPE, "NaN for hand_x_m; nothing moves");
    }
  }

  @Test
  void withoutThePicturesItNeedsNothingMoves() {
    mind.acting = new Acting(Set.of("wrist"), 0, false);
    for (int i = 0; i < 300; i++) {
      Turn turn = tick().turn();
      if (turn instanceof Turn.End end) {
        assertEquals(Refusal.Reason.STALE, end.outcome().refusal().reason());
        assertTrue(end.outcome().detail().contains("of [wrist] none"), end.outcome()::detail);
        assertEquals(Outcome.Kind.REFUSED, end.outcome().kind());
        assertEquals(0, mind.contexts.size());
        return;
      }
      assertInstanceOf(Turn.Watch.class, turn);
    }
    throw new AssertionError("it waits for ever");
  }
}
