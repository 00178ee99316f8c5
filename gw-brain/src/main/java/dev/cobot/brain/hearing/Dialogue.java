package dev.cobot.brain.hearing;

import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SpatialPhrase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was said and asked last, so that an answer, a correction, "it" or "the other one" is
 * understood as what it stands for. It is put into the wish that it completes, and the whole is
 * heard like any other sentence. In English.
 */
public final class Dialogue {
  private static final double SURE = 0.9;

  /** Beneath this probability of its skill nothing was wished for. */
  private static final double POSSIBLE = 0.5;

  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** "The red one is in the bowl, too" tells something; "the one that is left" does not. */
  private static final Pattern STATES =
      Pattern.compile(
          "(?:^|.*?(?<!\\bthat|\\bwhich|\\bwho) )"
              + "(?:is|are|was|were|has|have|had|looks?|fell|goes|went|belongs?|belonged|comes?|came"
              + "|costs?|broke|needs?|wants?|likes?|loves?|smells?|seems?|seemed|gets?|got)\\b.*");

  private static final Pattern INSTEAD = Pattern.compile(" instead\\b(?: of (?:it|that|this))?");

  private static final Pattern THERE =
      Pattern.compile(".*\\b(?:in|into|inside)(?: it| there| that| the same one)?$");

  /** With what such a sentence ends. */
  private static final Pattern OPEN_END =
      Pattern.compile(" (?:in|into|inside)(?: it| there| that| the same one)?$");

  private static final Pattern IT =
      Pattern.compile("(?:it|that|this)(?: one)?\\b(?!.*\\bout\\b).*");

  private static final Pattern ITSELF = Pattern.compile("\\b(?:it|that|this)(?: one)?\\b");

  private static final Pattern SAME =
      Pattern.compile("(?:do |repeat )?(?:exactly )?the same(?: thing)? (?:with|for|to) (.+)");

  /** "By saucepan I mean the bowl", "a saucepan is a bowl". */
  private static final Pattern MEANS =
      Pattern.compile(
          "(?:(?:by|with) )?(?:the |a |an |that |my )?(\\w+) "
              + "(?:i mean|i meant|means|is|is what i call|is my word for) (.+)");

  private static final Predicate<String> ARTICLE =
      Pattern.compile("(?:the|a|an|that|this|my|your) .*").asMatchPredicate();

  /** "Put it in", and nothing else is said of where to. */
  private static final Pattern IT_IN =
      Pattern.compile(
          "\\S+ (?:it|that|this)(?: one)?(?: back| down| right| straight)? "
              + "(?:in|into|inside)(?: it| there| that| the same one)?");

  private static final Pattern OTHER =
      Pattern.compile("\\b(?:the|an|that) ?other(?: (\\w+))?(?: (one|cube|block|bowl|dish))?\\b");

  private static final Pattern PROPOSAL =
      Pattern.compile("Do you mean (the [^?]*?)( that I see)?\\?");

  /** What an {@link Ear} says back of a wish that it is not sure of. */
  private static final Pattern SAID_BACK = Pattern.compile("Shall I (put the .*)\\?");

  private static final Language ENGLISH = Language.load("en");
  private static final Set<String> NOUNS = all(ENGLISH.kinds().values());
  private static final Set<String> COLORS = all(ENGLISH.colors().values());
  private static final Set<String> PLACES = firstWords(ENGLISH.spatial().values());
  private static final Set<String> PLACING = Set.copyOf(ENGLISH.verbs().get("place"));
  private static final Set<String> PLACES_IT = union(PLACING, ENGLISH.verbs().get("transfer"));
  private static final Set<String> INTO = firstWords(List.of(ENGLISH.into()));

  /** With what an answer begins that names an object or a place. */
  private static final Set<String> BEGINNINGS = beginnings();

  private CommandReading before;
  private String question;
  private String detail = "";
  private boolean isRefused;
  private long nanos;

  /** What each role's object was called last, in whatever sentence. */
  private final Map<Role, String> spokenOf = new EnumMap<>(Role.class);

  private static Set<String> all(Iterable<List<String>> lists) {
    Set<String> words = new HashSet<>();
    lists.forEach(words::addAll);
    return words;
  }

  private static Set<String> union(Set<String> words, List<String> more) {
    return all(List.of(List.copyOf(words), more));
  }

  /** Returns the words with which a place begins that stands after its noun. */
  private static Set<String> firstWords(Iterable<List<String>> lists) {
    Set<String> words = new HashSet<>();
    for (List<String> list : lists) {
      list.stream()
          .map(WordSplit::words)
          .filter(w -> w.size() > 1 || list == ENGLISH.into())
          .forEach(w -> words.add(w.get(0)));
    }
    return words;
  }

  /**
   * Takes note of how a sentence ended.
   *
   * @param asked what was asked back, if something was
   * @param isRefused whether it was not carried out
   * @param why the sentence that told how it ended
   * @return the question that is still open, asked by this sentence or before it
   */
  public Optional<String> ended(
      CommandReading reading,
      Optional<String> asked,
      boolean isRefused,
      String why,
      long nowNanos) {
    if (nowNanos - nanos > PATIENCE_NANOS || nowNanos < nanos) {
      forget();
    }
    remember(reading);
    if (reading.meaning().references().isEmpty() && before != null) {
      // "What do you see?", "thanks": what was wished for before stays so. After "never mind"
      // nobody waits for an answer; a wish that a word forbids was another one than that which was
      // asked about.
      boolean endsIt =
          reading.objection().filter(o -> o.ends() != Objection.Ends.NOTHING).isPresent();
      question = endsIt ? null : question;
      this.isRefused &= !endsIt;
      nanos = nowNanos;
      return Optional.ofNullable(question);
    }
    before = reading;
    question = asked.orElse(null);
    this.isRefused = isRefused;
    detail = why;
    nanos = nowNanos;
    return asked;
  }

  private void forget() {
    before = null;
    question = null;
    isRefused = false;
    detail = "";
    spokenOf.clear();
  }

  private void remember(CommandReading reading) {
    boolean isNamed = false;
    for (Role role : Role.values()) {
      if (!reading.meaning().reference(role).isNone()) {
        spokenOf.put(role, words(reading, role));
        isNamed = true;
      }
    }
    if (isNamed) {
      return;
    }
    List<String> said = WordSplit.words(WordSplit.fold(reading.text()));
    for (int i = 0; i < said.size(); i++) {
      String noun = said.get(i);
      String color = i > 0 && COLORS.contains(said.get(i - 1)) ? said.get(i - 1) + " " : "";
      if (isSingular(noun)) {
        spokenOf.put(isContainer(noun) ? Role.DESTINATION : Role.TARGET, "the " + color + noun);
      } else if (isOne(noun) && !color.isEmpty()) {
        spokenOf.put(Role.TARGET, "the " + color + nounOf(Role.TARGET));
      }
    }
  }

  /** Whether a word is a noun that names one object. */
  private static boolean isSingular(String noun) {
    return NOUNS.contains(noun)
        && ENGLISH.kinds().values().stream()
            .noneMatch(
                nouns ->
                    nouns.stream().anyMatch(n -> noun.equals(n + "s") || noun.equals(n + "es")));
  }

  /**
   * Returns the whole wish that a text stands for: the text itself when it is one, or when nothing
   * that was said makes it one.
   *
   * @param read how texts are heard
   */
  public String whole(String text, Function<String, CommandReading> read, long nowNanos) {
    boolean isForgotten = nowNanos - nanos > PATIENCE_NANOS || nowNanos < nanos;
    if (isForgotten || (before == null && spokenOf.isEmpty())) {
      return text;
    }
    Predicate<String> isWish = wish -> !isRefusedAtOnce(read.apply(wish));
    Utterance said = Utterance.of(text, ENGLISH);
    String plain = said.text();
    String resolved = said.given().isEmpty() ? withOther(plain) : plain;
    if (!resolved.equals(plain) && isPlacing(said) && isWish.test(resolved)) {
      return resolved;
    }
    CommandReading heard = read.apply(text);
    // What is put together here is a placing, however the rest of the sentence turns it.
    Predicate<String> isPlacing =
        isWish.and(
            wish -> read.apply(wish).meaning().skill().filter(Ear.PLACE_IN::equals).isPresent());
    Optional<String> there = there(said, heard).filter(isPlacing);
    if (there.isPresent()) {
      return there.get();
    }
    if (!isRefusedAtOnce(heard) && !mayAnswer(said, heard)) {
      return text;
    }
    Optional<String> named = withIt(said).filter(isWish).filter(wish -> !stops(heard));
    if (named.isPresent() && !said.isQuestion()) {
      return named.get();
    }
    String bare = said.isCorrection() ? INSTEAD.matcher(plain).replaceAll("") : plain;
    CommandReading unframed = bare.isEmpty() ? heard : read.apply(bare);
    boolean isFramed = !bare.equals(text) && !said.isTold();
    if (isFramed && !isRefusedAtOnce(unframed) && !mayAnswer(said, unframed)) {
      // "Never mind. Put ... instead": a wish in a frame that puts it right. "I see the red cube in
      // the bowl" is none.
      return bare;
    }
    boolean isUnheard = heard.meaning().references().isEmpty() && !stops(heard);
    return completed(text, said, isUnheard ? unframed : heard, read).filter(isPlacing).orElse(text);
  }

  /**
   * Whether a text puts right what was said before: "hang on, I meant the green one". While the arm
   * carries out what is put right, it must not go on.
   */
  public static boolean corrects(String text) {
    Utterance said = Utterance.of(text, ENGLISH);
    boolean isPhrase =
        !said.words().isEmpty()
            && (BEGINNINGS.contains(said.words().get(0))
                || PLACES_IT.contains(said.words().get(0)));
    return said.isCorrection() && isPhrase && !said.isQuestion();
  }

  /** Whether it could be a wish of its own, but more likely answers or goes on. */
  private boolean mayAnswer(Utterance said, CommandReading heard) {
    // After a refusal "the blue one" is another try, "pick the blue one" another wish.
    boolean mayRetry =
        isRefused && heard.meaning().skill().filter(Ear.PLACE_IN::equals).isPresent();
    boolean isOpen = question != null || mayRetry || said.goesOn() || said.isCorrection();
    boolean isSame = SAME.matcher(said.text()).matches();
    boolean isPhrase = isSame || isPhrase(said);
    return (isOpen || isSame)
        && heard.meaning().reference(Role.DESTINATION).isNone()
        && (isPhrase || (question != null && heard.skillProbability() < SURE));
  }

  private static boolean isPhrase(Utterance said) {
    return !said.words().isEmpty() && BEGINNINGS.contains(said.words().get(0));
  }

  private static boolean isRefusedAtOnce(CommandReading reading) {
    return reading.objection(Objection.Stage.AT_ONCE).isPresent()
        || reading.meaning().skill().isEmpty();
  }

  /** "Put it in": what was spoken of is placed. */
  private static boolean placesIt(Utterance said) {
    List<String> words = said.words();
    for (int i = 0; i + 1 < words.size(); i++) {
      String after = String.join(" ", words.subList(i + 1, words.size()));
      if (PLACES_IT.contains(words.get(i)) && IT.matcher(after).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Returns what is said with what was spoken of in place of "it", where that is placed. */
  private Optional<String> withIt(Utterance said) {
    String target = spokenOf.get(Role.TARGET);
    if (target == null || !placesIt(said)) {
      return Optional.empty();
    }
    return Optional.of(ITSELF.matcher(said.text()).replaceFirst(target));
  }

  private static boolean stops(CommandReading reading) {
    return reading.objection().filter(Objection::stops).isPresent();
  }

  private static boolean isPlacing(Utterance said) {
    return !said.words().isEmpty() && PLACING.contains(said.words().get(0));
  }

  /** "Put the red cube in, too", "put it in": where to is what was spoken of. */
  private Optional<String> there(Utterance said, CommandReading heard) {
    String destination = spokenOf.get(Role.DESTINATION);
    if (destination == null
        || stops(heard)
        || said.isQuestion()
        || !isPlacing(said)
        || !THERE.matcher(said.text()).matches()) {
      return Optional.empty();
    }
    if (placesIt(said)) {
      return Optional.ofNullable(spokenOf.get(Role.TARGET))
          .filter(it -> IT_IN.matcher(said.text()).matches())
          .map(it -> put(it, destination));
    }
    if (heard.meaning().reference(Role.TARGET).isNone()) {
      // Not heard as a wish, as it leaves out where to; it may be one with that.
      return Optional.of(OPEN_END.matcher(said.text()).replaceFirst(" in " + destination));
    }
    return Optional.of(put(named(words(heard, Role.TARGET), Role.TARGET), destination));
  }

  /** Whether something was wished for, or asked about: "in the bowl" alone goes on from nothing. */
  private boolean isOfWish() {
    return question != null
        || (before != null
            && before.skillProbability() > POSSIBLE
            && before.meaning().skill().isPresent());
  }

  private Optional<String> completed(
      String text, Utterance said, CommandReading heard, Function<String, CommandReading> read) {
    boolean mayChoose =
        (question != null || isRefused || said.isCorrection())
            && isPhrase(said)
            && heard.meaning().reference(Role.TARGET).isNone();
    if (!heard.meaning().reference(Role.DESTINATION).isNone() && !mayChoose) {
      // "Put it in the bowl": it is what was spoken of. A sentence that names its own object is no
      // answer, whatever it was refused for.
      boolean isIt =
          placesIt(said)
              || (isOfWish() && !said.words().isEmpty() && INTO.contains(said.words().get(0)));
      return isIt && heard.meaning().reference(Role.TARGET).isNone()
          ? Optional.ofNullable(spokenOf.get(Role.TARGET))
              .map(it -> put(it, words(heard, Role.DESTINATION)))
          : Optional.empty();
    }
    if (before == null || said.isQuestion()) {
      return Optional.empty();
    }
    String plain = String.join(" ", WordSplit.words(WordSplit.fold(text)));
    boolean isConsent = question != null && ENGLISH.yes().contains(plain.replaceAll(" ?[.!,]", ""));
    if (isConsent) {
      return proposed();
    }
    Optional<String> answer = answer(said);
    boolean isFree =
        said.isCorrection()
            || said.goesOn()
            || isNamedSo(said)
            || SAME.matcher(said.text()).matches();
    // "Not the red one" forbids, and chooses all the same.
    boolean isAwaited =
        (question != null && isExcluding(said))
            || ((question != null || isRefused) && !stops(heard));
    return answer
        .filter(a -> isFree || isAwaited)
        .filter(a -> !STATES.matcher(a).matches())
        .flatMap(a -> answered(a, read));
  }

  /** Returns the phrase with which a turn answers, goes on or puts right, if it is one. */
  private Optional<String> answer(Utterance said) {
    String text = said.text();
    Matcher same = SAME.matcher(text);
    if (same.matches()) {
      return Optional.of(same.group(1));
    }
    if (isNamedSo(said)) {
      Matcher means = MEANS.matcher(text);
      // "The saucepan is in the bowl" tells where it is, not what.
      return means.matches() ? Optional.of(means.group(2)).filter(ARTICLE) : Optional.empty();
    }
    if (!said.given().isEmpty()) {
      // "The red one, no, the other one": the other than the red one.
      boolean isPhrase = BEGINNINGS.contains(said.given().get(0));
      String given = named(String.join(" ", said.given()), Role.TARGET);
      return isPhrase ? beginning(withOther(text, given)) : Optional.empty();
    }
    if (isExcluding(said) && question != null) {
      // "Not the red one": any other.
      String excluded = String.join(" ", said.words().subList(1, said.words().size()));
      Role role = asksForContainer() ? Role.DESTINATION : Role.TARGET;
      return beginning(excluded)
          .map(e -> "the %s other than %s".formatted(nounOf(role), named(e, role)));
    }
    return beginning(withOther(text));
  }

  private static boolean isExcluding(Utterance said) {
    return said.words().size() > 1 && said.words().get(0).equals("not");
  }

  private static Optional<String> beginning(String answer) {
    List<String> words = WordSplit.words(answer);
    return words.isEmpty() || !BEGINNINGS.contains(words.get(0))
        ? Optional.empty()
        : Optional.of(answer);
  }

  /** Whether it tells what a word means that was not known: "by saucepan I mean the bowl". */
  private boolean isNamedSo(Utterance said) {
    Matcher means = MEANS.matcher(said.text());
    return means.matches() && detail.contains("\"" + means.group(1) + "\"");
  }

  private Optional<String> proposed() {
    Matcher saidBack = SAID_BACK.matcher(question);
    if (saidBack.matches()) {
      return Optional.of(saidBack.group(1));
    }
    Matcher proposal = PROPOSAL.matcher(question);
    if (!proposal.matches() || proposal.group(1).contains(" or ")) {
      return Optional.empty();
    }
    String object = proposal.group(1);
    return Optional.of(
        isContainer(object)
            ? put(spoken(Role.TARGET), object)
            : put(object, spoken(Role.DESTINATION)));
  }

  /** Whether the question that is open is which container is meant. */
  private boolean asksForContainer() {
    return question != null && isContainer(question);
  }

  private static boolean isContainer(String object) {
    return WordSplit.words(object).stream().anyMatch(ENGLISH.kinds().get("bowl")::contains);
  }

  private String spoken(Role role) {
    return spokenOf.getOrDefault(role, "");
  }

  private Optional<String> answered(String answer, Function<String, CommandReading> read) {
    String target = spokenOf.get(Role.TARGET);
    if (INTO.contains(WordSplit.words(answer).get(0))) {
      return Optional.ofNullable(target)
          .filter(t -> isOfWish())
          .map(t -> "put %s %s".formatted(t, answer));
    }
    if (target != null && isWhere(answer, read)) {
      return Optional.of(put(target, named(answer, Role.DESTINATION)));
    }
    String destination = spokenOf.get(Role.DESTINATION);
    return destination == null
        ? Optional.empty()
        : Optional.of(put(named(answer, Role.TARGET), destination));
  }

  /** Whether an answer tells where to, not what. */
  private boolean isWhere(String words, Function<String, CommandReading> read) {
    Reference target = before.meaning().reference(Role.TARGET);
    boolean namesNone =
        WordSplit.words(words).stream().anyMatch(w -> NOUNS.contains(w) && !isContainer(w));
    Reference destination = before.meaning().reference(Role.DESTINATION);
    if (namesNone && !destination.isNone()) {
      return false;
    }
    if (destination.isNone()
        || asksForContainer()
        || detail.startsWith("\"" + destination.words() + "\"")) {
      return true;
    }
    Reference said = read.apply(put(words, "the bowl")).meaning().reference(Role.TARGET);
    return said.kind() != null && said.kind().isContainer() && said.kind() != target.kind();
  }

  /** Returns a text in which "the other one" is told from what was spoken of. */
  private String withOther(String text) {
    String spoken = spokenOf.get(Role.TARGET);
    return spoken == null ? text : withOther(text, spoken);
  }

  private String withOther(String text, String spoken) {
    Matcher other = OTHER.matcher(text);
    if (!other.find()) {
      return text;
    }
    String quality = other.group(1);
    boolean isNoun = quality != null && (NOUNS.contains(quality) || isOne(quality));
    boolean isColored = quality != null && COLORS.contains(quality);
    if (quality != null && !isNoun && !isColored && !INTO.contains(quality)) {
      return text;
    }
    String noun = isNoun && NOUNS.contains(quality) ? quality : nounOf(Role.TARGET);
    if (isContainer(noun)) {
      return text;
    }
    String found =
        "the %s%s other than %s".formatted(isColored ? quality + " " : "", noun, plainly(spoken));
    String after = text.substring(other.end());
    return text.substring(0, other.start())
        + found
        + (quality != null && INTO.contains(quality) ? " " + quality : "")
        + after;
  }

  /** Returns what an object was called, without what was said of its place. */
  private static String plainly(String spoken) {
    StringBuilder plain = new StringBuilder("the");
    for (String word : WordSplit.words(spoken)) {
      if (COLORS.contains(word) || NOUNS.contains(word)) {
        plain.append(' ').append(word);
      }
      if (NOUNS.contains(word)) {
        return plain.toString();
      }
    }
    return spoken;
  }

  private static boolean isOne(String word) {
    return ENGLISH.anything().contains(word);
  }

  /** Returns the noun of what was spoken of last in a role. */
  private String nounOf(Role role) {
    List<String> words = WordSplit.words(spoken(role));
    return words.stream()
        .filter(NOUNS::contains)
        .findFirst()
        .orElse(role == Role.TARGET ? "cube" : "bowl");
  }

  /** Returns an answer with the noun that it leaves out: "the left one" is "the left red cube". */
  private String named(String answer, Role role) {
    List<String> words = new ArrayList<>(WordSplit.words(answer));
    Reference spoken = before == null ? Reference.NONE : before.meaning().reference(role);
    boolean isColored = words.stream().anyMatch(COLORS::contains);
    // A colour that is not there is not what "the left one" is said of.
    boolean isAbsent = detail.startsWith("I see no");
    String noun =
        isColored || isAbsent || spoken.kind() == null || spoken.color() == null
            ? nounOf(role)
            : spoken.words();
    for (int i = 0; i < words.size(); i++) {
      if (NOUNS.contains(words.get(i))) {
        return answer;
      }
      if (isOne(words.get(i))) {
        words.set(i, noun);
        return String.join(" ", words);
      }
    }
    // "The fridge" is a thing, however places may begin.
    boolean isPlace = PLACES.contains(words.get(0)) && !words.get(0).equals("the");
    if (!BEGINNINGS.containsAll(words.subList(1, words.size())) && !isPlace) {
      // Something else is named, which is not known.
      return answer;
    }
    if (words.size() > 1 && isPlace) {
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
    words.addAll(INTO);
    return words;
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
