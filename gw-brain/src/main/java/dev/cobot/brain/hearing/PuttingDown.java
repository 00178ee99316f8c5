package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Objection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * "Put it down", "put the cup back where it was", "undo that": what the hand holds is the target,
 * named or not.
 */
final class PuttingDown implements IntentRule {
  private static final String PUT_DOWN = "put_down";
  private static final String PUT_BACK = "put_back";
  private static final Set<String> SKILLS = Set.of(PUT_DOWN, PUT_BACK);

  private final Frames frames;
  private final List<List<String>> interjections;

  PuttingDown(Frames frames, Language language) {
    this.frames = frames;
    interjections =
        language.parts().getOrDefault(Frames.INTERJECTIONS, List.of()).stream()
            .map(Frames::wordsOf)
            .sorted(Frames.LONGEST_FIRST)
            .toList();
  }

  /** Whether the target of a skill is what the hand holds, so that nobody has to name it. */
  static boolean isOfTheHand(String skill) {
    return SKILLS.contains(skill);
  }

  @Override
  public Optional<Course> of(List<String> said, String intent) {
    return course(PUT_BACK, said)
        .or(() -> course(PUT_DOWN, said))
        .or(() -> withoutInterjection(said).flatMap(rest -> of(rest, intent)));
  }

  /** "No, wait, put it down": what calls out forbids nothing when the arm is to let go. */
  private Optional<List<String>> withoutInterjection(List<String> said) {
    return interjections.stream()
        .filter(words -> words.size() < said.size() && Frames.begins(said, words))
        .findFirst()
        .map(words -> said.subList(words.size(), said.size()));
  }

  private Optional<Course> course(String skill, List<String> said) {
    return frames
        .match(skill, said)
        .map(match -> new Course(skill, named(match), Optional.empty(), ofPlace(match)));
  }

  /** Asks where it is said where the object is: in the hand it is nowhere else. */
  private static Optional<Objection> ofPlace(Map<String, Phrase> match) {
    boolean isPlaced =
        match.containsKey(Frames.TARGET) && !match.get(Frames.TARGET).places().isEmpty();
    return isPlaced
        ? Optional.of(
            Doubts.open("I put down, or back, only what I hold", "Which object do you mean?"))
        : Optional.empty();
  }

  /** Whether a phrase says what is held, and not only that something is ("it", "the thing"). */
  private static boolean isNamed(Phrase phrase) {
    return !phrase.reference().isNone()
        || !phrase.unknownNouns().isEmpty()
        || !phrase.unknownColors().isEmpty();
  }

  private static Optional<Phrase> named(Map<String, Phrase> match) {
    return Optional.ofNullable(match.get(Frames.TARGET)).filter(PuttingDown::isNamed);
  }
}
