package dev.cobot.brain.hearing;

import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What a sentence names beside its wish: a pronoun of the wish stands for it ("the dish is empty,
 * put the cube in it"), or it is a thing of the wish once more ("no cube in the bowl yet? put
 * ...").
 */
final class Antecedents {
  private static final Set<Tag> BESIDE = Set.of(Tag.FUNCTION, Tag.ACTION, Tag.INTO);

  private final Vocabulary words;
  private final Set<String> into;

  Antecedents(Language language, Vocabulary words) {
    this.words = words;
    into = Set.copyOf(language.into());
  }

  /** One of the two things that a wish names. */
  private enum Part {
    TARGET(Tag.TARGET_NOUN, Tag.TARGET_COLOR),
    DESTINATION(Tag.DESTINATION_NOUN, Tag.DESTINATION_COLOR);

    private final Tag noun;
    private final Tag color;

    Part(Tag noun, Tag color) {
      this.noun = noun;
      this.color = color;
    }
  }

  /**
   * Returns the words with what a pronoun stands for in the pronoun's part, where one thing alone
   * can be meant: the only one that is named beside the wish, before the pronoun, and for a
   * destination the only container.
   */
  List<Reader.Word> resolve(List<Reader.Word> read) {
    List<Reader.Word> out = new ArrayList<>(read);
    for (Part part : Part.values()) {
      List<Integer> named = where(out, word -> isNamedBeside(word, part));
      if (named.size() != 1 || words.isPlural(out.get(named.get(0)).text())) {
        continue;
      }
      int noun = named.get(0);
      List<Integer> said = where(out, word -> word.tag() == part.noun || word.tag() == part.color);
      boolean isOpen = said.isEmpty();
      OptionalInt pronoun =
          IntStream.range(noun + 1, out.size())
              .filter(i -> isOpen ? BESIDE.contains(out.get(i).tag()) : said.equals(List.of(i)))
              .filter(i -> isPronoun(out, i, part))
              .findFirst();
      if (pronoun.isPresent()) {
        out.set(noun, retagged(out.get(noun), part.noun));
        for (int i = noun - 1; i >= 0 && words.color(out.get(i).text()).isPresent(); i--) {
          out.set(i, retagged(out.get(i), part.color));
        }
        out.set(pronoun.getAsInt(), retagged(out.get(pronoun.getAsInt()), Tag.FUNCTION));
      }
    }
    return out;
  }

  private static List<Integer> where(List<Reader.Word> said, Predicate<Reader.Word> isMeant) {
    return IntStream.range(0, said.size()).filter(i -> isMeant.test(said.get(i))).boxed().toList();
  }

  /** Whether a word beside the wish names what the wish names too, and says no more of it. */
  boolean isNamedAgain(List<Reader.Word> said, int word, Iterable<Phrase> phrases) {
    Optional<?> color = word > 0 ? words.color(said.get(word - 1).text()) : Optional.empty();
    for (Phrase phrase : phrases) {
      boolean isSameKind =
          words
              .kind(said.get(word).text())
              .filter(kind -> kind == phrase.reference().kind())
              .isPresent();
      if (isSameKind && (color.isEmpty() || color.get() == phrase.reference().color())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a word points to what takes a part; to a destination, something leads ("in it"). */
  private boolean isPronoun(List<Reader.Word> said, int word, Part part) {
    String text = said.get(word).text();
    boolean isLed = word > 0 && into.contains(said.get(word - 1).text());
    if (part == Part.TARGET) {
      return words.isPronoun(text) && !isLed;
    }
    return (words.isPronoun(text) && (isLed || said.get(word).tag() == part.noun))
        || words.isThere(text);
  }

  private boolean isNamedBeside(Reader.Word word, Part part) {
    return BESIDE.contains(word.tag())
        && words
            .kind(word.text())
            .filter(kind -> part == Part.TARGET || kind.isContainer() || kind == ObjectKind.CUP)
            .isPresent();
  }

  private static Reader.Word retagged(Reader.Word word, Tag tag) {
    return new Reader.Word(word.text(), tag, word.probability());
  }
}
