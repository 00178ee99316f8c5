package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.rehearse.Rehearsal;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.brain.belief.Track;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop with a scripted mind and a clock of the test's own, without ROS. */
class CellLoopTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final ScriptedMind mind = new ScriptedMind();
  private final Recorded output = new Recorded();
  private World world;
  private double[] positions;
  private CellLoop loop;
  private GateLimits limits;
  private long now = 10_000_000_000L;
  private long clockAheadNanos;
  private long startedAnewNanos;
  private final Inbox inbox = new Inbox(() -> now);

  private final class Recorded implements CellOutput {
    private final List<String> states = new ArrayList<>();
    private final List<String> explanations = new ArrayList<>();
    private final List<JointTrajectory> moves = new ArrayList<>();
    private final List<CommandReport> reports = new ArrayList<>();
    private LoopHealth health;

    @Override
    public long nowNanos() {
      return now + clockAheadNanos - startedAnewNanos;
    }

    @Override
    public void move(JointTrajectory released, long stampNanos) {
      moves.add(released);
    }

    @Override
    public void grip(boolean close) {}

    @Override
    public void state(String json) {
      states.add(json);
    }

    @Override
    public void explain(String json) {
      explanations.add(json);
    }

    @Override
    public void objects(List<Track> tracks, long stampNanos) {}

    @Override
    public void diagnose(LoopHealth newest) {
      health = newest;
    }

    @Override
    public void ended(CommandReport report) {
      reports.add(report);
    }

    JsonNode lastState() throws Exception {
      return JSON.readTree(states.get(states.size() - 1));
    }

    CommandReport lastReport() {
      return reports.get(reports.size() - 1);
    }
  }

  @BeforeEach
  void open() throws Exception {
    Profile profile =
        ProfileReader.read(ProjectHome.resolve("launch/profiles/default.yaml"), List.of());
    world = World.load(ProjectHome.resolve(profile.world()));
    positions = PlantSimulator.homePositionsRad(world);
    limits = profile.gate();
    loop = loop(null);
  }

  private CellLoop loop(Rehearser rehearser) {
    return new CellLoop(
        inbox,
        mind,
        new SafetyGate(limits, world.robot().model(), world.robot().tableFromBase()),
        output,
        limits,
        2_000_000_000L,
        rehearser,
        () -> now);
  }

  /** One joint state, with a picture every fourth time; the arm follows what was released. */
  private void step() throws InterruptedException {
    now += 20_000_000L;
    double[] velocities = new double[6];
    if (!output.moves.isEmpty()) {
      JointTrajectory released = output.moves.get(output.moves.size() - 1);
      velocities = released.velocitiesAt(0.04);
      positions = released.positionsAt(0.02);
    }
    inbox.offer(
        new ArmState(
            world.robot().model().armJointNames(),
            positions.clone(),
            velocities,
            0.08,
            0,
            now - startedAnewNanos));
    if (now / 20_000_000L % 4 == 0) {
      byte[] rgb =
          new byte
              [3
                  * world.camera().intrinsics().widthPixels()
                  * world.camera().intrinsics().heightPixels()];
      inbox.offer(new CameraFrame(now - startedAnewNanos - 30_000_000L, world.camera(), rgb));
    }
    loop.step(inbox.take(0));
  }

  private void runUntilEnd(int ends) throws InterruptedException {
    for (int i = 0; i < 600 && output.reports.size() < ends; i++) {
      step();
    }
    assertEquals(ends, output.reports.size(), "the command ends");
  }

  private static Command command(String id, String text) {
    return new Command(id, text, Long.MAX_VALUE);
  }

  private Rehearser rehearsing(double minRate) throws Exception {
    TaskSuite suite = TaskSuite.load(ProjectHome.resolve("worlds/suites/rat7.yaml"));
    Rehearser rehearser =
        Rehearser.start(
            2,
            minRate,
            1,
            2,
            () -> new Rehearser.Stage(Rehearsal.expert(world, suite.task("T2")), () -> {}));
    loop = loop(rehearser);
    return rehearser;
  }

  /** As {@link #runUntilEnd}, but the rehearsal takes real time. */
  private void runUntilRehearsed() throws InterruptedException {
    for (int i = 0; i < 20_000 && output.reports.isEmpty(); i++) {
      step();
      Thread.sleep(1);
    }
    assertEquals(1, output.reports.size(), "the command ends");
  }

  @Test
  void aCommandIsRehearsedBeforeTheArmMoves() throws Exception {
    try (Rehearser rehearser = rehearsing(0)) {
      assertEquals(0, rehearser.minRate());
      inbox.offer(command("a", "turn"));
      runUntilRehearsed();
      CommandReport report = output.lastReport();
      assertEquals("done", report.outcome(), report.detail());
      assertTrue(mind.held > 2, "the loop held for " + mind.held + " ticks");
      assertEquals(2, report.rehearsal().report().twins());
      // The scripted mind believes in a cube and no bowl: nothing to place it in.
      assertEquals(0, report.rehearsal().report().successes());
      assertTrue(report.rehearsal().picture().isPresent());
      assertTrue(report.phases().stream().anyMatch(p -> p.name().equals("rehearse")));
    }
  }

  @Test
  void aCommandWhoseRehearsalsFailIsRefusedWithoutMotion() throws Exception {
    try (Rehearser rehearser = rehearsing(0.5)) {
      assertEquals(0.5, rehearser.minRate());
      inbox.offer(command("a", "turn"));
      runUntilRehearsed();
      assertEquals("refused", output.lastReport().outcome());
      assertEquals("REHEARSAL", output.lastReport().reason());
      assertTrue(
          output.lastReport().detail().startsWith("only 0 of 2 rehearsals succeeded"),
          output.lastReport().detail());
      assertEquals(List.of(), output.moves);
    }
  }

  @Test
  void aStopEndsARehearsal() throws Exception {
    try (Rehearser rehearser = rehearsing(0.5)) {
      inbox.offer(command("a", "turn"));
      for (int i = 0; i < 40 && mind.held == 0; i++) {
        step();
      }
      assertTrue(mind.held > 0, "it rehearses, " + rehearser.seed());
      inbox.stop("the test says so");
      step();
      assertEquals("GATE", output.lastReport().reason());
      assertEquals(List.of(), output.moves);
    }
  }

  @Test
  void whatChangesMeanwhileIsRehearsedAgainAndThenRefused() throws Exception {
    try (Rehearser rehearser = rehearsing(0)) {
      mind.restless = true;
      inbox.offer(command("a", "turn"));
      runUntilRehearsed();
      assertEquals("REHEARSAL", output.lastReport().reason());
      assertTrue(
          output.lastReport().detail().contains("each of 3 rehearsals"),
          output.lastReport().detail() + rehearser.seed());
      assertEquals(List.of(), output.moves);
    }
  }

  @Test
  void aCommandIsCarriedOutAndAccountedFor() throws Exception {
    double before = positions[0];
    inbox.offer(command("a", "turn"));
    runUntilEnd(1);
    CommandReport report = output.lastReport();
    assertEquals("done", report.outcome());
    assertEquals(before + ScriptedMind.TURN_RAD, positions[0], 0.02);
    assertEquals("pick the red cube, place it in the bowl", report.understood());
    assertEquals("cube-1", report.target());
    assertEquals(0.9, report.targetAttention().get("cube-1"), 1e-9);
    assertTrue(report.motionSeconds() > 0.3, "moved for " + report.motionSeconds());
    assertEquals("look", report.phases().get(0).name());
    assertEquals("a", output.lastState().path("commandId").asText());
    assertEquals("done", output.lastState().path("outcome").asText());
    JsonNode explanation = JSON.readTree(output.explanations.get(0));
    assertEquals(0.5, explanation.path("attention").path("modality").path("vision").asDouble());
    assertTrue(loop.tickTimes().count() > 10);
  }

  @Test
  void itTicksAtTwentyFiveHertzOfTheJointStates() throws Exception {
    inbox.offer(command("a", "wait"));
    for (int i = 0; i < 100; i++) {
      step();
    }
    assertEquals(50.0, (double) loop.tickTimes().count(), 1);
  }

  @Test
  void theSameIdGetsTheSameAnswer() throws Exception {
    inbox.offer(command("a", "sing"));
    runUntilEnd(1);
    JsonNode first = output.lastState();
    inbox.offer(command("a", "turn"));
    step();
    assertEquals(first, output.lastState());
    assertEquals(List.of("sing"), mind.heard);
    assertEquals("NOT_UNDERSTOOD", first.path("reason").asText());
    assertEquals("turn?", first.path("question").asText());
  }

  @Test
  void aSecondCommandIsRefusedWhileOneRuns() throws Exception {
    inbox.offer(command("a", "turn"));
    step();
    inbox.offer(command("b", "turn"));
    step();
    assertEquals("b", output.lastReport().commandId());
    assertEquals("BUSY", output.lastReport().reason());
    runUntilEnd(2);
    assertEquals("done", output.lastReport().outcome());
  }

  @Test
  void anExpiredCommandIsStale() throws Exception {
    inbox.offer(new Command("a", "turn", now - 1));
    step();
    assertEquals("STALE", output.lastReport().reason());
    assertEquals("refused", output.lastReport().outcome());
    assertEquals(List.of(), output.moves);
  }

  @Test
  void theGateStopsAWildMotionAndStaysStopped() throws Exception {
    inbox.offer(command("a", "wild"));
    runUntilEnd(1);
    assertEquals("GATE", output.lastReport().reason());
    assertEquals(1, output.lastReport().stops());
    assertEquals("stopped", output.lastState().path("state").asText());
    inbox.offer(command("b", "turn"));
    runUntilEnd(2);
    assertEquals("GATE", output.lastReport().reason());
    assertEquals(List.of(), output.moves);
    inbox.reset();
    inbox.offer(command("c", "turn"));
    runUntilEnd(3);
    assertEquals("done", output.lastReport().outcome());
  }

  @Test
  void aStopBrakesAndEndsTheCommand() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 20; i++) {
      step();
    }
    int moves = output.moves.size();
    assertTrue(moves > 3, "it moves");
    inbox.stop("the button");
    step();
    assertEquals("refused", output.lastReport().outcome());
    assertEquals("the button", output.lastReport().detail());
    JointTrajectory brake = output.moves.get(output.moves.size() - 1);
    assertEquals(moves + 1, output.moves.size());
    assertTrue(brake.durationSeconds() < 0.2, "brakes in " + brake.durationSeconds());
    step();
    assertEquals(moves + 1, output.moves.size(), "nothing is released after a stop");
  }

  @Test
  void aTimeThatJumpsBackDropsTheCommandAndNothingElse() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 20; i++) {
      step();
    }
    int moves = output.moves.size();
    assertTrue(moves > 3, "it moves");
    long old = now;
    startedAnewNanos = now;
    positions = PlantSimulator.homePositionsRad(world);
    output.moves.clear();
    step();
    CommandReport report = output.lastReport();
    assertEquals("failed", report.outcome());
    assertEquals("STALE", report.reason());
    assertTrue(report.detail().contains("the cell was reset"), report.detail());
    // The one motion replaces what is still on its way: the arm stays where it is.
    assertEquals(1, output.moves.size());
    assertEquals(positions[0], output.moves.get(0).positionsAt(1)[0], 1e-9);
    // A picture of the old time comes late.
    int bytes =
        3 * world.camera().intrinsics().widthPixels() * world.camera().intrinsics().heightPixels();
    inbox.offer(new CameraFrame(old, world.camera(), new byte[bytes]));
    inbox.offer(command("b", "turn"));
    runUntilEnd(2);
    assertEquals("done", output.lastReport().outcome(), output.lastReport().detail());
  }

  @Test
  void aCrashEndsTheCommandNotTheLoop() throws Exception {
    inbox.offer(command("a", "crash"));
    runUntilEnd(1);
    assertEquals("failed", output.lastReport().outcome());
    inbox.offer(command("b", "turn"));
    runUntilEnd(2);
    assertEquals("done", output.lastReport().outcome());
  }

  @Test
  void aSilentCellIsLost() throws Exception {
    inbox.offer(command("a", "turn"));
    step();
    now += 2_100_000_000L;
    loop.step(inbox.take(0));
    assertTrue(output.lastReport().peerLost());
    assertEquals("failed", output.lastReport().outcome());
  }

  @Test
  void aMotionThatComesTooLateIsNotReleased() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 10; i++) {
      step();
    }
    int moves = output.moves.size();
    clockAheadNanos = 200_000_000L;
    for (int i = 0; i < 6; i++) {
      step();
    }
    assertEquals(moves, output.moves.size(), "late motions are left out");
    clockAheadNanos = 0;
    runUntilEnd(1);
    assertEquals("done", output.lastReport().outcome(), "a short delay does no harm");
  }

  @Test
  void aClockThatStaysAheadStops() throws Exception {
    clockAheadNanos = 200_000_000L;
    inbox.offer(command("a", "turn"));
    runUntilEnd(1);
    assertEquals("GATE", output.lastReport().reason());
    assertTrue(output.lastReport().detail().contains("ms old"), output.lastReport().detail());
  }

  @Test
  void healthIsToldEverySecond() throws Exception {
    for (int i = 0; i < 60; i++) {
      step();
    }
    assertTrue(output.health.jointAgeSeconds() < 0.1);
    assertNull(output.health.gateStop());
  }
}
