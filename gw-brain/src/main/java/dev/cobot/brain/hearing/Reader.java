package dev.cobot.brain.hearing;

import dev.cobot.brain.language.TokenEmbeddings;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.InferenceNet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** The learned reader: a folded text to what it does, what it asks for, and its words' parts. */
final class Reader implements AutoCloseable {
  private final TokenEncoder encoder;
  private final IntFunction<InferenceNet> net;
  private final Map<Integer, InferenceNet> nets = new ConcurrentHashMap<>();
  private final List<String> intents;
  private final Temperatures temperatures;

  /**
   * How much more evenly than the network says its classes are spread: probabilities are the
   * softmax of logits divided by this (Guo et al., ICML 2017).
   */
  record Temperatures(double force, double intent) {
    static final Temperatures NONE = new Temperatures(1, 1);

    /** Returns probabilities as they are at a temperature. */
    static <K> Map<K, Double> at(double temperature, Map<K, Double> probabilities) {
      Map<K, Double> spread = new LinkedHashMap<>();
      probabilities.forEach((key, p) -> spread.put(key, Math.pow(p, 1 / temperature)));
      double sum = spread.values().stream().mapToDouble(Double::doubleValue).sum();
      spread.replaceAll((key, p) -> p / sum);
      return spread;
    }
  }

  /**
   * A word or mark of a text.
   *
   * @param probability of its tag
   */
  record Word(String text, Tag tag, double probability) {
    /** Returns the same word in another part. */
    Word as(Tag other) {
      return new Word(text, other, probability);
    }
  }

  /**
   * What was read.
   *
   * @param forces the probability of each force
   * @param intents the probability of each intent, if it is a command
   */
  record Reading(Map<Force, Double> forces, Map<String, Double> intents, List<Word> words) {
    Reading {
      forces = new EnumMap<>(forces);
      intents = Map.copyOf(intents);
      words = List.copyOf(words);
    }

    /** Returns the most likely intent. */
    String intent() {
      return Collections.max(intents.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    double intentProbability() {
      return intents.get(intent());
    }

    /** Returns the most likely force. */
    Force force() {
      return Collections.max(forces.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    /** Returns the reading with other parts of its words. */
    Reading with(List<Word> others) {
      return new Reading(forces, intents, others);
    }

    double forceProbability() {
      return forces.get(force());
    }

    /** Returns the reading when it is known that a force cannot be. */
    Reading without(Force impossible) {
      double rest = 1 - forces.get(impossible);
      Map<Force, Double> left = new EnumMap<>(Force.class);
      forces.forEach((force, p) -> left.put(force, force == impossible ? 0 : p / rest));
      return new Reading(left, intents, words);
    }
  }

  /**
   * @param encoder stays open
   * @param net opens a {@link ReaderNet} of a length when one is read that needs it, closed with
   *     this: each holds the weights anew, and most languages and lengths are never said
   * @param intents in the order of its outputs
   */
  Reader(
      TokenEncoder encoder,
      IntFunction<InferenceNet> net,
      List<String> intents,
      Temperatures temperatures) {
    this.encoder = encoder;
    this.net = net;
    this.intents = List.copyOf(intents);
    this.temperatures = temperatures;
  }

  /**
   * Reads a text.
   *
   * @param folded small letters without accents
   * @return nothing when its words cannot be told from what the encoder made of them
   * @throws IllegalArgumentException when it is blank or too long
   */
  Optional<Reading> read(String folded) {
    TokenEmbeddings embeddings = encoder.encode(folded, ReaderNet.TOKENS);
    int length = ReaderNet.lengthFor(embeddings.early().length);
    float[] tokens = new float[length * ReaderNet.TOKEN_WIDTH];
    float[] mask = new float[length];
    for (int t = 0; t < embeddings.early().length; t++) {
      float[] vector = embeddings.early()[t];
      System.arraycopy(vector, 0, tokens, t * ReaderNet.TOKEN_WIDTH, ReaderNet.TOKEN_WIDTH);
      mask[t] = 1;
    }
    List<String> words = WordSplit.words(folded);
    int[] first = WordSplit.firstTokens(words, embeddings.tokens());
    float[][] out = nets.computeIfAbsent(length, net::apply).run(1, tokens, mask);
    int tags = Tag.values().length;
    List<Word> read = new ArrayList<>();
    for (int w = 0; w < words.size(); w++) {
      if (first[w] < 0) {
        return Optional.empty();
      }
      int tag = best(out[2], first[w] * tags, tags);
      read.add(
          new Word(
              words.get(w), Tag.values()[tag], probability(out[2], first[w] * tags, tags, tag)));
    }
    Map<Force, Double> forces = new EnumMap<>(Force.class);
    for (Force force : Force.values()) {
      forces.put(force, probability(out[0], 0, out[0].length, force.ordinal()));
    }
    Map<String, Double> wishes = new LinkedHashMap<>();
    for (int i = 0; i < intents.size(); i++) {
      wishes.put(intents.get(i), probability(out[1], 0, out[1].length, i));
    }
    return Optional.of(
        new Reading(
            Temperatures.at(temperatures.force(), forces),
            Temperatures.at(temperatures.intent(), wishes),
            read));
  }

  private static int best(float[] values, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (values[from + i] > values[from + best]) {
        best = i;
      }
    }
    return best;
  }

  private static double probability(float[] logits, int from, int count, int of) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp(logits[from + i] - logits[from + of]);
    }
    return 1 / sum;
  }

  @Override
  public void close() {
    nets.values().forEach(InferenceNet::close);
  }
}
