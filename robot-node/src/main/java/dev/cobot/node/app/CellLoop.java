package dev.cobot.node.app;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.GateState;
import dev.cobot.action.safety.Release;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Mind;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.session.Present;
import dev.cobot.action.session.Stage;
import dev.cobot.action.session.Tick;
import dev.cobot.action.session.Turn;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.TouchReading;
import dev.cobot.brain.belief.SceneBelief;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.hearing.Dialogue;
import dev.cobot.brain.hearing.PaceWish;
import dev.cobot.brain.language.Objection;
import dev.cobot.node.drivers.DriverFault;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the pace of the main path and the order of events. What one tick does is the {@link
 * Pilot}'s; who may begin is the {@link CommandDesk}'s; who wants to know listens. One command at a
 * time. It ticks at 25 Hz in the time of the joint states, so that simulated and real time behave
 * alike.
 */
final class CellLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(CellLoop.class);
  private static final long TICK_NANOS = 40_000_000L;
  // Joint states at 50 Hz must not miss a tick by their jitter.
  private static final long TICK_SLACK_NANOS = 5_000_000L;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long WAIT_MILLIS = 100;
  // Without anything that can be used, before the gate would only say that it is old.
  private static final long REFUSED_NANOS = SECOND_NANOS;

  private final Inbox inbox;
  private final Mind mind;
  private final Pilot.Cell cell;
  private final Actuators actuators;
  private final List<CellListener> listeners;
  private final long peerTimeoutNanos;
  private final Rehearser rehearser;
  private final LongSupplier monotonic;
  private final TickTimes tickTimes = new TickTimes();
  private final CommandDesk desk = new CommandDesk();
  private final Dialogue dialogue = new Dialogue();
  private final Agenda agenda = new Agenda();
  private final Pacing pacing = new Pacing();
  private final Present present = new Newest();

  private final Map<CellInput, Refused> refused = new EnumMap<>(CellInput.class);
  private ArmState arm;
  private long pictureCameMonotonic;
  private long armCameMonotonic;
  private long armMovedOnMonotonic;
  private long armStampNanos = Long.MIN_VALUE;
  private Map<String, TouchReading> touch = Map.of();
  private final Map<String, CameraFrame> newFrames = new HashMap<>();
  private Map<String, CameraFrame> tickFrames = Map.of();
  private long imageStampNanos = Long.MIN_VALUE;
  private CommandRun run;

  /** What the command before believed of the table. */
  private SceneBelief.Before before = SceneBelief.Before.NOTHING;

  private long runFromMonotonic;
  private long stopsBefore;
  private long lastTickNanos;
  private long publishNanos;
  private boolean gripClosed;
  private int ticksSinceGrip;
  private long lateTicks;
  private long lastSecondMonotonic;
  private CellStatus lastStatus;
  private volatile boolean closed;

  /** Why something that came was not used. */
  private record Refused(String why, long monotonicNanos) {}

  /**
   * @param listeners hear everything, each event in their order
   * @param peerTimeoutNanos silence of the joint states after which the cell counts as lost
   * @param rehearser plays commands in twins before the arm moves; null for none
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  CellLoop(
      Inbox inbox,
      Mind mind,
      Pilot.Cell cell,
      Actuators actuators,
      List<CellListener> listeners,
      long peerTimeoutNanos,
      Rehearser rehearser,
      LongSupplier monotonic) {
    this.inbox = inbox;
    this.mind = mind;
    this.cell = cell;
    this.actuators = actuators;
    this.listeners = List.copyOf(listeners);
    this.peerTimeoutNanos = peerTimeoutNanos;
    this.rehearser = rehearser;
    this.monotonic = monotonic;
  }

  TickTimes tickTimes() {
    return tickTimes;
  }

  @Override
  public void run() {
    tellStatus(status());
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

  /** One turn of the loop. */
  void step(Inbox.Content in) {
    long now = monotonic.getAsLong();
    if (in.jumpedBackNanos() > 0) {
      forget();
    }
    sense(in, now);
    if (in.jumpedBackNanos() > 0) {
      drop(in.jumpedBackNanos());
    }
    if (in.reset()) {
      gate().reset();
      tellStatus(status());
    }
    if (in.stop() != null) {
      stop(in.stop());
    }
    if (in.fault() != null) {
      fail(in.fault());
    }
    in.rejected().forEach(why -> tell(new CellEvent.Rejected(status(), why)));
    in.commands().forEach(this::admit);
    JsonLog.of(run == null ? null : run.command().id());
    watchInputs(now);
    if (run != null) {
      if (isTickDue()) {
        tick();
      } else {
        watchPeer(now);
      }
    }
    tellEverySecond(now);
    JsonLog.of(run == null ? null : run.command().id());
  }

  private SafetyGate gate() {
    return cell.gate();
  }

  private void sense(Inbox.Content in, long now) {
    in.arms().forEach(state -> feel(state, now));
    touch = in.touch();
    in.refused().forEach((input, why) -> refused.put(input, new Refused(why, now)));
    pictureCameMonotonic = in.frames().isEmpty() ? pictureCameMonotonic : now;
    for (CameraFrame frame : in.frames().values()) {
      newFrames.put(frame.camera().id(), frame);
      imageStampNanos = Math.max(imageStampNanos, frame.stampNanos());
    }
    if (arm != null && !(in.arms().isEmpty() && in.frames().isEmpty())) {
      tellAll("what the cell sends", l -> l.sensed(arm, in.frames().values()));
    }
  }

  /** Takes a joint state in, unless the arm cannot have come there. */
  private void feel(ArmState state, long now) {
    armCameMonotonic = now;
    boolean open = gate().latched().isEmpty();
    if (gate().measure(state)) {
      arm = state;
      if (state.stampNanos() > armStampNanos) {
        armMovedOnMonotonic = now;
      }
      armStampNanos = state.stampNanos();
    }
    if (open) {
      gate().latched().ifPresent(this::halt);
    }
  }

  private boolean isTickDue() {
    if (arm == null) {
      return false;
    }
    long since = arm.stampNanos() - lastTickNanos;
    return since >= TICK_NANOS - TICK_SLACK_NANOS || since < 0;
  }

  /** The cell was started anew: nothing that was seen or measured holds any more. */
  private void forget() {
    agenda.forget();
    before = SceneBelief.Before.NOTHING;
    newFrames.clear();
    imageStampNanos = Long.MIN_VALUE;
    armStampNanos = Long.MIN_VALUE;
    lastTickNanos = 0;
    gate().measureAnew();
  }

  /** The cell was started anew: nothing that was believed or planned holds any more. */
  private void drop(long jumpedBackNanos) {
    double seconds = jumpedBackNanos * 1e-9;
    log.warn("The cell's time has jumped back by {} s", seconds);
    if (run == null) {
      return;
    }
    // What is still on its way to the arm is of the old time; this replaces it.
    brake();
    finish(
        givenUp(
            "cell",
            String.format(
                Locale.ROOT,
                "the cell was reset: its time has jumped back by %.2f s, so the command is dropped;"
                    + " say it again",
                seconds)),
        false);
  }

  /** A driver does not do what it was told; after a command's end there is nothing to give up. */
  private void fail(DriverFault fault) {
    log.warn("{}", fault.sentence());
    if (run == null || !run.moves()) {
      return;
    }
    brake();
    finish(
        Outcome.givenUp(
            new Refusal(Refusal.Reason.CELL_FAULT, fault.part(), fault.sentence(), null)),
        false);
  }

  private void admit(Command command) {
    JsonLog.of(command.id());
    CommandDesk.Admission admission =
        desk.admit(
            command,
            Optional.ofNullable(run).map(CommandRun::command),
            gate().latched(),
            actuators.nowNanos());
    Optional<PaceWish> wish = paceWish(command);
    if (admission instanceof CommandDesk.Admission.Begin && wish.isPresent()) {
      heed(command, wish.get());
    } else if (admission instanceof CommandDesk.Admission.Begin begin) {
      begin(begin.command());
    } else if (admission instanceof CommandDesk.Admission.Refused
        && run != null
        && wish.isPresent()) {
      heed(command, wish.get());
    } else if (admission instanceof CommandDesk.Admission.Refused refused
        && run != null
        && asksToStop(command.text())) {
      takeBack(refused.command());
    } else if (admission instanceof CommandDesk.Admission.Refused && pacing.waits()) {
      turnAway(
          command,
          CommandDesk.refuse(
                  command,
                  Refusal.Reason.BUSY,
                  "I wait with \"%s\"; say \"go on\", or \"stop\" before another wish"
                      .formatted(run.command().text()))
              .report());
    } else if (admission instanceof CommandDesk.Admission.Refused refused) {
      turnAway(refused.command(), refused.report());
    } else if (admission instanceof CommandDesk.Admission.Answered answered) {
      tell(new CellEvent.Status(answered.answer()));
    } else {
      tellStatus(status());
    }
  }

  /**
   * Returns what a command wishes of the pace alone. Without anything that runs, to go on is a
   * matter of what was planned; too late it is not heeded.
   */
  private Optional<PaceWish> paceWish(Command command) {
    return PaceWish.of(command.text())
        .filter(wish -> run != null || !(wish instanceof PaceWish.GoOn))
        .filter(wish -> command.expiresNanos() >= actuators.nowNanos());
  }

  /** Changes how what runs is carried out, and what comes after it. */
  private void heed(Command command, PaceWish wish) {
    String said = pacing.heed(wish, run != null, actuators.nowNanos());
    log.info("'{}': {}", command.text(), said);
    if (run != null) {
      run.pilot().pace(pacing.share());
    }
    if (pacing.waits()) {
      brake();
    }
    turnAway(command, CommandRun.unread(command, Outcome.done(said)));
    if (run != null) {
      tellStatus(status());
    }
  }

  private boolean asksToStop(String text) {
    try {
      return Dialogue.corrects(text)
          || isOfTheHand(text)
          || mind.read(text).objection().filter(Objection::stops).isPresent();
    } catch (RuntimeException e) {
      // What cannot be read asks for nothing; it is refused as any other.
      return false;
    }
  }

  /** Whether a sentence is about what the hand holds: "put it back". */
  private boolean isOfTheHand(String text) {
    try {
      return Pilot.isOfTheHand(mind.read(text), cell.skills());
    } catch (RuntimeException e) {
      // As above.
      return false;
    }
  }

  /**
   * Ends what is being done because a sentence asks for it. What it corrects begins anew, unless
   * something is held, and so does what should be done with what is held; otherwise the next
   * command may come at once.
   */
  private void takeBack(Command command) {
    log.info("'{}' stops '{}'", command.text(), run.command().text());
    boolean holds = run.pilot().tracks().stream().anyMatch(Track::held);
    brake();
    finish(
        Outcome.givenUp(
            new Refusal(
                Refusal.Reason.CANCELLED,
                "hearing",
                "stopped by \"" + command.text() + "\"",
                null)),
        false);
    if (isOfTheHand(command.text()) || (!holds && isCorrection(command.text()))) {
      begin(command);
      return;
    }
    turnAway(
        command,
        CommandRun.unread(
            command,
            Outcome.done(
                (holds
                        ? "stopped, with an object between my fingers; say \"put it down\" or \"put"
                            + " it back\""
                        : "stopped; say what I should do now")
                    + agenda.left().map(left -> "; or \"go on\": " + left).orElse(""))));
  }

  /** Whether a sentence puts something else into the wish that it has stopped. */
  private boolean isCorrection(String text) {
    return !dialogue.whole(text, mind::read, actuators.nowNanos()).equals(text);
  }

  /** A command ends before it begins; what is said of another that runs stays. */
  private void turnAway(Command command, CommandReport report) {
    CellStatus end = ended(command, report);
    desk.remember(end);
    tell(new CellEvent.Status(end));
    tellEnd(command, report);
  }

  private void begin(Command command) {
    Agenda.Reply reply = agenda.reply(command.text(), mind::read, actuators.nowNanos());
    boolean isRun = reply instanceof Agenda.Reply.Run;
    if (isRun && rehearser != null && !agenda.isAllOf(rehearser.skill())) {
      agenda.forget();
      turnAway(
          command,
          CommandDesk.refuse(
                  command,
                  Refusal.Reason.REHEARSAL,
                  "only commands to %s can be rehearsed; without --rehearse the others are carried"
                          .formatted(rehearser.skill().replace('_', ' '))
                      + " out")
              .report());
    } else if (isRun) {
      beginStep(command);
    } else if (reply instanceof Agenda.Reply.Dropped dropped) {
      turnAway(command, CommandRun.unread(command, Outcome.done(dropped.detail())));
    } else if (reply instanceof Agenda.Reply.Other other) {
      begin(
          command,
          rehearsal -> {
            String wish = dialogue.whole(other.text(), mind::read, actuators.nowNanos());
            return new Pilot(mind, cell, wish, rehearsal, before);
          });
    }
  }

  private void beginStep(Command command) {
    begin(command, rehearsal -> new Pilot(mind, cell, agenda.next(), rehearsal, before));
  }

  private void begin(Command command, Function<RehearsalStage, Pilot> open) {
    RehearsalStage rehearsal = new RehearsalStage(rehearser);
    Pilot pilot;
    try {
      pilot = open.apply(rehearsal);
    } catch (IllegalArgumentException e) {
      cannotBegin(
          command,
          CommandDesk.refuse(command, Refusal.Reason.NOT_UNDERSTOOD, e.getMessage()).report());
      return;
    } catch (RuntimeException e) {
      log.error("Command '{}' cannot begin", command.text(), e);
      cannotBegin(command, CommandRun.unread(command, internalError(e)));
      return;
    }
    pilot.pace(pacing.share());
    run = new CommandRun(command, pilot, rehearsal);
    runFromMonotonic = monotonic.getAsLong();
    stopsBefore = gate().stops();
    gripClosed = false;
    ticksSinceGrip = 0;
    lastTickNanos = 0;
    newFrames.clear();
    log.info("'{}' begins: {}", command.text(), pilot.understood());
    if (agenda.isAtFirst()) {
      tell(
          new CellEvent.Accepted(
              actuators.nowNanos(),
              command,
              agenda.isRunning() ? agenda.understood() : pilot.understood()));
    }
    tell(new CellEvent.Heard(actuators.nowNanos(), command.id(), pilot.reading()));
    tellStatus(status());
  }

  /** A command ends before it begins, or a plan before its next step does. */
  private void cannotBegin(Command command, CommandReport report) {
    if (agenda.isRunning()) {
      agenda.endStep(report, actuators.nowNanos());
      end(command, agenda.close(command));
    } else {
      turnAway(command, report);
    }
  }

  private void end(Command command, CommandReport report) {
    CellStatus end = ended(command, report);
    desk.remember(end);
    tellStatus(end);
    tellEnd(command, report);
  }

  private void tellEnd(Command command, CommandReport report) {
    JsonLog.of(command.id());
    log.info(
        "'{}' has ended, {}{}: {}",
        command.text(),
        report.outcome().kind().word(),
        report.reason().map(reason -> " (" + reason + ")").orElse(""),
        report.outcome().detail());
    tell(new CellEvent.Ended(actuators.nowNanos(), report));
  }

  private void tick() {
    long began = monotonic.getAsLong();
    Optional<Outcome> end;
    try {
      end = turn();
    } catch (RuntimeException e) {
      log.error("Command '{}' failed", run.command().text(), e);
      end = Optional.of(internalError(e));
    }
    long took = monotonic.getAsLong() - began;
    tickTimes.add(took);
    tell(
        new CellEvent.Ticked(
            arm.stampNanos(),
            run.command().id(),
            arm,
            tickFrames,
            run.pilot().chunk(),
            took,
            stages()));
    end.ifPresent(outcome -> finish(outcome, false));
  }

  private Map<Stage, Long> stages() {
    Map<Stage, Long> stages = new EnumMap<>(Stage.class);
    stages.putAll(run.pilot().stageNanos());
    if (publishNanos > 0) {
      stages.put(Stage.PUBLISH, publishNanos);
    }
    return stages;
  }

  /** Takes one tick of the main path; returns how the command ends, if it does. */
  private Optional<Outcome> turn() {
    publishNanos = 0;
    if (pacing.isForgotten(actuators.nowNanos())) {
      return Optional.of(
          Outcome.givenUp(
              new Refusal(Refusal.Reason.CANCELLED, "dialogue", "nobody said \"go on\"", null)));
    }
    Observation seen = new Observation(newFrames, arm, touch);
    tickFrames = seen.frames();
    newFrames.clear();
    lastTickNanos = arm.stampNanos();
    boolean decided = run.pilot().grounding().isPresent();
    run.tickAt(arm.stampNanos(), seen.frames().values());
    Tick tick = run.pilot().tick(seen, present);
    run.isSurprised(tick.believed().surprise());
    if (run.rehearsal().isPlaying()) {
      run.rehearses(tick.stampNanos());
    }
    run.turnsAside(tick.stampNanos())
        .ifPresent(aside -> log.info("{}: {}", aside.word(), run.pilot().whyAside()));
    tell(tick, decided);
    if (tick.turn() instanceof Turn.Move move) {
      release(move);
    } else if (tick.turn() instanceof Turn.Late) {
      lateTicks++;
    } else if (tick.turn() instanceof Turn.End end) {
      tick.release()
          .filter(Release.Stopped.class::isInstance)
          .ifPresent(
              stopped -> {
                log.warn("The gate stops: {}", ((Release.Stopped) stopped).sentence());
                tell(new CellEvent.Stopped(actuators.nowNanos(), (Release.Stopped) stopped));
              });
      if (end.outcome().refusal() != null) {
        brake();
      }
      return Optional.of(end.outcome());
    }
    return Optional.empty();
  }

  private void release(Turn.Move move) {
    Release.Released released = move.released();
    long began = monotonic.getAsLong();
    actuators.move(released.trajectory(), move.fromNanos());
    grip(released.closeGripper());
    publishNanos = monotonic.getAsLong() - began;
    run.released(arm.stampNanos(), monotonic.getAsLong(), released);
    tell(new CellEvent.Released(move.fromNanos(), run.command().id(), released));
    if (!released.clipped().isEmpty()) {
      tell(new CellEvent.Clipped(move.fromNanos(), run.command().id(), released.clipped()));
    }
  }

  private void grip(boolean close) {
    if (close != gripClosed || ticksSinceGrip++ % 10 == 0) {
      gripClosed = close;
      actuators.grip(close);
    }
  }

  private void brake() {
    if (arm != null && run != null && run.moves()) {
      actuators.brake(
          gate()
              .brake(
                  new GateState(
                      arm.positionsRad(),
                      arm.velocitiesRadPerSecond(),
                      arm.stampNanos(),
                      imageStampNanos,
                      arm.stampNanos(),
                      arm.stampNanos())));
    }
  }

  private static Outcome internalError(RuntimeException e) {
    return Outcome.failed("an internal error: " + e);
  }

  private static Outcome givenUp(String source, String detail) {
    return Outcome.givenUp(new Refusal(Refusal.Reason.STALE, source, detail, null));
  }

  private void stop(String why) {
    log.warn("Stopped: {}", why);
    halt(gate().stop(why));
  }

  /** The gate has stopped outside of a tick. */
  private void halt(Release.Stopped stopped) {
    tell(new CellEvent.Stopped(actuators.nowNanos(), stopped));
    if (run == null) {
      tellStatus(status());
      return;
    }
    brake();
    finish(Pilot.stopped(stopped).outcome(), false);
  }

  /** Gives the command up when what comes cannot be used. */
  private void watchInputs(long now) {
    if (run != null && isRefused(CellInput.JOINTS, armCameMonotonic, now)) {
      // Where the arm is now nobody knows, so nothing replaces the last release, which ends at
      // rest.
      actuators.cancel();
      finish(givenUp(CellInput.JOINTS), false);
    } else if (run != null && isRefused(CellInput.PICTURES, pictureCameMonotonic, now)) {
      brake();
      finish(givenUp(CellInput.PICTURES), false);
    }
  }

  private boolean isRefused(CellInput input, long cameMonotonic, long now) {
    Refused newest = refused.get(input);
    return newest != null
        && now - newest.monotonicNanos() < REFUSED_NANOS
        && now - Math.max(cameMonotonic, runFromMonotonic) > REFUSED_NANOS;
  }

  private Outcome givenUp(CellInput input) {
    return givenUp(
        input.source(), "the " + input.noun() + " cannot be used: " + refused.get(input).why());
  }

  /** Gives the command up when the joint states no longer come, or come without news. */
  private void watchPeer(long now) {
    if (now - Math.max(armCameMonotonic, runFromMonotonic) > peerTimeoutNanos) {
      actuators.cancel();
      finish(
          givenUp(
              "cell",
              String.format(
                  Locale.ROOT,
                  "the cell is lost: no joint state came for %.1f s",
                  peerTimeoutNanos * 1e-9)),
          true);
    } else if (arm != null
        && now - Math.max(armMovedOnMonotonic, runFromMonotonic) > peerTimeoutNanos) {
      actuators.cancel();
      finish(
          givenUp(
              "joints",
              String.format(
                  Locale.ROOT,
                  "joint states come, but their stamps stand still at %.3f s: nothing tells how old"
                      + " they are",
                  arm.stampNanos() * 1e-9)),
          false);
    }
  }

  private void finish(Outcome outcome, boolean peerLost) {
    run.rehearsal().cancel();
    pacing.ends();
    boolean isStopped = outcome.kind() != Outcome.Kind.DONE && run.moves();
    boolean looked = !run.pilot().tracks().isEmpty();
    // An arm that has not moved holds, or hides, what it did before.
    boolean isAsBefore = !run.moves() && (before.holds() || before.isUnderTheArm());
    boolean isOverTheTable = isStopped || run.pilot().isLedByTouch();
    if (looked && !isAsBefore) {
      before = new SceneBelief.Before(run.pilot().tracks(), isOverTheTable, run.pilot().grip());
    }
    // A question about several wishes is the agenda's: an answer must not do one of them alone.
    boolean isPlan = run.pilot().proposal().isPresent();
    Optional<String> open =
        dialogue.ended(
            run.pilot().reading(),
            isPlan ? Optional.empty() : outcome.question(),
            outcome.kind() == Outcome.Kind.REFUSED && !isPlan,
            outcome.detail(),
            actuators.nowNanos());
    Command command = run.command();
    CommandReport report = run.report(outcome.asking(open), gate().stops() - stopsBefore, peerLost);
    agenda.ask(run.pilot(), actuators.nowNanos());
    run = null;
    if (agenda.isRunning()) {
      if (agenda.endStep(report, actuators.nowNanos())) {
        beginStep(command);
        return;
      }
      report = agenda.close(command);
    } else if (report.motionSeconds() > 0) {
      agenda.forgetLeft();
    }
    end(command, report);
  }

  private void tell(CellEvent event) {
    tellAll(event.getClass().getSimpleName(), listener -> listener.on(event));
  }

  private void tellAll(String what, Consumer<CellListener> told) {
    for (CellListener listener : listeners) {
      try {
        told.accept(listener);
      } catch (RuntimeException e) {
        log.error("A listener failed at {}", what, e);
      }
    }
  }

  private void tell(Tick tick, boolean wasDecided) {
    String id = run.command().id();
    String understood = run.pilot().understood();
    if (!tick.looks().isEmpty()) {
      tell(
          new CellEvent.Perceived(
              tick.stampNanos(),
              id,
              tick.looks(),
              tick.believed().tracks(),
              tick.believed().surprise()));
    }
    Optional<Grounding> grounding = tick.grounding();
    if (!wasDecided && grounding.isPresent()) {
      tell(new CellEvent.Grounded(tick.stampNanos(), id, understood, grounding.get()));
    }
    Optional<ActionChunk> chunk = tick.chunk();
    if (chunk.isPresent()) {
      tell(
          new CellEvent.Attended(
              tick.stampNanos(),
              id,
              understood,
              run.phase(),
              grounding.orElseThrow(),
              tick.broadcasts(),
              tick.believed().tracks(),
              tick.believed().surprise(),
              chunk.get().steps().get(0).progress()));
    }
  }

  private void tellStatus(CellStatus status) {
    lastStatus = status;
    tell(new CellEvent.Status(status));
  }

  private void tellEverySecond(long now) {
    if (now - lastSecondMonotonic >= SECOND_NANOS) {
      lastSecondMonotonic = now;
      tellStatus(run == null && lastStatus != null ? lastStatus : status());
      tell(new CellEvent.Health(actuators.nowNanos(), health(now)));
    }
  }

  private CellHealth health(long now) {
    return new CellHealth(
        arm == null ? Double.NaN : (now - armMovedOnMonotonic) * 1e-9,
        imageStampNanos == Long.MIN_VALUE
            ? Double.NaN
            : (actuators.nowNanos() - imageStampNanos) * 1e-9,
        gate().latched().map(Release.Stopped::sentence),
        gate().stops(),
        gate().clips(),
        tickTimes.percentileMillis(50),
        tickTimes.percentileMillis(99),
        lateTicks);
  }

  private CellStatus.Mode mode() {
    if (run != null) {
      return run.moves() ? CellStatus.Mode.ACTING : CellStatus.Mode.LOOKING;
    }
    return gate().latched().isPresent() ? CellStatus.Mode.STOPPED : CellStatus.Mode.IDLE;
  }

  private CellStatus status() {
    return new CellStatus(
        mode(),
        actuators.nowNanos(),
        Optional.ofNullable(run).map(CommandRun::command),
        run == null ? "" : agenda.phase() + (pacing.waits() ? "wait" : run.phase()),
        Optional.empty(),
        run == null ? gate().latched().map(Release.Stopped::sentence) : Optional.empty());
  }

  private CellStatus ended(Command command, CommandReport report) {
    return new CellStatus(
        mode(),
        actuators.nowNanos(),
        Optional.of(command),
        "",
        Optional.of(report),
        Optional.empty());
  }

  /** Joint states that came while a tick was being decided. */
  private final class Newest implements Present {
    @Override
    public ArmState arm() {
      long now = monotonic.getAsLong();
      for (ArmState state : inbox.takeArms()) {
        if (gate().measure(state)) {
          arm = state;
          armStampNanos = state.stampNanos();
          armMovedOnMonotonic = now;
        }
        armCameMonotonic = now;
      }
      return arm;
    }

    @Override
    public long nowNanos() {
      return actuators.nowNanos();
    }
  }
}
