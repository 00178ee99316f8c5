package dev.cobot.brain.hearing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.language.TokenEmbeddings;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.language.Wording;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Trains the reader on sentences of the grammar, over the frozen sentence encoder. */
public final class HearingTraining {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORCE_TEMPERATURE = "forceTemperature";
  private static final String INTENT_TEMPERATURE = "intentTemperature";
  private static final double MIN_TEMPERATURE = 0.5;
  private static final double MAX_TEMPERATURE = 5;
  private static final double TEMPERATURE_STEP = 0.05;

  /**
   * How to train.
   *
   * @param sentences distinct sentences to train on
   * @param heldOutSentences sentences of other wordings to measure on
   */
  public record Config(
      int sentences,
      int heldOutSentences,
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
      return new Config(120000, 2000, 10000, 64, 1e-3, 2e-2);
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
    List<String> intents = language.intents();
    ReaderNet net = new ReaderNet(intents.size());
    try (TokenEncoder encoder = TokenEncoder.load(InferenceDevice.CPU);
        NetworkTrainer trainer = new NetworkTrainer(optimizer, job.seeds(), job.device())) {
      List<Encoded> sentences = new ArrayList<>();
      Batch batch = new Batch(config.batch(), net);
      run.train(
          trainer,
          step -> {
            if (sentences.isEmpty()) {
              // Not for a training that is done, and only releases again.
              sentences.addAll(
                  encode(
                      encoder,
                      new SentenceGrammar(language, open, SentenceGrammar.Split.TRAIN),
                      intents,
                      config.sentences(),
                      job.seeds().stream("sentences")));
            }
            batch.fill(sentences, job.seeds().child(step).stream("batch"));
            return Map.of("loss", (double) trainer.step(batch::loss));
          });
      Weights weights = trainer.weights(net);
      Quality quality;
      Reader.Temperatures temperatures;
      try (TorchNet torch = TorchNet.open(net, weights, job.device())) {
        Reader reader = new Reader(encoder, torch, intents, Reader.Temperatures.NONE);
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
      ModelFolder.write(
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

  /** Returns the temperatures that a card's metrics name. */
  static Reader.Temperatures temperatures(Map<String, Double> metrics) {
    return new Reader.Temperatures(
        metrics.getOrDefault(FORCE_TEMPERATURE, 1.0),
        metrics.getOrDefault(INTENT_TEMPERATURE, 1.0));
  }

  /** Finds the temperatures at which sentences that are drawn, in turns, are likeliest. */
  static Reader.Temperatures fit(
      Reader reader, List<SentenceGrammar> grammars, int count, SplittableRandom random) {
    List<Map<Force, Double>> forces = new ArrayList<>();
    List<Force> trueForces = new ArrayList<>();
    List<Map<String, Double>> intents = new ArrayList<>();
    List<String> trueIntents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LabelledSentence sentence = draw(grammars.get(i % grammars.size()), random);
      Reader.Reading read = read(reader, sentence).orElse(null);
      if (read == null) {
        continue;
      }
      forces.add(read.forces());
      trueForces.add(sentence.force());
      if (sentence.force() == Force.COMMAND) {
        intents.add(read.intents());
        trueIntents.add(sentence.intent());
      }
    }
    return new Reader.Temperatures(likeliest(forces, trueForces), likeliest(intents, trueIntents));
  }

  private static <K> double likeliest(List<Map<K, Double>> probabilities, List<K> truth) {
    double best = 1;
    double least = Double.MAX_VALUE;
    for (double temperature = MIN_TEMPERATURE;
        temperature <= MAX_TEMPERATURE;
        temperature += TEMPERATURE_STEP) {
      double loss = 0;
      for (int i = 0; i < truth.size(); i++) {
        double p = Reader.Temperatures.at(temperature, probabilities.get(i)).get(truth.get(i));
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
      Reader.Reading read = read(reader, sentence).orElse(null);
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
  private static Optional<Reader.Reading> read(Reader reader, LabelledSentence sentence) {
    try {
      return reader.read(sentence.text());
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

  /**
   * A sentence with its embeddings.
   *
   * @param vectors (tokens, width) as half floats
   * @param tags for each token, -1 where it is not the first of a word
   */
  private record Encoded(short[] vectors, int force, int intent, byte[] tags) {}

  private static List<Encoded> encode(
      TokenEncoder encoder,
      SentenceGrammar grammar,
      List<String> intents,
      int count,
      SplittableRandom random) {
    List<Encoded> sentences = new ArrayList<>(count);
    Set<String> seen = new HashSet<>();
    for (int tries = 0; sentences.size() < count && tries < 20 * count; tries++) {
      LabelledSentence sentence = draw(grammar, random);
      if (!seen.add(sentence.text())) {
        continue;
      }
      TokenEmbeddings embeddings;
      try {
        embeddings = encoder.encode(sentence.text());
      } catch (IllegalArgumentException tooLong) {
        continue;
      }
      int[] first = WordSplit.firstTokens(WordSplit.words(sentence.text()), embeddings.tokens());
      byte[] tags = new byte[embeddings.tokens().size()];
      Arrays.fill(tags, (byte) -1);
      for (int w = 0; w < first.length; w++) {
        if (first[w] >= 0) {
          tags[first[w]] = (byte) sentence.tags().get(w).ordinal();
        }
      }
      short[] vectors = new short[tags.length * ReaderNet.TOKEN_WIDTH];
      for (int t = 0; t < tags.length; t++) {
        for (int i = 0; i < ReaderNet.TOKEN_WIDTH; i++) {
          vectors[t * ReaderNet.TOKEN_WIDTH + i] = Halves.of(embeddings.vectors()[t][i]);
        }
      }
      int intent = intents.indexOf(sentence.intent());
      sentences.add(new Encoded(vectors, sentence.force().ordinal(), intent, tags));
    }
    return sentences;
  }

  /** One batch on the device, and the loss on it. */
  private static final class Batch {
    private final int rows;
    private final ReaderNet net;
    private final HostBatch tokens;
    private final HostBatch mask;
    private final HostBatch force;
    private final HostBatch intent;
    private final HostBatch isCommand;
    private final HostBatch tags;
    private final HostBatch tagged;

    Batch(int rows, ReaderNet net) {
      this.rows = rows;
      this.net = net;
      tokens = new HostBatch(rows, ReaderNet.TOKENS, ReaderNet.TOKEN_WIDTH);
      mask = new HostBatch(rows, ReaderNet.TOKENS);
      force = new HostBatch(rows);
      intent = new HostBatch(rows);
      isCommand = new HostBatch(rows);
      tags = new HostBatch((long) rows * ReaderNet.TOKENS);
      tagged = new HostBatch((long) rows * ReaderNet.TOKENS);
    }

    void fill(List<Encoded> sentences, SplittableRandom random) {
      float[] vectors = new float[ReaderNet.TOKENS * ReaderNet.TOKEN_WIDTH];
      float[] present = new float[ReaderNet.TOKENS];
      float[] classes = new float[ReaderNet.TOKENS];
      float[] counts = new float[ReaderNet.TOKENS];
      java.nio.FloatBuffer tokenValues = tokens.values();
      java.nio.FloatBuffer maskValues = mask.values();
      java.nio.FloatBuffer forceValues = force.values();
      java.nio.FloatBuffer intentValues = intent.values();
      java.nio.FloatBuffer commandValues = isCommand.values();
      java.nio.FloatBuffer tagValues = tags.values();
      java.nio.FloatBuffer taggedValues = tagged.values();
      for (int r = 0; r < rows; r++) {
        Encoded sentence = sentences.get(random.nextInt(sentences.size()));
        Arrays.fill(vectors, 0);
        for (int i = 0; i < sentence.vectors().length; i++) {
          vectors[i] = Halves.toFloat(sentence.vectors()[i]);
        }
        for (int t = 0; t < ReaderNet.TOKENS; t++) {
          boolean isThere = t < sentence.tags().length;
          present[t] = isThere ? 1 : 0;
          boolean counted = isThere && sentence.tags()[t] >= 0;
          classes[t] = counted ? sentence.tags()[t] : 0;
          counts[t] = counted ? 1 : 0;
        }
        tokenValues.put(vectors);
        maskValues.put(present);
        tagValues.put(classes);
        taggedValues.put(counts);
        forceValues.put(sentence.force());
        intentValues.put(Math.max(0, sentence.intent()));
        commandValues.put(sentence.force() == Force.COMMAND.ordinal() ? 1 : 0);
      }
    }

    NDArray loss(StepScope scope) {
      List<NDArray> out =
          scope.forward(net, tokens.toArray(scope.manager()), mask.toArray(scope.manager()));
      NDArray flat =
          out.get(2).reshape(new Shape((long) rows * ReaderNet.TOKENS, Tag.values().length));
      return Losses.crossEntropy(out.get(0), force.toArray(scope.manager()))
          .add(
              Losses.crossEntropy(
                  out.get(1), intent.toArray(scope.manager()), isCommand.toArray(scope.manager())))
          .add(
              Losses.crossEntropy(
                  flat, tags.toArray(scope.manager()), tagged.toArray(scope.manager())));
    }
  }
}
