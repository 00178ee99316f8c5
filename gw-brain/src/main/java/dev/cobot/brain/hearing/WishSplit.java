package dev.cobot.brain.hearing;

import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes a sentence apart that wishes for several things. Where it may be cut is told by words
 * ("then", "and") and marks; which cuts hold is told by the reader: each part has to be heard as a
 * wish by itself, with what it leaves to the part before ("and the green one too") put in. A part
 * that forbids, asks, tells, or holds under a condition makes the whole no list of wishes.
 */
final class WishSplit {
  private static final int MAX_CUTS = 6;
  private static final Set<String> MARKS = Set.of(",", ";", ".", "!");

  /** Marks that part as well as a word does. */
  private static final Set<String> STOPS = Set.of(";", ".", "!");

  private static final String PLACE_IN = "place_in";

  private final Function<String, CommandReading> read;
  private final Vocabulary words;
  private final Amounts amounts;
  private final List<String> carried;
  private final List<List<String>> links;
  private final List<List<String>> notLinks;
  private final List<List<String>> firsts;
  private final List<List<String>> ends;
  private final Set<String> pointing;

  /** Links that tell of no order. */
  private final Set<String> conjunctions;

  private final Set<String> into = new HashSet<>();
  private final Set<String> placing = new HashSet<>();
  private final Set<String> determiners;

  /**
   * A place where a sentence may be cut: between the pieces before {@code from} and from {@code to}
   * on.
   */
  private record Cut(int from, int to, boolean isStrong, boolean isOrdered) {}

  /** One way to take a sentence apart. */
  private record Parting(List<Wish> wishes, long heard) {}

  /**
   * @param read how texts are heard
   */
  WishSplit(Language language, Vocabulary words, Function<String, CommandReading> read) {
    this.words = words;
    this.read = read;
    amounts = new Amounts(language, words);
    Language.Several several = language.several();
    carried = WordSplit.words(several.carried());
    links = longestFirst(several.links());
    notLinks = longestFirst(several.notLinks());
    firsts = longestFirst(several.firsts());
    ends = longestFirst(several.ends());
    pointing = Set.copyOf(several.pointing());
    conjunctions = Set.copyOf(several.conjunctions());
    determiners = Set.copyOf(language.determiners());
    language.into().stream()
        .map(Frames::wordsOf)
        .filter(way -> way.size() == 1)
        .forEach(way -> into.add(way.get(0)));
    language
        .verbs()
        .forEach(
            (list, verbs) -> {
              if (list.startsWith("plac") || list.startsWith("transfer")) {
                placing.addAll(verbs);
              }
            });
  }

  private static List<List<String>> longestFirst(List<String> ways) {
    return ways.stream().map(Frames::wordsOf).sorted(Frames.LONGEST_FIRST).toList();
  }

  /**
   * Returns the wishes of a sentence in their order; none where it is not made of wishes alone. One
   * that is heard and cannot be fulfilled is among them, with what speaks against it.
   *
   * @param folded the sentence in small letters without accents
   * @param isSeveral whether it is heard as several wishes; if not, words of order ("then") must
   *     part it, and each part be heard whole
   */
  List<Wish> split(String folded, boolean isSeveral) {
    List<String> pieces = trimmed(WordSplit.words(folded));
    List<Cut> cuts = cuts(pieces);
    if (cuts.size() > MAX_CUTS) {
      return List.of();
    }
    List<Integer> choices = new ArrayList<>();
    for (int chosen = 0; chosen < 1 << cuts.size(); chosen++) {
      choices.add(chosen);
    }
    choices.sort(Comparator.comparingInt(Integer::bitCount));
    // Parts of which none is heard are rather one wish that is said in an unusual way.
    Parting best = new Parting(List.of(), 0);
    for (int chosen : choices) {
      List<Cut> taken = chosen(cuts, chosen);
      Optional<Parting> parting =
          isSeveral || taken.stream().allMatch(Cut::isOrdered)
              ? parting(pieces, taken)
              : Optional.empty();
      if (parting.isEmpty()) {
        continue;
      }
      if (parting.get().heard() == parting.get().wishes().size()) {
        return parting.get().wishes();
      }
      best = parting.get().heard() > best.heard() ? parting.get() : best;
    }
    return isSeveral ? best.wishes() : List.of();
  }

  private static List<Cut> chosen(List<Cut> cuts, int bits) {
    List<Cut> chosen = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      if (((bits >> i) & 1) == 1) {
        chosen.add(cuts.get(i));
      }
    }
    return chosen;
  }

  private List<Cut> cuts(List<String> pieces) {
    List<Cut> cuts = new ArrayList<>();
    int at = 1;
    while (at < pieces.size()) {
      int end = at;
      boolean isStrong = false;
      boolean isOrdered = false;
      while (end < pieces.size() && separator(pieces, end) > 0) {
        isStrong |= !MARKS.contains(pieces.get(end)) || STOPS.contains(pieces.get(end));
        int size = separator(pieces, end);
        boolean isWord = WordSplit.isWord(pieces.get(end));
        isOrdered |= isWord && (size > 1 || !conjunctions.contains(pieces.get(end)));
        end += size;
      }
      if (end > at && end < pieces.size()) {
        cuts.add(new Cut(at, end, isStrong, isOrdered));
      }
      at = Math.max(at + 1, end);
    }
    return cuts;
  }

  /** Returns how many pieces part two wishes here; 0 where none does. */
  private int separator(List<String> pieces, int at) {
    List<String> rest = pieces.subList(at, pieces.size());
    return MARKS.contains(rest.get(0))
        ? 1
        : starts(rest, notLinks).isPresent() ? 0 : starts(rest, links).map(List::size).orElse(0);
  }

  private static Optional<List<String>> starts(List<String> said, List<List<String>> ways) {
    return ways.stream().filter(way -> Frames.begins(said, way)).findFirst();
  }

  /** Leaves out what leads in the first wish, and marks at the end. */
  private List<String> trimmed(List<String> pieces) {
    List<String> rest = pieces;
    int skip = 0;
    while (skip < rest.size() && separator(rest, skip) > 0) {
      skip += separator(rest, skip);
    }
    rest = withoutFirst(rest.subList(skip, rest.size()));
    int end = rest.size();
    while (end > 0 && MARKS.contains(rest.get(end - 1))) {
      end--;
    }
    return rest.subList(0, end);
  }

  /** "First put ..." and "first the green one" lead in, "first cube from the left" does not. */
  private List<String> withoutFirst(List<String> said) {
    Optional<List<String>> first = starts(said, firsts).filter(way -> way.size() < said.size());
    boolean leads =
        first
            .map(way -> said.get(way.size()))
            .filter(
                next -> words.isVerb(next) || determiners.contains(next) || MARKS.contains(next))
            .isPresent();
    int skip = first.map(List::size).orElse(0);
    return leads
        ? said.subList(MARKS.contains(said.get(skip)) ? skip + 1 : skip, said.size())
        : said;
  }

  private Optional<Parting> parting(List<String> pieces, List<Cut> cuts) {
    List<List<String>> parts = new ArrayList<>();
    int from = 0;
    for (Cut cut : cuts) {
      parts.add(pieces.subList(from, cut.from()));
      from = cut.to();
    }
    parts.add(pieces.subList(from, pieces.size()));
    List<Wish> wishes = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      int at = i;
      boolean isLinked = cuts.stream().skip(Math.max(0, at - 1)).anyMatch(Cut::isStrong);
      List<String> next = i + 1 < parts.size() ? parts.get(i + 1) : List.of();
      List<String> part = i == 0 ? parts.get(i) : withoutFirst(parts.get(i));
      Optional<Wish> wish =
          wish(part, i == 0 ? null : wishes.get(i - 1), next, isLinked || cuts.isEmpty());
      if (wish.isEmpty()) {
        return Optional.empty();
      }
      wishes.add(wish.get());
    }
    if (wishes.size() == 1 && wishes.get(0).isForOne()) {
      return Optional.empty();
    }
    long heard = wishes.stream().filter(w -> isHeard(w.reading())).count();
    return Optional.of(new Parting(wishes, heard));
  }

  private static boolean isHeard(CommandReading reading) {
    boolean isWhole =
        reading.meaning().skill().filter(PLACE_IN::equals).isEmpty()
            || !reading.meaning().reference(Role.DESTINATION).isNone()
            || !reading.places(Role.DESTINATION).isEmpty();
    return reading.objection().isEmpty() && reading.meaning().skill().isPresent() && isWhole;
  }

  /** Whether it is a wish all the same, of which can be said why it is not fulfilled. */
  private static boolean isWish(CommandReading reading) {
    if (isHeard(reading)) {
      return true;
    }
    Optional<Objection> why = reading.objection();
    if (why.isEmpty() || why.get().ends() != Objection.Ends.NOTHING) {
      return false;
    }
    return switch (why.get().cause()) {
      case UNSUPPORTED, UNSAFE -> true;
      case AMBIGUOUS, NOT_UNDERSTOOD ->
          why.get().stage() != Objection.Stage.AT_ONCE && reading.meaning().skill().isPresent();
    };
  }

  /**
   * Returns a part as a wish.
   *
   * @param before the wish before it, or null
   * @param next the part after it
   * @param isLinked whether a word, and not a comma alone, says that it goes on
   */
  private Optional<Wish> wish(List<String> part, Wish before, List<String> next, boolean isLinked) {
    if (part.stream().noneMatch(WordSplit::isWord)) {
      return Optional.empty();
    }
    List<String> bare = before == null ? part : withoutEnd(part);
    Optional<Wish> raw = counted(part, false);
    // "The green one in the cup" is a wish by itself, but of what kind tells the one before it.
    boolean isOfSaidKind =
        before == null
            || !isNounPhrase(bare)
            || raw.filter(w -> w.reading().meaning().reference(Role.TARGET).kind() == null)
                .isEmpty();
    if (isOfSaidKind && raw.filter(w -> isHeard(w.reading())).isPresent()) {
      return raw;
    }
    List<Wish> completed = new ArrayList<>();
    if (before != null) {
      pointed(bare, before).flatMap(said -> counted(said, true)).ifPresent(completed::add);
      if (isLinked && isNounPhrase(bare) && isPlacing(before)) {
        goingOn(bare, before).ifPresent(completed::add);
      }
    }
    if (!next.isEmpty() && isNounPhrase(next)) {
      sharing(bare, next, before).ifPresent(completed::add);
    }
    return completed.stream()
        .filter(w -> isHeard(w.reading()))
        .findFirst()
        .or(() -> raw.filter(w -> isWish(w.reading())))
        .or(() -> completed.stream().filter(w -> isWish(w.reading())).findFirst());
  }

  /** Reads some words, with one object in place of several. */
  private Optional<Wish> counted(List<String> said, boolean isDependent) {
    Optional<Amounts.Counted> counted = amounts.find(said);
    if (counted.isEmpty()) {
      String text = String.join(" ", said);
      return Optional.of(new Wish(text, read.apply(text), 1, isDependent));
    }
    CommandReading one = read.apply(String.join(" ", counted.get().said()));
    boolean isOfTarget =
        counted.get().kind() == one.meaning().reference(Role.TARGET).kind()
            && counted.get().kind() != one.meaning().reference(Role.DESTINATION).kind()
            && one.places(Role.TARGET).isEmpty();
    boolean isRefused = one.meaning().skill().isEmpty() && isWish(one);
    return isOfTarget || isRefused
        ? Optional.of(new Wish(String.join(" ", said), one, counted.get().amount(), isDependent))
        : Optional.empty();
  }

  private List<String> withoutEnd(List<String> part) {
    List<String> rest = part;
    for (int i = 0; i < ends.size(); i++) {
      List<String> end = ends.get(i);
      int from = rest.size() - end.size();
      if (from > 0 && rest.subList(from, rest.size()).equals(end)) {
        rest = rest.subList(0, from);
        i = -1;
      }
    }
    return rest;
  }

  /** Whether some words begin with a noun phrase: the verb is left out. */
  private boolean isNounPhrase(List<String> said) {
    String first = said.get(0);
    return !words.isVerb(first)
        && (determiners.contains(first)
            || words.color(first).isPresent()
            || words.kind(first).isPresent()
            || words.isQuantity(first));
  }

  private static boolean isPlacing(Wish wish) {
    return wish.reading().meaning().skill().filter(PLACE_IN::equals).isPresent()
        && isHeard(wish.reading());
  }

  /** "And the green one too", "and the green one in the cup". */
  private Optional<Wish> goingOn(List<String> part, Wish before) {
    List<String> said = new ArrayList<>(carried);
    said.addAll(part);
    boolean isWhole = part.stream().anyMatch(into::contains);
    if (!isWhole) {
      said.addAll(tail(before));
    }
    return counted(said, true)
        .map(wish -> withKind(wish, before.reading().meaning().reference(Role.TARGET)))
        .filter(wish -> isWhole || isSamePlace(wish, before));
  }

  /** "The red cube and the green cube in the bowl": the first goes where the second does. */
  private Optional<Wish> sharing(List<String> part, List<String> next, Wish before) {
    int from = firstInto(next);
    boolean isOpen = from > 0 && part.stream().noneMatch(into::contains);
    if (!isOpen || (before != null && !words.isVerb(part.get(0)) && !isNounPhrase(part))) {
      return Optional.empty();
    }
    List<String> said = new ArrayList<>();
    if (isNounPhrase(part)) {
      said.addAll(carried);
    } else if (part.stream().noneMatch(placing::contains)) {
      return Optional.empty();
    }
    said.addAll(part);
    boolean isNamed = part.stream().anyMatch(w -> words.kind(w).isPresent() || words.isAnything(w));
    if (!isNamed) {
      next.subList(0, from).stream().filter(w -> words.kind(w).isPresent()).forEach(said::add);
    }
    said.addAll(next.subList(from, next.size()));
    return counted(said, before != null);
  }

  private int firstInto(List<String> said) {
    for (int i = 0; i < said.size(); i++) {
      if (into.contains(said.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Returns where the wish before goes, as it was said. */
  private List<String> tail(Wish before) {
    List<String> said = WordSplit.words(WordSplit.fold(before.said()));
    for (int i = said.size() - 1; i > 0; i--) {
      if (into.contains(said.get(i))) {
        return said.subList(i, said.size());
      }
    }
    return List.of();
  }

  private static boolean isSamePlace(Wish wish, Wish before) {
    return wish.reading()
            .meaning()
            .reference(Role.DESTINATION)
            .equals(before.reading().meaning().reference(Role.DESTINATION))
        && wish.reading()
            .places(Role.DESTINATION)
            .equals(before.reading().places(Role.DESTINATION));
  }

  /** "The green one" is of the kind that was spoken of. */
  private Wish withKind(Wish wish, Reference spokenOf) {
    Reference target = wish.reading().meaning().reference(Role.TARGET);
    if (target.kind() != null || target.color() == null || spokenOf.kind() == null) {
      return wish;
    }
    String noun = spokenOf.kind().word();
    List<String> said = new ArrayList<>(WordSplit.words(wish.said()));
    for (int i = 1; i < said.size(); i++) {
      boolean isColored = words.color(said.get(i - 1)).isPresent();
      if (isColored && words.isAnything(said.get(i))) {
        said.set(i, noun);
        return named(wish, said);
      }
      if (isColored && words.kind(said.get(i)).isEmpty()) {
        said.add(i, noun);
        return named(wish, said);
      }
    }
    return wish;
  }

  private Wish named(Wish wish, List<String> said) {
    String text = String.join(" ", said);
    CommandReading reading = read.apply(text);
    return isHeard(reading) ? new Wish(text, reading, wish.amount(), wish.isDependent()) : wish;
  }

  /**
   * Puts what the wish before names in place of a pronoun, where only one thing can be meant: what
   * is placed is what was placed before, and where it is placed is where that went.
   */
  private Optional<List<String>> pointed(List<String> part, Wish before) {
    if (!before.isForOne()) {
      return Optional.empty();
    }
    for (int i = 1; i < part.size(); i++) {
      if (!pointing.contains(part.get(i))) {
        continue;
      }
      Reference target = before.reading().meaning().reference(Role.TARGET);
      Reference destination = before.reading().meaning().reference(Role.DESTINATION);
      boolean isWhereTo = into.contains(part.get(i - 1));
      boolean isPlaced = placing.contains(part.get(0));
      Reference meant = Reference.NONE;
      if (isWhereTo) {
        meant = destination.isNone() ? target : destination;
      } else if (isPlaced || destination.isNone()) {
        meant = target;
      }
      if (meant.isNone()) {
        return Optional.empty();
      }
      List<String> said = new ArrayList<>(part.subList(0, i));
      said.add("the");
      said.addAll(WordSplit.words(meant.words()));
      said.addAll(part.subList(i + 1, part.size()));
      return Optional.of(said);
    }
    return Optional.empty();
  }
}
