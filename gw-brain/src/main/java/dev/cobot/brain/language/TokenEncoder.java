package dev.cobot.brain.language;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.LongTensor;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.NativeLibraries;
import dev.cobot.brain.network.OnnxNet;
import dev.cobot.brain.network.OnnxWeights;
import dev.cobot.sim2real.cache.NativeCache;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sentence encoder all-MiniLM-L6-v2, quantised, as published; it gives a vector for each token
 * because the mean over a sentence hardly tells "the cube in the bowl" from "the bowl in the cube".
 *
 * <p>The same text gives the same bits. Any thread; calls are served one after the other.
 */
public final class TokenEncoder implements AutoCloseable {
  /** The size of a token's vector. */
  public static final int WIDTH = 384;

  /** The longest text, in characters. */
  public static final int MAX_CHARACTERS = 512;

  /** The most tokens of a command, the two special ones included. */
  public static final int MAX_TOKENS = 48;

  private static final String NAME = "all-minilm-l6-v2-q";

  private static final String LAST = "last_hidden_state";

  /** The state after the fourth of six layers, as the published file calls it. */
  private static final String EARLY = "/encoder/layer.3/output/LayerNorm/Add_1_output_0";

  private final HuggingFaceTokenizer tokenizer;
  private final OnnxNet net;

  private TokenEncoder(HuggingFaceTokenizer tokenizer, OnnxNet net) {
    this.tokenizer = tokenizer;
    this.net = net;
  }

  /**
   * Loads the encoder from the class path.
   *
   * @throws ModelException if its files are missing or not usable
   */
  public static TokenEncoder load(InferenceDevice device) {
    OnnxNet net = loadNet(device);
    NativeLibraries.tokenizers();
    String file = NAME + "-tokenizer.json";
    try (InputStream in = resource(file).openStream()) {
      // The published file truncates and pads; a command that is too long must be an error instead.
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(in, Map.of("truncation", "false", "padding", "false"));
      return new TokenEncoder(tokenizer, net);
    } catch (IOException e) {
      net.close();
      throw unreadable(file, e);
    } catch (ModelException e) {
      net.close();
      throw e;
    }
  }

  private static OnnxNet loadNet(InferenceDevice device) {
    URL resource = resource(NAME + ".onnx");
    // The runtime reads files; 23 MB need not pass through the heap.
    Optional<Path> kept = NativeCache.shared().keyed(resource, NAME);
    if (kept.isPresent()) {
      return OnnxNet.openGivingToo(List.of(EARLY), kept.get(), device);
    }
    try (InputStream in = resource.openStream()) {
      Path temporary = Files.createTempFile(NAME, ".onnx");
      try {
        Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
        return OnnxNet.openGivingToo(List.of(EARLY), temporary, device);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw unreadable(NAME + ".onnx", e);
    }
  }

  /**
   * Returns the encoder's weights as published, to start a network from.
   *
   * @throws ModelException if its file is missing or not usable
   */
  public static OnnxWeights published() {
    try (InputStream in = resource(NAME + ".onnx").openStream()) {
      return OnnxWeights.read(in, NAME + ".onnx");
    } catch (IOException e) {
      throw unreadable(NAME + ".onnx", e);
    }
  }

  private static URL resource(String name) {
    URL resource = TokenEncoder.class.getClassLoader().getResource(name);
    if (resource == null) {
      throw new ModelException(
          "%s is not on the class path; add langchain4j-embeddings-%s".formatted(name, NAME));
    }
    return resource;
  }

  private static ModelException unreadable(String name, IOException e) {
    return new ModelException(
        "%s cannot be read or unpacked (%s); check the installation and the disk"
            .formatted(name, e.getMessage()),
        e);
  }

  /**
   * Encodes a text.
   *
   * @throws IllegalArgumentException if it is blank, longer than {@value #MAX_CHARACTERS}
   *     characters or longer than {@value #MAX_TOKENS} tokens
   */
  public TokenEmbeddings encode(String text) {
    return encode(text, MAX_TOKENS);
  }

  /**
   * Encodes a text that is no command and may be longer.
   *
   * @param maxTokens the most tokens, the two special ones included
   * @throws IllegalArgumentException if it is blank, longer than {@value #MAX_CHARACTERS}
   *     characters or than that many tokens
   */
  public TokenEmbeddings encode(String text, int maxTokens) {
    if (text.isBlank() || text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "text of %d characters%s; allowed: 1 to %d; say it shorter"
              .formatted(text.length(), text.isBlank() ? " (blank)" : "", MAX_CHARACTERS));
    }
    Encoding encoding = tokenizer.encode(text);
    long[] ids = encoding.getIds();
    if (ids.length > maxTokens) {
      throw new IllegalArgumentException(
          "text of %d tokens; allowed: up to %d, the two special ones included; say it shorter"
              .formatted(ids.length, maxTokens));
    }
    long[] shape = {1, ids.length};
    Map<String, FloatTensor> states =
        net.run(
            Map.of(
                "input_ids", new LongTensor(shape, ids),
                "attention_mask", new LongTensor(shape, encoding.getAttentionMask()),
                "token_type_ids", new LongTensor(shape, encoding.getTypeIds())));
    return new TokenEmbeddings(
        Arrays.asList(encoding.getTokens()),
        vectors(states, LAST, ids.length),
        vectors(states, EARLY, ids.length));
  }

  private static float[][] vectors(Map<String, FloatTensor> states, String name, int tokens) {
    FloatTensor state = states.get(name);
    if (state == null || !Arrays.equals(state.shape(), new long[] {1, tokens, WIDTH})) {
      throw new ModelException(
          "%s.onnx returned %s, expected %s of 1 x %d x %d; check the installation"
              .formatted(NAME, state, name, tokens, WIDTH));
    }
    float[][] vectors = new float[tokens][];
    for (int i = 0; i < tokens; i++) {
      vectors[i] = Arrays.copyOfRange(state.values(), i * WIDTH, (i + 1) * WIDTH);
    }
    return vectors;
  }

  @Override
  public void close() {
    net.close();
    tokenizer.close();
  }
}
