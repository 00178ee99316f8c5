package dev.cobot.brain.study.caption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.study.shapes.SmallShapes;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTrainingTest {
  private static final int TRAIN = 300;
  private static final int VAL = 40;

  @TempDir private static Path data;
  private static SimpleShapes set;

  @TempDir private Path out;

  @BeforeAll
  static void write() throws Exception {
    set = SmallShapes.write(data, TRAIN, VAL);
  }

  private static TextConfig config(TextConfig.Encoder encoder, int steps) {
    return new TextConfig(encoder, 16, 32, 8, 64, 500, 0.1, 10, 0.2, 16, steps, 1e-2, 1e-4);
  }

  private static Map<String, Double> train(TextTraining training, Path folder, boolean resume)
      throws Exception {
    return training.train(
        set, new TrainingJob(3, folder, resume, InferenceDevice.CPU, TrainingListener.SILENT));
  }

  private static TextModule open(Path folder) {
    return TextModule.open(folder.resolve("model"), InferenceDevice.CPU);
  }

  @Test
  void captionsAreLearnedAndReleased() throws Exception {
    Map<String, Double> before =
        train(new TextTraining(config(TextConfig.Encoder.WORDS, 2)), out.resolve("short"), false);
    Path folder = out.resolve("long");
    Map<String, Double> results =
        train(new TextTraining(config(TextConfig.Encoder.WORDS, 150)), folder, false);
    assertTrue(results.get("words") < 0.7 * before.get("words"), before + ", then " + results);
    assertTrue(results.get("values") < before.get("values"), before + ", then " + results);
    assertTrue(results.get("probe-mlp/mse") < 0.385, results.toString());
    assertTrue(Files.readString(folder.resolve("captions.md")).contains("- "));
    List<String> captions = set.part(ShapeSplit.VAL).captions(0, VAL);
    try (TextModule module = open(folder)) {
      assertEquals(8, module.domain(MlpShape.PUBLISHED).spec().latentWidth());
      float[] latents = module.latents(captions);
      assertArrayEquals(latents, module.latents(set.part(ShapeSplit.VAL)).values());
      float[] words = module.decode(VAL, latents);
      assertEquals(VAL * 64, words.length);
      for (String caption : module.captions(VAL, latents)) {
        assertTrue(caption.split(" ", -1).length <= 64, caption);
      }
      // Words that were never seen are read, and the rest counts.
      float[] unseen = module.latents(List.of("A wobbly greenish triangle, sort of \uD83D\uDE00."));
      for (float value : unseen) {
        assertTrue(Float.isFinite(value));
      }
      assertThrows(IllegalArgumentException.class, () -> module.latents(List.of(" ")));
      assertThrows(
          IllegalArgumentException.class, () -> module.latents(List.of("red ".repeat(65))));
      assertThrows(IllegalArgumentException.class, () -> module.decode(2, new float[15]));
    }
    theExecutorsAgree(folder.resolve("model"), captions);
    Files.writeString(folder.resolve("model/vocabulary.txt"), "more\n", StandardOpenOption.APPEND);
    ModelException damaged = assertThrows(ModelException.class, () -> open(folder));
    assertTrue(damaged.getMessage().contains("vocabulary.txt is damaged"), damaged.getMessage());
  }

  /** Also: rows of the longest caption give what rows of the greatest length give. */
  private static void theExecutorsAgree(Path model, List<String> captions) {
    TextConfig config = config(TextConfig.Encoder.WORDS, 150);
    ModelFolder encoding = ModelFolder.open(model.resolve("encode"));
    ModelFolder decoding = ModelFolder.open(model.resolve("decode"));
    Vocabulary vocabulary =
        Vocabulary.open(
            model.resolve("vocabulary.txt"),
            encoding.card().architecture().path("vocabularySha256").asText());
    WordInput input = new WordInput(config, vocabulary);
    CaptionInput.Rows shortRows = input.read(captions, false);
    CaptionInput.Rows wholeRows = input.read(captions, true);
    assertTrue(shortRows.tokens() < wholeRows.tokens());
    Architecture decoder = new CaptionDecoder(config, vocabulary.size());
    try (InferenceNet torch =
            encoding.openTorch(input.encoder(shortRows.tokens()), InferenceDevice.CPU);
        InferenceNet onnx = encoding.openOnnx(InferenceDevice.CPU);
        InferenceNet torchDecoder = decoding.openTorch(decoder, InferenceDevice.CPU);
        InferenceNet onnxDecoder = decoding.openOnnx(InferenceDevice.CPU)) {
      float[] latents = torch.run(VAL, shortRows.values())[0];
      assertArrayEquals(latents, onnx.run(VAL, wholeRows.values())[0], 1e-4f);
      float[] word = new float[VAL];
      java.util.Arrays.fill(word, Vocabulary.BEGIN);
      float[] state = new float[VAL * 32];
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(
            torchDecoder.run(VAL, latents, word, state)[i],
            onnxDecoder.run(VAL, latents, word, state)[i],
            1e-4f);
      }
    }
  }

  @Test
  void aResumedTrainingGivesTheSameBits() throws Exception {
    TextConfig config = config(TextConfig.Encoder.WORDS, 30);
    train(new TextTraining(config), out.resolve("whole"), false);
    TrainingListener stop =
        (step, total, metrics) -> {
          if (step == 15) {
            throw new IllegalStateException("stopped");
          }
        };
    Path parts = out.resolve("parts");
    assertThrows(
        IllegalStateException.class,
        () ->
            new TextTraining(config)
                .checkpointEvery(10)
                .train(set, new TrainingJob(3, parts, false, InferenceDevice.CPU, stop)));
    train(new TextTraining(config), parts, true);
    for (String network : List.of("encode", "decode")) {
      assertArrayEquals(
          Files.readAllBytes(out.resolve("whole/model/" + network + "/weights.safetensors")),
          Files.readAllBytes(parts.resolve("model/" + network + "/weights.safetensors")),
          network);
    }
    assertEquals(
        Files.readString(out.resolve("whole/captions.md")),
        Files.readString(parts.resolve("captions.md")));
  }

  @Test
  void frozenTokensAreReadToo() throws Exception {
    SimpleShapes few = SmallShapes.write(out.resolve("few"), 24, 6);
    new TextTraining(config(TextConfig.Encoder.MINILM, 3))
        .train(few, TrainingJob.of(3, out.resolve("m")));
    List<String> captions = few.part(ShapeSplit.VAL).captions(0, 6);
    try (TextModule module = open(out.resolve("m"))) {
      float[] latents = module.latents(captions);
      assertEquals(6 * 8, latents.length);
      assertEquals(6, module.captions(6, latents).size());
      assertArrayEquals(
          java.util.Arrays.copyOf(latents, 8), module.latents(captions.subList(0, 1)), 1e-4f);
    }
    assertTrue(Files.readString(out.resolve("m/model/encode/card.json")).contains("\"MINILM\""));
  }
}
