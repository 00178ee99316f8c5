package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Objection.Cause;
import dev.cobot.brain.language.Objection.Stage;
import dev.cobot.brain.language.Role;
import java.util.Map;
import java.util.Optional;

/** What speaks against a wish because of what its phrases say, or do not say. */
final class Doubts {
  private Doubts() {}

  /** Names back what is not known; nothing is taken for what was not said. */
  static Optional<Objection> unknown(Iterable<Phrase> phrases) {
    for (Phrase phrase : phrases) {
      if (!phrase.unknownNouns().isEmpty()) {
        String noun = String.join(" ", phrase.unknownNouns());
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.SEEING,
                "I do not know what \"%s\" is".formatted(noun),
                null));
      }
      if (phrase.isStrange()) {
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.SEEING,
                "I do not know what \"%s\" says of an object"
                    .formatted(String.join(" ", phrase.modifiers())),
                "Which object do you mean?"));
      }
      if (!phrase.unknownColors().isEmpty() && phrase.reference().color() == null) {
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.SEEING,
                "I do not know the colour \"%s\"".formatted(phrase.unknownColors().get(0)),
                null));
      }
    }
    return Optional.empty();
  }

  /** Asks for what is not named, or named only by pointing, and about what names two objects. */
  static Optional<Objection> unsaid(Map<Role, Phrase> phrases) {
    for (Map.Entry<Role, Phrase> entry : phrases.entrySet()) {
      Phrase phrase = entry.getValue();
      boolean isTarget = entry.getKey() == Role.TARGET;
      boolean saysNothing =
          phrase.reference().isNone() && phrase.places().isEmpty() && (isTarget || phrase.isSaid());
      if (phrase.isPointing() || saysNothing) {
        return Optional.of(
            isTarget
                ? open("I did not hear which object you mean", "Which object do you mean?")
                : open("I did not hear where it should go", "Where should it go?"));
      }
      if (phrase.isTwofold()) {
        return Optional.of(
            open("I hear of several objects at once", "Which one do you mean, and where to?"));
      }
    }
    return Optional.empty();
  }

  /** Asks about what is said of an object and cannot be told of it. */
  static Optional<Objection> unclear(Iterable<Phrase> phrases) {
    for (Phrase phrase : phrases) {
      if (phrase.isPlural()) {
        return Optional.of(
            new Objection(
                Cause.AMBIGUOUS,
                Stage.LAST,
                "I move one object at a time",
                "Which one should I move first?"));
      }
      if (!phrase.unknownColors().isEmpty()) {
        String said = phrase.unknownColors().get(0);
        String near = phrase.reference().color().word();
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.LAST,
                "I do not tell %s from %s".formatted(said, near),
                "Do you mean the %s?".formatted(phrase.reference().words())));
      }
      if (!phrase.modifiers().isEmpty()) {
        String rest = String.join(" ", phrase.modifiers());
        return Optional.of(
            new Objection(
                Cause.AMBIGUOUS,
                Stage.LAST,
                "I cannot tell whether \"%s\" is true of the %s"
                    .formatted(rest, phrase.reference().words()),
                "Do you mean the %s that I see?".formatted(phrase.reference().words())));
      }
    }
    return Optional.empty();
  }

  /** Returns a question that must be answered before anything is looked at. */
  static Objection open(String detail, String question) {
    return new Objection(Cause.AMBIGUOUS, Stage.AT_ONCE, detail, question);
  }

  static Objection notUnderstood(String detail) {
    return new Objection(Cause.NOT_UNDERSTOOD, Stage.AT_ONCE, detail, null);
  }
}
