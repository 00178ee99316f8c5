package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.language.TokenEmbeddings;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.brain.network.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderLayersTest {
  /** Published activations are rounded to bytes, which these are not. */
  private static final double LEAST_COSINE = 0.97;

  /** The layers alone. */
  private record Alone(int tokens) implements Architecture {
    @Override
    public String name() {
      return "alone";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(
          new TensorSpec("tokens", -1, tokens, ReaderNet.TOKEN_WIDTH),
          new TensorSpec("forbidden", -1, 1, 1, tokens));
    }

    @Override
    public List<String> outputs() {
      return List.of("last");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      return List.of(EncoderLayers.forward(ops, inputs.get(0), inputs.get(1)));
    }
  }

  @Test
  void asPublishedTheyAreTheEndOfTheEncoder() {
    TokenEmbeddings read;
    try (TokenEncoder encoder = TokenEncoder.load(InferenceDevice.CPU)) {
      read = encoder.encode("do not put the red cube into the bowl before lunch");
    }
    int tokens = read.tokens().size();
    float[] early = new float[tokens * ReaderNet.TOKEN_WIDTH];
    for (int t = 0; t < tokens; t++) {
      System.arraycopy(read.early()[t], 0, early, t * ReaderNet.TOKEN_WIDTH, ReaderNet.TOKEN_WIDTH);
    }
    Weights published = new Weights(EncoderLayers.published(TokenEncoder.published()));
    try (InferenceNet net = TorchNet.open(new Alone(tokens), published, InferenceDevice.CPU)) {
      float[] last = net.run(1, early, new float[tokens])[0];
      for (int t = 0; t < tokens; t++) {
        double cosine = cosine(read.vectors()[t], last, t * ReaderNet.TOKEN_WIDTH);
        assertTrue(cosine > LEAST_COSINE, read.tokens().get(t) + " " + cosine);
        assertTrue(cosine > 0.02 + cosine(read.vectors()[t], early, t * ReaderNet.TOKEN_WIDTH));
      }
    }
  }

  private static double cosine(float[] a, float[] values, int from) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      float b = values[from + i];
      dot += a[i] * b;
      aa += a[i] * a[i];
      bb += b * b;
    }
    return dot / Math.sqrt(aa * bb);
  }
}
