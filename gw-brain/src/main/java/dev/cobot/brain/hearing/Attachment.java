package dev.cobot.brain.hearing;

import dev.cobot.brain.language.SpatialRelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gives what is said of a place, or of a colour, to the noun that it follows: "the bowl behind the
 * cup" names one bowl, and the cup is no object of the wish. Which objects the wish has is read
 * before; what is attached can only leave it fewer.
 */
final class Attachment {
  private static final int MAX_LINKING = 5;
  private static final int MAX_WITHIN = 4;
  private static final String OF = "of";
  private static final Set<Tag> COLORS = Set.of(Tag.TARGET_COLOR, Tag.DESTINATION_COLOR);

  /** A thing that is let go of above a bowl falls into it. */
  private static final Set<String> ABOVE = Set.of("over", "above", "uber", "ueber", "oberhalb");

  /** They are said of the destination more often than of an object's place. */
  private static final Set<SpatialRelation> DOUBTFUL =
      Set.of(SpatialRelation.IN, SpatialRelation.ON);

  private final Vocabulary words;
  private final SpatialWords spatial;
  private final Set<String> linking;
  private final List<List<String>> colored;
  private final List<List<String>> beside;

  /** What leads to where something is taken from. */
  private final List<List<String>> away;

  private final Set<String> determiners;

  /** The article that goes with every noun; empty where there is none. */
  private final String article;

  Attachment(Language language, Vocabulary words, SpatialWords spatial) {
    this.words = words;
    this.spatial = spatial;
    linking = Set.copyOf(language.linking());
    determiners = Set.copyOf(language.determiners());
    article = language.agreements() == null ? language.determiners().get(0) : "";
    beside =
        language.beside().stream()
            .filter(lead -> !ABOVE.contains(lead))
            .map(WordSplit::words)
            .toList();
    away = language.parts().getOrDefault("from", List.of()).stream().map(Frames::wordsOf).toList();
    colored = language.colored().stream().map(way -> List.of(way.split("\\s+"))).toList();
  }

  static boolean isModifier(Tag tag) {
    return tag == Tag.TARGET_MODIFIER || tag == Tag.DESTINATION_MODIFIER;
  }

  /** Returns the words with the parts that they play when places go to the nouns before them. */
  List<Reader.Word> attach(List<Reader.Word> read) {
    List<Reader.Word> out = new ArrayList<>(read);
    List<String> texts = read.stream().map(Reader.Word::text).toList();
    for (int i = 0; i < out.size(); i++) {
      Tag tag = out.get(i).tag();
      if (tag == Tag.TARGET_NOUN || tag == Tag.DESTINATION_NOUN) {
        attachWithin(i, tag == Tag.TARGET_NOUN, texts, out);
        attachBefore(i, tag == Tag.TARGET_NOUN, texts, out);
        attachAfter(i, tag == Tag.TARGET_NOUN, texts, out);
      }
    }
    attachFront(texts, out);
    return out;
  }

  /** What stands between "the" and a noun is said of it. */
  private void attachWithin(int noun, boolean isTarget, List<String> texts, List<Reader.Word> out) {
    int from = noun;
    while (from > 0
        && noun - from < MAX_WITHIN
        && !determiners.contains(texts.get(from - 1))
        && !isNoun(out.get(from - 1).tag())) {
      from--;
    }
    boolean isWhole = from > 0 && determiners.contains(texts.get(from - 1));
    for (int i = from; isWhole && i < noun; i++) {
      Tag tag = out.get(i).tag();
      boolean isSaid = isModifier(tag) || COLORS.contains(tag);
      if (words.nearColor(texts.get(i)).isPresent()) {
        retag(out, i, isTarget ? Tag.TARGET_COLOR : Tag.DESTINATION_COLOR);
      } else if (!isSaid && WordSplit.isWord(texts.get(i)) && !words.isFiller(texts.get(i))) {
        retag(out, i, isTarget ? Tag.TARGET_MODIFIER : Tag.DESTINATION_MODIFIER);
      }
    }
  }

  private static boolean isNoun(Tag tag) {
    return tag == Tag.TARGET_NOUN || tag == Tag.DESTINATION_NOUN;
  }

  /** Returns the words that lead to the destination, when they lead beside it, or away from it. */
  Optional<String> leadsBeside(List<Reader.Word> said) {
    List<String> texts = said.stream().map(Reader.Word::text).toList();
    for (int i = 0; i < said.size(); i++) {
      if (said.get(i).tag() != Tag.DESTINATION_NOUN) {
        continue;
      }
      int from = i;
      while (from > 0
          && (said.get(from - 1).tag().name().startsWith("DESTINATION")
              || determiners.contains(texts.get(from - 1)))) {
        from--;
      }
      // "From the dish to the bowl": where it goes is said after it.
      boolean isOnly =
          said.subList(i + 1, said.size()).stream()
              .noneMatch(word -> word.tag() == Tag.DESTINATION_NOUN);
      boolean mayBeSource = isOnly && words.kind(texts.get(i)).isPresent();
      for (List<String> lead :
          mayBeSource ? Stream.concat(beside.stream(), away.stream()).toList() : beside) {
        if (lead.size() <= from && texts.subList(from - lead.size(), from).equals(lead)) {
          return Optional.of(String.join(" ", lead));
        }
      }
    }
    return Optional.empty();
  }

  /** A colour or a quality right before a noun is that noun's. */
  private void attachBefore(int noun, boolean isTarget, List<String> texts, List<Reader.Word> out) {
    for (int i = noun - 1; i >= 0; i--) {
      Tag tag = out.get(i).tag();
      boolean isColor =
          words.color(texts.get(i)).isPresent() || words.nearColor(texts.get(i)).isPresent();
      boolean isPlace = tag != Tag.ACTION && isPlaceBefore(texts, i);
      if (!isColor && !isModifier(tag) && !isPlace && !words.isQuantity(texts.get(i))) {
        return;
      }
      if (isColor) {
        retag(out, i, isTarget ? Tag.TARGET_COLOR : Tag.DESTINATION_COLOR);
      } else {
        retag(out, i, isTarget ? Tag.TARGET_MODIFIER : Tag.DESTINATION_MODIFIER);
      }
    }
  }

  /** Whether a word is a place that is said before a noun: "rightmost". "Back" is said of verbs. */
  private boolean isPlaceBefore(List<String> texts, int i) {
    return spatial
        .longest(texts, i)
        .filter(place -> place.end() == i + 1 && place.relation() != SpatialRelation.BACK)
        .isPresent();
  }

  /**
   * Returns a text without what is said of places after its nouns; the text itself where nothing
   * is.
   */
  String withoutPlaces(String folded) {
    List<String> texts = WordSplit.words(folded);
    List<String> left = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      left.add(texts.get(i));
      boolean isNoun = words.kind(texts.get(i)).isPresent() || words.isAnything(texts.get(i));
      for (int end = isNoun ? placeEnd(texts, i + 1) : 0; end > 0; end = placeEnd(texts, i + 1)) {
        i = end - 1;
      }
    }
    return left.size() == texts.size() ? folded : String.join(" ", left);
  }

  /**
   * Returns a text with an article before each noun that has none, as in "red cube into bowl"; the
   * text itself in a language whose articles change with the noun.
   */
  String withArticles(String folded) {
    List<String> texts = WordSplit.words(folded);
    List<String> out = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      boolean isNoun = words.kind(text).isPresent() && WordSplit.isWord(text);
      boolean isSaidOf =
          words.color(text).isPresent() || words.isDescription(text) || words.isModifier(text);
      if (!isNoun && !isSaidOf) {
        out.addAll(texts.subList(from, i + 1));
        from = i + 1;
      } else if (isNoun) {
        boolean isBare = out.isEmpty() || !determiners.contains(out.get(out.size() - 1));
        if (isBare && !article.isEmpty()) {
          out.add(article);
        }
        out.addAll(texts.subList(from, i + 1));
        from = i + 1;
      }
    }
    out.addAll(texts.subList(from, texts.size()));
    return out.size() == texts.size() ? folded : String.join(" ", out);
  }

  /** Whether the noun at an index is the object of a verb of taking hold: "lift the bowl". */
  boolean isTaken(List<Reader.Word> said, int noun) {
    return before(said, noun)
        .filter(verb -> verb.tag() == Tag.ACTION && words.isPickVerb(verb.text()))
        .isPresent();
  }

  /** Whether the noun at an index is the object of a verb of bringing: "move the bowl". */
  boolean isMoved(List<Reader.Word> said, int noun) {
    return before(said, noun).filter(verb -> words.isTransferVerb(verb.text())).isPresent();
  }

  /** Returns what stands before a phrase for a destination. */
  private Optional<Reader.Word> before(List<Reader.Word> said, int noun) {
    int at = noun - 1;
    while (at >= 0
        && (determiners.contains(said.get(at).text())
            || said.get(at).tag() == Tag.DESTINATION_COLOR
            || isModifier(said.get(at).tag()))) {
      at--;
    }
    return at < 0 ? Optional.empty() : Optional.of(said.get(at));
  }

  /** Returns where a clear place ends that is said from a word on; 0 where none is. */
  private int placeEnd(List<String> texts, int from) {
    for (int at = from; at < texts.size() && at - from <= MAX_LINKING; at++) {
      Optional<SpatialWords.Found> place = spatial.longest(texts, at);
      if (place.isPresent()) {
        boolean leadsOn =
            place.get().end() < texts.size() && texts.get(place.get().end()).equals(OF);
        boolean isClear =
            place.get().end() - at > 1 && !leadsOn && !DOUBTFUL.contains(place.get().relation());
        return isClear ? place.get().end() : 0;
      }
      if (!linking.contains(texts.get(at))) {
        return 0;
      }
    }
    return 0;
  }

  /** "Behind the cup there is a cube": what a sentence begins with is said of its target. */
  private void attachFront(List<String> texts, List<Reader.Word> out) {
    int at = 0;
    while (at < texts.size() && spatial.isOrdinal(texts.get(at))) {
      at++;
    }
    Optional<SpatialWords.Found> place =
        at < texts.size()
            ? spatial
                .longest(texts, at)
                .filter(found -> isClear(found, texts, out, Tag.TARGET_MODIFIER))
            : Optional.empty();
    if (place.isEmpty()) {
      return;
    }
    int next = place.get().end();
    while (next < texts.size() && !out.get(next).tag().name().startsWith("TARGET")) {
      boolean isJoining =
          linking.contains(texts.get(next))
              || texts.get(next).equals(",")
              || out.get(next).tag() == Tag.FUNCTION;
      if (!isJoining) {
        return;
      }
      next++;
    }
    if (next < texts.size()) {
      for (int i = 0; i < place.get().end(); i++) {
        retag(out, i, Tag.TARGET_MODIFIER);
      }
    }
  }

  /** Whether "one" is said of which it is told which: "the left one", "the one on the left". */
  boolean singlesOut(List<Reader.Word> said) {
    List<String> texts = said.stream().map(Reader.Word::text).toList();
    for (int i = 1; i < texts.size(); i++) {
      if (!words.isAnything(texts.get(i))) {
        continue;
      }
      int at = i;
      String before = texts.get(i - 1);
      int next = i + 1;
      while (next < texts.size() && linking.contains(texts.get(next))) {
        next++;
      }
      boolean isTold =
          words.color(before).isPresent()
              || spatial.isOrdinal(before)
              || spatial.longest(texts, i - 1).filter(place -> place.end() == at).isPresent()
              || (next < texts.size() && spatial.longest(texts, next).isPresent());
      if (isTold) {
        return true;
      }
    }
    return false;
  }

  private void attachAfter(int noun, boolean isTarget, List<String> texts, List<Reader.Word> out) {
    Tag modifier = isTarget ? Tag.TARGET_MODIFIER : Tag.DESTINATION_MODIFIER;
    int from = noun + 1;
    int at = from;
    boolean isAfterSide = false;
    while (at < texts.size() && at - from <= MAX_LINKING) {
      int colorEnd = colorEnd(texts, at);
      boolean isSecondSide = isAfterSide && at == from; // "at the front right"
      Optional<SpatialWords.Found> place =
          spatial
              .longest(texts, at)
              .filter(
                  found ->
                      isClear(found, texts, out, modifier)
                          || (isSecondSide && found.relation().anchors() == 0));
      if (colorEnd > 0) {
        Tag color = isTarget ? Tag.TARGET_COLOR : Tag.DESTINATION_COLOR;
        for (int i = from; i < colorEnd; i++) {
          boolean isColor = words.color(texts.get(i)).isPresent();
          retag(out, i, isColor ? color : Tag.FUNCTION);
        }
        from = colorEnd;
        at = from;
      } else if (place.isPresent()) {
        for (int i = from; i < place.get().end(); i++) {
          retag(out, i, modifier);
        }
        from = place.get().end();
        at = from;
        isAfterSide = place.get().relation().anchors() == 0;
      } else if (linking.contains(texts.get(at)) || texts.get(at).equals(",")) {
        at++;
      } else {
        return;
      }
    }
  }

  /**
   * Whether a place is surely one: one word alone ("back") may say something else, "in the middle
   * of" leads to the destination, and "in the bowl" is where the target goes.
   */
  private static boolean isClear(
      SpatialWords.Found found, List<String> texts, List<Reader.Word> out, Tag modifier) {
    boolean isSaidSo =
        out.subList(found.start(), found.end()).stream().allMatch(w -> w.tag() == modifier);
    if (isSaidSo) {
      return true;
    }
    boolean leadsOn = found.end() < texts.size() && texts.get(found.end()).equals(OF);
    return found.end() - found.start() > 1 && !leadsOn && !DOUBTFUL.contains(found.relation());
  }

  /** Returns where a colour that is said at a word ends; 0 where none is said. */
  private int colorEnd(List<String> texts, int at) {
    int longest = 0;
    for (List<String> way : colored) {
      boolean fits = at + way.size() <= texts.size();
      for (int i = 0; fits && i < way.size(); i++) {
        String text = texts.get(at + i);
        fits = way.get(i).equals("{0}") ? words.color(text).isPresent() : way.get(i).equals(text);
      }
      longest = fits ? Math.max(longest, at + way.size()) : longest;
    }
    return longest;
  }

  private static void retag(List<Reader.Word> out, int i, Tag tag) {
    out.set(i, new Reader.Word(out.get(i).text(), tag, 1));
  }
}
