package dev.cobot.node.app;

import dev.cobot.action.session.Pilot;
import dev.cobot.action.session.Plan;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.hearing.Dialogue;
import dev.cobot.brain.hearing.PaceWish;
import dev.cobot.brain.hearing.PlanAnswer;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Wish;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is to be done beyond a single command: a plan that waits for its answer, the steps of the
 * one that is carried out, and what is left of one that was stopped.
 */
final class Agenda {
  /** So long an answer to a plan is waited for. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** So long after a stop it goes on. */
  private static final long LEFT_NANOS = 300_000_000_000L;

  private List<Plan.Step> asked = List.of();
  private long askedNanos;
  private List<Plan.Step> left = List.of();
  private long leftNanos;

  /** The wishes of a sentence of which one is asked about. */
  private List<Wish> wishes = List.of();

  private int open;
  private Refusal question;

  private List<Plan.Step> steps = List.of();
  private final List<CommandReport> ended = new ArrayList<>();

  /** What becomes of a sentence. */
  sealed interface Reply {
    /** The steps of a plan are carried out now. */
    record Run() implements Reply {}

    /** A plan is dropped. */
    record Dropped(String detail) implements Reply {}

    /** It is a command of its own. */
    record Other(String text) implements Reply {}
  }

  /**
   * Takes a sentence in while nothing runs.
   *
   * @param read how texts are heard
   */
  Reply reply(String text, Function<String, CommandReading> read, long nowNanos) {
    List<Plan.Step> plan = isFresh(askedNanos, PATIENCE_NANOS, nowNanos) ? asked : List.of();
    List<Wish> doubtful = isFresh(askedNanos, PATIENCE_NANOS, nowNanos) ? wishes : List.of();
    asked = List.of();
    wishes = List.of();
    if (!plan.isEmpty()) {
      Optional<PlanAnswer> answer =
          PlanAnswer.of(text, plan.stream().map(Plan.Step::skill).toList());
      if (answer.isPresent() && answer.get() instanceof PlanAnswer.No) {
        return new Reply.Dropped("I leave it, and have done nothing of it");
      }
      if (answer.isPresent() && answer.get() instanceof PlanAnswer.Yes yes) {
        List<Plan.Step> chosen = yes.parts().stream().map(plan::get).toList();
        boolean isWhole = chosen.size() == plan.size();
        if (isWhole || chosen.stream().noneMatch(Plan.Step::isAfter)) {
          return run(chosen);
        }
      }
    }
    if (!left.isEmpty() && isFresh(leftNanos, LEFT_NANOS, nowNanos) && isGoOn(text)) {
      return run(left);
    }
    return new Reply.Other(doubtful.isEmpty() ? text : answered(doubtful, text, read, nowNanos));
  }

  private static boolean isGoOn(String text) {
    return PaceWish.of(text).filter(PaceWish.GoOn.class::isInstance).isPresent();
  }

  private static boolean isFresh(long sinceNanos, long patienceNanos, long nowNanos) {
    return nowNanos >= sinceNanos && nowNanos - sinceNanos <= patienceNanos;
  }

  private Reply run(List<Plan.Step> chosen) {
    steps = chosen;
    left = List.of();
    ended.clear();
    return new Reply.Run();
  }

  /** Puts an answer into the wish that was asked about; the others stay as they were said. */
  private String answered(
      List<Wish> doubtful, String text, Function<String, CommandReading> read, long nowNanos) {
    Wish asking = doubtful.get(open);
    Dialogue dialogue = new Dialogue();
    dialogue.ended(
        asking.reading(),
        Optional.ofNullable(question.question()),
        true,
        question.detail(),
        nowNanos);
    String whole;
    try {
      whole = dialogue.whole(text, read, nowNanos);
    } catch (RuntimeException e) {
      // What cannot be read answers nothing; it is refused as any other.
      return text;
    }
    return whole.equals(text)
        ? text
        : IntStream.range(0, doubtful.size())
            .mapToObj(i -> i == open ? whole : doubtful.get(i).said())
            .collect(Collectors.joining(", then "));
  }

  /** Takes note of what a sentence with several wishes has come to. */
  void ask(Pilot pilot, long nowNanos) {
    pilot
        .proposal()
        .ifPresent(
            proposal -> {
              asked = proposal.steps();
              boolean isOpen =
                  proposal.open() >= 0 && pilot.wishes().get(proposal.open()).isForOne();
              wishes = isOpen ? pilot.wishes() : List.of();
              open = proposal.open();
              question = proposal.answer();
              askedNanos = nowNanos;
              left = List.of();
            });
  }

  /** Nothing that was planned holds any more. */
  void forget() {
    asked = List.of();
    wishes = List.of();
    left = List.of();
    steps = List.of();
    ended.clear();
  }

  /** Another command has moved something: what was left of a plan is of another table. */
  void forgetLeft() {
    left = List.of();
  }

  boolean isRunning() {
    return !steps.isEmpty();
  }

  boolean isAllOf(String skill) {
    return steps.stream().allMatch(step -> step.skill().equals(skill));
  }

  boolean isAtFirst() {
    return ended.isEmpty();
  }

  /** Returns the step that comes next. */
  Plan.Step next() {
    return steps.get(ended.size());
  }

  /** Returns what a running plan is at, for example {@code 1 of 2, }; empty when none runs. */
  String phase() {
    return isRunning() ? "%d of %d, ".formatted(ended.size() + 1, steps.size()) : "";
  }

  String understood() {
    return Plan.list(steps);
  }

  /**
   * Takes note of how the step that ran has ended.
   *
   * @return whether another one comes
   */
  boolean endStep(CommandReport report, long nowNanos) {
    boolean isStopped = report.reason().equals(Optional.of(Refusal.Reason.CANCELLED));
    if (isStopped) {
      left = new ArrayList<>(steps.subList(ended.size(), steps.size()));
      left.set(0, left.get(0).interrupted());
      leftNanos = nowNanos;
    }
    ended.add(report);
    return report.outcome().kind() == Outcome.Kind.DONE && ended.size() < steps.size();
  }

  /** Returns what is left of a plan that was stopped; empty where nothing is. */
  Optional<String> left() {
    return left.isEmpty() ? Optional.empty() : Optional.of(Plan.list(left));
  }

  /** Ends the plan that runs, and returns one account of it. */
  CommandReport close(Command command) {
    CommandReport last = ended.get(ended.size() - 1);
    List<CommandReport.Part> parts = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      parts.add(
          new CommandReport.Part(
              steps.get(i).words(),
              i < ended.size() ? Optional.of(ended.get(i)) : Optional.empty()));
    }
    CommandReport first = ended.get(0);
    CommandReport whole =
        new CommandReport(
            command.id(),
            command.text(),
            outcome(parts, last.outcome()),
            understood(),
            first.objects(),
            last.objectsAfter(),
            first.roles(),
            first.modalityAttention(),
            first.attention(),
            first.surprise(),
            ended.stream().flatMap(r -> r.phases().stream()).toList(),
            ended.stream().mapToLong(CommandReport::stops).sum(),
            ended.stream().mapToLong(CommandReport::clipped).sum(),
            ended.stream().flatMap(r -> r.clipExamples().stream()).distinct().toList(),
            ended.stream()
                .mapToLong(CommandReport::firstMotionNanos)
                .filter(nanos -> nanos != 0)
                .findFirst()
                .orElse(0),
            ended.stream().mapToDouble(CommandReport::motionSeconds).sum(),
            ended.stream().mapToDouble(CommandReport::durationSeconds).sum(),
            last.peerLost(),
            first.picture(),
            ended.stream()
                .map(CommandReport::rehearsal)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null),
            parts);
    steps = List.of();
    ended.clear();
    return whole;
  }

  /** Done only if every part is; what was done, what was not and why, and what was not begun. */
  private Outcome outcome(List<CommandReport.Part> parts, Outcome last) {
    boolean isDone = last.kind() == Outcome.Kind.DONE;
    String told =
        IntStream.range(0, parts.size())
            .mapToObj(i -> (parts.size() == 1 ? "" : (i + 1) + ". ") + told(parts.get(i)))
            .collect(Collectors.joining("; "));
    if (isDone) {
      return Outcome.done(told);
    }
    boolean hasMoved = ended.stream().anyMatch(r -> r.motionSeconds() > 0);
    return new Outcome(hasMoved ? Outcome.Kind.FAILED : last.kind(), last.refusal(), told);
  }

  private static String told(CommandReport.Part part) {
    String how = part.word();
    return part.report()
        .map(r -> how + ": " + r.outcome().detail())
        .map(text -> text.startsWith("done: ") ? text : part.words() + ", " + text)
        .orElse(part.words() + ", " + how);
  }
}
