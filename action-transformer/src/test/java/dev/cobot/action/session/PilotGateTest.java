package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.Release;
import dev.cobot.action.safety.Release.Reason;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each check of the gate fires alone when a whole pilot is fed one fault. Everything but the
 * scripted mind is the runtime's own, and the tick before each fault is released: nothing else is
 * wrong.
 */
class PilotGateTest {
  private static final double[] REST = new double[6];
  private static final int WRIST = 5;
  private static ScriptedCell cell;

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
    pilot = commanded();
    now = ScriptedCell.START;
  }

  private Pilot commanded() {
    return new Pilot(
        mind,
        new Pilot.Cell(cell.world.robot(), SkillCatalog.ALL, gate, 40),
        "put the red cube in the bowl",
        FirstMotion.AT_ONCE);
  }

  /** Lets the pilot look, then move once with nothing wrong. */
  private void moveOnce(double[] positionsRad) {
    for (int look = 0; look < 4; look++) {
      assertInstanceOf(Turn.Watch.class, clean(positionsRad).turn());
    }
    assertReleased(clean(positionsRad));
  }

  private Tick clean(double[] positionsRad) {
    now += ScriptedCell.TICK;
    ArmState arm = cell.arm(positionsRad, now);
    return pilot.tick(cell.seen(arm), Present.of(arm));
  }

  private static void assertReleased(Tick tick) {
    assertInstanceOf(Turn.Move.class, tick.turn(), () -> tick.turn().toString());
    assertInstanceOf(Release.Released.class, tick.release().orElseThrow());
  }

  private Release.Stopped assertStopped(Reason reason, Tick tick) {
    Outcome outcome =
        assertInstanceOf(Turn.End.class, tick.turn(), () -> tick.turn().toString()).outcome();
    Release.Stopped stopped = assertInstanceOf(Release.Stopped.class, tick.release().orElseThrow());
    assertEquals(reason, stopped.reason(), stopped.sentence());
    assertEquals(reason, gate.latched().orElseThrow().reason(), "a stop latches");
    assertEquals(1, gate.stops());
    assertEquals(Outcome.Kind.REFUSED, outcome.kind());
    assertEquals(Refusal.Reason.GATE, outcome.refusal().reason());
    assertEquals(stopped.sentence(), outcome.detail());
    return stopped;
  }

  /** Feeds a lasting fault: the pilot bears it for a second, then the gate is asked. */
  private Release.Stopped assertStoppedAfterLateTicks(Consumer<List<Tick>> oneTick) {
    List<Tick> ticks = new ArrayList<>();
    do {
      oneTick.accept(ticks);
    } while (ticks.get(ticks.size() - 1).turn() instanceof Turn.Late && ticks.size() < 100);
    assertEquals(26, ticks.size(), "a second of ticks is borne");
    for (Tick late : ticks.subList(0, 25)) {
      assertTrue(late.release().isEmpty(), "nothing is released meanwhile");
    }
    return assertStopped(Reason.FRESHNESS, ticks.get(25));
  }

  @Test
  void withoutAFaultEveryTickIsReleasedAsItIs() {
    moveOnce(cell.home);
    for (int i = 0; i < 50; i++) {
      assertReleased(clean(cell.home));
    }
    assertEquals(0, gate.stops());
    assertEquals(0, gate.clips());
  }

  @Test
  void aHandThatIsLedBeyondASideOfTheWorkspaceIsKeptInsideAndNotStopped() {
    Vector3 at =
        cell.world
            .robot()
            .tableFromBase()
            .after(new Kinematics(cell.world.robot().model()).baseFromTool(cell.home))
            .translation();
    GateLimits of = cell.limits;
    GateLimits narrow =
        new GateLimits(
            of.jointStateAgeSeconds(),
            of.observationAgeSeconds(),
            of.imageAgeSeconds(),
            of.startToleranceRad(),
            of.positionMarginRad(),
            of.velocityFactor(),
            of.accelerationRadPerSecond2(),
            of.toolSpeedMetersPerSecond(),
            of.horizonSeconds(),
            of.rampSeconds(),
            new GateLimits.Box(
                List.of(at.x() - 0.3, at.x() + 0.02),
                of.workspace().yMeters(),
                of.workspace().zMeters()));
    gate = new SafetyGate(narrow, cell.world.robot().model(), cell.world.robot().tableFromBase());
    pilot = commanded();
    mind.motion =
        context -> {
          List<ActionChunk.Step> steps = new ArrayList<>();
          for (int i = 1; i <= ActionChunk.STEPS; i++) {
            Transform from = context.hand().tableFromTool();
            Vector3 ahead = from.translation().plus(new Vector3(0.004 * i, 0, 0));
            steps.add(
                new ActionChunk.Step(
                    new Transform(from.target(), from.source(), ahead, from.rotation()),
                    0,
                    0,
                    0.5));
          }
          return ScriptedMind.chunk(context, steps);
        };
    moveOnce(cell.home);
    assertEquals(0, gate.stops());
  }

  @Test
  void aStopFromOutside() {
    moveOnce(cell.home);
    gate.stop("somebody pressed the button");
    assertStopped(Reason.PERMIT, clean(cell.home));
  }

  /**
   * The joints' names come from the robot, and a state that is not whole when it is decoded is an
   * error there, which the second half shows. What is left is a source that overwrites the arrays
   * that it handed out while the pilot decides.
   */
  @Test
  void aMeasurementThatIsNoNumber() {
    moveOnce(cell.home);
    assertStopped(
        Reason.SHAPE, overwritten(arm -> arm.velocitiesRadPerSecond()[WRIST] = Double.NaN));

    start();
    moveOnce(cell.home);
    ArmState before = cell.arm(cell.home, now);
    ArmState short1 = cell.arm(Arrays.copyOf(cell.home, WRIST), now);
    assertThrows(
        IllegalArgumentException.class,
        () -> pilot.tick(cell.seen(before), Present.of(short1)),
        "five joints of six never become a motion");
  }

  /** Takes a tick during which the arm's state changes after it was decoded. */
  private Tick overwritten(Consumer<ArmState> change) {
    now += ScriptedCell.TICK;
    ArmState shared = cell.arm(cell.home, now);
    return pilot.tick(
        cell.seen(cell.arm(cell.home, now)),
        new Present() {
          @Override
          public ArmState arm() {
            return shared;
          }

          @Override
          public long nowNanos() {
            change.accept(shared);
            return now;
          }
        });
  }

  @Test
  void jointStatesThatAreTooOld() {
    moveOnce(cell.home);
    Release.Stopped stopped =
        assertStoppedAfterLateTicks(
            ticks -> {
              now += ScriptedCell.TICK;
              // Older than a joint state may be, not older than an observation may be.
              ArmState old = cell.arm(cell.home, now - 120_000_000L);
              ticks.add(pilot.tick(cell.seen(old), ScriptedCell.present(old, now)));
            });
    assertTrue(stopped.sentence().startsWith("the newest joint state is 120 ms old"));
  }

  @Test
  void anObservationThatIsTooOld() {
    moveOnce(cell.home);
    Release.Stopped stopped =
        assertStoppedAfterLateTicks(
            ticks -> {
              now += ScriptedCell.TICK;
              ArmState then = cell.arm(cell.home, now - 200_000_000L);
              // Seeing and deciding took 200 ms; the joint state is as new as can be.
              ticks.add(pilot.tick(cell.seen(then), Present.of(cell.arm(cell.home, now))));
            });
    assertTrue(
        stopped.sentence().startsWith("the newest observation is 200 ms old"), stopped::sentence);
  }

  @Test
  void picturesThatStopComing() {
    moveOnce(cell.home);
    long last = now;
    for (int i = 0; i < 14; i++) {
      assertReleased(blind());
    }
    assertEquals(560_000_000L, now - last, "a tick more and the picture is too old");
    waitBlind(3 * ScriptedCell.SECOND);
    assertReleased(clean(cell.home));
    assertEquals(Optional.empty(), pilot.aside(), "a new picture, and it goes on");
    for (int i = 0; i < 15; i++) {
      blind();
    }
    long seen = now - 15 * ScriptedCell.TICK;
    waitBlind(5 * ScriptedCell.SECOND - (now - seen) - ScriptedCell.TICK);
    Outcome outcome = assertInstanceOf(Turn.End.class, blind().turn()).outcome();
    assertEquals(Outcome.Kind.FAILED, outcome.kind());
    assertEquals(Refusal.Reason.STALE, outcome.refusal().reason());
    assertEquals("no new picture came for 5.0 s; does the camera still run?", outcome.detail());
    assertEquals(0, gate.stops(), "nothing has to be reset");
  }

  /** Nothing is released and nothing decided for a time without pictures. */
  private void waitBlind(long nanos) {
    int decided = mind.contexts.size();
    for (long end = now + nanos; now + ScriptedCell.TICK <= end; ) {
      Tick tick = blind();
      assertInstanceOf(Turn.Watch.class, tick.turn());
      assertTrue(tick.release().isEmpty());
      assertEquals(Optional.of(Aside.BLIND), pilot.aside());
    }
    assertEquals(decided, mind.contexts.size());
  }

  @Test
  void aStopFromOutsideWhileItWaitsForAPicture() {
    moveOnce(cell.home);
    for (int i = 0; i < 20; i++) {
      blind();
    }
    gate.stop("somebody pressed the button");
    assertStopped(Reason.PERMIT, blind());
  }

  private Tick blind() {
    now += ScriptedCell.TICK;
    ArmState arm = cell.arm(cell.home, now);
    return pilot.tick(Observation.of(arm), Present.of(arm));
  }

  /** A stamp from the future is no delay: it stops at once. */
  @Test
  void aPictureFromTheFuture() {
    moveOnce(cell.home);
    now += ScriptedCell.TICK;
    ArmState arm = cell.arm(cell.home, now);
    Tick tick =
        pilot.tick(Observation.of(arm, cell.picture(now + ScriptedCell.SECOND)), Present.of(arm));
    Release.Stopped stopped = assertStopped(Reason.FRESHNESS, tick);
    assertTrue(stopped.sentence().contains("picture comes from 1000 ms in the future"));
  }

  @Test
  void aShortDelayIsForgotten() {
    moveOnce(cell.home);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 25; i++) {
        now += ScriptedCell.TICK;
        ArmState old = cell.arm(cell.home, now - 120_000_000L);
        assertInstanceOf(
            Turn.Late.class, pilot.tick(cell.seen(old), ScriptedCell.present(old, now)).turn());
      }
      assertReleased(clean(cell.home));
    }
  }

  /**
   * The decoder begins each motion at the joints that the present says, so neither a mind nor an
   * honest present can feed a jump. A source can that overwrites the array that it handed out while
   * the pilot decides.
   */
  @Test
  void aMotionThatStartsElsewhere() {
    moveOnce(cell.home);
    Release.Stopped stopped =
        assertStopped(Reason.CONTINUITY, overwritten(arm -> arm.positionsRad()[2] += 0.03));
    assertEquals(0.03, stopped.measured(), 1e-9);
  }

  /** Returns home with the last joint turned to this distance below its upper limit. */
  private static double[] nearLimit(double belowRad) {
    Joint joint = cell.world.robot().model().armJoints().get(WRIST);
    double[] positionsRad = cell.home.clone();
    positionsRad[WRIST] = joint.upper() - belowRad;
    return positionsRad;
  }

  @Test
  void anArmBeyondAJointsLimit() {
    moveOnce(nearLimit(0.02));
    Release.Stopped stopped = assertStopped(Reason.POSITION, clean(nearLimit(-0.02)));
    assertTrue(stopped.sentence().startsWith("wrist_3_joint is measured at"), stopped::sentence);
  }

  /** Makes the mind move the hand straight up or down. */
  private void moveVertically(double metersPerSecond) {
    mind.motion =
        context -> {
          List<ActionChunk.Step> steps = new ArrayList<>();
          for (int i = 1; i <= ActionChunk.STEPS; i++) {
            double dz = metersPerSecond * i * ActionChunk.STEP_SECONDS;
            steps.add(new ActionChunk.Step(raised(context, dz), 0, 0, 0.5));
          }
          return ScriptedMind.chunk(context, steps);
        };
  }

  private static Transform raised(ActionContext context, double dz) {
    Transform hand = context.hand().tableFromTool();
    return new Transform(
        CameraModel.TABLE,
        hand.source(),
        hand.translation().plus(new Vector3(0, 0, dz)),
        hand.rotation());
  }

  @Test
  void aMotionIntoTheTable() {
    double[] low = cell.reaching(new Vector3(0.1, 0, 0.02));
    moveOnce(low);
    moveVertically(0.06);
    assertReleased(clean(low));
    moveVertically(-0.06);
    Release.Stopped stopped = assertStopped(Reason.WORKSPACE, clean(low));
    assertTrue(stopped.sentence().contains("z = "), stopped::sentence);
    assertEquals(0.004, stopped.limit());
  }

  /** Too fast is slowed; what is left is an arm that runs into its limit whatever is done. */
  @Test
  void anArmThatNoSlowerMotionStopsInTime() {
    double[] near = nearLimit(0.02);
    moveOnce(near);
    double[] spinning = REST.clone();
    spinning[WRIST] = 3;
    now += ScriptedCell.TICK;
    ArmState arm = cell.arm(near, spinning, now);
    Release.Stopped stopped =
        assertStopped(Reason.LIMITS, pilot.tick(cell.seen(arm), Present.of(arm)));
    assertTrue(stopped.sentence().contains("times too fast"), stopped::sentence);
  }

  @Test
  void onlyTheArmsLimitMakesItSo() {
    double[] spinning = REST.clone();
    spinning[WRIST] = 3;
    moveOnce(cell.home);
    now += ScriptedCell.TICK;
    ArmState arm = cell.arm(cell.home, spinning, now);
    assertReleased(pilot.tick(cell.seen(arm), Present.of(arm)));
    assertTrue(gate.clips() > 0, "away from the limit the same speed is slowed");
  }
}
