package dev.cobot.brain.hearing;

import java.util.List;
import java.util.Optional;

/** Knows the ways in which one skill is asked for, beside placing. */
interface IntentRule {
  /**
   * Returns what a sentence asks for; empty where it is none of those ways.
   *
   * @param said its words, without marks
   * @param intent what the reader takes it for
   */
  Optional<Course> of(List<String> said, String intent);

  /** Returns the rules of a language, the first of which that knows a sentence counts. */
  static IntentRule all(Language language, Vocabulary words, SpatialWords spatial) {
    Frames frames = new Frames(language, words, spatial);
    List<IntentRule> rules =
        List.of(
            new PuttingDown(frames, language),
            new TakingOut(frames),
            new Circling(frames, language),
            new Wiping(frames));
    return (said, intent) -> {
      List<String> spelt = frames.respelt(said);
      return rules.stream().flatMap(rule -> rule.of(spelt, intent).stream()).findFirst();
    };
  }
}
