package dev.cobot.brain.hearing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Objection.Cause;
import dev.cobot.brain.language.Objection.Stage;
import dev.cobot.brain.language.Posture;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.Wish;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hears what is meant, and what is not, in each of its languages. What is understood is said over
 * in plain words to the language domain, whose latents the workspace knows.
 */
public final class Hearing implements CommandReader {
  private static final int REMEMBERED = 256;

  private final LanguageDomain domain;
  private final List<Ear> ears;
  private final List<SkillRoles> skills;

  /** What the language domain made of plain words that were said over before. */
  private final Map<String, CommandReading> saidOver =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CommandReading> eldest) {
              return size() > REMEMBERED;
            }
          });

  /**
   * @param domain closed with this
   * @param ears one for each language, closed with this
   * @param skills that may be wished for
   */
  Hearing(LanguageDomain domain, List<Ear> ears, List<SkillRoles> skills) {
    this.domain = domain;
    this.ears = List.copyOf(ears);
    this.skills = List.copyOf(skills);
  }

  /**
   * Opens a released hearing.
   *
   * @param folder with a model folder for each language, which has the language's name
   * @param domain into whose latents it is said over; closed with what is returned
   * @param skills that may be wished for; those that the domain does not tell apart are said over
   *     as a wish to pick their target
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format
   */
  public static Hearing open(
      Path folder, LanguageDomain domain, List<SkillRoles> skills, InferenceDevice device) {
    List<Ear> ears = new ArrayList<>();
    for (Path model : models(folder)) {
      ears.add(ear(model, domain, device));
    }
    return new Hearing(domain, ears, skills);
  }

  /** Returns the model folders of a released hearing, in the order of the languages. */
  public static List<Path> models(Path folder) {
    List<Path> models = new ArrayList<>();
    for (String language : Language.ALL) {
      Path model = folder.resolve(language);
      if (Files.isDirectory(model)) {
        models.add(model);
      }
    }
    if (models.isEmpty()) {
      throw new ModelException(
          "%s has no model of a language; allowed: folders named %s; train the hearing"
              .formatted(folder, String.join(", ", Language.ALL)));
    }
    return models;
  }

  private static Ear ear(Path folder, LanguageDomain domain, InferenceDevice device) {
    ModelFolder model = ModelFolder.open(folder);
    String code = folder.getFileName().toString();
    model.requireTrainedFor("forces", HearingTraining.names(Force.values()));
    model.requireTrainedFor("tags", HearingTraining.names(Tag.values()));
    List<String> intents = new ArrayList<>();
    for (JsonNode intent : model.card().architecture().path("intents")) {
      intents.add(intent.asText());
    }
    if (intents.isEmpty()) {
      throw new ModelException(
          folder + " does not name the intents it was trained on; train the hearing again");
    }
    return new Ear(
        Language.load(code),
        Language.openWords(code),
        new Reader(
            domain.encoder(),
            length -> model.openOnnx(new ReaderNet(intents.size(), length), device),
            intents,
            HearingTraining.temperatures(model.card().metrics())));
  }

  @Override
  public CommandReading read(String text) {
    String folded = WordSplit.fold(text);
    if (folded.codePoints().anyMatch(c -> c > 0x7f && Character.isLetter(c))) {
      return new CommandReading(
          text,
          CommandMeaning.NONE,
          1,
          Map.of(),
          Optional.of(
              notUnderstood("I read Latin letters; some letters here are of another script")));
    }
    Ear.Heard heard = ear(folded).hear(text, folded, this::rolesOf);
    Map<Role, Reference> said = new EnumMap<>(Role.class);
    Map<Role, List<SpatialPhrase>> places = new EnumMap<>(Role.class);
    heard.phrases().forEach((role, phrase) -> said.put(role, phrase.reference()));
    heard.phrases().forEach((role, phrase) -> places.put(role, phrase.places()));
    Map<Role, Posture> postures = new EnumMap<>(Role.class);
    heard
        .phrases()
        .forEach((role, phrase) -> phrase.posture().ifPresent(p -> postures.put(role, p)));
    CommandMeaning meaning = new CommandMeaning(heard.skill(), said, heard.turning());
    boolean isRefused =
        heard.objection().filter(o -> o.stage() == Stage.AT_ONCE).isPresent()
            || heard.skill().isEmpty();
    if (isRefused) {
      return new CommandReading(
          text, meaning, heard.probability(), Map.of(), places, postures, heard.objection());
    }
    CommandReading over = saidOver.computeIfAbsent(meaning.plainly(), domain::read);
    Optional<Objection> objection = heard.objection();
    boolean isNamed = !said.isEmpty() && said.values().stream().noneMatch(Reference::isNone);
    if (objection.isEmpty()
        && isNamed
        && !over.meaning().references().equals(meaning.references())) {
      objection =
          Optional.of(
              notUnderstood(
                  "\"%s\" could not be said over: it became %s"
                      .formatted(text, over.meaning().references())));
    }
    return new CommandReading(
        text, meaning, heard.probability(), over.latents(), places, postures, objection);
  }

  /**
   * Returns the wishes of a sentence in their order, each read by itself, where it is made of
   * several and nothing in it forbids, asks, tells or sets a condition; none otherwise. What is
   * heard as a single wish is none of these.
   */
  @Override
  public List<Wish> wishes(String text) {
    CommandReading whole = read(text);
    Optional<Objection> why = whole.objection();
    String folded = WordSplit.fold(text);
    if (why.filter(Hearing::isOfSeveral).isEmpty()
        || folded.codePoints().anyMatch(c -> c > 0x7f && Character.isLetter(c))) {
      return List.of();
    }
    Map<String, CommandReading> heard = new HashMap<>();
    boolean isSeveral = why.orElseThrow().cause() == Cause.UNSUPPORTED;
    return ear(folded).wishes(folded, isSeveral, part -> heard.computeIfAbsent(part, this::read));
  }

  /**
   * Whether a sentence that is refused so may be a list of wishes: not where all of it asks, tells,
   * forbids, is about another time, or could hurt. A single word that is in no plain wish is the
   * matter of the part in which it stands.
   */
  private static boolean isOfSeveral(Objection whole) {
    boolean isNoCommand =
        whole.cause() == Cause.NOT_UNDERSTOOD
            && whole.ends() == Objection.Ends.NOTHING
            && whole.question() == null;
    return !whole.stops() && whole.cause() != Cause.UNSAFE && !isNoCommand;
  }

  /** Returns the ear of the language of which most words are; of several, the first. */
  private Ear ear(String folded) {
    List<String> said = WordSplit.words(folded);
    Ear best = ears.get(0);
    for (Ear ear : ears) {
      if (ear.known(said) > best.known(said)) {
        best = ear;
      }
    }
    return best;
  }

  /** Returns what a wish for a skill names; nothing where there is no such skill. */
  private Set<Role> rolesOf(String skill) {
    return skills.stream()
        .filter(s -> s.skill().equals(skill))
        .findFirst()
        .map(SkillRoles::roles)
        .orElse(Set.of());
  }

  private static Objection notUnderstood(String detail) {
    return new Objection(Cause.NOT_UNDERSTOOD, Stage.AT_ONCE, detail, null);
  }

  @Override
  public void close() {
    ears.forEach(Ear::close);
    domain.close();
  }
}
