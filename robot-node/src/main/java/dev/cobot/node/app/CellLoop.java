package dev.cobot.node.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.GateState;
import dev.cobot.action.safety.Release;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Outcome;
import dev.cobot.action.session.Turn;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main path: picture, joints and command in; perceive, attend, act, check; released motion out.
 * One command at a time. It ticks at 25 Hz in the time of the joint states, so that simulated and
 * real time behave alike.
 */
final class CellLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(CellLoop.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final long TICK_NANOS = 40_000_000L;
  // Joint states at 50 Hz must not miss a tick by their jitter.
  private static final long TICK_SLACK_NANOS = 5_000_000L;
  private static final long EXPLAIN_NANOS = 200_000_000L;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long WAIT_MILLIS = 100;
  // A second: by then the last release has long ended at rest.
  private static final int MAX_LATE_TICKS = 25;
  private static final int REMEMBERED = 64;

  private final Inbox inbox;
  private final Mind mind;
  private final SafetyGate gate;
  private final CellOutput output;
  private final GateLimits limits;
  private final long peerTimeoutNanos;
  private final Rehearser rehearser;
  private final LongSupplier monotonic;
  private final TickTimes tickTimes = new TickTimes();
  private final Map<String, String> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  private ArmState arm;
  private long armCameMonotonic;
  private CameraFrame newFrame;
  private long imageStampNanos = Long.MIN_VALUE;
  private CommandRun run;
  private long runFromMonotonic;
  private long stopsBefore;
  private long lastTickNanos;
  private boolean gripClosed;
  private int ticksSinceGrip;
  private int lateInARow;
  private long lateTicks;
  private long lastExplainMonotonic;
  private long lastSecondMonotonic;
  private String lastState = "";
  private volatile boolean closed;

  /**
   * @param limits the gate's; a motion whose data is older is at first only left out
   * @param peerTimeoutNanos silence of the joint states after which the cell counts as lost
   * @param rehearser plays commands in twins before the arm moves; null for none
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  CellLoop(
      Inbox inbox,
      Mind mind,
      SafetyGate gate,
      CellOutput output,
      GateLimits limits,
      long peerTimeoutNanos,
      Rehearser rehearser,
      LongSupplier monotonic) {
    this.inbox = inbox;
    this.mind = mind;
    this.gate = gate;
    this.output = output;
    this.limits = limits;
    this.peerTimeoutNanos = peerTimeoutNanos;
    this.rehearser = rehearser;
    this.monotonic = monotonic;
  }

  TickTimes tickTimes() {
    return tickTimes;
  }

  @Override
  public void run() {
    tellState(idleState());
    while (!closed) {
      try {
        step(inbox.take(WAIT_MILLIS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.error("The cell loop failed; the gate is stopped and the loop goes on", e);
        stop("an internal error: " + e.getMessage());
      }
    }
  }

  void close() {
    closed = true;
    inbox.close();
  }

  /** One turn of the loop; public steps of the main path in their order. */
  void step(Inbox.Content in) {
    long now = monotonic.getAsLong();
    sense(in, now);
    if (in.jumpedBackNanos() > 0) {
      beginAnew(in);
    }
    if (in.reset()) {
      gate.reset();
      tellState(idleState());
    }
    if (in.stop() != null) {
      stop(in.stop());
    }
    in.rejected().forEach(this::tellRejected);
    in.commands().forEach(this::accept);
    if (run != null) {
      if (isTickDue()) {
        tick();
      } else if (now - Math.max(armCameMonotonic, runFromMonotonic) > peerTimeoutNanos) {
        loseCell();
      }
    }
    tellRegularly(now);
  }

  private void sense(Inbox.Content in, long now) {
    if (in.arm() != null) {
      arm = in.arm();
      armCameMonotonic = now;
    }
    if (in.frame() != null) {
      newFrame = in.frame();
      imageStampNanos = newFrame.stampNanos();
    }
  }

  private boolean isTickDue() {
    if (arm == null) {
      return false;
    }
    long since = arm.stampNanos() - lastTickNanos;
    return since >= TICK_NANOS - TICK_SLACK_NANOS || since < 0;
  }

  /** The cell was started anew: nothing that was seen, believed or planned holds any more. */
  private void beginAnew(Inbox.Content in) {
    double seconds = in.jumpedBackNanos() * 1e-9;
    log.warn("The cell's time has jumped back by {} s", seconds);
    newFrame = in.frame();
    imageStampNanos = newFrame == null ? Long.MIN_VALUE : newFrame.stampNanos();
    lastTickNanos = 0;
    if (run == null) {
      return;
    }
    // What is still on its way to the arm is of the old time; this replaces it.
    brake();
    finish(
        Outcome.failed(
            String.format(
                Locale.ROOT,
                "the cell was reset: its time has jumped back by %.2f s, so the command is dropped;"
                    + " say it again",
                seconds)),
        "STALE",
        false);
  }

  private void accept(Command command) {
    String answer = answers.get(command.id());
    if (answer != null) {
      output.state(answer);
      return;
    }
    if (run != null && run.command().id().equals(command.id())) {
      tellState(runningState());
      return;
    }
    if (run != null) {
      refuse(command, "BUSY", "I am still busy with \"" + run.command().text() + "\"");
      return;
    }
    if (gate.latched().isPresent()) {
      refuse(
          command,
          "GATE",
          "the gate is stopped: "
              + gate.latched().get().sentence()
              + "; look at the cell, then call /cobot/reset");
      return;
    }
    if (command.expiresNanos() < output.nowNanos()) {
      refuse(command, "STALE", "the command has expired before it came");
      return;
    }
    begin(command);
  }

  /** A message that is no command has no id to answer to; whoever listens learns why. */
  private void tellRejected(String why) {
    ObjectNode state = state(stateName());
    state.putNull("commandId");
    state.put("outcome", "refused");
    state.put("reason", "NOT_UNDERSTOOD");
    state.put("detail", why);
    output.state(state.toString());
  }

  private void begin(Command command) {
    Mind.Session session;
    try {
      session = mind.begin(command.text());
    } catch (IllegalArgumentException e) {
      refuse(command, "NOT_UNDERSTOOD", e.getMessage());
      return;
    } catch (RuntimeException e) {
      log.error("Command '{}' cannot begin", command.text(), e);
      CommandReport report = CommandRun.unread(command).report(internalError(e), null, 0, false);
      answers.put(command.id(), endState(report));
      output.state(endState(report));
      output.ended(report);
      return;
    }
    run = new CommandRun(command, session, new RehearsalStage(rehearser));
    runFromMonotonic = monotonic.getAsLong();
    stopsBefore = gate.stops();
    lateInARow = 0;
    gripClosed = false;
    ticksSinceGrip = 0;
    lastTickNanos = 0;
    newFrame = null;
    tellState(runningState());
  }

  private void tick() {
    long began = monotonic.getAsLong();
    Outcome end;
    try {
      end = turn();
    } catch (RuntimeException e) {
      log.error("Command '{}' failed", run.command().text(), e);
      end = internalError(e);
    }
    tickTimes.add(monotonic.getAsLong() - began);
    if (end != null) {
      finish(end, reason(end), false);
    }
  }

  /** Looks, decides and acts once; returns how the command ends, or null while it goes on. */
  private Outcome turn() {
    look();
    lastTickNanos = arm.stampNanos();
    run.tickAt(arm.stampNanos());
    if (run.rehearsal().isPlaying()) {
      run.session().hold(arm.stampNanos(), arm);
      return run.rehearse(arm);
    }
    Turn turn = run.session().tick(arm.stampNanos(), arm);
    if (turn instanceof Turn.Act act) {
      return run.rehearsal().isOpen() ? run.rehearse(arm) : release(act);
    }
    return turn instanceof Turn.End end ? end.outcome() : null;
  }

  private static Outcome internalError(RuntimeException e) {
    return Outcome.failed("an internal error: " + e);
  }

  private void look() {
    if (newFrame == null) {
      return;
    }
    CameraFrame frame = newFrame;
    newFrame = null;
    run.session().see(frame, arm);
    run.saw(frame);
    // Seeing takes a while; what follows starts from where the arm is now.
    ArmState newest = inbox.takeArm();
    if (newest != null) {
      arm = newest;
      armCameMonotonic = monotonic.getAsLong();
    }
  }

  /** Returns how the command ends when the gate stops, else null. */
  private Outcome release(Turn.Act act) {
    long nowNanos = Math.max(output.nowNanos(), arm.stampNanos());
    long observed = run.session().chunk().stampNanos();
    GateState state = gateState(observed, nowNanos);
    if (limits.isStale(state) && lateInARow < MAX_LATE_TICKS) {
      // A machine that was busy for a moment is no danger: nothing is released, and what was
      // released ends at rest by itself.
      lateInARow++;
      lateTicks++;
      return null;
    }
    lateInARow = 0;
    Release answer = gate.release(act.trajectory(), act.closeGripper(), state);
    if (answer instanceof Release.Released released) {
      output.move(released.trajectory(), arm.stampNanos());
      grip(released.closeGripper());
      run.released(
          arm.stampNanos(), monotonic.getAsLong(), released.closeGripper(), released.clipped());
    } else if (answer instanceof Release.Stopped stopped) {
      log.warn("The gate stops: {}", stopped.sentence());
      brake();
      return gateRefusal(stopped);
    }
    return null;
  }

  private GateState gateState(long observedNanos, long nowNanos) {
    return new GateState(
        arm.positionsRad(),
        arm.velocitiesRadPerSecond(),
        arm.stampNanos(),
        imageStampNanos,
        observedNanos,
        nowNanos);
  }

  private void grip(boolean close) {
    if (close != gripClosed || ticksSinceGrip++ % 10 == 0) {
      gripClosed = close;
      output.grip(close);
    }
  }

  private void brake() {
    if (arm != null && run != null && run.moves()) {
      output.move(gate.brake(gateState(0, 0)), 0);
    }
  }

  private static Outcome gateRefusal(Release.Stopped stopped) {
    return Outcome.refused(new Refusal(Refusal.Reason.GATE, "gate", stopped.sentence(), null));
  }

  private void stop(String why) {
    Release.Stopped stopped = gate.stop(why);
    log.warn("Stopped: {}", why);
    if (run == null) {
      tellState(idleState());
      return;
    }
    brake();
    finish(gateRefusal(stopped), "GATE", false);
  }

  private void loseCell() {
    finish(
        Outcome.failed(
            String.format(
                Locale.ROOT,
                "the cell is lost: no joint state came for %.1f s",
                peerTimeoutNanos * 1e-9)),
        "STALE",
        true);
  }

  private static String reason(Outcome outcome) {
    return outcome.refusal() == null ? null : outcome.refusal().reason().name();
  }

  private void refuse(Command command, String reason, String detail) {
    Outcome outcome = Outcome.refused(new Refusal(Refusal.Reason.STALE, "runtime", detail, null));
    CommandReport report = CommandRun.unread(command).report(outcome, reason, 0, false);
    String answer = endState(report);
    if (!reason.equals("BUSY")) {
      answers.put(command.id(), answer);
    }
    output.state(answer);
    output.ended(report);
  }

  private void finish(Outcome outcome, String reason, boolean peerLost) {
    run.rehearsal().cancel();
    CommandReport report = run.report(outcome, reason, gate.stops() - stopsBefore, peerLost);
    run = null;
    String answer = endState(report);
    answers.put(report.commandId(), answer);
    tellState(answer);
    output.ended(report);
  }

  private void tellState(String json) {
    lastState = json;
    output.state(json);
  }

  private void tellRegularly(long now) {
    if (run != null && run.moves() && now - lastExplainMonotonic >= EXPLAIN_NANOS) {
      lastExplainMonotonic = now;
      output.explain(explanation());
      output.objects(run.session().objects(), arm.stampNanos());
    }
    if (now - lastSecondMonotonic >= SECOND_NANOS) {
      lastSecondMonotonic = now;
      if (run != null) {
        lastState = runningState();
        if (!run.moves() && arm != null) {
          output.objects(run.session().objects(), arm.stampNanos());
        }
      }
      output.state(lastState);
      output.diagnose(health(now));
    }
  }

  private CellOutput.LoopHealth health(long now) {
    return new CellOutput.LoopHealth(
        arm == null ? Double.NaN : (now - armCameMonotonic) * 1e-9,
        imageStampNanos == Long.MIN_VALUE
            ? Double.NaN
            : (output.nowNanos() - imageStampNanos) * 1e-9,
        gate.latched().map(Release.Stopped::sentence).orElse(null),
        gate.stops(),
        gate.clips(),
        tickTimes.percentileMillis(50),
        tickTimes.percentileMillis(99),
        lateTicks);
  }

  private ObjectNode state(String name) {
    ObjectNode state = JSON.createObjectNode();
    state.put("state", name);
    state.put("stamp", output.nowNanos() * 1e-9);
    return state;
  }

  private String stateName() {
    if (run != null) {
      return run.moves() ? "acting" : "looking";
    }
    return gate.latched().isPresent() ? "stopped" : "idle";
  }

  private String idleState() {
    ObjectNode state = state(stateName());
    state.putNull("commandId");
    gate.latched().ifPresent(stopped -> state.put("detail", stopped.sentence()));
    return state.toString();
  }

  private String runningState() {
    ObjectNode state = state(stateName());
    state.put("commandId", run.command().id());
    state.put("text", run.command().text());
    state.put("phase", run.phase());
    state.putNull("outcome");
    return state.toString();
  }

  private String endState(CommandReport report) {
    ObjectNode state = state(stateName());
    state.put("commandId", report.commandId());
    state.put("text", report.text());
    state.put("outcome", report.outcome());
    state.put("reason", report.reason());
    state.put("detail", report.detail());
    state.put("question", report.question());
    state.put("peerLost", report.peerLost());
    return state.toString();
  }

  private String explanation() {
    Mind.Session session = run.session();
    ObjectNode explanation = JSON.createObjectNode();
    explanation.put("commandId", run.command().id());
    explanation.put("stamp", arm.stampNanos() * 1e-9);
    explanation.put("understood", CommandRun.understood(session.reading().meaning()));
    explanation.put("phase", run.phase());
    Grounding grounding = session.grounding();
    ObjectNode attention = explanation.putObject("attention");
    if (session.broadcast() != null) {
      attention.set("modality", JSON.valueToTree(session.broadcast().modalityAttention()));
    }
    if (grounding != null) {
      explanation.put("target", CommandRun.id(grounding, grounding.target()));
      explanation.put("destination", CommandRun.id(grounding, grounding.destination()));
      attention.set("object", JSON.valueToTree(CommandRun.weights(grounding, grounding.target())));
      attention.set(
          "destination", JSON.valueToTree(CommandRun.weights(grounding, grounding.destination())));
    }
    if (session.chunk() != null) {
      explanation.put("progress", session.chunk().steps().get(0).progress());
    }
    explanation.put("objects", dev.cobot.node.topics.Topics.OBJECTS);
    return explanation.toString();
  }
}
