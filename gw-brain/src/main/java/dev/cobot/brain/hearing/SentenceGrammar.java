package dev.cobot.brain.hearing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes sentences of a language with what is right to hear in them. One in five entries of every
 * list is held out: the held-out split draws from those where it can, so that a score on it tells
 * of other wordings and other words.
 */
final class SentenceGrammar {
  enum Split {
    TRAIN,
    HELD_OUT
  }

  private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)}");
  private static final int HELD_OUT_PERCENT = 20;
  private static final int MAX_TRIES = 1000;
  private static final int SIMPLE_PERCENT = 50;
  private static final int TELEGRAPHIC_PERCENT = 12;

  /** How many determiners, the first of the list, are said most of the time. */
  private static final int FREQUENT_DETERMINERS = 6;

  private static final int LONE_CONTEXT_PERCENT = 3;
  private static final int AGREEING_PERCENT = 85;
  private static final String COLOR_SLOT = "{0}";
  private static final String PLACE_IN = "place_in";
  private static final String NONE = "none";
  private static final List<String> CUED = List.of("prohibited", "asked", "later", "told");

  /** Some words that play the same part. */
  private record Piece(String text, Tag tag) {}

  private final Language language;
  private final Map<String, List<String>> open;
  private final Split split;
  private final List<Language.Sentences> drawn = new ArrayList<>();

  /** The nouns of all kinds. */
  private final Set<String> nouns = new HashSet<>();

  /** How many places a phrase stands in: what is inside of a place has none itself. */
  private int depth;

  private boolean isSimple;
  private boolean isTelegraphic;

  SentenceGrammar(Language language, Map<String, List<String>> open, Split split) {
    this.language = language;
    this.split = split;
    language.kinds().values().forEach(nouns::addAll);
    Set<String> named = new HashSet<>();
    language.verbs().values().forEach(named::addAll);
    language.kinds().values().forEach(named::addAll);
    language.colors().values().forEach(named::addAll);
    named.addAll(language.modifiers());
    named.addAll(language.descriptions());
    Map<String, List<String>> others = new TreeMap<>();
    open.forEach(
        (slot, words) ->
            others.put(slot, words.stream().filter(word -> !named.contains(word)).toList()));
    this.open = others;
    for (Language.Sentences sentences : language.sentences()) {
      drawn.addAll(Collections.nCopies(sentences.weight(), sentences));
    }
  }

  LabelledSentence draw(SplittableRandom random) {
    isSimple = random.nextInt(100) < SIMPLE_PERCENT;
    isTelegraphic = random.nextInt(100) < TELEGRAPHIC_PERCENT;
    int kind = random.nextInt(100);
    List<Piece> pieces = new ArrayList<>();
    Force force;
    String intent;
    if (kind < LONE_CONTEXT_PERCENT) {
      // What is told before a wish is none by itself.
      force = Force.TOLD;
      intent = NONE;
      context(pieces, Tag.CONTENT, random);
      if (random.nextInt(3) == 0) {
        context(pieces, Tag.CONTENT, random);
      }
    } else if (kind < 30) {
      String wrapped = pick(random, CUED);
      force = Force.valueOf(wrapped.toUpperCase(Locale.ROOT));
      intent = NONE;
      if (random.nextInt(100) < 8) {
        context(pieces, Tag.FUNCTION, random);
      }
      wrap(pieces, entry(random, language.wrappers().get(wrapped)), random);
    } else {
      Language.Sentences sentences = pick(random, drawn);
      force = Force.valueOf(sentences.force().toUpperCase(Locale.ROOT));
      intent = sentences.intent();
      String text = entry(random, sentences.texts());
      expand(pieces, text, force == Force.COMMAND ? Tag.FUNCTION : Tag.CUE, random);
      if (force == Force.COMMAND) {
        dress(pieces, text, random);
      }
    }
    return finish(pieces, force, intent, random);
  }

  private void wrap(List<Piece> pieces, String wrapper, SplittableRandom random) {
    int at = wrapper.indexOf("{x}");
    expand(pieces, wrapper.substring(0, at), Tag.CUE, random);
    boolean needsVerb = at > 0 && wrapper.substring(0, at).matches(".*[a-z'] ");
    String text;
    do {
      text = command(random, needsVerb);
    } while (needsVerb && !beginsWithVerb(text));
    expand(pieces, text, Tag.FUNCTION, random);
    expand(pieces, wrapper.substring(at + 3), Tag.CUE, random);
  }

  /** Returns a text that forbids a command, asks about it, tells of it or puts it off. */
  String wrapped(String command, SplittableRandom random) {
    String wrapper = entry(random, language.wrappers().get(pick(random, CUED)));
    int at = wrapper.indexOf("{x}");
    List<Piece> pieces = new ArrayList<>();
    expand(pieces, wrapper.substring(0, at), Tag.CUE, random);
    addText(pieces, command, Tag.CUE);
    expand(pieces, wrapper.substring(at + 3), Tag.CUE, random);
    return join(
        pieces.stream()
            .flatMap(piece -> WordSplit.words(WordSplit.fold(piece.text())).stream())
            .toList());
  }

  /** Draws a command to be wrapped, which begins with a verb if the split has such a one. */
  private String command(SplittableRandom random, boolean needsVerb) {
    Language.Sentences inner;
    do {
      inner = pick(random, drawn);
    } while (!inner.force().equals("command")
        || inner.texts().stream().noneMatch(this::beginsWithVerb)
        || (!inner.intent().equals(PLACE_IN) && random.nextInt(100) < 60));
    String text = entry(random, inner.texts());
    for (int tries = 0; needsVerb && !beginsWithVerb(text) && tries < MAX_TRIES; tries++) {
      text = entry(random, inner.texts());
    }
    return text;
  }

  private boolean beginsWithVerb(String text) {
    return language.imperatives().stream().anyMatch(text::startsWith);
  }

  private void dress(List<Piece> pieces, String text, SplittableRandom random) {
    boolean isGerund = text.startsWith("{placing}") || text.startsWith("{picking}");
    if (isGerund) {
      pieces.add(0, new Piece(entry(random, language.polite().gerund()), Tag.FUNCTION));
    } else if (beginsWithVerb(text) && random.nextInt(100) < 40) {
      pieces.add(0, new Piece(entry(random, language.polite().before()), Tag.FUNCTION));
    }
    if (random.nextInt(100) < 28) {
      List<Piece> call = new ArrayList<>();
      addWhole(call, entry(random, language.polite().calls()), Tag.FUNCTION, random);
      pieces.addAll(0, call);
      boolean isMarked = call.get(call.size() - 1).text().matches(".*[,.:]");
      if (!isMarked && random.nextInt(3) > 0) {
        pieces.add(call.size(), new Piece(random.nextInt(4) == 0 ? ":" : ",", Tag.FUNCTION));
      }
    }
    if (random.nextInt(100) < 30) {
      if (random.nextInt(2) == 0) {
        pieces.add(new Piece(",", Tag.FUNCTION));
      }
      pieces.add(new Piece(entry(random, language.polite().after()), Tag.FUNCTION));
    }
    tell(pieces, random);
  }

  /** Puts around a wish what is told beside it. */
  private void tell(List<Piece> pieces, SplittableRandom random) {
    for (int chance = random.nextInt(100); chance < 22; chance += 18) {
      List<Piece> told = new ArrayList<>();
      context(told, Tag.FUNCTION, random);
      pieces.addAll(0, told);
    }
    if (random.nextInt(100) < 16) {
      pieces.add(new Piece(pick(random, List.of(",", "", ".", ";", "-")), Tag.FUNCTION));
      addWhole(pieces, entry(random, language.polite().tails()), Tag.FUNCTION, random);
    }
  }

  private void context(List<Piece> pieces, Tag tag, SplittableRandom random) {
    addWhole(pieces, entry(random, language.polite().contexts()), tag, random);
  }

  private void expand(List<Piece> pieces, String frame, Tag literal, SplittableRandom random) {
    Matcher slot = SLOT.matcher(frame);
    int from = 0;
    while (slot.find()) {
      addText(pieces, frame.substring(from, slot.start()), literal);
      fill(pieces, slot.group(1), literal, random);
      from = slot.end();
    }
    addText(pieces, frame.substring(from), literal);
  }

  private static void addText(List<Piece> pieces, String text, Tag tag) {
    if (!text.isBlank()) {
      pieces.add(new Piece(text.strip(), tag));
    }
  }

  private void fill(List<Piece> pieces, String slot, Tag literal, SplittableRandom random) {
    switch (slot) {
      case "target" -> agreeing(pieces, Tag.TARGET_NOUN, random);
      case "destination" -> agreeing(pieces, Tag.DESTINATION_NOUN, random);
      case "thing" -> agreeing(pieces, Tag.CONTENT, random);
      case "source" -> addWhole(pieces, entry(random, language.sources()), Tag.SOURCE, random);
      case "into" -> pieces.add(new Piece(entry(random, language.into()), Tag.INTO));
      case "name" -> pieces.add(new Piece(entry(random, language.verbs().get(slot)), Tag.CUE));
      case "side", "relation" -> addWhole(pieces, place(random, slot), literal, random);
      case "beside" -> pieces.add(new Piece(entry(random, language.beside()), Tag.CONTENT));
      case "noun", "adjective", "verb" ->
          pieces.add(
              new Piece(
                  entry(random, open.get(slot)), slot.equals("verb") ? Tag.ACTION : Tag.CONTENT));
      default ->
          pieces.add(
              new Piece(
                  entry(random, language.verbs().get(slot)),
                  literal == Tag.CUE && slot.equals("see") ? Tag.CUE : Tag.ACTION));
    }
  }

  /** Draws how a place is said: a side of the table, or a relation to a thing. */
  private String place(SplittableRandom random, String slot) {
    boolean isRelation = slot.equals("relation");
    List<List<String>> ways =
        language.spatial().values().stream()
            .filter(list -> list.get(0).contains("{0}") == isRelation)
            .toList();
    String way = entry(random, pick(random, ways));
    return way.replace("{0}", "{thing}").replace("{1}", "{thing}");
  }

  /** Adds a phrase all of whose words play one part, phrases inside of it too. */
  private void addWhole(List<Piece> pieces, String frame, Tag tag, SplittableRandom random) {
    List<Piece> inside = new ArrayList<>();
    expand(inside, frame, tag, random);
    inside.forEach(piece -> pieces.add(new Piece(piece.text(), tag)));
  }

  /** Adds a noun phrase whose words go with its noun most of the time. */
  private void agreeing(List<Piece> pieces, Tag noun, SplittableRandom random) {
    List<Piece> phrase = new ArrayList<>();
    phrase(phrase, noun, random);
    Optional<Language.Agreement> agreement =
        phrase.stream()
            .map(Piece::text)
            .filter(nouns::contains)
            .findFirst()
            .flatMap(language::agreement);
    if (agreement.isPresent() && random.nextInt(100) < AGREEING_PERCENT) {
      String form = pick(random, agreement.get().forms());
      String determiner = form.substring(0, form.indexOf('|'));
      String ending = form.substring(determiner.length() + 1);
      if (language.determiners().contains(phrase.get(0).text())) {
        Piece old = phrase.remove(0);
        if (!determiner.isEmpty()) {
          phrase.add(0, new Piece(determiner, old.tag()));
        }
      }
      phrase.replaceAll(piece -> new Piece(ending(piece.text(), ending), piece.tag()));
    }
    pieces.addAll(phrase);
  }

  /** Returns a colour with an ending, where the language knows it so; other words as they are. */
  private String ending(String word, String ending) {
    return language.colors().values().stream()
        .filter(forms -> forms.contains(word) && forms.contains(forms.get(0) + ending))
        .map(forms -> forms.get(0) + ending)
        .findFirst()
        .orElse(word);
  }

  /**
   * Adds a noun phrase.
   *
   * @param noun the tag of its noun; {@link Tag#CONTENT} for all of it
   */
  private void phrase(List<Piece> pieces, Tag noun, SplittableRandom random) {
    boolean isContent = noun == Tag.CONTENT;
    Tag color =
        isContent ? noun : noun == Tag.TARGET_NOUN ? Tag.TARGET_COLOR : Tag.DESTINATION_COLOR;
    Tag modifier =
        isContent ? noun : noun == Tag.TARGET_NOUN ? Tag.TARGET_MODIFIER : Tag.DESTINATION_MODIFIER;
    int what = random.nextInt(100);
    if (isSimple) {
      simple(pieces, noun, isContent, color, random);
      return;
    }
    if (what < 4) {
      pieces.add(new Piece(pick(random, language.pronouns()), noun));
      return;
    }
    String determiner = pick(random, language.determiners());
    if (random.nextInt(100) < 6) {
      pieces.add(new Piece(entry(random, language.quantities()), modifier));
    } else if (!determiner.isEmpty()) {
      pieces.add(new Piece(determiner, isContent ? noun : Tag.FUNCTION));
    }
    boolean isPlaced = random.nextInt(100) < 28;
    int before = random.nextInt(100);
    String ordinal =
        isPlaced && before >= 92
            ? entry(random, List.copyOf(new TreeMap<>(language.ordinals()).keySet()))
            : null;
    if (ordinal != null) {
      addWhole(pieces, ordinal, modifier, random);
    } else if (isPlaced && before < 30) {
      String side;
      do {
        side = place(random, "side");
      } while (side.contains(" "));
      addWhole(pieces, side, modifier, random);
      isPlaced = random.nextInt(100) < 15;
    } else if (random.nextInt(100) < 8) {
      pieces.add(new Piece(entry(random, language.modifiers()), modifier));
    } else if (random.nextInt(100) < 8) {
      pieces.add(new Piece(entry(random, language.descriptions()), modifier));
    } else if (random.nextInt(100) < 8) {
      pieces.add(new Piece(entry(random, open.get("adjective")), modifier));
    }
    boolean isColored = random.nextInt(100) < (noun == Tag.DESTINATION_NOUN ? 35 : 65);
    boolean isColoredAfter = random.nextInt(100) < 4;
    if (isColoredAfter) {
      pieces.add(new Piece(known(random, noun), noun));
      String way = entry(random, language.colored());
      int at = way.indexOf(COLOR_SLOT);
      addText(pieces, way.substring(0, at), isContent ? noun : Tag.FUNCTION);
      pieces.add(
          new Piece(pick(random, pick(random, List.copyOf(language.colors().values()))), color));
      addText(pieces, way.substring(at + COLOR_SLOT.length()), isContent ? noun : Tag.FUNCTION);
      return;
    }
    if (isColored) {
      String word =
          random.nextInt(100) < 88
              ? pick(random, pick(random, List.copyOf(language.colors().values())))
              : entry(random, List.copyOf(language.nearColors().keySet()));
      pieces.add(new Piece(word, color));
    }
    if (random.nextInt(100) < 5) {
      pieces.add(new Piece(entry(random, open.get("noun")), modifier));
    }
    if (isColored && random.nextInt(100) < 3) {
      return; // "the red, into the bowl"
    }
    if ((isColored || isPlaced) && random.nextInt(100) < (isPlaced ? 20 : 6)) {
      pieces.add(new Piece(pick(random, language.anything()), noun));
    } else if (random.nextInt(100) < 70) {
      pieces.add(new Piece(known(random, noun), noun));
    } else {
      pieces.add(new Piece(entry(random, open.get("noun")), noun));
    }
    if (ordinal != null) {
      addWhole(pieces, place(random, "side"), modifier, random);
    } else if (isPlaced && depth == 0) {
      depth++;
      addWhole(pieces, entry(random, language.places()), modifier, random);
      depth--;
    }
  }

  /** Adds a phrase as most people say it most of the time. */
  private void simple(
      List<Piece> pieces, Tag noun, boolean isContent, Tag color, SplittableRandom random) {
    if (!isTelegraphic && random.nextInt(100) < 85) {
      List<String> all = language.determiners();
      boolean isFrequent = random.nextInt(100) < 85;
      String determiner = pick(random, isFrequent ? all.subList(0, FREQUENT_DETERMINERS) : all);
      if (!determiner.isEmpty()) {
        pieces.add(new Piece(determiner, isContent ? noun : Tag.FUNCTION));
      }
    }
    if (random.nextInt(100) < (noun == Tag.DESTINATION_NOUN ? 25 : 70)) {
      pieces.add(
          new Piece(pick(random, pick(random, List.copyOf(language.colors().values()))), color));
    }
    boolean isKnown = random.nextInt(100) < 80;
    pieces.add(new Piece(isKnown ? known(random, noun) : entry(random, open.get("noun")), noun));
  }

  private String known(SplittableRandom random, Tag noun) {
    String often = noun == Tag.DESTINATION_NOUN ? "bowl" : "cube";
    String kind =
        random.nextInt(100) < 45 ? often : pick(random, List.copyOf(language.kinds().keySet()));
    List<String> nouns = language.kinds().get(kind);
    // The first ones are singular and frequent.
    return random.nextInt(100) < 60 ? nouns.get(0) : pick(random, nouns);
  }

  private LabelledSentence finish(
      List<Piece> pieces, Force force, String intent, SplittableRandom random) {
    List<String> words = new ArrayList<>();
    List<Tag> tags = new ArrayList<>();
    for (Piece piece : pieces) {
      for (String word : WordSplit.words(WordSplit.fold(piece.text()))) {
        words.add(word);
        tags.add(piece.tag());
      }
    }
    if (random.nextInt(100) < 8) {
      hesitate(words, tags, random);
    }
    for (int chance = random.nextInt(100); chance < 14; chance += 10) {
      mistype(words, random);
    }
    if (random.nextInt(100) < 8) {
      dropMarks(words, tags);
    } else if (random.nextInt(100) < 3) {
      speakMarks(words, tags, random);
    }
    if (force == Force.COMMAND && random.nextInt(100) < 35) {
      words.add(pick(random, List.of(".", "!", ".", "?")));
      tags.add(Tag.FUNCTION);
    }
    return new LabelledSentence(join(words), force, intent, tags);
  }

  private void hesitate(List<String> words, List<Tag> tags, SplittableRandom random) {
    for (int times = 1 + random.nextInt(2); times > 0; times--) {
      int at = random.nextInt(words.size() + 1);
      if (random.nextInt(3) == 0 && at < words.size() && WordSplit.isWord(words.get(at))) {
        words.add(at, words.get(at));
        tags.add(at, tags.get(at));
      } else {
        List<String> sounds =
            WordSplit.words(WordSplit.fold(entry(random, language.hesitations())));
        words.addAll(at, sounds);
        tags.addAll(at, Collections.nCopies(sounds.size(), Tag.FUNCTION));
      }
    }
  }

  private static void mistype(List<String> words, SplittableRandom random) {
    int at = random.nextInt(words.size());
    String word = words.get(at);
    if (word.length() < 3 || !word.chars().allMatch(Character::isLetter)) {
      return;
    }
    // In the middle: a first or last letter is seldom wrong.
    int letter = 1 + random.nextInt(word.length() - 2);
    String before = word.substring(0, letter);
    String after = word.substring(letter + 1);
    words.set(
        at,
        switch (random.nextInt(4)) {
          case 0 -> before + after;
          case 1 -> before + word.charAt(letter) + word.charAt(letter) + after;
          case 2 -> before + (char) ('a' + random.nextInt(26)) + after;
          default -> before + after.charAt(0) + word.charAt(letter) + after.substring(1);
        });
  }

  private static void dropMarks(List<String> words, List<Tag> tags) {
    for (int i = words.size() - 1; i >= 0; i--) {
      if (!WordSplit.isWord(words.get(i)) && words.size() > 1) {
        words.remove(i);
        tags.remove(i);
      }
    }
  }

  /** Says the marks in words, as those do who dictate. */
  private void speakMarks(List<String> words, List<Tag> tags, SplittableRandom random) {
    for (int i = words.size() - 1; i >= 0; i--) {
      List<String> spoken = language.spokenMarks().get(words.get(i));
      if (spoken != null) {
        List<String> said = WordSplit.words(pick(random, spoken));
        Tag tag = tags.remove(i);
        words.remove(i);
        words.addAll(i, said);
        tags.addAll(i, Collections.nCopies(said.size(), tag));
      }
    }
  }

  private static String join(List<String> words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      boolean attaches = !WordSplit.isWord(word) && !word.equals("\"");
      if (text.length() > 0 && !attaches) {
        text.append(' ');
      }
      text.append(word);
    }
    return text.toString();
  }

  /** Draws an entry of the split; of all entries where the split has none. */
  private String entry(SplittableRandom random, List<String> entries) {
    List<String> own =
        entries.stream().filter(e -> isHeldOut(e, entries) == (split == Split.HELD_OUT)).toList();
    return pick(random, own.isEmpty() ? entries : own);
  }

  private static boolean isHeldOut(String entry, List<String> entries) {
    return !entry.equals(entries.get(0))
        && Math.floorMod(entry.hashCode() * 31 + 17, 100) < HELD_OUT_PERCENT;
  }

  private static <E> E pick(SplittableRandom random, List<E> from) {
    return from.get(random.nextInt(from.size()));
  }
}
