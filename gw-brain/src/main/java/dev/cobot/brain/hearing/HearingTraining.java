package dev.cobot.brain.hearing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.language.Wording;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** Trains the reader on sentences of the grammar, over the frozen sentence encoder. */
public final class HearingTraining {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORCE_TEMPERATURE = "forceTemperature";
  private static final String INTENT_TEMPERATURE = "intentTemperature";

  /** A sentence that was said is learned from about this many combinations of things at most. */
  private static final int MOST_VARIANTS = 16;

  /** The share of variants of wishes that are forbidden, asked about, told of or put off. */
  private static final double WRAPPED = 0.15;

  private static final double MIN_TEMPERATURE = 0.5;
  private static final double MAX_TEMPERATURE = 5;
  private static final double TEMPERATURE_STEP = 0.05;

  /**
   * How to train.
   *
   * @param sentences distinct sentences to train on
   * @param heldOutSentences sentences of other wordings to measure on
   * @param saidSentences distinct sentences that were said to train on besides: each as it is, then
   *     about other colours and nouns
   * @param saidShare part of each batch, in [0, 1], that are such sentences
   */
  public record Config(
      int sentences,
      int heldOutSentences,
      int saidSentences,
      double saidShare,
      int steps,
      int batch,
      double learningRate,
      double weightDecay) {
    /** Checks the ranges. */
    public Config {
      require(sentences > 0 && sentences <= 1 << 18, "sentences", sentences, "1 to 262144");
      require(
          heldOutSentences > 0 && heldOutSentences <= 1 << 18,
          "heldOutSentences",
          heldOutSentences,
          "1 to 262144");
      require(
          saidSentences >= 0 && saidSentences <= 1 << 18,
          "saidSentences",
          saidSentences,
          "0 to 262144");
      require(saidShare >= 0 && saidShare <= 1, "saidShare", saidShare, "0 to 1");
      require(steps > 0, "steps", steps, "above 0");
      require(batch > 0 && batch <= 1 << 12, "batch", batch, "1 to 4096");
      // The optimiser refuses rates and decays out of range.
      OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
    }

    private static void require(boolean good, String what, Object got, String allowed) {
      if (!good) {
        throw new IllegalArgumentException(
            "hearing: %s is %s; allowed: %s".formatted(what, got, allowed));
      }
    }

    /** Returns the recipe of the released model. */
    public static Config defaults() {
      return new Config(30000, 500, 50000, 0.6, 2600, 64, 3e-4, 2e-2);
    }
  }

  /**
   * Part of the held-out sentences that are heard right.
   *
   * @param force what the sentence does
   * @param intent what a command asks for
   * @param words the part that each word plays, of all words
   */
  public record Quality(double force, double intent, double words) {}

  private HearingTraining() {}

  /** Returns the languages that can be trained. */
  public static List<String> languages() {
    return Language.ALL;
  }

  /** Returns the names of classes in the order of a network's outputs. */
  static List<String> names(Enum<?>[] classes) {
    return Arrays.stream(classes).map(Enum::name).toList();
  }

  /**
   * Trains and releases the model of a language.
   *
   * @param code one of {@link #languages}
   * @param wordings how each skill is asked for in the language of the catalogue of kinds
   */
  public static Quality train(String code, List<Wording> wordings, Config config, TrainingJob job)
      throws IOException {
    ObjectNode resolved = JSON.valueToTree(config);
    TrainingRun run =
        TrainingRun.open(job, resolved, resolved, TrainingRun.Plan.of(config.steps()));
    OptimizerConfig optimizer =
        OptimizerConfig.of(config.learningRate())
            .withSchedule(Math.min(100, config.steps() / 10), config.steps(), 0.01)
            .withWeightDecay(config.weightDecay())
            .withAverage(0.99);
    Language language = Language.load(code).with(code.equals("en") ? wordings : List.of());
    Map<String, List<String>> open = Language.openWords(code);
    List<SaidSentence> said = SaidSentence.load(code, language);
    List<String> intents = language.intents();
    ReaderNet net = new ReaderNet(intents.size(), ReaderNet.TOKENS);
    try (TokenEncoder encoder = TokenEncoder.load(InferenceDevice.CPU);
        NetworkTrainer trainer = new NetworkTrainer(optimizer, job.seeds(), job.device())) {
      ReaderBatches batches =
          new ReaderBatches(encoder, intents, config.batch(), config.saidShare());
      if (!run.hasCheckpoint()) {
        startFromPublished(trainer, net);
      }
      run.train(
          trainer,
          step -> {
            if (batches.isEmpty()) {
              // Not for a training that is done, and only releases again.
              SentenceGrammar grammar =
                  new SentenceGrammar(language, open, SentenceGrammar.Split.TRAIN);
              addMade(batches, grammar, config.sentences(), job.seeds().stream("sentences"));
              addSaid(
                  batches,
                  language,
                  grammar,
                  said.stream().filter(sentence -> !sentence.isHeldOut()).toList(),
                  config.saidSentences(),
                  job.seeds().stream("said"));
            }
            ReaderBatches.Batch batch = batches.fill(job.seeds().child(step).stream("batch"));
            return Map.of("loss", (double) trainer.step(batch::loss));
          });
      Weights weights = trainer.weights(net);
      Quality quality;
      Reader.Temperatures temperatures;
      try (Reader reader =
          new Reader(
              encoder,
              length -> TorchNet.open(new ReaderNet(intents.size(), length), weights, job.device()),
              intents,
              Reader.Temperatures.NONE)) {
        SentenceGrammar heldOut =
            new SentenceGrammar(language, open, SentenceGrammar.Split.HELD_OUT);
        quality =
            measure(reader, heldOut, config.heldOutSentences(), job.seeds().stream("heldOut"));
        // People's wordings are partly those of the grammar: on the held-out ones alone the reader
        // would be made more doubtful than it need be.
        SentenceGrammar known = new SentenceGrammar(language, open, SentenceGrammar.Split.TRAIN);
        temperatures =
            fit(
                reader,
                List.of(heldOut, known),
                config.heldOutSentences(),
                said.stream()
                    .filter(SaidSentence::isHeldOut)
                    .limit(config.heldOutSentences())
                    .toList(),
                job.seeds().stream("temperature"));
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("heldOutForce", quality.force());
      metrics.put("heldOutIntent", quality.intent());
      metrics.put("heldOutWords", quality.words());
      metrics.put(FORCE_TEMPERATURE, temperatures.force());
      metrics.put(INTENT_TEMPERATURE, temperatures.intent());
      run.record(config.steps(), metrics);
      ObjectNode architecture = JSON.createObjectNode();
      architecture.put("language", code);
      architecture.set("forces", JSON.valueToTree(names(Force.values())));
      architecture.set("tags", JSON.valueToTree(names(Tag.values())));
      architecture.set("intents", JSON.valueToTree(intents));
      ModelFolder.writeSmall(
          job.model(),
          new ModelCard(
              "hearing",
              Instant.now().toString(),
              job.seed(),
              architecture,
              resolved,
              net.inputs(),
              net.outputs(),
              metrics,
              TrainingRun.versions(),
              Map.of()),
          net,
          weights);
      return quality;
    }
  }

  /** Lets the layers of the encoder that are learned on be what they were. */
  private static void startFromPublished(NetworkTrainer trainer, ReaderNet net) {
    trainer.create(net);
    Map<String, FloatTensor> start = new LinkedHashMap<>(trainer.weights(net).tensors());
    start.putAll(EncoderLayers.published(TokenEncoder.published()));
    trainer.load(net, new Weights(start));
  }

  /** Adds distinct sentences of a grammar. */
  private static void addMade(
      ReaderBatches batches, SentenceGrammar grammar, int count, SplittableRandom random) {
    Set<String> seen = new HashSet<>();
    for (int tries = 0; seen.size() < count && tries < 20 * count; tries++) {
      LabelledSentence sentence = draw(grammar, random);
      if (!seen.contains(sentence.text()) && batches.add(sentence)) {
        seen.add(sentence.text());
      }
    }
  }

  /**
   * Adds distinct sentences as they were said, and then variants about other objects, some of which
   * are made to wish for nothing: words that deny or put off are heard in their contrast.
   */
  private static void addSaid(
      ReaderBatches batches,
      Language language,
      SentenceGrammar grammar,
      List<SaidSentence> said,
      int count,
      SplittableRandom random) {
    List<SaidSentence> order = new ArrayList<>(said);
    Collections.shuffle(order, new Random(random.nextLong()));
    Set<String> seen = new HashSet<>();
    for (int i = 0; seen.size() < count && i < MOST_VARIANTS * order.size(); i++) {
      SaidSentence sentence = order.get(i % order.size());
      SaidSentence variant = i < order.size() ? sentence : sentence.about(language, random);
      if (i >= order.size()
          && variant.kind() == SaidSentence.Kind.PLACING
          && random.nextDouble() < WRAPPED) {
        String text = grammar.wrapped(variant.text(), random);
        variant = SaidSentence.marked(text, SaidSentence.Kind.STILL, language);
      }
      if (!seen.contains(variant.text()) && batches.add(variant)) {
        seen.add(variant.text());
      }
    }
  }

  /** Returns the temperatures that a card's metrics name. */
  static Reader.Temperatures temperatures(Map<String, Double> metrics) {
    return new Reader.Temperatures(
        metrics.getOrDefault(FORCE_TEMPERATURE, 1.0),
        metrics.getOrDefault(INTENT_TEMPERATURE, 1.0));
  }

  /**
   * Finds the temperatures at which what is known of sentences is likeliest: of those that are
   * drawn, in turns, and for what a sentence does, of those that were said, where there are some:
   * they are those of people.
   */
  static Reader.Temperatures fit(
      Reader reader,
      List<SentenceGrammar> grammars,
      int count,
      List<SaidSentence> said,
      SplittableRandom random) {
    List<Map<Force, Double>> forces = new ArrayList<>();
    List<Set<Force>> trueForces = new ArrayList<>();
    List<Map<String, Double>> intents = new ArrayList<>();
    List<Set<String>> trueIntents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LabelledSentence sentence = draw(grammars.get(i % grammars.size()), random);
      Reader.Reading read = read(reader, sentence.text()).orElse(null);
      if (read == null) {
        continue;
      }
      if (said.isEmpty()) {
        forces.add(read.forces());
        trueForces.add(Set.of(sentence.force()));
      }
      if (sentence.force() == Force.COMMAND) {
        intents.add(read.intents());
        trueIntents.add(Set.of(sentence.intent()));
      }
    }
    for (SaidSentence sentence : said) {
      read(reader, sentence.text())
          .ifPresent(
              read -> {
                forces.add(read.forces());
                trueForces.add(sentence.kind().forces());
              });
    }
    return new Reader.Temperatures(likeliest(forces, trueForces), likeliest(intents, trueIntents));
  }

  private static <K> double likeliest(List<Map<K, Double>> probabilities, List<Set<K>> truth) {
    double best = 1;
    double least = Double.MAX_VALUE;
    for (double temperature = MIN_TEMPERATURE;
        temperature <= MAX_TEMPERATURE;
        temperature += TEMPERATURE_STEP) {
      double loss = 0;
      for (int i = 0; i < truth.size(); i++) {
        Map<K, Double> at = Reader.Temperatures.at(temperature, probabilities.get(i));
        double p = truth.get(i).stream().mapToDouble(at::get).sum();
        loss -= Math.log(Math.max(p, 1e-12));
      }
      if (loss < least) {
        least = loss;
        best = temperature;
      }
    }
    return best;
  }

  /** Measures a reader on sentences that are drawn. */
  static Quality measure(
      Reader reader, SentenceGrammar grammar, int count, SplittableRandom random) {
    int force = 0;
    int commands = 0;
    int intent = 0;
    int right = 0;
    int words = 0;
    for (int i = 0; i < count; i++) {
      LabelledSentence sentence = draw(grammar, random);
      Reader.Reading read = read(reader, sentence.text()).orElse(null);
      boolean isCommand = sentence.force() == Force.COMMAND;
      commands += isCommand ? 1 : 0;
      words += sentence.tags().size();
      if (read == null) {
        continue;
      }
      force += read.force() == sentence.force() ? 1 : 0;
      intent += isCommand && read.intent().equals(sentence.intent()) ? 1 : 0;
      for (int w = 0; w < read.words().size(); w++) {
        right += read.words().get(w).tag() == sentence.tags().get(w) ? 1 : 0;
      }
    }
    return new Quality(force / (double) count, intent / (double) commands, right / (double) words);
  }

  /** Returns nothing for a sentence of more word pieces than can be read. */
  private static Optional<Reader.Reading> read(Reader reader, String text) {
    try {
      return reader.read(text);
    } catch (IllegalArgumentException tooLong) {
      return Optional.empty();
    }
  }

  private static LabelledSentence draw(SentenceGrammar grammar, SplittableRandom random) {
    LabelledSentence sentence;
    do {
      sentence = grammar.draw(random);
    } while (sentence.text().length() > TokenEncoder.MAX_CHARACTERS
        || sentence.tags().size() > ReaderNet.TOKENS - 10);
    return sentence;
  }
}
