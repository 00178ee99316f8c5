package dev.cobot.brain.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.InferenceDevice;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenEncoderTest {
  private static TokenEncoder encoder;

  @BeforeAll
  static void load() {
    encoder = TokenEncoder.load(InferenceDevice.CPU);
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  @Test
  void givesAVectorForEachToken() {
    TokenEmbeddings got = encoder.encode("Put the red cube into the bowl");
    assertEquals(
        List.of("[CLS]", "put", "the", "red", "cube", "into", "the", "bowl", "[SEP]"),
        got.tokens());
    for (float[] vector : got.vectors()) {
      assertEquals(TokenEncoder.WIDTH, vector.length);
    }
  }

  @Test
  void isDeterministic() {
    String text = "open the bottle";
    assertArrayEquals(encoder.encode(text).vectors(), encoder.encode(text).vectors());
  }

  @Test
  void aWordIsEncodedWithItsSentence() {
    float[] cubeFirst = encoder.encode("put the cube in the bowl").vectors()[3];
    float[] cubeLast = encoder.encode("put the bowl in the cube").vectors()[6];
    assertTrue(cosine(cubeFirst, cubeLast) < 0.98, "cosine " + cosine(cubeFirst, cubeLast));
  }

  @Test
  void meaningIsNear() {
    float[] cup = mean("a cup");
    assertTrue(cosine(cup, mean("a mug")) > cosine(cup, mean("a cloud")) + 0.1);
  }

  @Test
  void refusesWhatIsTooLong() {
    assertTrue(refusal("x".repeat(513)).contains("513 characters"));
    assertTrue(refusal("red ".repeat(47)).contains("49 tokens"));
    assertEquals(48, encoder.encode("red ".repeat(46)).tokens().size());
    assertTrue(refusal("  ").contains("blank"));
  }

  @Test
  void takesAnyCharacters() {
    assertTrue(
        encoder.encode("\u0000\ud83e\udd16 \u202e\uffff \ud800 mettre le cube").tokens().size()
            > 2);
  }

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> encoder.encode(text)).getMessage();
  }

  private static float[] mean(String text) {
    float[][] vectors = encoder.encode(text).vectors();
    float[] mean = new float[TokenEncoder.WIDTH];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / vectors.length;
      }
    }
    return mean;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }
}
