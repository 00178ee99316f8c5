package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.SpatialRelation;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a language says of places, found in the words that a phrase says beside kind and colour. */
final class SpatialWords {
  private static final String ANCHOR = "{";

  private final List<Pattern> patterns = new ArrayList<>();
  private final Map<String, Integer> ordinals;
  private final Set<String> placed;
  private final Set<String> determiners;
  private final Vocabulary words;

  /** A way to say a relation; a word that begins with a brace is the phrase of an anchor. */
  private record Pattern(SpatialRelation relation, List<String> words) {}

  /** A pattern where it was found, from {@code start} up to {@code end}. */
  record Found(SpatialRelation relation, List<Reference> anchors, int start, int end) {}

  /** An object where it was found, up to {@code end}. */
  private record Noun(Reference reference, int end) {}

  /**
   * What was found.
   *
   * @param rest words that say something else
   */
  record Places(List<SpatialPhrase> phrases, List<String> rest) {}

  SpatialWords(Language language, Vocabulary words) {
    this.words = words;
    ordinals = language.ordinals();
    placed = Set.copyOf(language.placed());
    determiners = Set.copyOf(language.determiners());
    language
        .spatial()
        .forEach(
            (relation, ways) ->
                ways.forEach(
                    way ->
                        patterns.add(
                            new Pattern(
                                SpatialRelation.valueOf(relation.toUpperCase(Locale.ROOT)),
                                List.of(way.replace("-", " - ").split("\\s+"))))));
  }

  /** Finds places, the longest that fits at each word. */
  Places find(List<String> said) {
    List<SpatialPhrase> phrases = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    String ordinal = null;
    int at = 0;
    while (at < said.size()) {
      String word = said.get(at);
      Optional<Found> found = longest(said, at);
      if (found.isPresent()) {
        Found place = found.get();
        int rank = ordinal == null ? 1 : ordinals.get(ordinal);
        ordinal = null;
        phrases.add(
            new SpatialPhrase(
                place.relation(),
                place.anchors(),
                rank,
                (rank == 1 ? "" : "number " + rank + " ")
                    + String.join(" ", said.subList(at, place.end()))));
        at = place.end();
      } else {
        if (ordinals.containsKey(word)) {
          ordinal = word;
        } else if (!placed.contains(word)) {
          rest.add(word);
        }
        at++;
      }
    }
    if (ordinal != null) {
      rest.add(ordinal);
    }
    return new Places(phrases, rest);
  }

  /** Returns the longest place that is said at a word. */
  Optional<Found> longest(List<String> said, int at) {
    Found longest = null;
    for (Pattern pattern : patterns) {
      Found found = match(pattern, said, at);
      if (found != null && (longest == null || found.end() > longest.end())) {
        longest = found;
      }
    }
    return Optional.ofNullable(longest);
  }

  private Found match(Pattern pattern, List<String> said, int from) {
    List<Reference> anchors = new ArrayList<>();
    int at = from;
    for (String word : pattern.words()) {
      if (word.startsWith(ANCHOR)) {
        Noun noun = noun(said, at);
        if (noun == null) {
          return null;
        }
        anchors.add(noun.reference());
        at = noun.end();
      } else if (at < said.size() && said.get(at).equals(word)) {
        at++;
      } else {
        return null;
      }
    }
    return new Found(pattern.relation(), anchors, from, at);
  }

  /** Whether a word tells a rank that is not the first. */
  boolean isRank(String word) {
    return ordinals.getOrDefault(word, 1) > 1;
  }

  boolean isOrdinal(String word) {
    return ordinals.containsKey(word);
  }

  /** Whether a word may be part of how a place is said, whatever it means elsewhere. */
  boolean isPart(String word) {
    return placed.contains(word) || ordinals.containsKey(word);
  }

  /** Returns the object that is named at a word, or null: perhaps a determiner, then what it is. */
  private Noun noun(List<String> said, int from) {
    ColorName color = null;
    int at = from;
    while (at < said.size()
        && (determiners.contains(said.get(at)) || words.isDescription(said.get(at)))) {
      at++;
    }
    while (at < said.size() && words.color(said.get(at)).isPresent()) {
      color = words.color(said.get(at)).get();
      at++;
    }
    if (at == said.size()) {
      return null;
    }
    Optional<ObjectKind> kind = words.kind(said.get(at));
    boolean isThing = color != null && words.isAnything(said.get(at));
    return kind.isPresent() || isThing
        ? new Noun(new Reference(kind.orElse(null), color), at + 1)
        : null;
  }
}
