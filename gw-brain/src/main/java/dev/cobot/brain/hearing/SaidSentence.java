package dev.cobot.brain.hearing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole sentence as it was said, with what is known of it: whether it is a wish for now, and,
 * where that was marked, which words name what is to be moved and where to.
 *
 * @param text folded
 * @param tags for each of its words and marks the parts that it may play; all where that is not
 *     known
 */
record SaidSentence(String text, Kind kind, List<Set<Tag>> tags) {
  private static final Pattern MARKED = Pattern.compile("\\{([^{}<>]*)\\}|<([^{}<>]*)>");
  private static final int HELD_OUT_OF = 10;

  /** The share of variants that are about things of other kinds. */
  private static final double ABOUT_OTHER_KINDS = 0.35;

  private static final Set<Tag> OUTSIDE = Set.of(Tag.FUNCTION, Tag.ACTION, Tag.INTO);
  private static final Set<Tag> ANY = Set.of(Tag.values());

  SaidSentence {
    tags = List.copyOf(tags);
  }

  /** What is known of a sentence. */
  enum Kind {
    /** A wish for now, to place something in something; a turn may leave a part of it unsaid. */
    PLACING,
    // A single wish for now, for what the name says.
    PICK,
    PUSH,
    WIPE,
    STAND_UP,
    TAKE_OUT,
    PLACE_BY,
    HAND_OVER,
    POINT_AT,
    GO_HOME,
    GRIPPER,
    PUT_DOWN,
    PUT_BACK,
    /** Several wishes for now, or one for several things. */
    SEVERAL,
    /** A wish for now, whatever for. */
    WISH,
    /** A single wish for now, and not to place something in something. */
    SKILL,
    /** Whatever it is, no wish for now to place a single thing in something. */
    NO_PLACING,
    /** No wish for now. */
    STILL;

    /** What is wished for where it is not known, or no wish. */
    private static final Set<Kind> UNKNOWN = EnumSet.of(WISH, SKILL, NO_PLACING, STILL);

    private static final Map<String, Kind> BY_NAME =
        Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(k -> k.name().toLowerCase(Locale.ROOT), k -> k));

    /** Returns what the sentence may do. */
    Set<Force> forces() {
      return switch (this) {
        case STILL -> EnumSet.complementOf(EnumSet.of(Force.COMMAND));
        case NO_PLACING -> EnumSet.allOf(Force.class);
        default -> EnumSet.of(Force.COMMAND);
      };
    }

    /**
     * Returns what is wished for, where that is known.
     *
     * @param intents of the language; what it has no intent for is another wish
     */
    Optional<String> intent(List<String> intents) {
      if (UNKNOWN.contains(this)) {
        return Optional.empty();
      }
      String intent = this == PLACING ? Ear.PLACE_IN : name().toLowerCase(Locale.ROOT);
      return Optional.of(intents.contains(intent) ? intent : "other");
    }

    /** Whether it is known only that it is no wish to place a single thing in something. */
    boolean isAnythingButPlacing() {
      return this == NO_PLACING || this == SKILL;
    }
  }

  /** The parts of a phrase of one role. */
  private enum Part {
    TARGET(Tag.TARGET_NOUN, Tag.TARGET_COLOR, Tag.TARGET_MODIFIER),
    DESTINATION(Tag.DESTINATION_NOUN, Tag.DESTINATION_COLOR, Tag.DESTINATION_MODIFIER);

    private final Tag noun;
    private final Tag color;
    private final Tag modifier;

    Part(Tag noun, Tag color, Tag modifier) {
      this.noun = noun;
      this.color = color;
      this.modifier = modifier;
    }

    /**
     * Returns what each word of a phrase may be. Its last noun that is known, or its last word, is
     * what it is called by.
     */
    List<Set<Tag>> tags(List<String> words, Language language) {
      int head = words.size() - 1;
      boolean isKnown = false;
      for (int w = 0; w < words.size(); w++) {
        if (isNoun(words.get(w), language)) {
          head = w;
          isKnown = true;
        }
      }
      List<Set<Tag>> tags = new ArrayList<>();
      for (int w = 0; w < words.size(); w++) {
        String word = words.get(w);
        if (w == head) {
          tags.add(Set.of(noun));
        } else if (language.determiners().contains(word) || !WordSplit.isWord(word)) {
          tags.add(Set.of(Tag.FUNCTION));
        } else if (isColor(word, language)) {
          tags.add(Set.of(color));
        } else {
          tags.add(isKnown ? Set.of(color, modifier, Tag.FUNCTION) : Set.of(noun, color, modifier));
        }
      }
      return tags;
    }

    private static boolean isNoun(String word, Language language) {
      return language.anything().contains(word)
          || language.kinds().values().stream().anyMatch(nouns -> nouns.contains(word));
    }

    private static boolean isColor(String word, Language language) {
      return language.nearColors().containsKey(word)
          || language.colors().values().stream().anyMatch(names -> names.contains(word));
    }
  }

  /**
   * Returns a language's sentences; none where it has no file {@code said.tsv} of lines with a
   * kind, a tab and a sentence, in which {@code {the red cube}} may be what is to be moved and
   * {@code <the bowl>} where it goes; of a wish to place something, what is unsaid is not marked.
   *
   * @throws IllegalArgumentException if a line is another
   */
  static List<SaidSentence> load(String code, Language language) {
    String name = code + "/said.tsv";
    InputStream in = SaidSentence.class.getResourceAsStream(name);
    if (in == null) {
      return List.of();
    }
    List<SaidSentence> said = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          said.add(parse(line, name, language));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return said;
  }

  static SaidSentence parse(String line, String file, Language language) {
    int tab = line.indexOf('\t');
    Kind kind = tab > 0 ? Kind.BY_NAME.get(line.substring(0, tab)) : null;
    if (kind == null) {
      throw new IllegalArgumentException(
          "%s: got \"%s\"; allowed: one of %s, a tab, a sentence"
              .formatted(file, line, String.join(", ", new TreeSet<>(Kind.BY_NAME.keySet()))));
    }
    return marked(line.substring(tab + 1), kind, language);
  }

  /** Whether it is one of the tenth that is not learned from. */
  boolean isHeldOut() {
    return Math.floorMod(text.hashCode(), HELD_OUT_OF) == 0;
  }

  /** Where a phrase stands in a text. */
  private record Span(int from, int to, Part part) {}

  /** Reads a sentence with its marks. */
  static SaidSentence marked(String marked, Kind kind, Language language) {
    String folded = WordSplit.fold(marked);
    StringBuilder text = new StringBuilder();
    List<Span> spans = new ArrayList<>();
    Matcher matcher = MARKED.matcher(folded);
    int from = 0;
    while (matcher.find()) {
      text.append(folded, from, matcher.start());
      boolean isTarget = matcher.group(1) != null;
      String phrase = matcher.group(isTarget ? 1 : 2);
      Part part = isTarget ? Part.TARGET : Part.DESTINATION;
      spans.add(new Span(text.length(), text.length() + phrase.length(), part));
      text.append(phrase);
      from = matcher.end();
    }
    text.append(folded.substring(from));
    return new SaidSentence(text.toString(), kind, tags(text.toString(), spans, language));
  }

  /** Returns what each word may be; one that begins in a phrase is part of it ("cube's"). */
  private static List<Set<Tag>> tags(String text, List<Span> spans, Language language) {
    List<String> words = WordSplit.words(text);
    if (spans.isEmpty()) {
      return Collections.nCopies(words.size(), ANY);
    }
    Map<Span, List<String>> phrases = new LinkedHashMap<>();
    List<Optional<Span>> of = new ArrayList<>();
    int end = 0;
    for (String word : words) {
      int at = text.indexOf(word, end);
      end = at + word.length();
      Optional<Span> span = spans.stream().filter(s -> at >= s.from && at < s.to).findFirst();
      span.ifPresent(s -> phrases.computeIfAbsent(s, any -> new ArrayList<>()).add(word));
      of.add(span);
    }
    Map<Span, Iterator<Set<Tag>>> next = new HashMap<>();
    phrases.forEach((s, phrase) -> next.put(s, s.part.tags(phrase, language).iterator()));
    return of.stream().map(span -> span.map(s -> next.get(s).next()).orElse(OUTSIDE)).toList();
  }

  /**
   * Returns the sentence about other things: of other colours, called otherwise, and at times of
   * other kinds. Different colours stay different, and so do different kinds.
   */
  SaidSentence about(Language language, SplittableRandom random) {
    Map<String, String> instead = new HashMap<>();
    swap(List.copyOf(language.colors().values()), true, name -> true, instead, random);
    boolean isOtherKinds = random.nextDouble() < ABOUT_OTHER_KINDS;
    List<List<String>> nouns = List.copyOf(language.kinds().values());
    swap(nouns, isOtherKinds, noun -> !isPlural(noun, language), instead, random);
    swap(nouns, isOtherKinds, noun -> isPlural(noun, language), instead, random);
    return new SaidSentence(
        WordSplit.replace(text, word -> instead.getOrDefault(word, word)), kind, tags);
  }

  /**
   * Finds a word to say instead of those of each group that are in the sentence, of another group
   * or of the same one.
   *
   * @param isOtherGroup whether it is of another group
   * @param isMeant which words of the groups are exchanged
   */
  private void swap(
      List<List<String>> groups,
      boolean isOtherGroup,
      Predicate<String> isMeant,
      Map<String, String> instead,
      SplittableRandom random) {
    Set<String> words = Set.copyOf(WordSplit.words(text));
    List<List<String>> free =
        groups.stream()
            .map(group -> group.stream().filter(isMeant).toList())
            .filter(group -> !group.isEmpty())
            .collect(Collectors.toCollection(ArrayList::new));
    for (List<String> group : List.copyOf(free)) {
      if (group.stream().anyMatch(words::contains)) {
        List<String> other = !isOtherGroup ? group : free.remove(random.nextInt(free.size()));
        String word = other.get(random.nextInt(other.size()));
        group.forEach(name -> instead.put(name, word));
      }
    }
  }

  private static boolean isPlural(String noun, Language language) {
    return noun.endsWith("s") || language.plurals().contains(noun);
  }
}
