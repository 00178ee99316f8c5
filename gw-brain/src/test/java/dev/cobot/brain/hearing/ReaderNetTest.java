package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The graphs of each length are one network. */
class ReaderNetTest {
  private static final Path RELEASED =
      Path.of(System.getProperty("cobot.home"), "gw-brain/models/hearing/en");
  private static final int SAID = 13;

  @Test
  void everyLengthReadsTheSame() {
    ModelFolder model = ModelFolder.open(RELEASED);
    int intents = model.card().architecture().path("intents").size();
    SplittableRandom random = new SplittableRandom(3);
    float[] vectors = new float[SAID * ReaderNet.TOKEN_WIDTH];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) (random.nextDouble() - 0.5);
    }
    float[][] longest = null;
    for (int length = ReaderNet.LENGTHS.size() - 1; length >= 0; length--) {
      int tokens = ReaderNet.LENGTHS.get(length);
      float[] mask = new float[tokens];
      Arrays.fill(mask, 0, SAID, 1);
      try (InferenceNet net = model.openOnnx(new ReaderNet(intents, tokens), InferenceDevice.CPU)) {
        float[][] read = net.run(1, Arrays.copyOf(vectors, tokens * ReaderNet.TOKEN_WIDTH), mask);
        longest = longest == null ? read : longest;
        assertArrayEquals(longest[0], read[0], 1e-3f, "force at " + tokens);
        assertArrayEquals(longest[1], read[1], 1e-3f, "intent at " + tokens);
        int tags = SAID * Tag.values().length;
        assertArrayEquals(
            Arrays.copyOf(longest[2], tags), Arrays.copyOf(read[2], tags), 1e-3f, "at " + tokens);
      }
    }
  }

  @Test
  void theShortestThatHoldsASentenceIsTaken() {
    assertEquals(16, ReaderNet.lengthFor(2));
    assertEquals(16, ReaderNet.lengthFor(16));
    assertEquals(24, ReaderNet.lengthFor(17));
    assertEquals(ReaderNet.TOKENS, ReaderNet.lengthFor(25));
    assertThrows(NoSuchElementException.class, () -> ReaderNet.lengthFor(ReaderNet.TOKENS + 1));
  }
}
