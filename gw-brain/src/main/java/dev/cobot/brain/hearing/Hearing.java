package dev.cobot.brain.hearing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Objection.Cause;
import dev.cobot.brain.language.Objection.Stage;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Hears what is meant, and what is not. First it is decided what a sentence does; only a command
 * can move anything. Then every word must have a part in it that is known: a word that is left
 * over, a noun, a colour or a word of the sentence that is not known, is named back and never taken
 * for another. What is understood is said over in plain words to the language domain, whose latents
 * the workspace knows.
 *
 * <p>The learned reader proposes, and the rules here refuse. They overrule it in one thing: where
 * no word tells of harm or of what could be harmed, nothing is unsafe, and the next likely force
 * counts.
 */
public final class Hearing implements CommandReader {
  private static final double SURE = 0.9;
  private static final double SURE_OF_A_WORD = 0.97;
  private static final Set<Tag> LEFT_OVER = Set.of(Tag.CUE, Tag.CONTENT, Tag.SOURCE);
  private static final Set<Tag> HARMLESS = Set.of(Tag.FUNCTION, Tag.ACTION, Tag.INTO);
  private static final String PICK = "pick";

  /** Intents for which an object is taken, so that it is looked for before they are refused. */
  private static final Set<String> TAKING = Set.of("hand_over", "take_out");

  private final LanguageDomain domain;
  private final InferenceNet net;
  private final Reader reader;
  private final Vocabulary words;

  /**
   * @param domain closed with this
   * @param net closed with this
   */
  Hearing(LanguageDomain domain, InferenceNet net, Language language, List<String> intents) {
    this.domain = domain;
    this.net = net;
    reader = new Reader(domain.encoder(), net, intents);
    words = new Vocabulary(language, Language.openWords(HearingTraining.LANGUAGE));
  }

  /**
   * Opens a released reader.
   *
   * @param domain into whose latents it is said over; closed with what is returned
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format
   */
  public static Hearing open(Path folder, LanguageDomain domain, InferenceDevice device) {
    ModelFolder model = ModelFolder.open(folder);
    Language language = Language.load(HearingTraining.LANGUAGE);
    List<String> intents = new ArrayList<>();
    for (JsonNode intent : model.card().architecture().path("intents")) {
      intents.add(intent.asText());
    }
    if (intents.isEmpty()) {
      throw new ModelException(
          folder + " does not name the intents it was trained on; train the hearing again");
    }
    return new Hearing(domain, model.openOnnx(device), language, intents);
  }

  @Override
  public CommandReading read(String text) {
    String folded = WordSplit.fold(text);
    if (folded.codePoints().anyMatch(c -> c > 0x7f && Character.isLetter(c))) {
      return refused(
          text,
          1,
          notUnderstood(
              "I read English, in Latin letters; some letters here are of another script"));
    }
    Optional<Reader.Reading> read = reader.read(folded);
    if (read.isEmpty()) {
      return refused(
          text, 1, notUnderstood("\"" + text + "\" is made of signs that I cannot read"));
    }
    boolean isHazardous =
        read.get().words().stream().map(Reader.Word::text).anyMatch(words::isHazard);
    Reader.Reading heard = isHazardous ? read.get() : read.get().without(Force.UNSAFE);
    double probability = heard.forceProbability() * heard.intentProbability();
    Optional<Objection> objection = ofForce(heard).or(() -> ofVetoes(heard, text));
    if (objection.isPresent()) {
      return refused(text, heard.forceProbability(), objection.get());
    }
    List<Reader.Word> said = withoutIdioms(heard.words());
    Map<Role, Phrase> phrases = phrases(said);
    String intent = heard.intent();
    Set<Role> roles = rolesOf(TAKING.contains(intent) ? PICK : intent);
    phrases.keySet().retainAll(roles);
    if (roles.isEmpty()) {
      return refused(text, probability, unsupported(intent));
    }
    return TAKING.contains(intent)
        ? wish(text, PICK, probability, phrases, ofTaking(intent, phrases))
        : wish(text, intent, probability, phrases, ofWish(said, phrases));
  }

  private static CommandReading refused(String text, double probability, Objection objection) {
    return new CommandReading(
        text, CommandMeaning.NONE, probability, Map.of(), Optional.of(objection));
  }

  /** Returns what a wish for a skill names; nothing where there is no such skill. */
  private Set<Role> rolesOf(String skill) {
    return domain.skills().stream()
        .filter(s -> s.skill().equals(skill))
        .findFirst()
        .map(SkillRoles::roles)
        .orElse(Set.of());
  }

  private CommandReading wish(
      String text,
      String skill,
      double probability,
      Map<Role, Phrase> phrases,
      Optional<Objection> objection) {
    Map<Role, Reference> said = new EnumMap<>(Role.class);
    phrases.forEach((role, phrase) -> said.put(role, phrase.reference()));
    CommandMeaning meaning = new CommandMeaning(Optional.of(skill), said);
    if (objection.filter(o -> o.stage() == Stage.AT_ONCE).isPresent()) {
      return new CommandReading(text, meaning, probability, Map.of(), objection);
    }
    CommandReading over = domain.read(plainly(meaning));
    if (objection.isEmpty() && !over.meaning().references().equals(meaning.references())) {
      objection =
          Optional.of(
              notUnderstood(
                  "\"%s\" could not be said over: it became %s"
                      .formatted(text, over.meaning().references())));
    }
    return new CommandReading(text, meaning, probability, over.latents(), objection);
  }

  /** Says a meaning in the plainest words, for the language domain. */
  private static String plainly(CommandMeaning meaning) {
    String target = plainly(meaning.reference(Role.TARGET));
    Reference destination = meaning.reference(Role.DESTINATION);
    return destination.isNone()
        ? "pick " + target
        : "pick %s and place it in %s".formatted(target, plainly(destination));
  }

  private static String plainly(Reference reference) {
    return "the " + reference.words();
  }

  private Optional<Objection> ofForce(Reader.Reading heard) {
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
              Stage.AT_ONCE,
              "that is " + heard.force().words() + ", so I do not move",
              null,
              stops));
    }
    if (heard.forceProbability() < SURE) {
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
  private Optional<Objection> ofVetoes(Reader.Reading heard, String text) {
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
      if (!idiomatic[i] && words.isVeto(word.text())) {
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.AT_ONCE,
                "with \"%s\" in it, \"%s\" is not a plain wish for now; I do not move"
                    .formatted(word.text(), text),
                null,
                words.isStop(word.text())));
      }
      if (word.text().equals("\"")) {
        return Optional.of(notUnderstood("words in quotation marks are not meant for me"));
      }
    }
    return Optional.empty();
  }

  private List<Reader.Word> withoutIdioms(List<Reader.Word> heard) {
    boolean[] idiomatic = words.idiomatic(heard.stream().map(Reader.Word::text).toList());
    return IntStream.range(0, heard.size())
        .filter(i -> !idiomatic[i])
        .mapToObj(heard::get)
        .filter(word -> WordSplit.isWord(word.text()))
        .toList();
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
    Map<Role, Phrase> phrases = new EnumMap<>(Role.class);
    phrases.put(Role.TARGET, target);
    phrases.put(Role.DESTINATION, destination);
    return phrases;
  }

  private Optional<Objection> ofWish(List<Reader.Word> said, Map<Role, Phrase> phrases) {
    return unknown(phrases.values())
        .or(() -> unsaid(phrases))
        .or(() -> more(said))
        .or(() -> leftOver(said, phrases))
        .or(() -> unsure(said))
        .or(() -> unclear(phrases.values()));
  }

  private static Optional<Objection> ofTaking(String intent, Map<Role, Phrase> phrases) {
    return unknown(phrases.values())
        .or(() -> unsaid(phrases))
        .or(
            () ->
                Optional.of(
                    new Objection(
                        Cause.UNSUPPORTED,
                        Stage.FOUND,
                        intent.equals("hand_over")
                            ? "I do not hand things to people"
                            : "I do not take things out of others",
                        null)));
  }

  /** Names back what is not known; nothing is taken for what was not said. */
  private static Optional<Objection> unknown(Iterable<Phrase> phrases) {
    for (Phrase phrase : phrases) {
      if (!phrase.unknownNouns().isEmpty()) {
        String noun = String.join(" ", phrase.unknownNouns());
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.SEEING,
                "I do not know what \"%s\" is".formatted(noun),
                null));
      }
      if (phrase.isStrange()) {
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.SEEING,
                "I do not know what \"%s\" says of an object"
                    .formatted(String.join(" ", phrase.modifiers())),
                "Which object do you mean?"));
      }
      if (!phrase.unknownColors().isEmpty() && phrase.reference().color() == null) {
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.SEEING,
                "I do not know the colour \"%s\"".formatted(phrase.unknownColors().get(0)),
                null));
      }
    }
    return Optional.empty();
  }

  private static Optional<Objection> unsaid(Map<Role, Phrase> phrases) {
    for (Map.Entry<Role, Phrase> entry : phrases.entrySet()) {
      Phrase phrase = entry.getValue();
      boolean isTarget = entry.getKey() == Role.TARGET;
      boolean saysNothing = phrase.reference().isNone() && (isTarget || phrase.isSaid());
      if (phrase.isPointing() || saysNothing) {
        return Optional.of(
            isTarget
                ? open("I did not hear which object you mean", "Which object do you mean?")
                : open("I did not hear where it should go", "Where should it go?"));
      }
      if (phrase.isTwofold()) {
        return Optional.of(
            open("I hear of several objects at once", "Which one do you mean, and where to?"));
      }
    }
    return Optional.empty();
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

  private static Objection open(String detail, String question) {
    return new Objection(Cause.AMBIGUOUS, Stage.AT_ONCE, detail, question);
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
  private Optional<Objection> unsure(List<Reader.Word> said) {
    for (Reader.Word word : said) {
      if (!HARMLESS.contains(word.tag()) || words.isPlainAsWritten(word.text())) {
        continue;
      }
      if (words.kind(word.text()).isPresent()) {
        return Optional.of(open("I am not sure what is meant", "Which object do you mean?"));
      }
      boolean isMistyped = words.isPlain(word.text());
      boolean isCertain = word.tag() != Tag.INTO && word.probability() >= SURE_OF_A_WORD;
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

  private static Optional<Objection> unclear(Iterable<Phrase> phrases) {
    for (Phrase phrase : phrases) {
      if (phrase.isPlural()) {
        return Optional.of(
            new Objection(
                Cause.AMBIGUOUS,
                Stage.LAST,
                "I move one object at a time",
                "Which one should I move first?"));
      }
      if (!phrase.unknownColors().isEmpty()) {
        String said = phrase.unknownColors().get(0);
        String near = phrase.reference().color().word();
        return Optional.of(
            new Objection(
                Cause.NOT_UNDERSTOOD,
                Stage.LAST,
                "I do not tell %s from %s".formatted(said, near),
                "Do you mean the %s?".formatted(phrase.reference().words())));
      }
      if (!phrase.modifiers().isEmpty()) {
        String rest = String.join(" ", phrase.modifiers());
        return Optional.of(
            new Objection(
                Cause.AMBIGUOUS,
                Stage.LAST,
                "I cannot tell whether \"%s\" is true of the %s"
                    .formatted(rest, phrase.reference().words()),
                "Do you mean the %s that I see?".formatted(phrase.reference().words())));
      }
    }
    return Optional.empty();
  }

  private static Objection notUnderstood(String detail) {
    return new Objection(Cause.NOT_UNDERSTOOD, Stage.AT_ONCE, detail, null);
  }

  private static Objection unsupported(String intent) {
    String why =
        switch (intent) {
          case "several" -> "I carry out one wish at a time; say the first one";
          case "corrected" -> "I am not sure which of it holds; say it once more, without the rest";
          case "place_by" -> "I place things in something, not beside, on or under it";
          case "push" -> "I do not push things";
          case "wipe" -> "I do not wipe";
          default -> "I do not do that";
        };
    return new Objection(Cause.UNSUPPORTED, Stage.AT_ONCE, why, null);
  }

  @Override
  public void close() {
    net.close();
    domain.close();
  }
}
