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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Trains the reader on sentences of the grammar, over the frozen sentence encoder. */
public final class HearingTraining {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The language that is trained. */
  static final String LANGUAGE = "en";

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
      return new Config(50000, 2000, 4500, 64, 1e-3, 2e-2);
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

  /**
   * Trains and releases the model.
   *
   * @param wordings how each skill is asked for
   */
  public static Quality train(List<Wording> wordings, Config config, TrainingJob job)
      throws IOException {
    ObjectNode resolved = JSON.valueToTree(config);
    TrainingRun run =
        TrainingRun.open(job, resolved, resolved, TrainingRun.Plan.of(config.steps()));
    OptimizerConfig optimizer =
        OptimizerConfig.of(config.learningRate())
            .withSchedule(Math.min(100, config.steps() / 10), config.steps(), 0.01)
            .withWeightDecay(config.weightDecay())
            .withAverage(0.99);
    Language language = Language.load(LANGUAGE).with(wordings);
    Map<String, List<String>> open = Language.openWords(LANGUAGE);
    List<String> intents = language.intents();
    ReaderNet net = new ReaderNet(intents.size());
    try (TokenEncoder encoder = TokenEncoder.load(InferenceDevice.CPU);
        NetworkTrainer trainer = new NetworkTrainer(optimizer, job.seeds(), job.device())) {
      List<Encoded> sentences =
          encode(
              encoder,
              new SentenceGrammar(language, open, SentenceGrammar.Split.TRAIN),
              intents,
              config.sentences(),
              job.seeds().stream("sentences"));
      Batch batch = new Batch(config.batch(), net);
      run.train(
          trainer,
          step -> {
            batch.fill(sentences, job.seeds().child(step).stream("batch"));
            return Map.of("loss", (double) trainer.step(batch::loss));
          });
      Weights weights = trainer.weights(net);
      Quality quality;
      try (TorchNet torch = TorchNet.open(net, weights, job.device())) {
        quality =
            measure(
                new Reader(encoder, torch, intents),
                new SentenceGrammar(language, open, SentenceGrammar.Split.HELD_OUT),
                config.heldOutSentences(),
                job.seeds().stream("heldOut"));
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("heldOutForce", quality.force());
      metrics.put("heldOutIntent", quality.intent());
      metrics.put("heldOutWords", quality.words());
      run.record(config.steps(), metrics);
      ObjectNode architecture = JSON.createObjectNode();
      architecture.put("language", LANGUAGE);
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
      Reader.Reading read = reader.read(sentence.text()).orElse(null);
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
      java.util.Arrays.fill(tags, (byte) -1);
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
        java.util.Arrays.fill(vectors, 0);
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
