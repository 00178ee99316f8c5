package dev.cobot.brain.hearing;

import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was said and asked last, so that an answer, or "it", is understood as what it stands for. An
 * answer is put into the wish that it completes, and the whole is heard like any other sentence.
 */
public final class Dialogue {
  private static final double SURE = 0.9;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final Pattern INTO = Pattern.compile("^(in|into|inside|within)\\b.*");
  private static final Pattern PROPOSAL =
      Pattern.compile("Do you mean (the [^?]*?)( that I see)?\\?");

  private CommandReading before;
  private String question;
  private String detail;
  private long nanos;

  /**
   * Takes note of how a sentence ended.
   *
   * @param asked what was asked back, if something was
   * @param why the sentence that told how it ended
   */
  public void ended(CommandReading reading, Optional<String> asked, String why, long nowNanos) {
    before = reading;
    question = asked.orElse(null);
    detail = why;
    nanos = nowNanos;
  }

  /**
   * Returns the whole wish that a text stands for: the text itself when it is one, or when nothing
   * that was said makes it one.
   *
   * @param read how texts are heard
   */
  public String whole(String text, Function<String, CommandReading> read, long nowNanos) {
    if (before == null || nowNanos - nanos > PATIENCE_NANOS || nowNanos < nanos) {
      return text;
    }
    CommandReading heard = read.apply(text);
    if (!isRefusedAtOnce(heard) && !mayAnswer(heard)) {
      return text;
    }
    return completed(text, heard).filter(whole -> !isRefusedAtOnce(read.apply(whole))).orElse(text);
  }

  /** Whether it could be a wish of its own, but more likely answers what was asked. */
  private boolean mayAnswer(CommandReading heard) {
    return question != null
        && heard.meaning().reference(Role.DESTINATION).isNone()
        && heard.skillProbability() < SURE;
  }

  private static boolean isRefusedAtOnce(CommandReading reading) {
    return reading.objection(Objection.Stage.AT_ONCE).isPresent()
        || reading.meaning().skill().isEmpty();
  }

  private Optional<String> completed(String text, CommandReading heard) {
    Reference target = before.meaning().reference(Role.TARGET);
    Reference destination = before.meaning().reference(Role.DESTINATION);
    Reference where = heard.meaning().reference(Role.DESTINATION);
    if (!where.isNone()) {
      // "Put it in the bowl": it is what was spoken of. A sentence that names its own object is no
      // answer, whatever it was refused for.
      boolean isIt = heard.meaning().reference(Role.TARGET).isNone() && !target.isNone();
      return isIt ? Optional.of(put(words(target), where)) : Optional.empty();
    }
    boolean stops = heard.objection().filter(Objection::stops).isPresent();
    if (question == null || stops || text.strip().endsWith("?")) {
      return Optional.empty();
    }
    String answer = WordSplit.fold(text).strip().replaceAll("[.!?]+$", "");
    if (Language.load(HearingTraining.LANGUAGE).yes().contains(answer)) {
      Matcher proposal = PROPOSAL.matcher(question);
      if (!proposal.matches() || proposal.group(1).contains(" or ")) {
        return Optional.empty();
      }
      answer = proposal.group(1);
    }
    boolean isOpen = destination.isNone() && !target.isNone();
    boolean asksForDestination = isOpen || detail.startsWith("\"" + destination.words() + "\"");
    if (asksForDestination && !target.isNone()) {
      return Optional.of(
          "put %s %s"
              .formatted(words(target), INTO.matcher(answer).matches() ? answer : "in " + answer));
    }
    return destination.isNone() ? Optional.empty() : Optional.of(put(answer, destination));
  }

  private static String put(String target, Reference destination) {
    return "put %s in %s".formatted(target, words(destination));
  }

  private static String words(Reference reference) {
    return "the " + reference.words();
  }
}
