package dev.cobot.brain.hearing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.cobot.brain.language.Wording;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One language: its words, and how sentences are made to train the reader with. A language is a
 * folder beside this class, of {@code words.yaml}, {@code sentences.yaml} and {@code open.txt}.
 *
 * @param sure the probability of a command from which on a sentence is one
 * @param kinds the nouns of each kind of object, by the kind's scene-file word
 * @param anything nouns that say nothing of the kind
 * @param pronouns words whose object only the conversation tells
 * @param plurals nouns of kinds that name several objects, beside those that end on -s
 * @param colors the words of each colour, by the colour's word
 * @param nearColors colours that are not told apart, sRGB in [0, 1]
 * @param vetoes words that no sentence has which moves the arm, but for the idioms
 * @param conditions of the vetoes those that are never read through
 * @param denials of the vetoes those that deny or tell of others: they are read through in a clause
 *     beside the wish only
 * @param reports with what a sentence tells of something; nothing where that is not known
 * @param persons who is meant or spoken of where it is not the arm; null for nobody
 * @param stops words that ask to stop what is being done
 * @param withdrawals what takes back what was spoken of
 * @param hazards words without which nothing is unsafe
 * @param yes words of consent
 * @param corrections with what begins what replaces something that was said
 * @param leads what may stand before an answer
 * @param ends what may stand after an answer
 * @param more of what may stand there, what wishes for more of the same or for something instead
 * @param telling of what leads in, what tells that something is so
 * @param modifiers what else is said of an object, in one word
 * @param descriptions qualities that cannot be seen and single nothing out
 * @param misspelt small words, mistyped
 * @param quantities words for more than one object
 * @param spatial how each {@link dev.cobot.brain.language.SpatialRelation} is said, {@code {0}} and
 *     {@code {1}} for what it relates to
 * @param ordinals which one in an order a word means
 * @param written numbers as they are written, and the word for each
 * @param there words that point to a place
 * @param placed words that hold a place together
 * @param linking words that join a noun to the place after it
 * @param colored how a colour, {@code {0}}, is said after its noun
 * @param places what else is said of an object, by where it is
 * @param sources from where something is taken
 * @param determiners what a phrase begins with, the six most frequent first
 * @param agreements how determiner and colour go with a noun; none where they do not change
 * @param postures words of each {@link dev.cobot.brain.language.Posture}
 * @param turnings how each {@link dev.cobot.brain.language.Turning} is said
 * @param frames whole wishes beside those to place something, by what they wish for
 * @param parts lists of words for the slots of the frames, beside the verbs
 * @param verbs lists of verbs, by name
 * @param imperatives with what a sentence begins that may stand after "could you"
 * @param into prepositions of placing in something
 * @param beside prepositions of placing anywhere else
 * @param polite what may stand around a command
 * @param hesitations sounds between words
 * @param spokenMarks how marks are said by those who dictate
 * @param several how several wishes are said, and what is answered to a plan
 * @param pace how fast it is to be done
 * @param sentences whole sentences
 * @param wrappers what makes something else of a command, by the force
 */
record Language(
    double sure,
    Map<String, List<String>> kinds,
    List<String> anything,
    List<String> pronouns,
    List<String> plurals,
    Map<String, List<String>> colors,
    Map<String, double[]> nearColors,
    List<String> vetoes,
    List<String> conditions,
    List<String> denials,
    Reports reports,
    List<String> persons,
    List<String> stops,
    List<String> withdrawals,
    List<String> hazards,
    List<String> yes,
    List<String> corrections,
    List<String> leads,
    List<String> ends,
    List<String> more,
    List<String> telling,
    List<String> modifiers,
    List<String> descriptions,
    List<String> misspelt,
    List<String> quantities,
    Map<String, List<String>> spatial,
    Map<String, Integer> ordinals,
    Map<String, String> written,
    List<String> there,
    List<String> placed,
    List<String> linking,
    List<String> colored,
    List<String> places,
    List<String> sources,
    List<String> determiners,
    List<Agreement> agreements,
    Map<String, List<String>> postures,
    Map<String, List<String>> turnings,
    Map<String, List<String>> frames,
    Map<String, List<String>> parts,
    Map<String, List<String>> verbs,
    List<String> imperatives,
    List<String> into,
    List<String> beside,
    Polite polite,
    List<String> hesitations,
    Map<String, List<String>> spokenMarks,
    Several several,
    Pace pace,
    List<Sentences> sentences,
    Map<String, List<String>> wrappers) {
  /** The language of the catalogue of kinds. */
  private static final String CATALOGUED = "en";

  /** The names of the languages, the one that is preferred first. */
  static final List<String> ALL = List.of(CATALOGUED, "de");

  private static final int SKILL_WEIGHT = 8;
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * Politeness.
   *
   * @param calls what stands before any sentence
   * @param before what stands before a verb
   * @param gerund what stands before a verb with -ing
   * @param after what stands after it
   * @param contexts what is told before a wish and is none
   * @param tails what is told after it
   * @param idioms those that look like a condition or a question and are none
   */
  record Polite(
      List<String> calls,
      List<String> before,
      List<String> gerund,
      List<String> after,
      List<String> contexts,
      List<String> tails,
      List<String> idioms) {}

  /**
   * With what a sentence tells of something instead of wishing for it.
   *
   * @param phrases a {@code *} in them stands for up to six words
   * @param pasts past forms of verbs
   * @param others phrases by which another one is to do it
   * @param passives what leads to a past form that tells nothing: "should be placed"
   * @param takenBack with what a sentence ends that is taken back
   * @param gerunds verbs with -ing
   * @param gerundLeads what makes a wish of a verb with -ing, beside {@link Polite#gerund}
   */
  record Reports(
      List<String> phrases,
      List<String> pasts,
      List<String> others,
      List<String> passives,
      List<String> takenBack,
      List<String> gerunds,
      List<String> gerundLeads) {
    static final Reports NONE =
        new Reports(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /**
   * How several wishes are said in one sentence, and what is answered to a plan.
   *
   * @param links what stands between two wishes
   * @param conjunctions of the links those that tell of no order
   * @param notLinks what looks like it and is none
   * @param firsts what stands before the first
   * @param ends what stands after one that goes on from another
   * @param carried the verb of a wish that leaves it out
   * @param pointing pronouns for what the wish before names
   * @param amounts how many objects a word means; 0 for all that are there
   * @param of what may stand after such a word
   * @param singular for one object of a kind: its article and noun
   * @param consents to a plan, beside {@link Language#yes}
   * @param refusals of a plan
   * @param keeping what stands before those parts of a plan that alone are to be done
   * @param leaving what stands before those that are not
   * @param parts how a part of a plan is called: by its number, -1 for the last
   * @param doings how a part is called by its skill
   * @param resumptions with which what was stopped goes on
   */
  record Several(
      List<String> links,
      List<String> conjunctions,
      List<String> notLinks,
      List<String> firsts,
      List<String> ends,
      String carried,
      List<String> pointing,
      Map<String, Integer> amounts,
      List<String> of,
      Map<String, List<String>> singular,
      List<String> consents,
      List<String> refusals,
      List<String> keeping,
      List<String> leaving,
      Map<String, Integer> parts,
      Map<String, List<String>> doings,
      List<String> resumptions) {}

  /**
   * How fast what is being done is to be done.
   *
   * @param waits with what it is to rest where it is, until it goes on
   * @param slower what slows it down
   * @param faster what speeds it up
   * @param shares names of a speed, and which share of the usual one they mean
   */
  record Pace(
      List<String> waits, List<String> slower, List<String> faster, Map<String, Double> shares) {}

  /**
   * How what stands before some nouns goes with them.
   *
   * @param suffixes with one of which the nouns end
   * @param forms of a determiner, perhaps none, and of the ending of a colour; as often as they are
   *     to be drawn
   */
  record Agreement(List<String> suffixes, List<String> forms) {
    boolean isOf(String noun) {
      return suffixes.stream().anyMatch(noun::endsWith);
    }
  }

  /**
   * Sentences of one force and one intent.
   *
   * @param weight how often they are drawn, beside the others
   */
  record Sentences(String force, String intent, int weight, List<String> texts) {}

  /**
   * Loads a language.
   *
   * @param code the name of its folder, for example {@code en}
   */
  static Language load(String code) {
    try (InputStream words = resource(code + "/words.yaml");
        InputStream texts = resource(code + "/sentences.yaml")) {
      ObjectNode all = (ObjectNode) YAML.readTree(words);
      all.setAll((ObjectNode) YAML.readTree(texts));
      Language language = YAML.treeToValue(all, Language.class);
      if (code.equals(CATALOGUED)) {
        // A kind that is new in the catalogue is called as it is there.
        for (ObjectKind kind : ObjectKind.values()) {
          if (!kind.nouns().isEmpty()) {
            language.kinds().putIfAbsent(kind.word(), kind.nouns().stream().distinct().toList());
          }
        }
      }
      return language;
    } catch (IOException e) {
      throw new UncheckedIOException("language " + code + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns words of a language: frequent ones ({@code noun}, {@code verb}, {@code adjective}), and
   * those that a typing error of a known word could be, and are words themselves ({@code
   * neighbour}).
   */
  static Map<String, List<String>> openWords(String code) {
    Map<String, List<String>> words = new TreeMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(resource(code + "/open.txt"), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(" ", 2);
          words.computeIfAbsent(parts[0], any -> new ArrayList<>()).add(parts[1]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  private static InputStream resource(String name) {
    InputStream in = Language.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalArgumentException("there is no language file " + name);
    }
    return in;
  }

  /**
   * Returns this language with the sentences of those skills that it does not have by itself.
   *
   * @param wordings in the words of this language
   */
  Language with(List<Wording> wordings) {
    List<Sentences> all = new ArrayList<>(sentences);
    for (Wording wording : wordings) {
      if (!intents().contains(wording.skill())) {
        List<String> texts = new ArrayList<>(wording.frames());
        texts.addAll(wording.heldOutFrames());
        all.add(
            new Sentences(
                "command",
                wording.skill(),
                SKILL_WEIGHT,
                texts.stream().map(Language::slots).toList()));
      }
    }
    return new Language(
        sure,
        kinds,
        anything,
        pronouns,
        plurals,
        colors,
        nearColors,
        vetoes,
        conditions,
        denials,
        reports,
        persons,
        stops,
        withdrawals,
        hazards,
        yes,
        corrections,
        leads,
        ends,
        more,
        telling,
        modifiers,
        descriptions,
        misspelt,
        quantities,
        spatial,
        ordinals,
        written,
        there,
        placed,
        linking,
        colored,
        places,
        sources,
        determiners,
        agreements,
        postures,
        turnings,
        frames,
        parts,
        verbs,
        imperatives,
        into,
        beside,
        polite,
        hesitations,
        spokenMarks,
        several,
        pace,
        all,
        wrappers);
  }

  /** Rewrites the slots of a skill's frame as this language names them. */
  static String slots(String frame) {
    return frame
        .replace("{T}", "{target}")
        .replace("{D}", "{destination}")
        .replace("{p}", "{pick}")
        .replace("{l}", "{place}")
        .replace("{i}", "{into}")
        .replace("{c}", "{adjective}");
  }

  /** Returns how what stands before a noun goes with it; nothing where it does not change. */
  Optional<Agreement> agreement(String noun) {
    return agreements == null
        ? Optional.empty()
        : agreements.stream().filter(a -> a.isOf(noun)).findFirst();
  }

  /** Returns the intents in the order of the sentences; the last is that of no command. */
  List<String> intents() {
    return sentences.stream().map(Sentences::intent).distinct().toList();
  }

  /** Returns the sRGB value of a colour word that is not told apart from others, or null. */
  ColorRgb nearColor(String word) {
    double[] rgb = nearColors.get(word);
    return rgb == null ? null : new ColorRgb(rgb[0], rgb[1], rgb[2]);
  }
}
