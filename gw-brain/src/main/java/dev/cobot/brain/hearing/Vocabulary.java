package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Posture;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The words of a language that the runtime knows, looked up with a typing error forgiven. */
final class Vocabulary {
  private static final int SHORTEST_MISTYPED = 4;
  private static final int SHORTEST_IDIOM = 3;
  private static final int SHORTEST_RESPELT = 3;

  /** How the names of the lists of those verbs begin that place and pick, in every form. */
  private static final List<String> PLAIN_VERBS = List.of("plac", "transfer", "pick");

  private static final Set<String> PLAIN_INTENTS = Set.of("place_in", "pick");

  private final Map<String, ObjectKind> nouns = new HashMap<>();
  private final Set<String> plurals = new HashSet<>();
  private final Map<String, ColorName> colors = new HashMap<>();
  private final Set<String> dictionary = new HashSet<>();
  private final Set<String> anything;
  private final Set<String> pronouns;
  private final Set<String> descriptions;
  private final Map<String, Posture> postures = new HashMap<>();
  private final Set<String> quantities;
  private final Set<String> openNouns;
  private final Set<String> modifiers;
  private final Set<String> vetoes;
  private final Set<String> harmful = new HashSet<>();
  private final Set<String> stops;
  private final Set<String> verbs = new HashSet<>();
  private final Set<String> hazards;
  private final Set<String> plain = new HashSet<>();
  private final Set<String> aside = new HashSet<>();
  private final Set<String> fillers = new HashSet<>();
  private Set<String> misspelt = Set.of();

  /** The words that a wish is made of. */
  private final Set<String> core = new HashSet<>();

  private final Set<String> taking;
  private final Set<String> transferring;
  private final Set<String> conditions;
  private final List<List<String>> idioms;
  private final Language language;

  /**
   * @param open frequent words of the language, none of which is a typing error
   */
  Vocabulary(Language language, Map<String, List<String>> open) {
    this.language = language;
    open.values().forEach(dictionary::addAll);
    openNouns = Set.copyOf(open.getOrDefault("noun", List.of()));
    modifiers = Set.copyOf(language.modifiers());
    language.beside().forEach(words -> dictionary.addAll(WordSplit.words(words)));
    dictionary.addAll(language.vetoes());
    dictionary.addAll(language.pronouns());
    dictionary.addAll(language.quantities());
    dictionary.addAll(language.modifiers());
    language.verbs().values().forEach(dictionary::addAll);
    language
        .verbs()
        .forEach(
            (list, all) -> {
              if (!list.equals("name")) {
                verbs.addAll(all);
              }
            });
    language
        .kinds()
        .forEach(
            (kind, words) -> {
              for (String word : words) {
                nouns.put(word, ObjectKind.of(kind));
                if (words.contains(word + "s") || words.contains(word + "es")) {
                  plurals.add(words.contains(word + "s") ? word + "s" : word + "es");
                }
              }
            });
    language
        .colors()
        .forEach(
            (color, words) ->
                words.forEach(
                    word -> colors.put(word, ColorName.valueOf(color.toUpperCase(Locale.ROOT)))));
    anything = Set.copyOf(language.anything());
    pronouns = Set.copyOf(language.pronouns());
    language
        .postures()
        .forEach(
            (posture, said) ->
                said.forEach(
                    word -> postures.put(word, Posture.valueOf(posture.toUpperCase(Locale.ROOT)))));
    descriptions = Set.copyOf(language.descriptions());
    quantities = Set.copyOf(language.quantities());
    vetoes = new HashSet<>(language.vetoes());
    vetoes.addAll(language.conditions());
    conditions = Set.copyOf(language.conditions());
    Set<String> picking = firstWords("pick");
    picking.addAll(
        language.parts().getOrDefault("taking", List.of()).stream()
            .map(way -> WordSplit.words(WordSplit.fold(way)).get(0))
            .toList());
    taking = Set.copyOf(picking);
    Set<String> bringing = firstWords("transfer");
    bringing.removeAll(taking);
    transferring = Set.copyOf(bringing);
    for (List<String> small :
        List.of(language.hesitations(), language.misspelt(), language.determiners())) {
      small.forEach(text -> fillers.addAll(WordSplit.words(WordSplit.fold(text))));
    }
    hazards = Set.copyOf(language.hazards());
    stops = Set.copyOf(language.stops());
    language
        .verbs()
        .forEach(
            (list, all) -> {
              if (list.startsWith("harm")) {
                harmful.addAll(all);
              }
            });
    plurals.addAll(language.plurals());
    idioms = new ArrayList<>(language.polite().idioms().stream().map(WordSplit::words).toList());
    addPlain(language);
    addIdioms(language.polite());
  }

  /** Returns the first words of the verbs in the lists whose names begin so. */
  private Set<String> firstWords(String list) {
    Set<String> first = new HashSet<>();
    language.verbs().entrySet().stream()
        .filter(verbsOf -> verbsOf.getKey().startsWith(list))
        .flatMap(verbsOf -> verbsOf.getValue().stream())
        .forEach(way -> first.add(WordSplit.words(WordSplit.fold(way)).get(0)));
    return first;
  }

  private void addPlain(Language language) {
    List<String> texts = new ArrayList<>();
    texts.addAll(language.determiners());
    texts.addAll(language.into());
    texts.addAll(language.misspelt());
    texts.addAll(language.hesitations());
    language.polite().calls().forEach(text -> texts.add(withoutSlots(text)));
    texts.addAll(language.polite().before());
    texts.addAll(language.polite().gerund());
    texts.addAll(language.polite().after());
    language.spokenMarks().values().forEach(texts::addAll);
    texts.addAll(plainVerbs(language));
    for (Language.Sentences sentences : language.sentences()) {
      if (sentences.force().equals("command") && PLAIN_INTENTS.contains(sentences.intent())) {
        sentences.texts().forEach(text -> texts.add(withoutSlots(text)));
      }
    }
    texts.forEach(text -> plain.addAll(WordSplit.words(WordSplit.fold(text))));
    plain.removeAll(vetoes);
    misspelt = Set.copyOf(language.misspelt());
    core.addAll(nouns.keySet());
    core.addAll(colors.keySet());
    core.addAll(language.determiners());
    core.add("please");
    language.into().forEach(text -> core.addAll(WordSplit.words(text)));
    plainVerbs(language).forEach(text -> core.addAll(WordSplit.words(text)));
    core.removeIf(word -> word.length() < SHORTEST_RESPELT);
    for (List<String> told : List.of(language.polite().contexts(), language.polite().tails())) {
      told.forEach(text -> aside.addAll(WordSplit.words(WordSplit.fold(withoutSlots(text)))));
    }
    aside.removeAll(vetoes);
  }

  private static List<String> plainVerbs(Language language) {
    return language.verbs().entrySet().stream()
        .filter(list -> PLAIN_VERBS.stream().anyMatch(list.getKey()::startsWith))
        .flatMap(list -> list.getValue().stream())
        .toList();
  }

  /** What is known to be told beside a wish is no condition and no denial, whatever is in it. */
  private void addIdioms(Language.Polite polite) {
    for (List<String> told :
        List.of(
            polite.calls(), polite.before(), polite.after(), polite.contexts(), polite.tails())) {
      for (String text : told) {
        List<String> words =
            WordSplit.words(WordSplit.fold(text)).stream().filter(WordSplit::isWord).toList();
        boolean isVetoed = words.stream().anyMatch(this::isVeto);
        if (isVetoed && words.size() >= SHORTEST_IDIOM && !text.contains("{")) {
          idioms.add(words);
        }
      }
    }
  }

  private static String withoutSlots(String text) {
    return text.replaceAll("\\{[a-z]+}", " ");
  }

  /** Returns the kind that a noun names, if it is known. */
  Optional<ObjectKind> kind(String word) {
    return find(word, nouns);
  }

  /** Returns the colour that a word names, if it is one that is told apart. */
  Optional<ColorName> color(String word) {
    return find(word, colors);
  }

  /** Returns the nearest colour that is told apart, of one that is not. */
  Optional<ColorName> nearColor(String word) {
    return Optional.ofNullable(language.nearColor(word)).map(ColorName::nearest);
  }

  private <V> Optional<V> find(String word, Map<String, V> known) {
    V exact = known.get(word);
    if (exact != null) {
      return Optional.of(exact);
    }
    if (word.length() < SHORTEST_MISTYPED || dictionary.contains(word)) {
      return Optional.empty();
    }
    Set<V> near = new HashSet<>();
    known.forEach(
        (candidate, value) -> {
          if (isMistyped(word, candidate)) {
            near.add(value);
          }
        });
    return near.size() == 1 ? Optional.of(near.iterator().next()) : Optional.empty();
  }

  /** Whether two words differ by one letter more, less, other, or two in the other order. */
  static boolean isMistyped(String word, String as) {
    int a = word.length();
    int b = as.length();
    if (Math.abs(a - b) > 1) {
      return false;
    }
    int front = 0;
    while (front < Math.min(a, b) && word.charAt(front) == as.charAt(front)) {
      front++;
    }
    int back = 0;
    while (back < Math.min(a, b) - front && word.charAt(a - 1 - back) == as.charAt(b - 1 - back)) {
      back++;
    }
    int restA = a - front - back;
    int restB = b - front - back;
    return Math.max(restA, restB) <= 1
        || (restA == 2
            && restB == 2
            && word.charAt(front) == as.charAt(front + 1)
            && word.charAt(front + 1) == as.charAt(front));
  }

  /**
   * Returns a text in which what is plainly a typing error of one word that is known here is spelt
   * as that word, and a colour that is written into its noun stands before it.
   */
  String respelt(String folded) {
    return WordSplit.replace(
        written(folded),
        word -> {
          boolean isRight = isKnown(word) && !misspelt.contains(word);
          boolean isShortened = word.indexOf('\'') >= 0;
          if (word.length() < SHORTEST_RESPELT || isRight || isShortened || isVeto(word)) {
            return word;
          }
          Optional<String> apart = apart(word);
          if (apart.isPresent()) {
            return apart.get();
          }
          Set<String> meant =
              core.stream().filter(known -> isMistyped(word, known)).collect(Collectors.toSet());
          return meant.size() == 1 ? meant.iterator().next() : word;
        });
  }

  /** Returns "red cube" for "redcube", if a word is a colour and a noun. */
  private Optional<String> apart(String word) {
    return IntStream.range(1, word.length())
        .filter(at -> colors.containsKey(word.substring(0, at)))
        .filter(at -> nouns.containsKey(word.substring(at)))
        .mapToObj(at -> word.substring(0, at) + " " + word.substring(at))
        .findFirst();
  }

  /** Returns a text in which numbers that count ("2nd") are words. */
  private String written(String folded) {
    String text = folded;
    for (Map.Entry<String, String> number : language.written().entrySet()) {
      text = text.replaceAll("\\b" + Pattern.quote(number.getKey()) + "\\b", number.getValue());
    }
    return text;
  }

  /** Whether a word points to a place that was told before. */
  boolean isThere(String word) {
    return language.there().contains(word);
  }

  boolean isPlural(String word) {
    return plurals.contains(word);
  }

  boolean isAnything(String word) {
    return anything.contains(word);
  }

  boolean isPronoun(String word) {
    return pronouns.contains(word);
  }

  /** Whether a word tells a quality that is not seen, and singles nothing out. */
  boolean isDescription(String word) {
    return descriptions.contains(word);
  }

  /** Returns how an object rests that is called so, if the word tells it. */
  Optional<Posture> posture(String word) {
    return Optional.ofNullable(postures.get(word));
  }

  /** Whether a word is a frequent noun, so that it may say what kind of bowl "soup bowl" is. */
  boolean isOpenNoun(String word) {
    return openNouns.contains(word);
  }

  boolean isModifier(String word) {
    return modifiers.contains(word);
  }

  boolean isQuantity(String word) {
    return quantities.contains(word) || Character.isDigit(word.charAt(0));
  }

  /** Whether a word asks to stop what is being done. */
  boolean isStop(String word) {
    return stops.contains(word);
  }

  /** Whether a word is a verb of taking hold. */
  boolean isPickVerb(String word) {
    return language.verbs().getOrDefault("pick", List.of()).contains(word);
  }

  /** Whether a word, in any form, begins what asks to take hold of something. */
  boolean beginsTaking(String word) {
    return taking.contains(word);
  }

  /** Whether a word is a verb of bringing something somewhere, and not one of taking hold. */
  boolean isTransferVerb(String word) {
    return transferring.contains(word);
  }

  /** Whether a text takes back what was spoken of: "never mind". */
  boolean isWithdrawal(String folded) {
    List<String> said = WordSplit.words(folded);
    return language.withdrawals().stream()
        .map(WordSplit::words)
        .anyMatch(way -> Collections.indexOfSubList(said, way) >= 0);
  }

  /** Whether a word is a verb by which something is wished for. */
  boolean isVerb(String word) {
    return verbs.contains(word);
  }

  /** Whether a word tells of what could be hurt, or of what hurts. */
  boolean isHazard(String word) {
    return hazards.contains(word) || harmful.contains(word);
  }

  boolean isHarmful(String word) {
    return harmful.contains(word);
  }

  /** Whether a word, as it is written, stands in sentences that place or pick. */
  boolean isPlainAsWritten(String word) {
    return plain.contains(word);
  }

  /** Whether a word alone calls, or asks politely. */
  boolean isCall(String word) {
    return language.polite().calls().contains(word);
  }

  /** Whether a word is told before or after a wish. */
  boolean isAside(String word) {
    return aside.contains(word);
  }

  /** Whether a word makes a condition, or tells of another time. */
  boolean isCondition(String word) {
    return conditions.contains(word);
  }

  /** Whether a word denies, or tells of others. */
  boolean isDenial(String word) {
    return language.denials().contains(word) || word.endsWith("n't");
  }

  /** Whether a word says nothing where it stands before a noun: a sound, a small word mistyped. */
  boolean isFiller(String word) {
    return fillers.contains(word);
  }

  /** Whether a word is one of this language, in any part that it may play here. */
  boolean isKnown(String word) {
    return plain.contains(word)
        || aside.contains(word)
        || nouns.containsKey(word)
        || colors.containsKey(word)
        || vetoes.contains(word)
        || dictionary.contains(word);
  }

  /** Whether a word stands in sentences that place or pick, a typing error forgiven. */
  boolean isPlain(String word) {
    return plain.contains(word) || (!dictionary.contains(word) && isMistypedOf(plain, word));
  }

  /** Whether a word must not be in a sentence that moves the arm; a mistyped one neither. */
  boolean isVeto(String word) {
    return vetoes.contains(word)
        || word.endsWith("n't")
        || (!plain.contains(word)
            && !nouns.containsKey(word)
            && !colors.containsKey(word)
            && !dictionary.contains(word)
            && word.indexOf('\'') < 0
            && isMistypedOf(vetoes, word));
  }

  private static boolean isMistypedOf(Set<String> words, String word) {
    return word.length() >= 3
        && Character.isLetter(word.charAt(0))
        && words.stream()
            .filter(known -> known.length() >= 3)
            .filter(known -> Math.max(known.length(), word.length()) >= SHORTEST_MISTYPED)
            .anyMatch(known -> isMistyped(word, known));
  }

  /** Returns where idioms are, whose words are neither a condition nor a question. */
  boolean[] idiomatic(List<String> words) {
    boolean[] idiomatic = new boolean[words.size()];
    for (List<String> idiom : idioms) {
      for (int at = 0; at + idiom.size() <= words.size(); at++) {
        if (words.subList(at, at + idiom.size()).equals(idiom)) {
          java.util.Arrays.fill(idiomatic, at, at + idiom.size(), true);
        }
      }
    }
    return idiomatic;
  }
}
