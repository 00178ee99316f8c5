package dev.cobot.brain.hearing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds with what a sentence tells of something, of somebody or of a withdrawal, where the reader
 * may take it for a wish because a wish is in it. What is found can only refuse.
 */
final class ReportWords {
  private static final int MAX_GAP = 6;
  private static final int MAX_LEADING = 8;
  private static final int MAX_BETWEEN = 2;
  private static final String GAP = "*";
  private static final Pattern SPACE = Pattern.compile(" ");

  private final List<List<String>> phrases;
  private final List<List<String>> others;
  private final Set<String> pasts;
  private final Set<String> passives;
  private final Set<String> persons;
  private final List<List<String>> takenBack;

  /** Verbs with -ing: "placing it there is easy" wishes for nothing. */
  private final Set<String> gerunds;

  /** What makes a wish of them: "would you mind". */
  private final List<List<String>> leads;

  /**
   * @param at of the first word
   * @param words as they are said to a person
   * @param isPerson whether it may say who is spoken to
   * @param isFirm whether it counts even where it is told beside the wish
   */
  record Found(int at, String words, boolean isPerson, boolean isFirm) {}

  ReportWords(Language language) {
    Language.Reports reports =
        language.reports() == null ? Language.Reports.NONE : language.reports();
    phrases = split(reports.phrases());
    others = split(reports.others());
    pasts = Set.copyOf(reports.pasts());
    passives = Set.copyOf(reports.passives());
    persons = language.persons() == null ? Set.of() : Set.copyOf(language.persons());
    takenBack = reports.takenBack().stream().map(WordSplit::words).toList();
    gerunds = Set.copyOf(reports.gerunds());
    leads =
        Stream.concat(language.polite().gerund().stream(), reports.gerundLeads().stream())
            .map(
                way ->
                    WordSplit.words(WordSplit.fold(way)).stream()
                        .filter(WordSplit::isWord)
                        .toList())
            .toList();
  }

  /**
   * Returns the first such word or phrase.
   *
   * @param said the words and marks of a sentence
   * @param idiomatic which of them are part of an idiom
   * @param from where to look from on
   */
  Optional<Found> find(List<String> said, boolean[] idiomatic, int from) {
    for (int i = from; i < said.size(); i++) {
      if (idiomatic[i]) {
        continue;
      }
      String word = said.get(i);
      boolean tells =
          persons.contains(word)
              || (pasts.contains(word) && !isPassive(said, i))
              || (gerunds.contains(word) && !isLed(said, i));
      if (tells) {
        return Optional.of(new Found(i, word, persons.contains(word), false));
      }
      for (List<String> withdrawal : takenBack) {
        int end = end(said, i, withdrawal, 0);
        if (end >= 0 && said.subList(end, said.size()).stream().noneMatch(WordSplit::isWord)) {
          return Optional.of(new Found(i, String.join(" ", withdrawal), false, true));
        }
      }
      Optional<Found> other = begins(said, i, others, true);
      if (other.isPresent()) {
        return other;
      }
      Optional<Found> phrase = begins(said, i, phrases, false);
      if (phrase.isPresent()) {
        return phrase;
      }
    }
    return Optional.empty();
  }

  private static List<List<String>> split(List<String> phrases) {
    return phrases.stream().map(phrase -> List.of(SPACE.split(phrase))).toList();
  }

  private static Optional<Found> begins(
      List<String> said, int at, List<List<String>> phrases, boolean isFirm) {
    return phrases.stream()
        .map(phrase -> end(said, at, phrase, 0))
        .filter(end -> end >= 0)
        .findFirst()
        .map(end -> new Found(at, String.join(" ", said.subList(at, end)), false, isFirm));
  }

  /** Whether a wish leads to a verb with -ing, or another one does that is joined to it. */
  private boolean isLed(List<String> said, int gerund) {
    List<String> before = said.subList(0, gerund).stream().filter(WordSplit::isWord).toList();
    boolean isJoined = before.stream().anyMatch(gerunds::contains);
    for (int gap = 0; gap <= MAX_BETWEEN && gap <= before.size(); gap++) {
      List<String> leading = before.subList(0, before.size() - gap);
      if (leads.stream().anyMatch(lead -> endsWith(leading, lead))) {
        return true;
      }
    }
    return isJoined;
  }

  private static boolean endsWith(List<String> words, List<String> end) {
    int from = words.size() - end.size();
    return from >= 0 && words.subList(from, words.size()).equals(end);
  }

  private boolean isPassive(List<String> said, int past) {
    for (int i = past - 1;
        i >= 0 && past - i <= MAX_LEADING && WordSplit.isPart(said.get(i));
        i--) {
      String word = said.get(i);
      boolean isShort = word.indexOf('\'') >= 0;
      if (passives.contains(isShort ? word.substring(word.indexOf('\'')) : word)) {
        return true;
      }
    }
    return false;
  }

  /** Returns where a phrase ends that begins at a word, or -1. */
  private static int end(List<String> said, int at, List<String> phrase, int from) {
    if (from == phrase.size()) {
      return at;
    }
    if (phrase.get(from).equals(GAP)) {
      for (int skip = 0; skip <= MAX_GAP && at + skip < said.size(); skip++) {
        int end = end(said, at + skip, phrase, from + 1);
        if (end >= 0) {
          return end;
        }
        if (!WordSplit.isPart(said.get(at + skip))) {
          return -1;
        }
      }
      return -1;
    }
    boolean fits = at < said.size() && said.get(at).equals(phrase.get(from));
    return fits ? end(said, at + 1, phrase, from + 1) : -1;
  }
}
