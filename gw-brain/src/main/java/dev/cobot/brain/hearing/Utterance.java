package dev.cobot.brain.hearing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One turn of a conversation without what only leads in ("oh, sorry, I meant ...") and what only
 * ends it ("... too, please").
 *
 * @param words what is left, without marks
 * @param given what was said first and is put right in the same turn: "the red one, no, the green
 *     one"
 * @param isCorrection whether it puts right what was said before
 * @param goesOn whether it wishes for more of the same, or for something instead
 * @param isTold whether it leads in with what tells that something is so: "I see", "it is"
 * @param isQuestion whether it ends on a question mark
 */
record Utterance(
    List<String> words,
    List<String> given,
    boolean isCorrection,
    boolean goesOn,
    boolean isTold,
    boolean isQuestion) {
  private static final String CLAUSE_ENDS = ".!?;:-";

  /** A word, and whether a mark or nothing stands before it. */
  private record Word(String text, boolean isFirst) {}

  /** Lists of words that are looked for. */
  private record Wordings(List<List<String>> all) {
    static Wordings of(Collection<String> texts) {
      return new Wordings(
          texts.stream()
              .map(t -> WordSplit.words(t).stream().filter(WordSplit::isWord).toList())
              .toList());
    }

    /** Returns the longest with which something begins. */
    Optional<List<String>> begin(List<Word> said) {
      return all.stream()
          .filter(w -> w.size() <= said.size() && texts(said.subList(0, w.size())).equals(w))
          .max((a, b) -> Integer.compare(a.size(), b.size()));
    }

    /** Returns the longest with which something ends after at least one other word. */
    Optional<List<String>> end(List<Word> said) {
      return all.stream()
          .filter(w -> w.size() < said.size())
          .filter(w -> texts(said.subList(said.size() - w.size(), said.size())).equals(w))
          .max((a, b) -> Integer.compare(a.size(), b.size()));
    }
  }

  Utterance {
    words = List.copyOf(words);
    given = List.copyOf(given);
  }

  static Utterance of(String text, Language language) {
    String folded = WordSplit.fold(text).strip();
    Wordings corrections = Wordings.of(language.corrections());
    List<String> before = new ArrayList<>(language.corrections());
    before.addAll(language.leads());
    Wordings leads = Wordings.of(before);
    Wordings ends = Wordings.of(language.ends());
    Wordings more = Wordings.of(language.more());

    List<Word> rest = new ArrayList<>();
    boolean isCorrection = false;
    boolean goesOn = false;
    boolean isTold = false;
    Wordings telling = Wordings.of(language.telling());
    for (List<Word> clause : clauses(folded)) {
      // A clause that only leads in is none: "Never mind. Put ..."
      isCorrection |= rest.isEmpty() && leadsIn(clause, leads, corrections);
      goesOn |= rest.isEmpty() && leadsIn(clause, leads, more);
      isTold |= rest.isEmpty() && leadsIn(clause, leads, telling);
      rest.addAll(rest.isEmpty() ? withoutLeads(clause, leads) : clause);
    }
    List<Word> given = List.of();
    for (int i = 1; i < rest.size(); i++) {
      List<Word> after = rest.subList(i, rest.size());
      boolean isPutRight =
          after.get(0).isFirst()
              && corrections.begin(after).filter(c -> c.size() < after.size()).isPresent();
      if (isPutRight) {
        given = rest.subList(0, i);
        rest = withoutLeads(after, leads);
        isCorrection = true;
        i = 0;
      }
    }
    // "Now it's the right one" tells how it is.
    goesOn &= !isTold;
    for (Optional<List<String>> end = ends.end(rest); end.isPresent(); end = ends.end(rest)) {
      goesOn |= more.all().contains(end.get());
      rest = rest.subList(0, rest.size() - end.get().size());
    }
    return new Utterance(
        texts(rest), texts(given), isCorrection, goesOn, isTold, folded.endsWith("?"));
  }

  /** Returns what is left as a text. */
  String text() {
    return String.join(" ", words);
  }

  private static List<List<Word>> clauses(String folded) {
    List<List<Word>> clauses = new ArrayList<>();
    List<Word> clause = new ArrayList<>();
    boolean isFirst = true;
    for (String piece : WordSplit.words(folded)) {
      boolean isWord = WordSplit.isWord(piece);
      if (isWord) {
        clause.add(new Word(piece, isFirst));
      } else if (CLAUSE_ENDS.contains(piece)) {
        clauses.add(clause);
        clause = new ArrayList<>();
      }
      isFirst = !isWord;
    }
    clauses.add(clause);
    return clauses;
  }

  private static List<String> texts(List<Word> words) {
    return words.stream().map(Word::text).toList();
  }

  /** Whether one of some wordings is among those that lead in. */
  private static boolean leadsIn(List<Word> said, Wordings leads, Wordings wanted) {
    List<Word> rest = said;
    for (Optional<List<String>> lead = leads.begin(rest);
        lead.isPresent();
        lead = leads.begin(rest)) {
      if (wanted.all().contains(lead.get())) {
        return true;
      }
      rest = rest.subList(lead.get().size(), rest.size());
    }
    return false;
  }

  private static List<Word> withoutLeads(List<Word> said, Wordings leads) {
    List<Word> rest = said;
    for (Optional<List<String>> lead = leads.begin(rest);
        lead.isPresent();
        lead = leads.begin(rest)) {
      rest = rest.subList(lead.get().size(), rest.size());
    }
    return new ArrayList<>(rest);
  }
}
