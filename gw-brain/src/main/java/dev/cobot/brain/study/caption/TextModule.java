package dev.cobot.brain.study.caption;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.study.shapes.CaptionModule;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A released text domain: captions to latents and back, the most likely word at each step. */
public final class TextModule implements CaptionModule {
  static final String ENCODER = "encode";
  static final String DECODER = "decode";
  static final String VOCABULARY = "vocabulary.txt";
  static final String KIND = "kind"; // in a card's architecture, as the two below
  static final String CONFIG = "config";
  static final String HASH = "vocabularySha256";
  private static final int MAX_ROWS = 256; // at once

  private final TextConfig config;
  private final Vocabulary vocabulary;
  private final CaptionInput input;
  private final String fingerprint;
  private final InferenceNet encoder;
  private final InferenceNet decoder;

  /** All but the vocabulary is closed with this. */
  TextModule(
      TextConfig config,
      Vocabulary vocabulary,
      CaptionInput input,
      String fingerprint,
      InferenceNet encoder,
      InferenceNet decoder) {
    this.config = config;
    this.vocabulary = vocabulary;
    this.input = input;
    this.fingerprint = fingerprint;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * Opens what a {@link TextTraining} released.
   *
   * @throws ModelException with one sentence, if a file is missing, damaged or of another domain
   */
  public static TextModule open(Path folder, InferenceDevice device) {
    ModelFolder encoding = ModelFolder.open(folder.resolve(ENCODER));
    ModelFolder decoding = ModelFolder.open(folder.resolve(DECODER));
    JsonNode architecture = encoding.card().architecture();
    String kind = architecture.path(KIND).asText("none");
    if (!kind.equals(TEXT) || !architecture.equals(decoding.card().architecture())) {
      throw new ModelException(
          "%s holds a module of '%s', expected '%s', the same in %s and %s; train it again"
              .formatted(folder, kind, TEXT, ENCODER, DECODER));
    }
    Vocabulary vocabulary =
        Vocabulary.open(folder.resolve(VOCABULARY), architecture.path(HASH).asText("none"));
    TextConfig config = config(folder, architecture.path(CONFIG));
    InferenceNet encoder = encoding.openOnnx(device);
    InferenceNet decoder = null;
    try {
      decoder = decoding.openOnnx(device);
      return new TextModule(
          config,
          vocabulary,
          input(config, vocabulary),
          encoding.weights().sha256() + vocabulary.sha256(),
          encoder,
          decoder);
    } catch (RuntimeException e) {
      encoder.close();
      if (decoder != null) {
        decoder.close();
      }
      throw e;
    }
  }

  private static TextConfig config(Path folder, JsonNode node) {
    try {
      return new ObjectMapper().treeToValue(node, TextConfig.class);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "%s has a card without a usable configuration (%s); train it again"
              .formatted(folder, e.getOriginalMessage()),
          e);
    }
  }

  static CaptionInput input(TextConfig config, Vocabulary vocabulary) {
    return switch (config.encoder()) {
      case WORDS -> new WordInput(config, vocabulary);
      case MINILM -> new FrozenInput(config, TokenEncoder.load(InferenceDevice.CPU));
    };
  }

  @Override
  public String name() {
    return TEXT;
  }

  @Override
  public Domain domain(MlpShape mlp) {
    DomainSpec spec = DomainSpec.of(TEXT, config.latentWidth(), mlp);
    return () -> spec;
  }

  @Override
  public FloatTensor latents(ShapesPart part) throws IOException {
    float[] latents = latents(CaptionRows.read(part, part.size()));
    return new FloatTensor(new long[] {part.size(), config.latentWidth()}, latents);
  }

  @Override
  public float[] latents(List<String> captions) {
    float[] latents = new float[captions.size() * config.latentWidth()];
    for (int from = 0; from < captions.size(); from += MAX_ROWS) {
      int count = Math.min(MAX_ROWS, captions.size() - from);
      CaptionInput.Rows rows = input.read(captions.subList(from, from + count), true);
      float[] mean = encoder.run(count, rows.values())[0];
      System.arraycopy(mean, 0, latents, from * config.latentWidth(), mean.length);
    }
    return latents;
  }

  /**
   * Returns the latents of rows of words.
   *
   * @param words (rows, tokens), numbers of words padded with zeros, as {@link #decode} gives them
   */
  @Override
  public float[] encode(int rows, float[] words) {
    return latents(texts(rows, words));
  }

  private List<String> texts(int rows, float[] words) {
    if (rows < 1 || words.length != rows * config.tokens()) {
      throw new IllegalArgumentException(
          "%d words for %d rows; allowed: %d a row, at least one row"
              .formatted(words.length, rows, config.tokens()));
    }
    List<String> texts = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      int from = row * config.tokens();
      texts.add(vocabulary.text(Arrays.copyOfRange(words, from, from + config.tokens())));
    }
    return texts;
  }

  /**
   * Says captions, word by word.
   *
   * @return (rows, tokens), numbers of words padded with zeros
   */
  @Override
  public float[] decode(int rows, float[] latents) {
    int width = config.latentWidth();
    if (rows < 1 || latents.length != rows * width) {
      throw new IllegalArgumentException(
          "%d values for %d latents; allowed: %d a latent, at least one latent"
              .formatted(latents.length, rows, width));
    }
    float[] words = new float[rows * config.tokens()];
    for (int from = 0; from < rows; from += MAX_ROWS) {
      int count = Math.min(MAX_ROWS, rows - from);
      float[] some = Arrays.copyOfRange(latents, from * width, (from + count) * width);
      say(count, some, words, from * config.tokens());
    }
    return words;
  }

  private void say(int rows, float[] latents, float[] words, int at) {
    int size = vocabulary.size();
    float[] word = new float[rows];
    Arrays.fill(word, Vocabulary.BEGIN);
    float[] state = new float[rows * config.hiddenWidth()];
    int speaking = rows;
    for (int step = 0; step < config.tokens() && speaking > 0; step++) {
      float[][] out = decoder.run(rows, latents, word, state);
      state = out[1];
      for (int row = 0; row < rows; row++) {
        if (word[row] == Vocabulary.END) {
          continue;
        }
        word[row] = mostLikely(out[0], row * size, size);
        if (word[row] == Vocabulary.END) {
          speaking--;
        } else {
          words[at + row * config.tokens() + step] = word[row];
        }
      }
    }
  }

  /** Returns the end or a word that can be said. */
  private static int mostLikely(float[] scores, int at, int size) {
    int best = Vocabulary.END;
    for (int i = Vocabulary.FIRST; i < size; i++) {
      best = scores[at + i] > scores[at + best] ? i : best;
    }
    return best;
  }

  @Override
  public List<String> captions(int rows, float[] latents) {
    return texts(rows, decode(rows, latents));
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public void close() {
    input.close();
    encoder.close();
    decoder.close();
  }
}
