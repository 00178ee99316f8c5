package dev.cobot.brain.hearing;

import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Objection.Cause;
import dev.cobot.brain.language.Objection.Stage;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Turning;
import dev.cobot.brain.language.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hears one language. First it is decided what a sentence does; only a command can move anything.
 * Then every word must have a part in it that is known: a word that is left over, a noun, a colour
 * or a word of the sentence that is not known, is named back and never taken for another.
 *
 * <p>The learned reader proposes, and the rules here refuse. They overrule it in one thing: where
 * no word tells of harm or of what could be harmed, nothing is unsafe, and the next likely force
 * counts.
 */
final class Ear implements AutoCloseable {
  private static final double SURE_OF_A_WORD = 0.95;

  /** From this probability of a wish to place something on, less is asked of its other words. */
  private static final double SURE_OF_A_PLAIN_WISH = 0.95;

  /** From here on a word of such a wish is nothing to it, were it a word that is not known. */
  private static final double SURE_ENOUGH_OF_A_WORD = 0.6;

  private static final double SURE_OF_BESIDES = 0.9;

  /** From here on a word is nothing to the wish, where that is said beside. */
  private static final double SURE_OF_NOTHING = 0.9;

  // From these probabilities of a wish to place something on, a word is no reason against it that
  // most wishes do not have: chosen on sentences of an author from whom nothing was learned.
  private static final double SURE_DESPITE_STOP = 0.93;

  /** It makes a condition or tells of another time. */
  private static final double SURE_DESPITE_CONDITION = 0.95;

  private static final double SURE_DESPITE_DENIAL = 0.8;

  /** It tells of something. */
  private static final double SURE_DESPITE_REPORT = 0.75;

  /** It names a person, who may be spoken to. */
  private static final double SURE_DESPITE_PERSON = 0.96;

  /** It opens with a word that is not known, and a comma: that may be who is spoken to. */
  private static final double SURE_DESPITE_NAME = 0.985;

  /** The sentence opens with it, so that it may be about all of it. */
  private static final double SURE_DESPITE_OPENING = 0.97;

  /** Any other. */
  private static final double SURE_DESPITE_VETO = 0.75;

  private static final int SHORTEST_BESIDES = 3;
  private static final Set<String> SENTENCE_ENDS = Set.of(".", "?", "!", ":", ";");
  private static final Set<Tag> LEFT_OVER = Set.of(Tag.CUE, Tag.CONTENT, Tag.SOURCE);
  private static final Set<Tag> COLORS = Set.of(Tag.TARGET_COLOR, Tag.DESTINATION_COLOR);
  private static final Set<Tag> NAMING =
      Set.of(Tag.TARGET_NOUN, Tag.TARGET_COLOR, Tag.DESTINATION_NOUN, Tag.DESTINATION_COLOR);
  private static final Set<Tag> HARMLESS = Set.of(Tag.FUNCTION, Tag.ACTION, Tag.INTO);
  private static final String PICK = "pick";
  static final String PLACE_IN = "place_in";

  /** What is asked of a wish that is not sure to be one; {@link Dialogue} knows it. */
  private static final String PROPOSAL = "Shall I put the %s in the %s?";

  /** From this probability of a command on a sentence is one whose every word has its place. */
  private static final double SURE_OF_A_COURSE = 0.5;

  /** Intents that are skills only as their rules know them, and what is said of the rest. */
  private static final Map<String, String> COURSES_ONLY =
      Map.of(Circling.PUSH, Circling.WHAT_IS_DONE, Wiping.WIPE, Wiping.WHAT_IS_DONE);

  /** Beneath this probability of a command no part of a sentence is read as one. */
  private static final double POSSIBLE = 0.3;

  /**
   * From this probability of a command on a sentence is one that asks for another skill than
   * placing. Few of those that were said do, so the reader doubts them more than it should.
   */
  private static final double SURE_OF_ANOTHER_SKILL = 0.6;

  /** As what a wish to place something may be heard when it says much of places. */
  private static final Set<String> PLACING = Set.of(PLACE_IN, PICK, "several", "other");

  /** From this probability of a wish about what the hand holds on a clause of it is enough. */
  private static final double SURE_OF_A_CLAUSE = 0.9;

  /** Intents for which an object is taken, so that it is looked for before they are refused. */
  private static final Set<String> TAKING = Set.of("hand_over", "take_out");

  private final Language language;
  private final Reader reader;
  private final Vocabulary words;
  private final SpatialWords spatial;
  private final Attachment attachment;
  private final Antecedents antecedents;
  private final IntentRule rules;
  private final ReportWords reports;
  private final double sure;

  /**
   * What was heard.
   *
   * @param skill what is asked for; empty where no skill is
   * @param phrases what the phrase of each role says
   * @param turning the sense in which the target goes around, if it is said
   */
  record Heard(
      Optional<String> skill,
      double probability,
      Map<Role, Phrase> phrases,
      Optional<Turning> turning,
      Optional<Objection> objection) {
    Heard stopping() {
      return objecting(objection.map(Objection::stopping));
    }

    Heard ending() {
      return objecting(objection.map(Objection::endingTheQuestion));
    }

    private Heard objecting(Optional<Objection> why) {
      return new Heard(skill, probability, phrases, turning, why);
    }

    static Heard refused(double probability, Objection why) {
      return new Heard(Optional.empty(), probability, Map.of(), Optional.empty(), Optional.of(why));
    }
  }

  /**
   * @param reader closed with this
   */
  Ear(Language language, Map<String, List<String>> open, Reader reader) {
    this.language = language;
    this.reader = reader;
    sure = language.sure();
    words = new Vocabulary(language, open);
    spatial = new SpatialWords(language, words);
    attachment = new Attachment(language, words, spatial);
    antecedents = new Antecedents(language, words);
    rules = IntentRule.all(language, words, spatial);
    reports = new ReportWords(language);
  }

  /**
   * Returns the wishes of a sentence that has several; none where it is not made of wishes alone.
   *
   * @param isSeveral whether it is heard as several wishes
   * @param read how the texts of single wishes are heard
   */
  List<Wish> wishes(String folded, boolean isSeveral, Function<String, CommandReading> read) {
    return new WishSplit(language, words, read).split(folded, isSeveral);
  }

  /** Returns how many of some words are of this language. */
  long known(List<String> said) {
    return said.stream().filter(words::isKnown).count();
  }

  /**
   * Hears a text.
   *
   * @param folded the text in small letters without accents
   * @param roles what a wish for a skill names; nothing where there is no such skill
   */
  Heard hear(String text, String folded, Function<String, Set<Role>> roles) {
    Heard heard = heard(text, folded, roles);
    List<String> said = WordSplit.words(folded);
    boolean[] idiomatic = words.idiomatic(said);
    boolean stops =
        IntStream.range(0, said.size()).anyMatch(i -> !idiomatic[i] && words.isStop(said.get(i)));
    // Whatever a refused sentence is taken for: with such a word in it, it stops the arm.
    if (stops) {
      return heard.stopping();
    }
    return words.isWithdrawal(folded) ? heard.ending() : heard;
  }

  private Heard heard(String text, String folded, Function<String, Set<Role>> roles) {
    String spelt = words.respelt(folded);
    Optional<Reader.Reading> read = reader.read(spelt);
    if (read.isEmpty()) {
      return Heard.refused(
          1, Doubts.notUnderstood("\"" + text + "\" is made of signs that I cannot read"));
    }
    boolean isHazardous =
        read.get().words().stream().map(Reader.Word::text).anyMatch(words::isHazard);
    Reader.Reading heard = isHazardous ? read.get() : read.get().without(Force.UNSAFE);
    heard = plainly(spelt, heard).orElse(heard);
    double probability = heard.forceProbability() * heard.intentProbability();
    Optional<Course> course =
        course(heard).filter(wish -> roles.apply(wish.skill()).equals(Set.of(Role.TARGET)));
    if (course.filter(c -> PuttingDown.isOfTheHand(c.skill())).isPresent()) {
      // Said for itself, without a word besides: there is nothing that it could be but a wish.
      return ofCourse(course.get(), 1);
    }
    Optional<Heard> inClause = ofTheHandInAClause(heard, text);
    if (inClause.isPresent()) {
      return inClause.get();
    }
    Optional<Objection> objection =
        ofForce(heard, course.isPresent() ? SURE_OF_A_COURSE : sureOf(heard, roles));
    Reader.Reading attached = heard.with(antecedents.resolve(attachment.attach(heard.words())));
    if (objection.isPresent()) {
      return ofUnknown(attached, probability, roles.apply(PLACE_IN))
          .orElseGet(
              () ->
                  refused(
                      attached,
                      1 - attached.forces().get(Force.COMMAND),
                      objection.get(),
                      roles.apply(PLACE_IN)));
    }
    heard = attached;
    Reader.Reading wish = heard;
    // In a course every word has its place.
    Optional<Objection> veto =
        ofVetoes(heard, text, course.isPresent())
            .or(() -> course.isPresent() ? Optional.empty() : ofReports(wish, text))
            .or(() -> course.isPresent() ? Optional.empty() : ofName(wish, text));
    if (veto.isPresent()) {
      return refused(
          heard, 1 - heard.forces().get(Force.COMMAND), veto.get(), roles.apply(PLACE_IN));
    }
    if (course.isPresent()) {
      return ofCourse(course.get(), heard.forceProbability());
    }
    List<Reader.Word> said = withoutIdioms(apart(heard));
    Map<Role, Phrase> phrases = phrases(said);
    boolean isTaking = TAKING.contains(heard.intent());
    String skill = isTaking ? PICK : heard.intent();
    Set<Role> asked = roles.apply(skill);
    if (asked.isEmpty() || COURSES_ONLY.containsKey(skill)) {
      // What was spoken of is kept: the next sentence may say "it".
      phrases.keySet().retainAll(Set.of(Role.TARGET));
      return new Heard(
          Optional.empty(),
          probability,
          phrases,
          Optional.empty(),
          Optional.of(unsupported(heard.intent(), !asked.isEmpty())));
    }
    if (heard.intent().equals(PICK)
        && said.stream().noneMatch(word -> words.beginsTaking(word.text()))) {
      phrases.keySet().retainAll(Set.of(Role.TARGET));
      return leavesOutWhere(said, phrases) && !roles.apply(PLACE_IN).isEmpty()
          ? new Heard(
              Optional.of(PLACE_IN),
              probability,
              phrases,
              Optional.empty(),
              ofWish(wish, said, phrases))
          : new Heard(
              Optional.empty(),
              probability,
              phrases,
              Optional.empty(),
              Optional.of(unsupported("other", false)));
    }
    phrases.keySet().retainAll(asked);
    return new Heard(
        Optional.of(skill),
        probability,
        phrases,
        Optional.empty(),
        isTaking
            ? ofTaking(heard.intent(), phrases)
            : ofWish(wish, said, phrases)
                .or(() -> skill.equals(PICK) ? after(said) : Optional.empty()));
  }

  /**
   * Returns what is not known in what is sure to be a command, and not what for: few things that
   * are not known were said to be placed, so the reader doubts that they are to be.
   *
   * @param placing what a wish to place something names; nothing where that is no skill
   */
  private Optional<Heard> ofUnknown(Reader.Reading heard, double probability, Set<Role> placing) {
    boolean isPlacing =
        heard.force() == Force.COMMAND
            && heard.intent().equals(PLACE_IN)
            && heard.forceProbability() >= sure;
    if (!isPlacing || placing.isEmpty()) {
      return Optional.empty();
    }
    Map<Role, Phrase> phrases = phrases(withoutIdioms(heard.words()));
    phrases.keySet().retainAll(placing);
    return Doubts.unknown(phrases.values())
        .map(
            why ->
                new Heard(
                    Optional.of(PLACE_IN),
                    probability,
                    phrases,
                    Optional.empty(),
                    Optional.of(why)));
  }

  /** Returns from which probability of a command on this is one. */
  private double sureOf(Reader.Reading heard, Function<String, Set<Role>> roles) {
    String skill = TAKING.contains(heard.intent()) ? PICK : heard.intent();
    boolean isOfAnotherSkill = !skill.equals(PLACE_IN) && !roles.apply(skill).isEmpty();
    return isOfAnotherSkill ? Math.min(sure, SURE_OF_ANOTHER_SKILL) : sure;
  }

  /**
   * Refuses a sentence. One that is most likely a wish, and whole, is said back, so that a "yes" is
   * enough; the wish is then heard in those words, like any other sentence.
   *
   * @param placing what a wish to place something names; nothing where that is no skill
   */
  private Heard refused(
      Reader.Reading heard, double probability, Objection why, Set<Role> placing) {
    List<Reader.Word> said = withoutIdioms(heard.words());
    boolean mayBeWish =
        heard.force() == Force.COMMAND
            && heard.intent().equals(PLACE_IN)
            && why.cause() == Cause.NOT_UNDERSTOOD
            && said.stream().noneMatch(w -> words.isStop(w.text()) || words.isDenial(w.text()));
    Map<Role, Phrase> phrases = phrases(said);
    phrases.keySet().retainAll(placing);
    boolean isWhole =
        phrases.size() == 2
            && phrases.values().stream()
                .allMatch(phrase -> !phrase.reference().isNone() && phrase.places().isEmpty())
            && ofWish(heard, said, phrases).isEmpty();
    if (!mayBeWish || !isWhole) {
      return Heard.refused(probability, why);
    }
    String proposal =
        PROPOSAL.formatted(
            phrases.get(Role.TARGET).reference().words(),
            phrases.get(Role.DESTINATION).reference().words());
    return new Heard(
        Optional.empty(),
        probability,
        phrases,
        Optional.empty(),
        Optional.of(why.asking(proposal)));
  }

  private Optional<Course> course(Reader.Reading heard) {
    List<String> said =
        heard.words().stream().map(Reader.Word::text).filter(WordSplit::isWord).toList();
    return rules.of(said, heard.intent());
  }

  /**
   * "It looks heavy, please set it down": a wish about what the hand holds in a clause of its own,
   * where the reader is sure that the sentence is one and nothing beside speaks against it.
   */
  private Optional<Heard> ofTheHandInAClause(Reader.Reading heard, String text) {
    String skill = heard.intent();
    boolean isSure =
        heard.force() == Force.COMMAND
            && heard.forceProbability() * heard.intentProbability() >= SURE_OF_A_CLAUSE;
    if (!isSure || !PuttingDown.isOfTheHand(skill)) {
      return Optional.empty();
    }
    List<Reader.Word> said = heard.words();
    for (int from = 0, to; from < said.size(); from = to + 1) {
      to = from;
      while (to < said.size() && WordSplit.isWord(said.get(to).text())) {
        to++;
      }
      List<String> clause = said.subList(from, to).stream().map(Reader.Word::text).toList();
      Optional<Course> course = rules.of(clause, skill).filter(wish -> wish.skill().equals(skill));
      if (course.isPresent()) {
        List<Reader.Word> rest = new ArrayList<>(said.subList(0, from));
        rest.addAll(said.subList(to, said.size()));
        Reader.Reading beside = heard.with(rest);
        boolean isVetoed =
            ofVetoes(beside, text, false)
                .or(() -> ofReports(beside, text))
                .or(() -> ofName(beside, text))
                .isPresent();
        return isVetoed
            ? Optional.empty()
            : Optional.of(ofCourse(course.get(), heard.forceProbability()));
      }
    }
    return Optional.empty();
  }

  private static Heard ofCourse(Course course, double probability) {
    Map<Role, Phrase> phrases =
        course.target().map(target -> Map.of(Role.TARGET, target)).orElse(Map.of());
    return new Heard(
        Optional.of(course.skill()),
        probability,
        phrases,
        course.turning(),
        Doubts.unknown(phrases.values())
            .or(() -> Doubts.unsaid(phrases))
            .or(course::objection)
            .or(() -> Doubts.unclear(phrases.values())));
  }

  /**
   * Reads a sentence again that may be a wish, in plainer words: with the articles that haste
   * leaves out, and without what is said of places, which the reader may take for a second wish.
   * Only what it asks for is taken from that, and only where it becomes a wish to place something;
   * the parts of the words stay as they were read.
   */
  private Optional<Reader.Reading> plainly(String spelt, Reader.Reading heard) {
    boolean mayBeWish =
        heard.forces().get(Force.COMMAND) >= POSSIBLE && PLACING.contains(heard.intent());
    boolean isSure = heard.intent().equals(PLACE_IN) && certainty(heard) >= sure;
    if (!mayBeWish || isSure) {
      return Optional.empty();
    }
    String shorter = attachment.withoutPlaces(spelt);
    return Stream.of(shorter, attachment.withArticles(shorter))
        .filter(plain -> !plain.equals(spelt))
        .distinct()
        .flatMap(plain -> reader.read(plain).stream())
        .filter(again -> again.force() == Force.COMMAND && again.intent().equals(PLACE_IN))
        .max(Comparator.comparingDouble(Ear::certainty))
        .map(again -> again.with(heard.words()));
  }

  private Optional<Objection> ofForce(Reader.Reading heard, double sure) {
    if (heard.force() == Force.UNSAFE) {
      return Optional.of(
          new Objection(
              Cause.UNSAFE,
              Stage.AT_ONCE,
              "that could hurt somebody or break something; I do not do it",
              null));
    }
    if (heard.force() != Force.COMMAND) {
      boolean stops =
          heard.force() == Force.PROHIBITED
              || heard.words().stream().map(Reader.Word::text).anyMatch(words::isStop);
      return Optional.of(
          new Objection(
              Cause.NOT_UNDERSTOOD,
              // A question is answered with what is there.
              heard.force() == Force.ASKED && !stops ? Stage.SEEING : Stage.AT_ONCE,
              "that is " + heard.force().words() + ", so I do not move",
              null,
              stops ? Objection.Ends.MOTION : Objection.Ends.NOTHING));
    }
    if (certainty(heard) < sure) {
      return Optional.of(
          new Objection(
              Cause.NOT_UNDERSTOOD,
              Stage.AT_ONCE,
              "I am not sure that this is a command",
              "What should I do now?"));
    }
    return Optional.empty();
  }

  /** Refuses what has words that no command has which moves the arm, whatever the reader says. */
  private Optional<Objection> ofVetoes(Reader.Reading heard, String text, boolean isCourse) {
    List<String> texts = heard.words().stream().map(Reader.Word::text).toList();
    boolean[] idiomatic = words.idiomatic(texts);
    for (int i = 0; i < texts.size(); i++) {
      Reader.Word word = heard.words().get(i);
      if (word.tag() == Tag.ACTION && words.isHarmful(word.text())) {
        return Optional.of(
            new Objection(
                Cause.UNSAFE,
                Stage.AT_ONCE,
                "I do not " + word.text() + " things: that could hurt somebody or break something",
                null));
      }
      boolean isPlace = Attachment.isModifier(word.tag()) && spatial.isPart(word.text());
      boolean isOpen = !idiomatic[i] && !isPlace && words.isVeto(word.text());
      if (isOpen && !isReadThrough(heard, i, isCourse)) {
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.AT_ONCE,
                "with \"%s\" in it, \"%s\" is not a plain wish for now; I do not move"
                    .formatted(word.text(), text),
                null,
                words.isStop(word.text()) ? Objection.Ends.MOTION : Objection.Ends.QUESTION));
      }
      if (word.text().equals("\"")) {
        return Optional.of(Doubts.notUnderstood("words in quotation marks are not meant for me"));
      }
    }
    return Optional.empty();
  }

  /** Refuses what tells of something in its own words, but in a clause beside the wish. */
  private Optional<Objection> ofReports(Reader.Reading heard, String text) {
    List<String> texts = heard.words().stream().map(Reader.Word::text).toList();
    boolean[] idiomatic = words.idiomatic(texts);
    Optional<ReportWords.Found> found = reports.find(texts, idiomatic, 0);
    while (found.isPresent()) {
      int at = found.get().at();
      boolean isPerson = found.get().isPerson();
      boolean mayBeSpokenTo = isPerson && (isOpening(heard.words(), at) || isSpokenTo(texts, at));
      boolean isSure =
          placing(heard) >= (isPerson ? SURE_DESPITE_PERSON : SURE_DESPITE_REPORT)
              && !mayBeSpokenTo;
      boolean isReadThrough = isSure || isBesides(heard, at);
      if (found.get().isFirm() || !isReadThrough) {
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.AT_ONCE,
                "with \"%s\" in it, \"%s\" may tell of something or somebody; I do not move"
                    .formatted(found.get().words(), text),
                null,
                Objection.Ends.QUESTION));
      }
      found = reports.find(texts, idiomatic, at + 1);
    }
    return Optional.empty();
  }

  /**
   * Refuses what opens with a word that is not known and a comma, unless it is sure to be a wish:
   * the word may be somebody's name.
   */
  private Optional<Objection> ofName(Reader.Reading heard, String text) {
    List<String> texts = heard.words().stream().map(Reader.Word::text).toList();
    boolean isName =
        texts.size() > 2
            && texts.get(1).equals(",")
            && WordSplit.isWord(texts.get(0))
            && !words.isKnown(texts.get(0))
            && !words.isCall(texts.get(0));
    return isName && placing(heard) < SURE_DESPITE_NAME
        ? Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.AT_ONCE,
                "\"%s\" may speak to somebody else; I do not move".formatted(text),
                null,
                Objection.Ends.QUESTION))
        : Optional.empty();
  }

  /** Whether a word stands alone between marks, but for calls: "Excuse me, nurse, ...". */
  private boolean isSpokenTo(List<String> said, int word) {
    int from = word;
    while (from > 0 && words.isCall(said.get(from - 1))) {
      from--;
    }
    boolean isAfterMark = from == 0 || !WordSplit.isWord(said.get(from - 1));
    boolean isBeforeMark = word + 1 == said.size() || !WordSplit.isWord(said.get(word + 1));
    return isAfterMark && isBeforeMark;
  }

  /**
   * Whether a word that no plain wish has changes nothing all the same: the reader is sure enough
   * that the sentence is a wish to place something ("what I want is ..."), every word has its place
   * in a course, or the word is in a clause that is told beside. What a sentence opens with may be
   * about all of it ("never ...", "when I say go, ..."), so that it must be surer then.
   */
  private boolean isReadThrough(Reader.Reading heard, int word, boolean isCourse) {
    String text = heard.words().get(word).text();
    if (heard.force() != Force.COMMAND) {
      return false;
    }
    double sureOfIt = isOpening(heard.words(), word) ? SURE_DESPITE_OPENING : sureDespite(text);
    if (placing(heard) >= sureOfIt) {
      return true;
    }
    if (words.isStop(text) || words.isCondition(text)) {
      return false;
    }
    boolean isInCourse = isCourse && heard.forceProbability() >= SURE_OF_BESIDES;
    return (isInCourse && !words.isDenial(text)) || isBesides(heard, word);
  }

  /**
   * Whether nothing stands before a word but what calls or asks politely, and it opens no sentence
   * of its own ("No cube in there yet? Put ...").
   */
  private boolean isOpening(List<Reader.Word> said, int word) {
    List<String> texts = said.stream().map(Reader.Word::text).toList();
    boolean isFirst =
        texts.subList(0, word).stream()
            .allMatch(before -> words.isCall(before) || !WordSplit.isWord(before));
    int end = word;
    while (end < texts.size() && !SENTENCE_ENDS.contains(texts.get(end))) {
      end++;
    }
    boolean isOwn =
        texts.subList(word, end).stream().filter(WordSplit::isWord).count() >= SHORTEST_BESIDES
            && texts.subList(end, texts.size()).stream().anyMatch(WordSplit::isWord);
    return isFirst && !isOwn;
  }

  /** Returns how sure a wish must be despite a word that most wishes do not have. */
  private double sureDespite(String word) {
    if (words.isStop(word)) {
      return SURE_DESPITE_STOP;
    }
    if (words.isCondition(word)) {
      return SURE_DESPITE_CONDITION;
    }
    return words.isDenial(word) ? SURE_DESPITE_DENIAL : SURE_DESPITE_VETO;
  }

  /**
   * Returns how sure it is that this is a command, and one to place something if it is heard so.
   */
  private static double certainty(Reader.Reading heard) {
    return heard.intent().equals(PLACE_IN) && heard.force() == Force.COMMAND
        ? placing(heard)
        : heard.forceProbability();
  }

  /** Returns the probability of a wish to place something in something. */
  private static double placing(Reader.Reading heard) {
    return heard.forces().get(Force.COMMAND) * heard.intents().get(PLACE_IN);
  }

  /**
   * Whether a word is in a clause that is told beside the wish ("I can't reach it, so ..."): the
   * reader must be sure that the sentence is a command, and that each word of the clause is nothing
   * to it. A clause of one or two words ("no", "not now") is never taken for that.
   */
  private static boolean isBesides(Reader.Reading heard, int word) {
    List<Reader.Word> said = heard.words();
    int from = word;
    while (from > 0 && WordSplit.isPart(said.get(from - 1).text())) {
      from--;
    }
    int to = word + 1;
    while (to < said.size() && WordSplit.isPart(said.get(to).text())) {
      to++;
    }
    return placing(heard) >= SURE_OF_BESIDES
        && to - from >= SHORTEST_BESIDES
        && said.subList(from, to).stream()
            .allMatch(w -> w.tag() == Tag.FUNCTION && w.probability() >= SURE_OF_NOTHING);
  }

  private List<Reader.Word> withoutIdioms(List<Reader.Word> heard) {
    boolean[] idiomatic = words.idiomatic(heard.stream().map(Reader.Word::text).toList());
    return IntStream.range(0, heard.size())
        .filter(i -> !idiomatic[i])
        .mapToObj(heard::get)
        .filter(word -> WordSplit.isWord(word.text()))
        .toList();
  }

  /**
   * Returns the words of a wish that is sure, with what was taken for a quality of an object in a
   * clause before all that names it as nothing: "Do me a favour: red cube, blue bowl".
   */
  private static List<Reader.Word> apart(Reader.Reading heard) {
    List<Reader.Word> said = new ArrayList<>(heard.words());
    if (placing(heard) < SURE_OF_A_PLAIN_WISH) {
      return said;
    }
    int first = 0;
    while (first < said.size() && !NAMING.contains(said.get(first).tag())) {
      first++;
    }
    int mark = Math.min(first, said.size() - 1);
    while (mark >= 0 && WordSplit.isPart(said.get(mark).text())) {
      mark--;
    }
    for (int i = 0; i < mark; i++) {
      if (Attachment.isModifier(said.get(i).tag())) {
        said.set(i, said.get(i).as(Tag.FUNCTION));
      }
    }
    return said;
  }

  private Map<Role, Phrase> phrases(List<Reader.Word> said) {
    Phrase target = new Phrase();
    Phrase destination = new Phrase();
    for (Reader.Word word : said) {
      switch (word.tag()) {
        case TARGET_NOUN -> target.addNoun(word.text(), words);
        case TARGET_COLOR -> target.addColor(word.text(), words);
        case TARGET_MODIFIER -> target.addModifier(word.text(), words);
        case DESTINATION_NOUN -> destination.addNoun(word.text(), words);
        case DESTINATION_COLOR -> destination.addColor(word.text(), words);
        case DESTINATION_MODIFIER -> destination.addModifier(word.text(), words);
        default -> {}
      }
    }
    target.close(spatial, words);
    destination.close(spatial, words);
    List<Reference> containers =
        target.places().stream()
            .flatMap(place -> place.anchors().stream())
            .filter(anchor -> anchor.kind() != null && anchor.kind().isContainer())
            .toList();
    if (containers.size() == 1 && leadsToPronoun(said)) {
      destination.pointTo(containers.get(0));
    }
    if (attachment.singlesOut(said)) {
      target.singleOut();
      destination.singleOut();
    }
    Map<Role, Phrase> phrases = new EnumMap<>(Role.class);
    phrases.put(Role.TARGET, target);
    phrases.put(Role.DESTINATION, destination);
    return phrases;
  }

  /** Whether the destination is only pointed to, as in "into it". */
  private boolean leadsToPronoun(List<Reader.Word> said) {
    return IntStream.range(1, said.size())
        .anyMatch(
            i ->
                said.get(i - 1).tag() == Tag.INTO
                    && (words.isPronoun(said.get(i).text()) || words.isThere(said.get(i).text())));
  }

  private Optional<Objection> ofWish(
      Reader.Reading heard, List<Reader.Word> said, Map<Role, Phrase> phrases) {
    return Doubts.unknown(phrases.values())
        .or(() -> unnamed(said, phrases))
        .or(() -> Doubts.unsaid(phrases))
        .or(() -> carriesContainer(said))
        .or(() -> leadsIntoTarget(said))
        .or(() -> attachment.leadsBeside(said).map(lead -> unsupported("place_by", false)))
        .or(() -> more(said))
        .or(() -> uncounted(said, phrases))
        .or(() -> leftOver(said, phrases))
        .or(() -> unsure(heard, said, phrases))
        .or(() -> Doubts.unclear(phrases.values()));
  }

  /** Names a word that is not known where it may be what is missing. */
  private Optional<Objection> unnamed(List<Reader.Word> said, Map<Role, Phrase> phrases) {
    if (phrases.values().stream().allMatch(Phrase::isSaid)) {
      return Optional.empty();
    }
    return said.stream()
        .filter(word -> HARMLESS.contains(word.tag()) || LEFT_OVER.contains(word.tag()))
        .map(Reader.Word::text)
        .filter(word -> !words.isPlain(word) && !words.isAside(word) && !words.isVerb(word))
        .filter(word -> words.kind(word).isEmpty() && words.color(word).isEmpty())
        .findFirst()
        .map(
            word ->
                new Objection(
                    Cause.NOT_UNDERSTOOD,
                    Stage.SEEING,
                    "I do not know what \"%s\" is".formatted(word),
                    null));
  }

  private static Optional<Objection> ofTaking(String intent, Map<Role, Phrase> phrases) {
    return Doubts.unknown(phrases.values())
        .or(() -> Doubts.unsaid(phrases))
        .or(
            () ->
                Optional.of(
                    new Objection(
                        Cause.UNSUPPORTED,
                        Stage.FOUND,
                        intent.equals("hand_over")
                            ? "I do not hand things to people"
                            : "I take a thing out of another only to hold it",
                        null)));
  }

  /**
   * Refuses a second wish: an object that is named after a verb that follows when target and
   * destination have been named.
   */
  private Optional<Objection> more(List<Reader.Word> said) {
    boolean target = false;
    boolean destination = false;
    String verb = null;
    for (Reader.Word word : said) {
      boolean names =
          word.tag() == Tag.TARGET_NOUN
              || word.tag() == Tag.DESTINATION_NOUN
              || word.tag() == Tag.CONTENT;
      if (names && verb != null) {
        return Optional.of(
            new Objection(
                Cause.UNSUPPORTED,
                Stage.AT_ONCE,
                "I carry out one wish at a time, and heard \"%s\" besides".formatted(verb),
                "What should I do first?"));
      }
      target |= word.tag() == Tag.TARGET_NOUN;
      destination |= word.tag() == Tag.DESTINATION_NOUN;
      if (target && destination && (word.tag() == Tag.ACTION || words.isVerb(word.text()))) {
        verb = word.text();
      }
    }
    return Optional.empty();
  }

  /** "Move the red cube": a verb that brings things to a place, and no place; it is asked for. */
  private boolean leavesOutWhere(List<Reader.Word> said, Map<Role, Phrase> phrases) {
    return phrases.get(Role.TARGET).reference().kind() != null
        && said.stream()
            .anyMatch(
                word -> language.verbs().getOrDefault("transfer", List.of()).contains(word.text()));
  }

  /** Asks about a verb that follows what should be taken: "... and keep it upright". */
  private Optional<Objection> after(List<Reader.Word> said) {
    boolean isNamed = false;
    for (Reader.Word word : said) {
      boolean isVerb = word.tag() == Tag.ACTION || words.isVerb(word.text());
      if (isNamed && isVerb && !words.isPickVerb(word.text())) {
        return Optional.of(
            Doubts.open(
                "I did not understand what \"%s\" is for".formatted(word.text()),
                "What should I do first?"));
      }
      isNamed |= word.tag() == Tag.TARGET_NOUN;
    }
    return Optional.empty();
  }

  /**
   * "Lift the bowl with the cube in it" wishes for another thing than that the cube goes into it:
   * the container is what is taken hold of, and nothing is done after that.
   */
  private Optional<Objection> carriesContainer(List<Reader.Word> said) {
    boolean isTaken = false;
    for (int i = 0; i < said.size(); i++) {
      Reader.Word word = said.get(i);
      if (word.tag() == Tag.DESTINATION_NOUN && attachment.isMoved(said, i)) {
        return Optional.of(
            Doubts.open(
                "I am not sure what should be moved", "Which object should I take, and where to?"));
      }
      if (word.tag() == Tag.ACTION && isTaken) {
        return Optional.empty();
      }
      isTaken |= word.tag() == Tag.DESTINATION_NOUN && attachment.isTaken(said, i);
    }
    return isTaken
        ? Optional.of(
            Doubts.open(
                "I am not sure what should be taken", "Which object should I take, and where to?"))
        : Optional.empty();
  }

  /**
   * "Put the bowl in the red cube": what leads to the destination stands before the other thing, so
   * the reader may have taken one for the other.
   */
  private Optional<Objection> leadsIntoTarget(List<Reader.Word> said) {
    boolean isSwapped = isLed(said, Tag.TARGET_NOUN) && !isLed(said, Tag.DESTINATION_NOUN);
    return isSwapped
        ? Optional.of(
            Doubts.open(
                "I am not sure what goes where", "Which object should I take, and where to?"))
        : Optional.empty();
  }

  /** Whether "in", "into" and the like lead to a noun with this part. */
  private boolean isLed(List<Reader.Word> said, Tag noun) {
    for (int i = 1; i < said.size(); i++) {
      int before = i - 1;
      while (before > 0
          && (language.determiners().contains(said.get(before).text())
              || COLORS.contains(said.get(before).tag()))) {
        before--;
      }
      if (said.get(i).tag() == noun && language.into().contains(said.get(before).text())) {
        return true;
      }
    }
    return false;
  }

  /**
   * "Count one, two, three from the left": a number that is said of no object, where one is told by
   * its place, may be which one is meant.
   */
  private Optional<Objection> uncounted(List<Reader.Word> said, Map<Role, Phrase> phrases) {
    boolean isPlaced = phrases.values().stream().anyMatch(phrase -> !phrase.places().isEmpty());
    return said.stream()
        .filter(word -> isPlaced && !Attachment.isModifier(word.tag()))
        .map(Reader.Word::text)
        .filter(text -> words.isQuantity(text) || spatial.isRank(text))
        .findFirst()
        .map(
            number ->
                Doubts.open(
                    "I did not understand what \"%s\" counts".formatted(number),
                    "Which object do you mean?"));
  }

  /** Asks about words that have no part in the wish. */
  private Optional<Objection> leftOver(List<Reader.Word> said, Map<Role, Phrase> phrases) {
    String rest =
        said.stream()
            .filter(w -> LEFT_OVER.contains(w.tag()) && !words.isPlain(w.text()))
            .map(Reader.Word::text)
            .collect(Collectors.joining(" "));
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    boolean isWhole = phrases.values().stream().allMatch(Phrase::isSaid);
    return Optional.of(
        isWhole
            ? new Objection(
                Cause.AMBIGUOUS,
                Stage.LAST,
                "I did not understand what \"%s\" is for".formatted(rest),
                "What do you mean by \"%s\"?".formatted(rest))
            : new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.SEEING,
                "I do not know what \"%s\" is".formatted(rest),
                null));
  }

  /** Asks about words that are neither known nor read as harmless with certainty. */
  private Optional<Objection> unsure(
      Reader.Reading heard, List<Reader.Word> said, Map<Role, Phrase> phrases) {
    boolean isPlain = placing(heard) >= SURE_OF_A_PLAIN_WISH;
    for (int i = 0; i < said.size(); i++) {
      Reader.Word word = said.get(i);
      // A word that is in no plain wish, and is read through, has been decided upon.
      boolean isDecided = words.isPlainAsWritten(word.text()) || words.isVeto(word.text());
      if (!HARMLESS.contains(word.tag()) || isDecided) {
        continue;
      }
      if (words.kind(word.text()).isPresent()) {
        // A colour of its own shows that the reader took it for a part of the wish.
        boolean isColored = i > 0 && COLORS.contains(said.get(i - 1).tag());
        boolean isBeside =
            isPlain
                && !isColored
                && word.tag() == Tag.FUNCTION
                && word.probability() >= SURE_OF_NOTHING;
        if (isBeside || antecedents.isNamedAgain(said, i, phrases.values())) {
          continue;
        }
        return Optional.of(Doubts.open("I am not sure what is meant", "Which object do you mean?"));
      }
      boolean isAside = word.tag() == Tag.FUNCTION && words.isAside(word.text());
      boolean isMistyped = words.isPlain(word.text());
      boolean isCertain =
          word.tag() != Tag.INTO
              && (isAside
                  || word.probability() >= (isPlain ? SURE_ENOUGH_OF_A_WORD : SURE_OF_A_WORD));
      if (!isMistyped && !isCertain) {
        return Optional.of(
            new Objection(
                Cause.AMBIGUOUS,
                Stage.LAST,
                "I do not know the word \"%s\"".formatted(word.text()),
                "What do you mean by \"%s\"?".formatted(word.text())));
      }
    }
    return Optional.empty();
  }

  /**
   * @param isSkill whether the intent is a skill, other wishes for which can be heeded
   */
  private static Objection unsupported(String intent, boolean isSkill) {
    if (isSkill) {
      return new Objection(Cause.UNSUPPORTED, Stage.AT_ONCE, COURSES_ONLY.get(intent), null);
    }
    String why =
        switch (intent) {
          case "several" -> "I carry out one wish at a time; say the first one";
          case "corrected" -> "I am not sure which of it holds; say it once more, without the rest";
          case "place_by" -> "I place things in something, not beside, on or under it";
          case "push" -> "I do not push things";
          case "stand_up" -> "I do not set things upright";
          case "point_at" -> "I do not point at things";
          case "go_home" -> "my arm rests by itself when nothing is to be done";
          case "gripper" -> "my fingers open and close only as a task needs it";
          case "wipe" -> "I do not wipe";
          default -> "I do not do that";
        };
    return new Objection(Cause.UNSUPPORTED, Stage.AT_ONCE, why, null);
  }

  @Override
  public void close() {
    reader.close();
  }
}
