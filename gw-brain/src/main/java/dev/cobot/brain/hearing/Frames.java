package dev.cobot.brain.hearing;

import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whole wishes: a sentence is one only if each of its words has its place in it, or is polite. What
 * has a word more ("half around the table", "and give it to me") is none of them.
 */
final class Frames {
  /** Slots that are noun phrases. */
  static final String TARGET = "target";

  static final String SOURCE = "source";

  /** Orders lists of words so that the longest of those that fit is found first. */
  static final Comparator<List<String>> LONGEST_FIRST =
      Comparator.<List<String>>comparingInt(List::size)
          .reversed()
          .thenComparing(words -> String.join(" ", words));

  /** What is no part of a frame: it may stand before some. */
  static final String INTERJECTIONS = "interjections";

  private static final String TABLE = "table";
  private static final String WHOLE = "whole";
  private static final String WITH = "with";
  private static final String USING = "using";
  private static final String PICK = "pick";
  private static final int MAX_PHRASE = 12;
  private static final int SHORTEST_RESPELT = 6;

  private final Vocabulary words;
  private final SpatialWords spatial;
  private final Set<String> determiners;
  private final Set<String> whole;
  private final Set<String> linking;
  private final Map<String, List<List<Element>>> frames = new HashMap<>();
  private final Set<List<String>> before = new HashSet<>();
  private final Set<List<String>> after = new HashSet<>();

  /** Single polite words, which may stand between any parts. */
  private final Set<String> between = new HashSet<>();

  /** Words that no noun is: those that hold a sentence together, and verbs. */
  private final Set<String> noNouns = new HashSet<>();

  /** Long words of the frames. */
  private final Set<String> spelt = new HashSet<>();

  /** A part of a frame: a slot, or words of which one list must be there, perhaps an empty one. */
  private record Element(String slot, List<List<String>> ways) {}

  Frames(Language language, Vocabulary words, SpatialWords spatial) {
    this.words = words;
    this.spatial = spatial;
    determiners = Set.copyOf(language.determiners());
    linking = Set.copyOf(language.linking());
    whole = Set.copyOf(language.parts().getOrDefault(WHOLE, List.of()));
    language
        .frames()
        .forEach(
            (name, texts) ->
                frames.put(name, texts.stream().map(text -> elements(text, language)).toList()));
    Set<String> tools = new HashSet<>();
    for (String part : List.of(WITH, USING)) {
      for (String way : language.parts().getOrDefault(part, List.of())) {
        tools.add(wordsOf(way).get(0));
      }
    }
    tools.removeAll(language.verbs().getOrDefault(PICK, List.of()));
    Language.Polite polite = language.polite();
    addPolite(before, polite.calls(), tools);
    addPolite(before, polite.before(), tools);
    addPolite(before, polite.contexts(), tools);
    addPolite(before, language.hesitations(), tools);
    addPolite(after, polite.after(), tools);
    addPolite(after, polite.tails(), tools);
    addPolite(after, language.hesitations(), tools);
    for (Set<List<String>> side : List.of(before, after)) {
      side.stream()
          .filter(way -> way.size() == 1)
          .map(way -> way.get(0))
          .filter(word -> spatial.longest(List.of(word), 0).isEmpty())
          .forEach(between::add);
    }
    for (List<String> small : List.of(language.into(), language.beside(), language.conditions())) {
      small.forEach(way -> noNouns.addAll(WordSplit.words(way)));
    }
    language
        .parts()
        .forEach(
            (part, ways) -> {
              if (!part.equals(INTERJECTIONS)) {
                ways.forEach(way -> noNouns.addAll(wordsOf(way)));
              }
            });
    language.polite().before().forEach(way -> noNouns.addAll(wordsOf(way)));
    for (Map<String, List<String>> lists : List.of(language.parts(), language.turnings())) {
      lists.values().forEach(ways -> ways.forEach(way -> spelt.addAll(wordsOf(way))));
    }
    spelt.removeIf(word -> word.length() < SHORTEST_RESPELT);
    noNouns.removeIf(word -> words.isDescription(word) || words.isAnything(word));
  }

  /**
   * Adds what is polite, but for what names a tool: "with your hand" is not how a table is wiped.
   */
  private static void addPolite(Set<List<String>> to, List<String> ways, Set<String> tools) {
    for (String way : ways) {
      List<String> said = wordsOf(way);
      if (way.indexOf('{') < 0 && said.stream().noneMatch(tools::contains)) {
        to.add(said);
      }
    }
    to.remove(List.of());
  }

  /** Returns the words of a text, without marks. */
  static List<String> wordsOf(String text) {
    return WordSplit.words(WordSplit.fold(text)).stream().filter(WordSplit::isWord).toList();
  }

  private static List<Element> elements(String frame, Language language) {
    List<Element> elements = new ArrayList<>();
    for (String part : frame.strip().split("\\s+", -1)) {
      String slot = part.replaceAll("[{}]", "");
      if (!part.startsWith("{")) {
        elements.add(new Element("", List.of(List.of(part))));
      } else if (Set.of(TARGET, SOURCE, TABLE).contains(slot)) {
        elements.add(new Element(slot, List.of()));
      } else {
        List<String> ways = language.parts().get(slot);
        if (ways == null) {
          ways = language.verbs().get(slot);
        }
        if (ways == null) {
          throw new IllegalArgumentException(
              "the frame '%s' names no list of parts or verbs with %s".formatted(frame, part));
        }
        elements.add(
            new Element(
                "", ways.stream().map(Frames::wordsOf).distinct().sorted(LONGEST_FIRST).toList()));
      }
    }
    return elements;
  }

  /** Whether some words begin with others. */
  static boolean begins(List<String> said, List<String> with) {
    return with.size() <= said.size() && said.subList(0, with.size()).equals(with);
  }

  /**
   * Returns the noun phrases of a sentence, by their slots, if it is one of the frames of a name.
   *
   * @param said its words, without marks
   */
  Optional<Map<String, Phrase>> match(String name, List<String> said) {
    Set<Integer> begins = reach(said, before, true);
    Set<Integer> ends = reach(said, after, false);
    for (List<Element> frame : frames.getOrDefault(name, List.of())) {
      for (int from : begins) {
        for (int to : ends) {
          Map<String, Phrase> phrases = new HashMap<>();
          if (from < to && fits(frame, 0, said.subList(from, to), 0, phrases)) {
            return Optional.of(phrases);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Returns words with a long word of a frame in place of what is plainly a typing error of it. */
  List<String> respelt(List<String> said) {
    return said.stream()
        .map(
            word -> {
              boolean isOpen =
                  word.length() >= SHORTEST_RESPELT
                      && !words.isKnown(word)
                      && !spelt.contains(word);
              List<String> meant =
                  isOpen
                      ? spelt.stream().filter(known -> Vocabulary.isMistyped(word, known)).toList()
                      : List.of();
              return meant.size() == 1 ? meant.get(0) : word;
            })
        .toList();
  }

  /** Returns where a sentence may begin, or end, when what is polite is left out. */
  private static Set<Integer> reach(
      List<String> said, Set<List<String>> polite, boolean isForward) {
    Set<Integer> found = new TreeSet<>();
    List<Integer> open = new ArrayList<>(List.of(isForward ? 0 : said.size()));
    while (!open.isEmpty()) {
      int at = open.remove(0);
      if (!found.add(at)) {
        continue;
      }
      for (List<String> way : polite) {
        int next = isForward ? at + way.size() : at - way.size();
        boolean isInside = next >= 0 && next <= said.size();
        if (isInside && said.subList(Math.min(at, next), Math.max(at, next)).equals(way)) {
          open.add(next);
        }
      }
    }
    return found;
  }

  private boolean fits(
      List<Element> frame, int part, List<String> said, int at, Map<String, Phrase> phrases) {
    if (part == frame.size()) {
      return at == said.size();
    }
    if (fitsHere(frame, part, said, at, phrases)) {
      return true;
    }
    boolean isBetween = at > 0 && at < said.size() && between.contains(said.get(at));
    return isBetween && fits(frame, part, said, at + 1, phrases);
  }

  private boolean fitsHere(
      List<Element> frame, int part, List<String> said, int at, Map<String, Phrase> phrases) {
    Element element = frame.get(part);
    if (element.slot().isEmpty()) {
      return element.ways().stream()
          .filter(way -> begins(said.subList(at, said.size()), way))
          .anyMatch(way -> fits(frame, part + 1, said, at + way.size(), phrases));
    }
    if (element.slot().equals(TABLE)) {
      int end = tableEnd(said, at);
      return end > 0 && fits(frame, part + 1, said, end, phrases);
    }
    for (int end = Math.min(said.size(), at + MAX_PHRASE); end > at; end--) {
      Optional<Phrase> phrase = phrase(said.subList(at, end));
      if (phrase.isPresent() && fits(frame, part + 1, said, end, phrases)) {
        phrases.put(element.slot(), phrase.get());
        return true;
      }
    }
    return false;
  }

  /** Returns where "the whole table" ends that is said at a word; 0 where it is not. */
  private int tableEnd(List<String> said, int from) {
    int at = from;
    while (at < said.size() && determiners.contains(said.get(at))) {
      at++;
    }
    while (at < said.size() && whole.contains(said.get(at))) {
      at++;
    }
    boolean isTable =
        at < said.size() && words.kind(said.get(at)).filter(ObjectKind.TABLE::equals).isPresent();
    return isTable ? at + 1 : 0;
  }

  /** Returns what a noun phrase says; empty where the words are none. */
  private Optional<Phrase> phrase(List<String> said) {
    int at = 0;
    while (at < said.size() - 1 && determiners.contains(said.get(at))) {
      at++;
    }
    Phrase phrase = new Phrase();
    for (; at < said.size(); at++) {
      String word = said.get(at);
      boolean isLast = at == said.size() - 1;
      boolean isNoun =
          words.kind(word).isPresent()
              || words.isAnything(word)
              || (isLast && words.isPronoun(word));
      if (isNoun) {
        phrase.addNoun(word, words);
        return closed(phrase, said.subList(at + 1, said.size()));
      }
      if (words.color(word).isPresent() || words.nearColor(word).isPresent()) {
        phrase.addColor(word, words);
      } else if (isSaidOfNoun(word, said, at)) {
        phrase.addModifier(word, words);
      } else if (noNouns.contains(word) || words.isVeto(word) || words.isVerb(word)) {
        return Optional.empty();
      } else if (isLast) {
        phrase.addNoun(word, words);
        return closed(phrase, List.of());
      } else {
        phrase.addModifier(word, words);
      }
    }
    return Optional.empty();
  }

  private boolean isSaidOfNoun(String word, List<String> said, int at) {
    return words.isDescription(word)
        || words.posture(word).isPresent()
        || words.isModifier(word)
        || words.isQuantity(word)
        || spatial.isOrdinal(word)
        || spatial.longest(said, at).filter(place -> place.end() == at + 1).isPresent();
  }

  /** Ends a phrase with what is said of its place after its noun, if that is a place. */
  private Optional<Phrase> closed(Phrase phrase, List<String> after) {
    if (!after.isEmpty() && !isPlace(after)) {
      return Optional.empty();
    }
    after.forEach(word -> phrase.addModifier(word, words));
    phrase.close(spatial, words);
    return Optional.of(phrase);
  }

  /** Whether all words say a place; one alone is said of the verb: "push the bowl left". */
  private boolean isPlace(List<String> said) {
    boolean isFound = false;
    int at = 0;
    while (at < said.size()) {
      Optional<SpatialWords.Found> place = spatial.longest(said, at);
      if (place.isEmpty() && (isFound || !linking.contains(said.get(at)))) {
        return false;
      }
      isFound |= place.isPresent();
      at = place.map(SpatialWords.Found::end).orElse(at + 1);
    }
    return isFound && said.size() > 1;
  }
}
