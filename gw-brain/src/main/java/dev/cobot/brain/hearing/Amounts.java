package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Wish;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * "Both cubes", "all the red bottles", "two cubes", "the cubes": how many objects are wished for.
 */
final class Amounts {
  private final Vocabulary words;
  private final Map<String, Integer> amounts;
  private final Set<String> determiners;
  private final Set<String> of;
  private final Map<String, List<String>> singular;

  /**
   * What is said of one object in place of several.
   *
   * @param said the words, with one object in the place of several
   * @param kind the objects'
   * @param amount how many, or {@link Wish#ALL}
   */
  record Counted(List<String> said, ObjectKind kind, int amount) {}

  Amounts(Language language, Vocabulary words) {
    this.words = words;
    amounts = language.several().amounts();
    determiners = new HashSet<>(language.determiners());
    determiners.remove("");
    of = Set.copyOf(language.several().of());
    singular = language.several().singular();
  }

  /**
   * Returns what some words say of one of the objects that they count; empty where they count none,
   * or where what they count is of no kind that is known.
   */
  Optional<Counted> find(List<String> said) {
    for (int at = 0; at < said.size(); at++) {
      Optional<Counted> counted = at(said, at);
      if (counted.isPresent()) {
        return counted;
      }
    }
    return Optional.empty();
  }

  private Optional<Counted> at(List<String> said, int from) {
    int at = from;
    Integer amount = null;
    boolean isLed = false;
    while (at < said.size()) {
      String word = said.get(at);
      Integer counts = amounts.get(word);
      boolean leads = determiners.contains(word) || (amount != null && of.contains(word));
      if (counts == null && !leads) {
        break;
      }
      // "All three": the number says more.
      amount = counts == null || (counts == Wish.ALL && amount != null) ? amount : counts;
      isLed = true;
      at++;
    }
    if (!isLed) {
      return Optional.empty();
    }
    List<String> qualities = new ArrayList<>();
    while (at < said.size() && isSaidOfNoun(said.get(at))) {
      qualities.add(said.get(at++));
    }
    Optional<ObjectKind> kind = at < said.size() ? words.kind(said.get(at)) : Optional.empty();
    if (kind.isEmpty() || !(amount != null || words.isPlural(said.get(at)))) {
      return Optional.empty();
    }
    List<String> one = singular.get(kind.get().word());
    if (one == null) {
      return Optional.empty();
    }
    List<String> whole = new ArrayList<>(said.subList(0, from));
    whole.add(one.get(0));
    whole.addAll(qualities);
    whole.add(one.get(1));
    whole.addAll(said.subList(at + 1, said.size()));
    return Optional.of(new Counted(whole, kind.get(), amount == null ? Wish.ALL : amount));
  }

  private boolean isSaidOfNoun(String word) {
    boolean isQuality =
        words.color(word).isPresent()
            || words.isDescription(word)
            || words.posture(word).isPresent();
    return isQuality && words.kind(word).isEmpty();
  }
}
