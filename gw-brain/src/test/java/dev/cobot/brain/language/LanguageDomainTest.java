package dev.cobot.brain.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TensorValue;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.brain.network.Weights;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageDomainTest {
  private static final LanguageNet NET = new LanguageNet(TestWordings.SKILLS.size());
  @TempDir private static Path folder;
  private static Weights weights;
  private static InferenceNet onnx;
  private static TokenEncoder encoder;
  private static LanguageDomain domain;

  @BeforeAll
  static void open() throws Exception {
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(3), InferenceDevice.CPU)) {
      trainer.create(NET);
      weights = trainer.weights(NET);
    }
    ModelFolder.write(
        folder,
        new ModelCard(
            "language",
            "2024-01-01T00:00:00Z",
            3,
            JsonNodeFactory.instance.objectNode(),
            JsonNodeFactory.instance.objectNode(),
            NET.inputs(),
            NET.outputs(),
            Map.of(),
            Map.of(),
            Map.of()),
        NET,
        weights);
    onnx = ModelFolder.open(folder).openOnnx(InferenceDevice.CPU);
    encoder = TokenEncoder.load(InferenceDevice.CPU);
    domain = new LanguageDomain(encoder, onnx, TestWordings.SKILLS);
  }

  @AfterAll
  static void close() {
    domain.close();
  }

  private static float[][] outputs(String text) {
    float[] tokens = new float[LanguageNet.TOKENS * LanguageNet.TOKEN_WIDTH];
    float[] mask = new float[LanguageNet.TOKENS];
    LanguageDomain.write(encoder.encode(text), tokens, mask, 0);
    return onnx.run(1, tokens, mask);
  }

  @Test
  void theOutputsHaveTheirShapes() {
    float[][] out = outputs("pick the red cube and place it in the bowl");
    assertEquals(TestWordings.SKILLS.size() + 1, out[0].length);
    assertEquals(LanguageNet.LATENT_WIDTH, out[1].length);
    assertEquals(LanguageNet.LATENT_WIDTH, out[2].length);
    assertEquals(LanguageNet.MEANING_WIDTH, out[3].length);
    assertEquals(LanguageNet.MEANING_WIDTH, out[4].length);
    for (int i = 0; i < LanguageNet.LATENT_WIDTH; i++) {
      assertTrue(Math.abs(out[1][i]) <= 1 && Math.abs(out[2][i]) <= 1);
    }
  }

  @Test
  void theSkillsProbabilityIsThatOfASoftmax() {
    for (String text : new String[] {"pick the cube", "hello", "put it there, please"}) {
      float[] logits = outputs(text)[0];
      double sum = 0;
      double best = Double.NEGATIVE_INFINITY;
      int index = -1;
      for (int i = 0; i < logits.length; i++) {
        sum += Math.exp(logits[i]);
        if (logits[i] > best) {
          best = logits[i];
          index = i;
        }
      }
      CommandReading reading = domain.read(text);
      assertEquals(text, reading.text());
      assertEquals(
          index < TestWordings.SKILLS.size()
              ? Optional.of(TestWordings.SKILLS.get(index).skill())
              : Optional.empty(),
          reading.meaning().skill());
      assertEquals(Math.exp(best) / sum, reading.skillProbability(), 1e-6);
      assertArrayEquals(outputs(text)[1], reading.latent(Role.TARGET), 1e-6f);
      assertArrayEquals(outputs(text)[2], reading.latent(Role.DESTINATION), 1e-6f);
    }
  }

  @Test
  void everySkillReadsTheReferencesThatItHas() {
    for (int skill = 0; skill < 3; skill++) {
      float[] logits = new float[3];
      logits[skill] = 2;
      float[] target = new float[LanguageNet.MEANING_WIDTH];
      target[0] = 1; // a cube
      target[LanguageNet.MEANING_WIDTH - 1] = 1; // of no colour that is said
      float[] destination = new float[LanguageNet.MEANING_WIDTH];
      destination[LanguageNet.KIND_LOGITS - 1] = 1; // of no kind that is said
      destination[LanguageNet.KIND_LOGITS] = 1; // red
      float[][] answer = {logits, new float[32], new float[32], target, destination};
      LanguageDomain fixed = new LanguageDomain(encoder, new FixedNet(answer), TestWordings.SKILLS);
      CommandMeaning meaning = fixed.read("whatever").meaning();
      Reference cube = new Reference(ObjectKind.CUBE, null);
      Reference red = new Reference(null, ColorName.RED);
      assertEquals(
          List.of(
                  new CommandMeaning(
                      Optional.of("place_in"), Map.of(Role.TARGET, cube, Role.DESTINATION, red)),
                  new CommandMeaning(Optional.of("pick"), Map.of(Role.TARGET, cube)),
                  CommandMeaning.NONE)
              .get(skill),
          meaning);
    }
  }

  /** A network that always answers the same. */
  private record FixedNet(float[][] answer) implements InferenceNet {
    @Override
    public List<String> inputNames() {
      return List.of("tokens", "mask");
    }

    @Override
    public Map<String, FloatTensor> run(Map<String, ? extends TensorValue> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[][] run(int batch, float[]... inputs) {
      return answer;
    }

    @Override
    public void close() {}
  }

  @Test
  void onnxAnswersAsTheTrainingEngineDoes() {
    SplittableRandom random = new SplittableRandom(4);
    float[] tokens = new float[2 * LanguageNet.TOKENS * LanguageNet.TOKEN_WIDTH];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (float) random.nextGaussian();
    }
    float[] mask = new float[2 * LanguageNet.TOKENS];
    Arrays.fill(mask, 0, 9, 1);
    Arrays.fill(mask, LanguageNet.TOKENS, 2 * LanguageNet.TOKENS, 1);
    try (TorchNet torch = TorchNet.open(NET, weights, InferenceDevice.CPU)) {
      float[][] expected = torch.run(2, tokens, mask);
      float[][] got = onnx.run(2, tokens, mask);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], got[i], 1e-5f);
      }
    }
  }

  @Test
  void paddingSaysNothing() {
    float[] tokens = new float[LanguageNet.TOKENS * LanguageNet.TOKEN_WIDTH];
    float[] mask = new float[LanguageNet.TOKENS];
    LanguageDomain.write(encoder.encode("pick the red cube"), tokens, mask, 0);
    float[][] expected = onnx.run(1, tokens, mask);
    int used = 0;
    while (mask[used] == 1) {
      used++;
    }
    Arrays.fill(tokens, used * LanguageNet.TOKEN_WIDTH, tokens.length, 3.5f);
    float[][] got = onnx.run(1, tokens, mask);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], got[i], 1e-5f);
    }
    Arrays.fill(mask, 1);
    assertNotEquals(expected[0][0], onnx.run(1, tokens, mask)[0][0], 1e-4f);
  }

  @Test
  void theOrderOfWordsMatters() {
    assertNotEquals(
        domain.read("put the cube in the bowl").latent(Role.TARGET)[0],
        domain.read("put the bowl in the cube").latent(Role.TARGET)[0],
        1e-5f);
  }

  @Test
  void textThatIsEmptyOrTooLongIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> domain.read("  "));
    assertThrows(IllegalArgumentException.class, () -> domain.read("x".repeat(600)));
    String many = "pick " + "the ".repeat(60) + "cube";
    String message =
        assertThrows(IllegalArgumentException.class, () -> domain.read(many)).getMessage();
    assertTrue(message.contains("63 tokens") || message.contains("64 tokens"), message);
  }
}
