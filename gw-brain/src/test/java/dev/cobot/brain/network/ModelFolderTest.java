package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  private static final Architecture NET = new TestNets.Mlp(3, 8, 2);
  private static final Weights WEIGHTS = TestNets.weightsOrNone(NET);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    ModelFolder.write(folder, card(), NET, WEIGHTS);
  }

  private static ModelCard card() {
    ObjectNode architecture = JSON.createObjectNode().put("in", 3).put("hidden", 8).put("out", 2);
    ObjectNode training = JSON.createObjectNode().put("learningRate", 1e-3).put("steps", 100);
    return new ModelCard(
        "toy",
        "2026-01-02T03:04:05Z",
        42,
        architecture,
        training,
        NET.inputs(),
        NET.outputs(),
        Map.of("loss", 0.1 + 0.2, "accuracy", 1.0),
        Map.of("java", "17"),
        Map.of("mean", new float[] {0.1f, -3e-7f}));
  }

  @Test
  void opensWhatWasWritten() {
    ModelFolder model = ModelFolder.open(folder);
    assertEquals("toy", model.card().name());
    assertEquals(NET.inputs(), model.card().inputs());
    assertEquals(0.1 + 0.2, model.card().metrics().get("loss"));
    assertEquals(8, model.card().architecture().get("hidden").intValue());
    assertArrayEquals(new float[] {0.1f, -3e-7f}, model.card().normalization().get("mean"));
    assertEquals(WEIGHTS, model.weights());
    float[] x = {1, 2, 3};
    try (OnnxNet onnx = model.openOnnx(InferenceDevice.CPU);
        TorchNet torch = model.openTorch(NET, InferenceDevice.CPU)) {
      assertArrayEquals(torch.run(1, x)[0], onnx.run(1, x)[0], 1e-5f);
    }
  }

  @Test
  void aSmallFolderHasNoGraphAndMakesItOfTheWeights() throws Exception {
    long before = Files.size(folder.resolve("weights.safetensors"));
    ModelFolder.writeSmall(folder, card(), NET, WEIGHTS);
    assertFalse(Files.exists(folder.resolve("model.onnx")));
    assertTrue(Files.size(folder.resolve("weights.safetensors")) < before);
    ModelFolder model = ModelFolder.open(folder);
    assertThrows(ModelException.class, () -> model.openOnnx(InferenceDevice.CPU));
    float[] x = {1, 2, 3};
    try (OnnxNet onnx = model.openOnnx(NET, InferenceDevice.CPU);
        TorchNet torch = TorchNet.open(NET, WEIGHTS, InferenceDevice.CPU)) {
      assertArrayEquals(torch.run(1, x)[0], onnx.run(1, x)[0], 5e-3f);
    }
  }

  @Test
  void anyChangedByteIsFound() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (String name : List.of("model.onnx", "weights.safetensors", "card.json")) {
      Path file = folder.resolve(name);
      byte[] good = Files.readAllBytes(file);
      for (int i = 0; i < 200; i++) {
        byte[] bad = good.clone();
        int at = random.nextInt(bad.length);
        byte old = bad[at];
        bad[at] = (byte) random.nextInt(256);
        if (bad[at] == old || (Character.isWhitespace(old) && Character.isWhitespace(bad[at]))) {
          continue;
        }
        Files.write(file, bad);
        String message =
            assertThrows(ModelException.class, () -> ModelFolder.open(folder)).getMessage();
        assertTrue(message.contains(folder.toString()), message);
      }
      Files.write(file, good);
      ModelFolder.open(folder);
    }
  }

  @Test
  void missingFilesAndOtherFormatsAreNamed() throws Exception {
    Files.delete(folder.resolve("model.onnx"));
    assertMessage("model.onnx is missing");
    write();
    Path card = folder.resolve("card.json");
    String text = Files.readString(card);
    Files.writeString(card, text.replace("\"format\" : 1", "\"format\" : 2"));
    assertMessage("format 2, expected 1");
    Files.write(card, "[1]".getBytes(StandardCharsets.UTF_8));
    assertMessage("not a JSON object");
    Files.write(card, new byte[0]);
    assertMessage("card.json");
    Files.delete(card);
    assertMessage("card.json is missing");
  }

  private void assertMessage(String part) {
    String message =
        assertThrows(ModelException.class, () -> ModelFolder.open(folder)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
