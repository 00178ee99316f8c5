package dev.cobot.brain.hearing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How one language wishes for a pace: {@link PaceWish}. */
final class PaceWords {
  static final List<PaceWords> ALL =
      Language.ALL.stream().map(Language::load).map(PaceWords::new).toList();

  /** More words are never one of these wishes. */
  private static final int LONGEST = 24;

  private final Map<List<String>, PaceWish> wishes = new HashMap<>();
  private final Set<List<String>> before = new HashSet<>();
  private final Set<List<String>> after = new HashSet<>();

  private PaceWords(Language language) {
    put(language.several().resumptions(), new PaceWish.GoOn());
    put(language.pace().waits(), new PaceWish.Wait());
    put(language.pace().slower(), new PaceWish.Slower());
    put(language.pace().faster(), new PaceWish.Faster());
    language.pace().shares().forEach((way, share) -> put(List.of(way), new PaceWish.Share(share)));
    Language.Polite polite = language.polite();
    List.of(polite.calls(), polite.before(), language.hesitations())
        .forEach(ways -> add(ways, before));
    List.of(polite.after(), language.hesitations()).forEach(ways -> add(ways, after));
  }

  private static void add(List<String> ways, Set<List<String>> to) {
    ways.stream().filter(way -> way.indexOf('{') < 0).map(Frames::wordsOf).forEach(to::add);
    to.remove(List.of());
  }

  private void put(List<String> ways, PaceWish wish) {
    for (String way : ways) {
      PaceWish other = wishes.put(Frames.wordsOf(way), wish);
      if (other != null && !other.equals(wish)) {
        throw new IllegalArgumentException(
            "'%s' is said for two things: %s, %s".formatted(way, other, wish));
      }
    }
  }

  /** Returns the wish that is left when what is polite is taken away, a way at a time. */
  Optional<PaceWish> of(List<String> said) {
    List<List<String>> open = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    if (said.size() <= LONGEST) {
      open.add(said);
    }
    while (!open.isEmpty()) {
      List<String> words = open.remove(open.size() - 1);
      if (!seen.add(words)) {
        continue;
      }
      PaceWish wish = wishes.get(words);
      if (wish != null) {
        return Optional.of(wish);
      }
      for (int i = 1; i < words.size(); i++) {
        if (before.contains(words.subList(0, i))) {
          open.add(words.subList(i, words.size()));
        }
        if (after.contains(words.subList(i, words.size()))) {
          open.add(words.subList(0, i));
        }
      }
    }
    return Optional.empty();
  }
}
