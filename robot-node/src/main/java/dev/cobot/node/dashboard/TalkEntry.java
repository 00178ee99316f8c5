package dev.cobot.node.dashboard;

import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.action.session.Plan;
import dev.cobot.brain.Refusal;
import dev.cobot.node.event.CommandReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sentence that was said to the robot, and what became of it; without the report's pictures.
 *
 * @param id the command's, or empty for a message that was none
 * @param epochMillis when it began or was answered
 * @param understood its meaning in plain words, or null
 * @param answer empty while it runs
 */
record TalkEntry(
    String id, String text, long epochMillis, String understood, Optional<Answer> answer) {
  /**
   * How it ended.
   *
   * @param outcome {@code done}, {@code failed} or {@code refused}
   * @param reason as {@code run --json} names it, or null
   * @param question what a person could answer to go on, or null
   * @param isPlan whether the question is if a plan shall be carried out
   * @param left whether "go on" does what is left of it
   * @param phases what was done, in order
   * @param clips the last change of each kind that the gate made
   * @param rehearsals what was played in twins before the arm moved; of a plan one for each part
   *     that was
   */
  record Answer(
      String outcome,
      String reason,
      String detail,
      String question,
      boolean isPlan,
      boolean left,
      List<Part> parts,
      List<CommandReport.Phase> phases,
      double motionSeconds,
      double durationSeconds,
      long stops,
      long clipped,
      List<String> clips,
      List<Rehearsal> rehearsals) {}

  /**
   * What came out in twins.
   *
   * @param words the part of a plan, or null for a single wish
   * @param low lower end of the 95 % interval of the success rate
   * @param minRate share of the twins that had to succeed
   * @param verdict {@code released} when the arm moved upon it, {@code refused}, or {@code open}
   *     when it ended between, as by a stop
   * @param failures twins by class of failure
   */
  record Rehearsal(
      String words,
      int twins,
      int successes,
      double low,
      double high,
      double minRate,
      String verdict,
      Map<String, Integer> failures) {}

  /** A step of a plan, and how it ended in one word. */
  record Part(String words, String outcome) {}

  static Answer answer(CommandReport report) {
    Optional<Refusal> why = Optional.ofNullable(report.outcome().refusal());
    return new Answer(
        report.outcome().kind().word(),
        report.reason().map(Enum::name).orElse(null),
        report.outcome().detail(),
        report.outcome().question().orElse(null),
        why.filter(w -> w.source().equals(Plan.ASKS)).isPresent(),
        why.filter(w -> w.reason() == Refusal.Reason.CANCELLED).isPresent()
            && !report.parts().isEmpty(),
        report.parts().stream().map(part -> new Part(part.words(), part.word())).toList(),
        report.phases(),
        report.motionSeconds(),
        report.durationSeconds(),
        report.stops(),
        report.clipped(),
        report.clipExamples(),
        rehearsals(report));
  }

  private static List<Rehearsal> rehearsals(CommandReport report) {
    List<Rehearsal> all = new ArrayList<>();
    for (CommandReport.Part part : report.parts()) {
      part.report().ifPresent(r -> rehearsal(part.words(), r).ifPresent(all::add));
    }
    if (report.parts().isEmpty()) {
      rehearsal(null, report).ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  private static Optional<Rehearsal> rehearsal(String words, CommandReport report) {
    if (report.rehearsal() == null) {
      return Optional.empty();
    }
    RehearsalReport twins = report.rehearsal().report();
    boolean isRefused = report.reason().filter(Refusal.Reason.REHEARSAL::equals).isPresent();
    boolean hasMoved = report.firstMotionNanos() != 0;
    return Optional.of(
        new Rehearsal(
            words,
            twins.twins(),
            twins.successes(),
            twins.wilsonLow(),
            twins.wilsonHigh(),
            report.rehearsal().minRate(),
            isRefused ? "refused" : hasMoved ? "released" : "open",
            twins.failures()));
  }

  /** Something that came on the command topic and was no command. */
  static TalkEntry rejected(String why, long epochMillis) {
    return new TalkEntry(
        "",
        "",
        epochMillis,
        null,
        Optional.of(
            new Answer(
                "refused",
                Refusal.Reason.NOT_UNDERSTOOD.name(),
                why,
                null,
                false,
                false,
                List.of(),
                List.of(),
                0,
                0,
                0,
                0,
                List.of(),
                List.of())));
  }
}
