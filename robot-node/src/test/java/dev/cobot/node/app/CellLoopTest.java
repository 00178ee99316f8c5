package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.rehearse.Rehearsal;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.Role;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop with a scripted mind and a clock of the test's own, without ROS. */
class CellLoopTest {
  private ScriptedMind mind;
  private final Recorded output = new Recorded();
  private World world;
  private double[] positions;
  private CellLoop loop;
  private GateLimits limits;
  private long now = 10_000_000_000L;
  private long clockAheadNanos;
  private long startedAnewNanos;
  private boolean frozen;
  private double openingMeters = 0.08;
  private final Inbox inbox = new Inbox(() -> now);

  /** Plays the arm and listens. */
  private final class Recorded implements Actuators, CellListener {
    private final List<CellEvent> events = new ArrayList<>();
    private final List<CellStatus> statuses = new ArrayList<>();
    private final List<JointTrajectory> moves = new ArrayList<>();
    private final List<CommandReport> reports = new ArrayList<>();
    private CellHealth health;

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
    public void on(CellEvent event) {
      events.add(event);
      if (event instanceof CellEvent.Status status) {
        statuses.add(status.status());
      } else if (event instanceof CellEvent.Ended ended) {
        reports.add(ended.report());
      } else if (event instanceof CellEvent.Health newest) {
        health = newest.health();
      }
    }

    CellStatus lastStatus() {
      return statuses.get(statuses.size() - 1);
    }

    CommandReport lastReport() {
      return reports.get(reports.size() - 1);
    }

    <E extends CellEvent> List<E> all(Class<E> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }

  @BeforeEach
  void open() throws Exception {
    Profile profile = ProfileReader.shipped();
    world = World.load(ProjectHome.resolve(profile.world()));
    positions = PlantSimulator.homePositionsRad(world);
    limits = profile.gate();
    mind = new ScriptedMind(world);
    loop = loop(null);
  }

  private CellLoop loop(Rehearser rehearser) {
    return new CellLoop(
        inbox,
        mind,
        new Pilot.Cell(world.robot(), SkillCatalog.ALL, SafetyGate.of(limits, world.robot()), 40),
        output,
        List.of(output),
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
            openingMeters,
            0,
            now - startedAnewNanos));
    if (now / 20_000_000L % 4 == 0) {
      byte[] rgb =
          new byte
              [3
                  * world.camera().intrinsics().widthPixels()
                  * world.camera().intrinsics().heightPixels()];
      rgb[0] = (byte) (frozen ? 0 : now / 80_000_000L);
      inbox.offer(new CameraFrame(now - startedAnewNanos - 30_000_000L, world.camera(), rgb));
    }
    loop.step(inbox.take(0));
  }

  private void runUntilEnd(int ends) throws InterruptedException {
    runUntilEnd(ends, 600);
  }

  private void runUntilEnd(int ends, int most) throws InterruptedException {
    for (int i = 0; i < most && output.reports.size() < ends; i++) {
      step();
    }
    assertEquals(ends, output.reports.size(), "the command ends");
  }

  private static Command command(String id, String text) {
    return new Command(id, text, Long.MAX_VALUE);
  }

  /** The joints that bring the hand to a place of the table, pointing down. */
  private double[] reaching(Vector3 place) {
    Transform tableFromTool =
        new Transform(CameraModel.TABLE, RobotModel.TOOL, place, InverseKinematics.toolDown(0));
    return new InverseKinematics(world.robot().model())
        .solve(world.robot().tableFromBase().inverse().after(tableFromTool), positions)
        .positionsRad();
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
      Thread.sleep(mind.restless ? 10 : 1);
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
      assertEquals(Outcome.Kind.DONE, report.outcome().kind(), report.outcome().detail());
      assertEquals(2, report.rehearsal().report().twins());
      assertEquals(2, report.rehearsal().report().successes());
      assertEquals(0, report.rehearsal().minRate());
      assertTrue(report.rehearsal().picture().isPresent());
      assertTrue(report.phases().stream().anyMatch(p -> p.name().equals("rehearse")));
    }
  }

  @Test
  void aCommandWhoseRehearsalsFailIsRefusedWithoutMotion() throws Exception {
    try (Rehearser rehearser = rehearsing(0.5)) {
      assertEquals(0.5, rehearser.minRate());
      mind.bowlMeters = new Vector3(0.13, -0.7, 0.03); // beside the table: no twin can have it
      inbox.offer(command("a", "turn"));
      runUntilRehearsed();
      assertEquals(Outcome.Kind.REFUSED, output.lastReport().outcome().kind());
      assertEquals(
          Optional.of(Refusal.Reason.REHEARSAL),
          output.lastReport().reason(),
          output.lastReport().outcome().detail());
      assertTrue(
          output.lastReport().outcome().detail().startsWith("only 0 of 2 rehearsals succeeded"),
          output.lastReport().outcome().detail());
      assertEquals(List.of(), output.moves);
    }
  }

  @Test
  void aStopEndsARehearsal() throws Exception {
    try (Rehearser rehearser = rehearsing(0.5)) {
      inbox.offer(command("a", "turn"));
      for (int i = 0; i < 60 && mind.grounded == 0; i++) {
        step();
      }
      step();
      step();
      assertEquals(1, mind.grounded, "it rehearses, " + rehearser.seed());
      inbox.stop("the test says so");
      step();
      assertEquals(Refusal.Reason.GATE, output.lastReport().reason().orElseThrow());
      assertEquals(List.of(), output.moves);
    }
  }

  @Test
  void whatChangesMeanwhileIsRehearsedAgainAndThenRefused() throws Exception {
    try (Rehearser rehearser = rehearsing(0)) {
      mind.restless = true;
      inbox.offer(command("a", "turn"));
      runUntilRehearsed();
      assertEquals(
          Optional.of(Refusal.Reason.REHEARSAL),
          output.lastReport().reason(),
          output.lastReport().outcome().detail());
      assertTrue(
          output.lastReport().outcome().detail().contains("each of 3 rehearsals"),
          output.lastReport().outcome().detail() + rehearser.seed());
      assertTrue(
          mind.looks < ScriptedMind.LOOKS_UNTIL_IT_RETURNS,
          "the rehearsals were so slow that the cube could be back: " + mind.looks);
      assertEquals(List.of(), output.moves);
    }
  }

  @Test
  void aCommandIsCarriedOutAndAccountedFor() throws Exception {
    double before = positions[0];
    inbox.offer(command("a", "turn"));
    runUntilEnd(1);
    CommandReport report = output.lastReport();
    assertEquals(Outcome.Kind.DONE, report.outcome().kind());
    assertEquals(before + ScriptedMind.TURN_RAD, positions[0], 0.02);
    assertEquals("pick the red cube, place it in the bowl", report.understood());
    assertEquals("cube-1", report.role(Role.TARGET).orElseThrow());
    assertEquals(0.9, report.attention().get(Role.TARGET).get("cube-1"), 1e-9);
    assertTrue(report.motionSeconds() > 0.3, "moved for " + report.motionSeconds());
    assertEquals("look", report.phases().get(0).name());
    assertEquals("a", output.lastStatus().command().orElseThrow().id());
    assertEquals(report, output.lastStatus().report().orElseThrow());
    assertTrue(loop.tickTimes().count() > 10);
  }

  @Test
  void itTicksAtTwentyFiveHertzOfTheJointStates() throws Exception {
    inbox.offer(command("a", "stare"));
    for (int i = 0; i < 100; i++) {
      step();
    }
    assertEquals(50.0, (double) loop.tickTimes().count(), 1);
  }

  @Test
  void theSameIdGetsTheSameAnswer() throws Exception {
    inbox.offer(command("a", "sing"));
    runUntilEnd(1);
    CellStatus first = output.lastStatus();
    inbox.offer(command("a", "turn"));
    step();
    assertSame(first, output.lastStatus());
    assertEquals(List.of("sing"), mind.heard);
    CommandReport answer = first.report().orElseThrow();
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, answer.reason().orElseThrow());
    assertTrue(
        answer.outcome().detail().contains("I can place a cube in a bowl"),
        answer.outcome().detail());
  }

  @Test
  void aSecondCommandIsRefusedWhileOneRuns() throws Exception {
    inbox.offer(command("a", "turn"));
    step();
    inbox.offer(command("b", "turn"));
    step();
    assertEquals("b", output.lastReport().commandId());
    assertEquals(Refusal.Reason.BUSY, output.lastReport().reason().orElseThrow());
    runUntilEnd(2);
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
  }

  @Test
  void anExpiredCommandIsNotCarriedOut() throws Exception {
    inbox.offer(new Command("a", "turn", now - 1));
    step();
    assertEquals(Refusal.Reason.EXPIRED, output.lastReport().reason().orElseThrow());
    assertEquals(Outcome.Kind.REFUSED, output.lastReport().outcome().kind());
    assertEquals(List.of(), output.moves);
  }

  @Test
  void theGateStopsAMotionOnOldNewsAndStaysStopped() throws Exception {
    inbox.offer(command("a", "old"));
    runUntilEnd(1);
    assertEquals(Refusal.Reason.GATE, output.lastReport().reason().orElseThrow());
    assertEquals(1, output.lastReport().stops());
    assertEquals(CellStatus.Mode.STOPPED, output.lastStatus().mode());
    assertEquals(1, output.all(CellEvent.Stopped.class).size());
    inbox.offer(command("b", "turn"));
    runUntilEnd(2);
    assertEquals(Refusal.Reason.GATE, output.lastReport().reason().orElseThrow());
    assertEquals(List.of(), output.moves);
    inbox.reset();
    inbox.offer(command("c", "turn"));
    runUntilEnd(3);
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
  }

  @Test
  void aStopBrakesAndEndsTheCommand() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 40; i++) {
      step();
    }
    int moves = output.moves.size();
    assertTrue(moves > 3, "it moves");
    inbox.stop("the button");
    step();
    assertEquals(Outcome.Kind.REFUSED, output.lastReport().outcome().kind());
    assertEquals("the button", output.lastReport().outcome().detail());
    JointTrajectory brake = output.moves.get(output.moves.size() - 1);
    assertEquals(moves + 1, output.moves.size());
    assertTrue(brake.durationSeconds() < 0.2, "brakes in " + brake.durationSeconds());
    step();
    assertEquals(moves + 1, output.moves.size(), "nothing is released after a stop");
  }

  @Test
  void aSentenceThatAsksToStopBrakesAndEndsTheCommand() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 40; i++) {
      step();
    }
    int moves = output.moves.size();
    assertTrue(moves > 3, "it moves");
    inbox.offer(command("b", "no, stop"));
    step();
    CommandReport taken = output.reports.get(output.reports.size() - 2);
    assertEquals("a", taken.commandId());
    assertEquals(Outcome.Kind.FAILED, taken.outcome().kind());
    assertEquals(Optional.of(Refusal.Reason.CANCELLED), taken.reason());
    assertTrue(taken.outcome().detail().contains("\"no, stop\""), taken.outcome().detail());
    assertEquals("b", output.lastReport().commandId());
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
    assertEquals(moves + 1, output.moves.size(), "it brakes");
    assertTrue(output.moves.get(moves).durationSeconds() < 0.2);
    inbox.offer(command("c", "turn"));
    step();
    runUntilEnd(3);
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind(), "the next one is done");
  }

  /** It brakes, and does at once what the correction makes of the wish. */
  @Test
  void aSentenceThatCorrectsBeginsAnew() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 40; i++) {
      step();
    }
    assertTrue(output.moves.size() > 3, "it moves");
    inbox.offer(command("b", "no, the green one"));
    step();
    assertEquals("a", output.lastReport().commandId());
    assertEquals(Optional.of(Refusal.Reason.CANCELLED), output.lastReport().reason());
    runUntilEnd(2);
    assertEquals("b", output.lastReport().commandId());
    assertEquals("no, the green one", output.lastReport().text());
    assertTrue(mind.heard.contains(ScriptedMind.CORRECTED), mind.heard.toString());
    assertTrue(output.lastReport().motionSeconds() > 0, "it moves again");
  }

  private void startTurning() throws InterruptedException {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 40; i++) {
      step();
    }
    assertTrue(output.moves.size() > 3, "it moves");
  }

  /** Returns what was said to a sentence that comes while another command runs. */
  private String say(String id, String text) throws InterruptedException {
    inbox.offer(command(id, text));
    step();
    assertEquals(id, output.lastReport().commandId());
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
    return output.lastReport().outcome().detail();
  }

  @Test
  void itWaitsWhereItIsAndGoesOn() throws Exception {
    double before = positions[0];
    startTurning();
    int moves = output.moves.size();
    assertTrue(say("b", "Wait, please!").startsWith("I wait"));
    assertEquals(moves + 1, output.moves.size(), "it brakes");
    assertTrue(output.moves.get(moves).durationSeconds() < 0.2);
    assertEquals("wait", output.lastStatus().phase());
    for (int i = 0; i < 3000; i++) {
      step();
    }
    assertEquals(moves + 1, output.moves.size(), "a minute later it still waits");
    assertTrue(Math.abs(positions[0] - before) < ScriptedMind.TURN_RAD - 0.02, "in the middle");
    assertEquals(1, output.reports.size(), "the time that it may take waits as well");
    assertEquals("I go on", say("c", "ok, go on"));
    runUntilEnd(3);
    assertEquals("a", output.lastReport().commandId());
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
    assertEquals(before + ScriptedMind.TURN_RAD, positions[0], 0.02);
  }

  @Test
  void whatWaitsCanBeStopped() throws Exception {
    startTurning();
    say("b", "wait");
    inbox.offer(command("c", "no, stop"));
    step();
    assertEquals(Optional.of(Refusal.Reason.CANCELLED), output.reports.get(1).reason());
    inbox.offer(command("d", "turn"));
    step();
    runUntilEnd(4);
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind(), "nothing waits any more");
  }

  @Test
  void aWaitThatNobodyEndsIsGivenUp() throws Exception {
    startTurning();
    say("b", "wait");
    for (int i = 0; i < 15_200 && output.reports.size() < 2; i++) {
      step();
    }
    assertEquals(Optional.of(Refusal.Reason.CANCELLED), output.lastReport().reason());
  }

  @Test
  void goOnThatHasExpiredMovesNothing() throws Exception {
    startTurning();
    say("b", "wait");
    int moves = output.moves.size();
    inbox.offer(new Command("c", "go on", now - 1));
    step();
    assertEquals("c", output.lastReport().commandId());
    assertEquals(Outcome.Kind.REFUSED, output.lastReport().outcome().kind());
    for (int i = 0; i < 50; i++) {
      step();
    }
    assertEquals(moves, output.moves.size());
  }

  @Test
  void slowerIsSlowerUntilItIsFaster() throws Exception {
    startTurning();
    runUntilEnd(1);
    double usualSeconds = output.lastReport().motionSeconds();
    assertEquals("I move at 50 % of my usual speed from now on", say("b", "slower, please"));
    inbox.offer(command("c", "turn"));
    runUntilEnd(3, 1500);
    double slowSeconds = output.lastReport().motionSeconds();
    assertTrue(slowSeconds > 1.4 * usualSeconds, slowSeconds + " s for " + usualSeconds + " s");
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
    say("d", "even slower");
    assertTrue(say("e", "slow down").startsWith("slower I cannot be: I move at 25 %"));
    assertEquals("I move at my usual speed", say("f", "normal speed again"));
    assertTrue(say("g", "faster").startsWith("faster I may not be"));
    inbox.offer(command("h", "turn"));
    runUntilEnd(8);
    assertEquals(usualSeconds, output.lastReport().motionSeconds(), 0.1);
  }

  @Test
  void slowerIsHeededInTheMiddle() throws Exception {
    inbox.offer(command("a", "turn"));
    runUntilEnd(1);
    double usualSeconds = output.lastReport().motionSeconds();
    inbox.offer(command("b", "turn"));
    int moves = output.moves.size();
    while (output.moves.size() < moves + 3) {
      step();
    }
    say("c", "at quarter speed");
    runUntilEnd(3, 3000);
    assertEquals("b", output.lastReport().commandId());
    assertTrue(output.lastReport().motionSeconds() > 2 * usualSeconds, "slower at once");
  }

  @Test
  void withNothingToDoThereIsNothingToWaitFor() throws Exception {
    assertEquals("I am doing nothing", say("a", "wait"));
    inbox.offer(command("b", "turn"));
    runUntilEnd(2);
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
  }

  private void askForSeveral() throws InterruptedException {
    inbox.offer(command("plan", ScriptedMind.SEVERAL));
    runUntilEnd(1);
    assertEquals(Outcome.Kind.REFUSED, output.lastReport().outcome().kind());
    assertEquals(
        Optional.of(Refusal.Reason.AMBIGUOUS),
        output.lastReport().reason(),
        output.lastReport().outcome().detail());
    assertEquals(Optional.of("Shall I?"), output.lastReport().outcome().question());
    assertTrue(
        output
            .lastReport()
            .outcome()
            .detail()
            .startsWith("I would do three things, one after the other: 1. place the red cube"),
        output.lastReport().outcome().detail());
    assertEquals(List.of(), output.moves);
  }

  private List<String> parts() {
    return output.lastReport().parts().stream().map(CommandReport.Part::word).toList();
  }

  @Test
  void severalWishesAreSaidBackAndDoneOneAfterTheOtherOnceAgreedTo() throws Exception {
    askForSeveral();
    inbox.offer(command("yes", "yes"));
    runUntilEnd(2);
    CommandReport report = output.lastReport();
    assertEquals(Outcome.Kind.DONE, report.outcome().kind(), report.outcome().detail());
    assertEquals("yes", report.commandId());
    assertEquals(List.of("done", "done", "done"), parts());
    assertTrue(report.motionSeconds() > 0);
    assertTrue(
        output.statuses.stream().anyMatch(s -> s.phase().startsWith("2 of 3, ")),
        "it tells which part it is at");
    assertEquals(2, output.all(CellEvent.Accepted.class).size());
    inbox.offer(command("again", "yes"));
    runUntilEnd(3);
    assertEquals(0, output.lastReport().motionSeconds(), "a yes is good for one plan");
  }

  @Test
  void aPlanIsDroppedByNoAndByAnyOtherCommand() throws Exception {
    askForSeveral();
    inbox.offer(command("no", "no"));
    runUntilEnd(2);
    inbox.offer(command("yes", "yes"));
    runUntilEnd(3);
    inbox.offer(command("plan again", ScriptedMind.SEVERAL));
    runUntilEnd(4);
    inbox.offer(command("other", "hello"));
    runUntilEnd(5);
    inbox.offer(command("late", "yes"));
    runUntilEnd(6);
    assertEquals(List.of(), output.moves);
  }

  @Test
  void anAnswerThatComesTooLateMovesNothing() throws Exception {
    askForSeveral();
    now += 61_000_000_000L;
    inbox.offer(command("yes", "yes"));
    runUntilEnd(2);
    assertEquals(List.of(), output.moves);
  }

  @Test
  void aPartOfAPlanIsDone() throws Exception {
    askForSeveral();
    inbox.offer(command("first", "only the first"));
    runUntilEnd(2);
    assertEquals(List.of("done"), parts());
  }

  private void stopInThePlan() throws Exception {
    askForSeveral();
    inbox.offer(command("yes", "yes"));
    for (int i = 0; i < 600 && output.all(CellEvent.Released.class).isEmpty(); i++) {
      step();
    }
    inbox.offer(command("stop", "no, stop"));
    runUntilEnd(3);
    CommandReport plan = output.reports.get(1);
    assertEquals("yes", plan.commandId());
    assertEquals(Outcome.Kind.FAILED, plan.outcome().kind());
    assertEquals(Optional.of(Refusal.Reason.CANCELLED), plan.reason());
    assertEquals(
        List.of("failed", "not begun", "not begun"),
        plan.parts().stream().map(CommandReport.Part::word).toList());
    assertTrue(
        output.lastReport().outcome().detail().contains("or \"go on\": 1. place the red cube"),
        output.lastReport().outcome().detail());
  }

  @Test
  void whatIsLeftAfterAStopGoesOnWhenAskedTo() throws Exception {
    stopInThePlan();
    inbox.offer(command("go on", "go on"));
    runUntilEnd(4);
    assertEquals(List.of("done", "done", "done"), parts(), output.lastReport().outcome().detail());
  }

  @Test
  void nothingGoesOnOnceSomethingElseWasDone() throws Exception {
    stopInThePlan();
    inbox.offer(command("turn", "turn"));
    runUntilEnd(4);
    inbox.offer(command("go on", "go on"));
    runUntilEnd(5);
    assertEquals(0, output.lastReport().motionSeconds());
    assertEquals(Outcome.Kind.REFUSED, output.lastReport().outcome().kind());
  }

  /** The bowl is taken away while the first part is done. */
  @Test
  void afterAFailureTheRestIsNotBegun() throws Exception {
    askForSeveral();
    inbox.offer(command("yes", "yes"));
    for (int i = 0; i < 600 && output.all(CellEvent.Released.class).isEmpty(); i++) {
      step();
    }
    for (int i = 0; i < 600 && !output.lastStatus().phase().startsWith("2 of 3"); i++) {
      step();
    }
    mind.bowlMeters = new Vector3(-0.1, 0.2, 0.03);
    runUntilEnd(2);
    CommandReport report = output.lastReport();
    assertEquals(List.of("done", "refused", "not begun"), parts(), report.outcome().detail());
    assertEquals(Outcome.Kind.FAILED, report.outcome().kind());
    assertEquals(Optional.of(Refusal.Reason.ABSENT), report.reason());
    assertTrue(
        report.outcome().detail().contains("the bowl is no longer where it was"),
        report.outcome().detail());
    assertTrue(report.outcome().detail().endsWith("not begun"), report.outcome().detail());
  }

  @Test
  void aTimeThatJumpsBackDropsTheCommandAndNothingElse() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 40; i++) {
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
    assertEquals(Outcome.Kind.FAILED, report.outcome().kind());
    assertEquals(Refusal.Reason.STALE, report.reason().orElseThrow());
    assertTrue(report.outcome().detail().contains("the cell was reset"), report.outcome().detail());
    // The one motion replaces what is still on its way: the arm stays where it is.
    assertEquals(1, output.moves.size());
    assertEquals(positions[0], output.moves.get(0).positionsAt(1)[0], 1e-9);
    // A picture of the old time comes late.
    int bytes =
        3 * world.camera().intrinsics().widthPixels() * world.camera().intrinsics().heightPixels();
    inbox.offer(new CameraFrame(old, world.camera(), new byte[bytes]));
    inbox.offer(command("b", "turn"));
    runUntilEnd(2);
    assertEquals(
        Outcome.Kind.DONE,
        output.lastReport().outcome().kind(),
        output.lastReport().outcome().detail());
  }

  @Test
  void aCrashEndsTheCommandNotTheLoop() throws Exception {
    inbox.offer(command("a", "crash"));
    runUntilEnd(1);
    assertEquals(Outcome.Kind.FAILED, output.lastReport().outcome().kind());
    inbox.offer(command("b", "turn"));
    runUntilEnd(2);
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
  }

  @Test
  void aSilentCellIsLost() throws Exception {
    inbox.offer(command("a", "turn"));
    step();
    now += 2_100_000_000L;
    loop.step(inbox.take(0));
    assertTrue(output.lastReport().peerLost());
    assertEquals(Outcome.Kind.FAILED, output.lastReport().outcome().kind());
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
    assertEquals(
        Outcome.Kind.DONE, output.lastReport().outcome().kind(), "a short delay does no harm");
  }

  @Test
  void aClockThatStaysAheadStops() throws Exception {
    clockAheadNanos = 200_000_000L;
    inbox.offer(command("a", "turn"));
    runUntilEnd(1);
    assertEquals(Refusal.Reason.GATE, output.lastReport().reason().orElseThrow());
    assertTrue(
        output.lastReport().outcome().detail().contains("ms old"),
        output.lastReport().outcome().detail());
  }

  @Test
  void healthIsToldEverySecond() throws Exception {
    for (int i = 0; i < 60; i++) {
      step();
    }
    assertTrue(output.health.jointAgeSeconds() < 0.1);
    assertEquals(Optional.empty(), output.health.gateStop());
  }

  @Test
  void eachEventIsToldInItsOrder() throws Exception {
    inbox.offer(command("a", "turn"));
    runUntilEnd(1);
    List<String> firsts =
        output.events.stream()
            .filter(e -> !(e instanceof CellEvent.Status) && !(e instanceof CellEvent.Health))
            .map(e -> e.getClass().getSimpleName())
            .distinct()
            .toList();
    assertEquals(
        List.of(
            "Accepted",
            "Heard",
            "Ticked",
            "Perceived",
            "Grounded",
            "Attended",
            "Released",
            "Ended"),
        firsts);
    CellEvent.Attended attended = output.all(CellEvent.Attended.class).get(0);
    assertEquals(0.5, attended.broadcasts().get(Role.TARGET).modalityAttention().get("vision"));
    assertEquals(
        output.moves.size(), output.all(CellEvent.Released.class).size(), "no motion is hidden");
  }

  /** What is seen elsewhere than believed is told with its picture, and the most at the end. */
  @Test
  void whatMovesSurprises() throws Exception {
    startTurning();
    mind.bowlMeters = mind.bowlMeters.plus(new Vector3(0.012, 0, 0));
    for (int i = 0; i < 20; i++) {
      step();
    }
    inbox.offer(command("b", "stop"));
    runUntilEnd(2);
    // 12 mm in one axis of three, of places that have 2 mm each.
    double sigmas = 12 / Math.hypot(2, 2) / Math.sqrt(3);
    CommandReport report = output.reports.get(0);
    assertEquals(Set.of("cube-1", "bowl-2"), report.surprise().keySet());
    assertEquals(sigmas, report.surprise().get("bowl-2"), 1e-6);
    assertEquals(0, report.surprise().get("cube-1"), 1e-6);
    List<CellEvent.Perceived> looks = output.all(CellEvent.Perceived.class);
    assertEquals(Map.of(), looks.get(0).surprise(), "nothing was expected at first");
    assertEquals(0, looks.get(1).surprise().get("bowl-2"), 1e-9);
    assertEquals(
        sigmas,
        looks.stream().mapToDouble(e -> e.surprise().getOrDefault("bowl-2", 0.0)).max().orElse(0),
        1e-6);
    CellEvent.Attended moved =
        output.all(CellEvent.Attended.class).stream()
            .filter(e -> e.surprise().getOrDefault("bowl-2", 0.0) > 1)
            .findFirst()
            .orElseThrow();
    assertEquals(
        sigmas,
        new JsonMapper().readTree(StatusJson.of(moved)).path("surprise").path("bowl-2").asDouble(),
        1e-6);
  }

  /** A second publisher says zeros now and then, as some drivers do before they have started. */
  @Test
  void jointStatesThatJumpAreNotUsedAndStopTheArm() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 40; i++) {
      step();
    }
    assertTrue(output.moves.size() > 3, "it moves");
    for (int i = 0; i < 40 && output.reports.isEmpty(); i++) {
      inbox.offer(
          new ArmState(
              world.robot().model().armJointNames(), new double[6], new double[6], 0.08, 0, now));
      step();
    }
    CommandReport report = output.lastReport();
    assertEquals(Refusal.Reason.GATE, report.reason().orElseThrow());
    assertTrue(report.outcome().detail().contains("jump"), report.outcome().detail());
    for (JointTrajectory released : output.moves) {
      for (double p : released.positionsRad()[0]) {
        assertTrue(Math.abs(p) > 1e-9, "nothing starts from the zeros");
      }
    }
  }

  @Test
  void stampsThatStandStillEndTheCommand() throws Exception {
    inbox.offer(command("a", "turn"));
    step();
    long stamp = now;
    for (int i = 0; i < 200 && output.reports.isEmpty(); i++) {
      now += 20_000_000L;
      inbox.offer(
          new ArmState(
              world.robot().model().armJointNames(), positions, new double[6], 0.08, 0, stamp));
      loop.step(inbox.take(0));
    }
    CommandReport report = output.lastReport();
    assertEquals(Refusal.Reason.STALE, report.reason().orElseThrow());
    assertFalse(report.peerLost());
    assertTrue(report.outcome().detail().contains("stand still"), report.outcome().detail());
  }

  @Test
  void whatCannotBeUsedEndsTheCommandWithItsReason() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 30; i++) {
      step();
    }
    assertTrue(output.moves.size() > 3, "it moves");
    for (int i = 0; i < 100 && output.reports.isEmpty(); i++) {
      now += 20_000_000L;
      inbox.refuse(CellInput.JOINTS, "left_finger_joint is at 40.0");
      loop.step(inbox.take(0));
    }
    CommandReport report = output.lastReport();
    assertEquals(Refusal.Reason.STALE, report.reason().orElseThrow());
    assertEquals(
        "the joint states cannot be used: left_finger_joint is at 40.0", report.outcome().detail());
    assertFalse(report.peerLost());
  }

  @Test
  void nowAndThenAMessageThatCannotBeUsedDoesNoHarm() throws Exception {
    inbox.offer(command("a", "turn"));
    for (int i = 0; i < 600 && output.reports.isEmpty(); i++) {
      inbox.refuse(CellInput.JOINTS, "a second publisher");
      inbox.refuse(CellInput.PICTURES, "a second publisher");
      step();
    }
    assertEquals(Outcome.Kind.DONE, output.lastReport().outcome().kind());
  }

  @Test
  void aFrozenPictureBrakesAndEndsTheCommand() throws Exception {
    positions = reaching(new Vector3(0, 0, 0.2)); // at home the camera does not see the hand
    inbox.offer(command("a", "turn and wait"));
    for (int i = 0; i < 20; i++) {
      step();
    }
    frozen = true;
    runUntilEnd(1);
    CommandReport report = output.lastReport();
    assertEquals(Refusal.Reason.STALE, report.reason().orElseThrow());
    assertTrue(report.outcome().detail().contains("the same picture"), report.outcome().detail());
    JointTrajectory last = output.moves.get(output.moves.size() - 1);
    assertTrue(last.durationSeconds() < 0.2, "brakes in " + last.durationSeconds());
  }

  @Test
  void fingersThatReadZeroWhenOpenAreToldWithinTwoSeconds() throws Exception {
    openingMeters = 0;
    inbox.offer(command("a", "turn and wait"));
    long began = now;
    while (output.moves.isEmpty() && now < began + 4_000_000_000L) {
      step();
    }
    long moved = now;
    runUntilEnd(1);
    CommandReport report = output.lastReport();
    assertEquals(Refusal.Reason.CELL_FAULT, report.reason().orElseThrow());
    assertTrue(report.outcome().detail().contains("told to open"), report.outcome().detail());
    assertTrue(now - moved <= 2_000_000_000L, "told after " + (now - moved) * 1e-9 + " s");
  }
}
