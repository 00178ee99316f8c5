package dev.cobot.brain.hearing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.language.TokenEmbeddings;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Encoded sentences, and batches of them of about the same length. A share of each batch are whole
 * sentences that were said; the rest is made by the grammar, which knows more of each.
 */
final class ReaderBatches {
  /** A probability beneath this counts as this. */
  private static final float LEAST = 1e-7f;

  private static final Set<Tag> ANY = Set.of(Tag.values());

  private final TokenEncoder encoder;
  private final List<String> intents;
  private final int rows;
  private final double saidShare;
  private final Map<Integer, List<Encoded>> made = new HashMap<>();
  private final Map<Integer, List<Encoded>> said = new HashMap<>();
  private final Map<Integer, Batch> batches = new HashMap<>();
  private int count;

  /**
   * A sentence with its embeddings.
   *
   * @param vectors (tokens, width) as halves
   * @param forces what it may do
   * @param intent what it asks for, -1 where that is not known or it asks for nothing
   * @param isNoPlacing whether it is anything but a wish to place one thing in another
   * @param tags for each token the parts that it may play; all where it is not the first of a word
   */
  private record Encoded(
      short[] vectors, Set<Force> forces, int intent, boolean isNoPlacing, List<Set<Tag>> tags) {}

  /**
   * @param saidShare part of a batch, in [0, 1], that are sentences as they were said, where there
   *     are some of its length
   */
  ReaderBatches(TokenEncoder encoder, List<String> intents, int rows, double saidShare) {
    this.encoder = encoder;
    this.intents = List.copyOf(intents);
    this.rows = rows;
    this.saidShare = saidShare;
    for (int length : ReaderNet.LENGTHS) {
      made.put(length, new ArrayList<>());
      said.put(length, new ArrayList<>());
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Adds a sentence of the grammar; returns false where it is too long. */
  boolean add(LabelledSentence sentence) {
    TokenEmbeddings embeddings = encode(sentence.text());
    if (embeddings == null) {
      return false;
    }
    List<Set<Tag>> tags = sentence.tags().stream().map(Set::of).toList();
    boolean isCommand = sentence.force() == Force.COMMAND;
    int intent = isCommand ? Math.max(0, intents.indexOf(sentence.intent())) : -1;
    put(made, sentence.text(), embeddings, EnumSet.of(sentence.force()), intent, false, tags);
    return true;
  }

  /** Adds a sentence as it was said; returns false where it is too long. */
  boolean add(SaidSentence sentence) {
    TokenEmbeddings embeddings = encode(sentence.text());
    if (embeddings == null) {
      return false;
    }
    SaidSentence.Kind kind = sentence.kind();
    put(
        said,
        sentence.text(),
        embeddings,
        kind.forces(),
        kind.intent(intents).map(intents::indexOf).orElse(-1),
        kind.isAnythingButPlacing(),
        sentence.tags());
    return true;
  }

  private int placing() {
    return intents.indexOf(Ear.PLACE_IN);
  }

  private TokenEmbeddings encode(String text) {
    try {
      return encoder.encode(text, ReaderNet.TOKENS);
    } catch (IllegalArgumentException tooLong) {
      return null;
    }
  }

  private void put(
      Map<Integer, List<Encoded>> sentences,
      String text,
      TokenEmbeddings embeddings,
      Set<Force> forces,
      int intent,
      boolean isNoPlacing,
      List<Set<Tag>> wordTags) {
    int length = embeddings.early().length;
    List<Set<Tag>> tags = new ArrayList<>(Collections.nCopies(length, ANY));
    int[] first = WordSplit.firstTokens(WordSplit.words(text), embeddings.tokens());
    for (int w = 0; w < first.length; w++) {
      if (first[w] >= 0) {
        tags.set(first[w], wordTags.get(w));
      }
    }
    short[] vectors = new short[length * ReaderNet.TOKEN_WIDTH];
    for (int t = 0; t < length; t++) {
      for (int i = 0; i < ReaderNet.TOKEN_WIDTH; i++) {
        vectors[t * ReaderNet.TOKEN_WIDTH + i] = Halves.of(embeddings.early()[t][i]);
      }
    }
    sentences
        .get(ReaderNet.lengthFor(length))
        .add(new Encoded(vectors, forces, intent, isNoPlacing, tags));
    count++;
  }

  /** Returns the next batch, valid until the next call. */
  Batch fill(SplittableRandom random) {
    // Each length as often as there are sentences of it.
    int drawn = random.nextInt(made.values().stream().mapToInt(List::size).sum());
    int length = 0;
    for (int next : ReaderNet.LENGTHS) {
      length = next;
      drawn -= made.get(next).size();
      if (drawn < 0) {
        break;
      }
    }
    Batch batch = batches.computeIfAbsent(length, Batch::new);
    batch.fill(made.get(length), said.get(length), random);
    return batch;
  }

  /** One batch on the device, and the loss on it. */
  final class Batch {
    private final int length;
    private final ReaderNet net;
    private final HostBatch tokens;
    private final HostBatch mask;
    private final HostBatch forces;
    private final HostBatch isNoPlacing;
    private final HostBatch intent;
    private final HostBatch hasIntent;
    private final HostBatch tags;
    private final HostBatch tagged;

    private Batch(int length) {
      this.length = length;
      net = new ReaderNet(intents.size(), length);
      tokens = new HostBatch(rows, length, ReaderNet.TOKEN_WIDTH);
      mask = new HostBatch(rows, length);
      forces = new HostBatch(rows, Force.values().length);
      isNoPlacing = new HostBatch(rows);
      intent = new HostBatch(rows);
      hasIntent = new HostBatch(rows);
      tags = new HostBatch((long) rows * length, Tag.values().length);
      tagged = new HostBatch((long) rows * length);
    }

    private void fill(List<Encoded> made, List<Encoded> said, SplittableRandom random) {
      float[] vectors = new float[length * ReaderNet.TOKEN_WIDTH];
      float[] present = new float[length];
      float[] parts = new float[length * Tag.values().length];
      float[] counts = new float[length];
      FloatBuffer tokenValues = tokens.values();
      FloatBuffer maskValues = mask.values();
      FloatBuffer forceValues = forces.values();
      FloatBuffer noPlacingValues = isNoPlacing.values();
      FloatBuffer intentValues = intent.values();
      FloatBuffer hasIntentValues = hasIntent.values();
      FloatBuffer tagValues = tags.values();
      FloatBuffer taggedValues = tagged.values();
      for (int r = 0; r < rows; r++) {
        boolean isSaid = random.nextDouble() < saidShare && !said.isEmpty();
        List<Encoded> from = isSaid ? said : made;
        Encoded sentence = from.get(random.nextInt(from.size()));
        Arrays.fill(vectors, 0);
        for (int i = 0; i < sentence.vectors().length; i++) {
          vectors[i] = Halves.toFloat(sentence.vectors()[i]);
        }
        Arrays.fill(parts, 0);
        for (int t = 0; t < length; t++) {
          boolean isThere = t < sentence.tags().size();
          present[t] = isThere ? 1 : 0;
          Set<Tag> allowed = isThere ? sentence.tags().get(t) : ANY;
          counts[t] = allowed.equals(ANY) ? 0 : 1;
          for (Tag tag : allowed) {
            parts[t * Tag.values().length + tag.ordinal()] = 1;
          }
        }
        tokenValues.put(vectors);
        maskValues.put(present);
        tagValues.put(parts);
        taggedValues.put(counts);
        for (Force force : Force.values()) {
          forceValues.put(sentence.forces().contains(force) ? 1 : 0);
        }
        noPlacingValues.put(sentence.isNoPlacing() ? 1 : 0);
        intentValues.put(Math.max(0, sentence.intent()));
        hasIntentValues.put(sentence.intent() >= 0 ? 1 : 0);
      }
    }

    /**
     * Returns the negative logarithms of the probability that the sentence does one of the things
     * that it may do, that it asks for something else than placing where it is no wish for that,
     * that its words play parts that they may play, and the cross entropy of what it asks for where
     * that is known.
     */
    NDArray loss(StepScope scope) {
      List<NDArray> out =
          scope.forward(net, tokens.toArray(scope.manager()), mask.toArray(scope.manager()));
      NDArray force = among(out.get(0).softmax(-1), forces.toArray(scope.manager()));
      NDArray placing = out.get(1).softmax(-1).get(":, " + placing());
      NDArray other = Losses.scalar(placing, 1).sub(placing);
      NDArray known =
          surprise(force).add(surprise(other).mul(isNoPlacing.toArray(scope.manager()))).mean();
      int parts = Tag.values().length;
      NDArray words = out.get(2).reshape(new Shape((long) rows * length, parts)).softmax(-1);
      return known
          .add(
              Losses.crossEntropy(
                  out.get(1), intent.toArray(scope.manager()), hasIntent.toArray(scope.manager())))
          .add(
              Losses.weightedMean(
                  surprise(among(words, tags.toArray(scope.manager()))),
                  tagged.toArray(scope.manager())));
    }

    /** Returns the probability (rows) of the classes that are allowed (rows, classes). */
    private static NDArray among(NDArray probabilities, NDArray allowed) {
      return probabilities.mul(allowed).sum(new int[] {1});
    }

    private static NDArray surprise(NDArray probability) {
      return probability.maximum(Losses.scalar(probability, LEAST)).log().neg();
    }
  }
}
