package dev.cobot.brain.hearing;

import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SpatialPhrase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What was said and asked last, so that an answer, a correction, or "it", is understood as what it
 * stands for. It is put into the wish that it completes, and the whole is heard like any other
 * sentence. In English.
 */
public final class Dialogue {
  private static final double SURE = 0.9;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final Pattern INTO = Pattern.compile("^(in|into|inside|within)\\b.*");

  /** With what a wish ends that goes on from the one before. */
  private static final Pattern ENDS =
      Pattern.compile("[ ,]+(too|as well|also|instead|please|next)$");

  private static final Pattern GOES_ON = Pattern.compile(".*[ ,](too|as well|also|instead)$");

  /** "The red one is in the bowl, too" tells something. */
  private static final Pattern STATES =
      Pattern.compile(".*\\b(is|are|was|were|has|have|had|looks?|fell|goes|went)\\b.*");

  private static final Pattern THERE =
      Pattern.compile(".*\\b(in|into|inside)( it| there| that| the same one)?$");

  private static final Pattern PROPOSAL =
      Pattern.compile("Do you mean (the [^?]*?)( that I see)?\\?");

  private static final Language ENGLISH = Language.load("en");
  private static final Set<String> NOUNS = all(ENGLISH.kinds().values());
  private static final Set<String> COLORS = all(ENGLISH.colors().values());
  private static final Set<String> PLACES = firstWords(ENGLISH.spatial().values());
  private static final Set<String> PLACING = Set.copyOf(ENGLISH.verbs().get("place"));
  private static final List<List<String>> CORRECTIONS =
      ENGLISH.corrections().stream().map(WordSplit::words).toList();
  private static final List<List<String>> LEADS =
      Stream.concat(ENGLISH.corrections().stream(), ENGLISH.leads().stream())
          .map(WordSplit::words)
          .toList();

  /** With what an answer begins that names an object or a place. */
  private static final Set<String> BEGINNINGS = beginnings();

  private CommandReading before;
  private String question;
  private String detail;
  private long nanos;

  private static Set<String> all(Iterable<List<String>> lists) {
    Set<String> words = new HashSet<>();
    lists.forEach(words::addAll);
    return words;
  }

  /** Returns the words with which a place begins that stands after its noun. */
  private static Set<String> firstWords(Iterable<List<String>> lists) {
    Set<String> words = new HashSet<>();
    for (List<String> list : lists) {
      list.stream()
          .map(WordSplit::words)
          .filter(w -> w.size() > 1)
          .forEach(w -> words.add(w.get(0)));
    }
    return words;
  }

  /**
   * Takes note of how a sentence ended.
   *
   * @param asked what was asked back, if something was
   * @param why the sentence that told how it ended
   */
  public void ended(CommandReading reading, Optional<String> asked, String why, long nowNanos) {
    if (reading.meaning().references().isEmpty() && before != null) {
      // "What do you see?", "thanks": what was spoken of before stays so. After "never mind" nobody
      // waits for an answer.
      // A wish that a word forbids was another one than that which was asked about.
      boolean stops = reading.objection().filter(Objection::stops).isPresent();
      boolean isForbidden = reading.skillProbability() == 1;
      question = stops || isForbidden ? null : question;
      return;
    }
    before = reading;
    question = asked.orElse(null);
    detail = why;
    nanos = nowNanos;
  }

  /**
   * Returns the whole wish that a text stands for: the text itself when it is one, or when nothing
   * that was said makes it one.
   *
   * @param read how texts are heard
   */
  public String whole(String text, Function<String, CommandReading> read, long nowNanos) {
    if (before == null || nowNanos - nanos > PATIENCE_NANOS || nowNanos < nanos) {
      return text;
    }
    CommandReading heard = read.apply(text);
    if (!isRefusedAtOnce(heard) && !mayAnswer(heard)) {
      return text;
    }
    String rest = withoutFrame(text);
    if (!rest.equals(text) && !isRefusedAtOnce(read.apply(rest)) && !mayAnswer(read.apply(rest))) {
      return rest;
    }
    return completed(text, heard, read)
        .filter(whole -> !isRefusedAtOnce(read.apply(whole)))
        .orElse(text);
  }

  /** "Never mind. Put ... instead": what takes back what was said before, around a wish. */
  private static String withoutFrame(String text) {
    String folded = WordSplit.fold(text).strip().replaceAll("[.!]+$", "");
    folded = ENDS.matcher(folded).replaceAll("");
    int mark = folded.length() - folded.replaceFirst("^[a-z' ]+[,.!] ?", "").length();
    List<String> lead = WordSplit.words(folded.substring(0, mark).replaceAll("[,.!]", ""));
    return mark > 0 && withoutLead(lead).isEmpty() ? folded.substring(mark) : folded;
  }

  /** Whether it could be a wish of its own, but more likely answers what was asked. */
  private boolean mayAnswer(CommandReading heard) {
    return question != null
        && heard.meaning().reference(Role.DESTINATION).isNone()
        && heard.skillProbability() < SURE;
  }

  private static boolean isRefusedAtOnce(CommandReading reading) {
    return reading.objection(Objection.Stage.AT_ONCE).isPresent()
        || reading.meaning().skill().isEmpty();
  }

  private Optional<String> completed(
      String text, CommandReading heard, Function<String, CommandReading> read) {
    Reference target = before.meaning().reference(Role.TARGET);
    Reference where = heard.meaning().reference(Role.DESTINATION);
    if (!where.isNone()) {
      // "Put it in the bowl": it is what was spoken of. A sentence that names its own object is no
      // answer, whatever it was refused for.
      boolean isIt = heard.meaning().reference(Role.TARGET).isNone() && !target.isNone();
      return isIt
          ? Optional.of(put(words(before, Role.TARGET), words(heard, Role.DESTINATION)))
          : Optional.empty();
    }
    boolean isWish =
        heard.meaning().skill().isPresent() && !heard.meaning().reference(Role.TARGET).isNone();
    if (isWish && saysThere(text)) {
      // "Put the red cube in, too": where to is what was spoken of.
      Reference there = before.meaning().reference(Role.DESTINATION);
      return there.isNone()
          ? Optional.empty()
          : Optional.of(put(words(heard, Role.TARGET), words(before, Role.DESTINATION)));
    }
    if (text.strip().endsWith("?")) {
      return Optional.empty();
    }
    String folded = WordSplit.fold(text).strip().replaceAll("[.!,;:]+", " ").strip();
    List<String> said = WordSplit.words(folded);
    List<String> answer = withoutLead(WordSplit.words(ENDS.matcher(folded).replaceAll("")));
    boolean goesOn = GOES_ON.matcher(folded).matches() && !STATES.matcher(folded).matches();
    boolean isCorrection = goesOn || beginsWith(said, CORRECTIONS);
    boolean isConsent = question != null && ENGLISH.yes().contains(String.join(" ", said));
    if (!isConsent && (answer.isEmpty() || !BEGINNINGS.contains(answer.get(0)))) {
      return Optional.empty();
    }
    boolean stops = heard.objection().filter(Objection::stops).isPresent();
    boolean isFree = isCorrection || (question != null && !stops);
    return isFree || isConsent ? answered(answer, said, read) : Optional.empty();
  }

  private Optional<String> answered(
      List<String> answer, List<String> said, Function<String, CommandReading> read) {
    Reference target = before.meaning().reference(Role.TARGET);
    Reference destination = before.meaning().reference(Role.DESTINATION);
    String words = String.join(" ", answer);
    if (question != null && ENGLISH.yes().contains(String.join(" ", said))) {
      Matcher proposal = PROPOSAL.matcher(question);
      if (!proposal.matches() || proposal.group(1).contains(" or ")) {
        return Optional.empty();
      }
      words = proposal.group(1);
    }
    if (INTO.matcher(words).matches()) {
      return target.isNone()
          ? Optional.empty()
          : Optional.of("put %s %s".formatted(words(before, Role.TARGET), words));
    }
    boolean isWhere = !target.isNone() && isWhere(words, read);
    Role role = isWhere ? Role.DESTINATION : Role.TARGET;
    String object = named(words, before.meaning().reference(role));
    if (isWhere) {
      return Optional.of(put(words(before, Role.TARGET), object));
    }
    return destination.isNone()
        ? Optional.empty()
        : Optional.of(put(object, words(before, Role.DESTINATION)));
  }

  /** Whether an answer tells where to, not what. */
  private boolean isWhere(String words, Function<String, CommandReading> read) {
    Reference target = before.meaning().reference(Role.TARGET);
    Reference destination = before.meaning().reference(Role.DESTINATION);
    if (destination.isNone() || detail.startsWith("\"" + destination.words() + "\"")) {
      return true;
    }
    Reference said = read.apply(put(words, "the bowl")).meaning().reference(Role.TARGET);
    return said.kind() != null && said.kind().isContainer() && said.kind() != target.kind();
  }

  /** Returns an answer with the noun that it leaves out: "the left one" is "the left red cube". */
  private String named(String answer, Reference spokenOf) {
    List<String> words = new ArrayList<>(WordSplit.words(answer));
    if (spokenOf.kind() == null) {
      return answer;
    }
    boolean isColored = words.stream().anyMatch(COLORS::contains);
    // A colour that is not there is not what "the left one" is said of.
    boolean isAbsent = detail.startsWith("I see no");
    String noun =
        isColored || isAbsent || spokenOf.color() == null
            ? spokenOf.kind().word()
            : spokenOf.words();
    for (int i = 0; i < words.size(); i++) {
      if (NOUNS.contains(words.get(i))) {
        return answer;
      }
      if (ENGLISH.anything().contains(words.get(i))) {
        words.set(i, noun);
        return String.join(" ", words);
      }
    }
    if (!BEGINNINGS.containsAll(words.subList(1, words.size())) && !PLACES.contains(words.get(0))) {
      // Something else is named, which is not known.
      return answer;
    }
    if (words.size() > 1 && PLACES.contains(words.get(0))) {
      return "the " + noun + " " + answer;
    }
    return (words.get(0).equals("the") ? "" : "the ") + answer + " " + noun;
  }

  private static Set<String> beginnings() {
    Set<String> words = new HashSet<>(NOUNS);
    words.addAll(COLORS);
    words.addAll(PLACES);
    words.addAll(ENGLISH.nearColors().keySet());
    words.addAll(ENGLISH.determiners());
    words.addAll(ENGLISH.anything());
    words.addAll(ENGLISH.ordinals().keySet());
    words.addAll(ENGLISH.modifiers());
    ENGLISH.spatial().values().forEach(words::addAll);
    ENGLISH.into().forEach(way -> words.add(WordSplit.words(way).get(0)));
    return words;
  }

  private static boolean beginsWith(List<String> said, List<List<String>> beginnings) {
    List<String> rest = said;
    for (int i = 0; i < said.size(); i++) {
      List<String> now = rest;
      boolean begins =
          beginnings.stream()
              .anyMatch(l -> l.size() <= now.size() && now.subList(0, l.size()).equals(l));
      if (begins) {
        return true;
      }
      // "Oh, sorry, ...": what only leads in may stand before.
      Optional<List<String>> lead =
          LEADS.stream()
              .filter(l -> l.size() <= now.size() && now.subList(0, l.size()).equals(l))
              .findFirst();
      if (lead.isEmpty()) {
        return false;
      }
      rest = now.subList(lead.get().size(), now.size());
    }
    return false;
  }

  /** Returns what is left of a text without words of correction at its beginning. */
  private static List<String> withoutLead(List<String> said) {
    List<String> rest = said;
    boolean isShorter = true;
    while (isShorter) {
      List<String> now = rest;
      Optional<List<String>> lead =
          LEADS.stream()
              .filter(l -> l.size() <= now.size() && now.subList(0, l.size()).equals(l))
              .max((a, b) -> Integer.compare(a.size(), b.size()));
      isShorter = lead.isPresent();
      rest = isShorter ? now.subList(lead.get().size(), now.size()) : now;
    }
    return rest;
  }

  /** Whether a sentence puts something where what was spoken of before went: "put it in, too". */
  private static boolean saysThere(String text) {
    String folded = WordSplit.fold(text).strip().replaceAll("[.!,]+", " ").strip();
    List<String> said = withoutLead(WordSplit.words(folded));
    return !said.isEmpty()
        && PLACING.contains(said.get(0))
        && THERE.matcher(ENDS.matcher(folded).replaceAll("")).matches();
  }

  private static String put(String target, String destination) {
    return "put %s in %s".formatted(target, destination);
  }

  /** Says again what a role's phrase said: what is before the noun first, then what is after it. */
  private static String words(CommandReading reading, Role role) {
    StringBuilder before = new StringBuilder("the ");
    StringBuilder after = new StringBuilder();
    for (SpatialPhrase place : reading.places(role)) {
      if (place.words().indexOf(' ') < 0) {
        before.append(place.words()).append(' ');
      } else {
        after.append(' ').append(place.words());
      }
    }
    return before + reading.meaning().reference(role).words() + after;
  }
}
