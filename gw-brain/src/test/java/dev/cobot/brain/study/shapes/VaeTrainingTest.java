package dev.cobot.brain.study.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaeTrainingTest {
  private static final VaeConfig PICTURES = new VaeConfig(16, 0, 4, 0.1, 32, 60, 5e-3, 1e-5);
  private static final VaeConfig ATTRIBUTES = new VaeConfig(32, 0, 6, 0.05, 64, 300, 5e-3, 1e-5);

  @TempDir private static Path data;
  private static SimpleShapes set;

  @TempDir private Path out;

  @BeforeAll
  static void write() throws Exception {
    set = SmallShapes.write(data, 300, 40);
  }

  private static Map<String, Double> train(VaeTraining training, Path folder, boolean resume)
      throws Exception {
    return training.train(
        set, new TrainingJob(3, folder, resume, InferenceDevice.CPU, TrainingListener.SILENT));
  }

  private static long parameters(Autoencoder vae) {
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(1), InferenceDevice.CPU)) {
      trainer.create(vae.encoder());
      trainer.create(vae.decoder());
      return trainer.parameterCount();
    }
  }

  @Test
  void theSizesAreThePublishedOnes() {
    assertEquals(1_497_427, parameters(Autoencoder.ofPictures(VaeConfig.pictures())));
    assertEquals(11_377, parameters(Autoencoder.ofAttributes(VaeConfig.attributes())));
    // 11 -> 8 -> 8 -> 5 -> 2 x 3 and 3 -> 8 -> 8 -> 11, each with a bias.
    VaeConfig hidden = new VaeConfig(8, 5, 3, 0.05, 2, 2, 5e-3, 1e-5);
    assertEquals(96 + 72 + 45 + 36 + 32 + 72 + 99, parameters(Autoencoder.ofAttributes(hidden)));
  }

  /** Of a decoder and an encoder that are known: what a loss of zeros is made of. */
  @Test
  void theLossIsASumWithItsConstants() {
    Autoencoder vae = Autoencoder.ofPictures(PICTURES);
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(1), InferenceDevice.CPU)) {
      Map<String, Double> numbers =
          trainer.evaluate(
              scope -> {
                NDArray x = scope.manager().ones(new Shape(5, 3, 32, 32)).mul(0.25f);
                NDArray mean = scope.forward(vae.encoder(), x).get(0);
                NDArray log = scope.forward(vae.encoder(), x).get(1);
                float[] decoded = scope.forward(vae.decoder(), mean).get(0).toFloatArray();
                double nll = 0;
                for (float value : decoded) {
                  nll += 0.5 * (value - 0.25) * (value - 0.25) + 0.5 * Math.log(2 * Math.PI);
                }
                double kl = 0;
                float[] m = mean.toFloatArray();
                float[] v = log.toFloatArray();
                for (int i = 0; i < m.length; i++) {
                  kl += 0.5 * (m[i] * m[i] + Math.exp(v[i]) - v[i] - 1);
                }
                Map<String, Double> got = vae.of(scope, x).perRow(1);
                assertEquals(nll, got.get("pixels"), 1e-4 * nll);
                assertEquals(kl, got.get("kl"), 1e-4 * kl + 1e-5);
                return got;
              });
      assertEquals(
          numbers.get("pixels") + 0.1 * numbers.get("kl"),
          numbers.get("loss"),
          1e-5 * numbers.get("loss"));
    }
  }

  @Test
  void picturesAreLearnedAndReleased() throws Exception {
    VaeConfig longer = new VaeConfig(32, 0, 4, 0.1, 32, 400, 5e-3, 1e-5);
    Map<String, Double> results = train(VaeTraining.ofPictures(longer), out, false);
    // Black pictures all over would cost 0.5 sum x^2 more than the constant.
    double constant = 3072 * 0.5 * Math.log(2 * Math.PI);
    ShapeRows held = ShapeRows.pictures(set.part(ShapeSplit.VAL));
    float[] truth = held.range(0, held.size());
    double black = 0;
    for (float value : truth) {
      black += 0.5 * value * value / held.size();
    }
    assertTrue(results.get("pixels") - constant < 0.8 * black, results + " against " + black);
    try (VaeModule module =
        VaeModule.open(out.resolve("model"), ShapesModule.VISION, InferenceDevice.CPU)) {
      float[] latents = module.encode(held.size(), truth);
      assertEquals(4 * held.size(), latents.length);
      float[] decoded = module.decode(held.size(), latents);
      double error = 0;
      for (int i = 0; i < truth.length; i++) {
        error += 0.5 * (decoded[i] - truth[i]) * (decoded[i] - truth[i]) / held.size();
      }
      assertEquals(results.get("pixels") - constant, error, 1e-2);
      assertEquals(4, module.domain(MlpShape.PUBLISHED).spec().latentWidth());
    }
    assertTrue(Files.readString(out.resolve("metrics.csv")).contains("validation/kl"));
    ModelException foreign =
        assertThrows(
            ModelException.class,
            () ->
                VaeModule.open(out.resolve("model"), ShapesModule.ATTRIBUTES, InferenceDevice.CPU));
    assertTrue(foreign.getMessage().contains(ShapesModule.VISION), foreign.getMessage());
  }

  @Test
  void aResumedTrainingGivesTheSameBits() throws Exception {
    VaeTraining whole = VaeTraining.ofPictures(PICTURES);
    train(whole, out.resolve("whole"), false);
    // Stopped in the middle, with the schedule of the whole.
    TrainingListener stop =
        (step, total, metrics) -> {
          if (step == 25) {
            throw new IllegalStateException("stopped");
          }
        };
    Path parts = out.resolve("parts");
    assertThrows(
        IllegalStateException.class,
        () ->
            VaeTraining.ofPictures(PICTURES)
                .checkpointEvery(20)
                .train(set, new TrainingJob(3, parts, false, InferenceDevice.CPU, stop)));
    assertTrue(Files.exists(parts.resolve("checkpoint/state-000000000020.safetensors")));
    train(VaeTraining.ofPictures(PICTURES), parts, true);
    for (String network : new String[] {"encode", "decode"}) {
      assertArrayEquals(
          Files.readAllBytes(out.resolve("whole/model/" + network + "/weights.safetensors")),
          Files.readAllBytes(parts.resolve("model/" + network + "/weights.safetensors")),
          network);
    }
  }

  @Test
  void attributesAreLearned() throws Exception {
    Map<String, Double> results = train(VaeTraining.ofAttributes(ATTRIBUTES), out, false);
    double constant = 8 * 0.5 * Math.log(2 * Math.PI);
    // The mean alone has an error of 0.385 a value: 1.54 of half squares.
    assertTrue(results.get("values") - constant < 1.1, results.toString());
    assertTrue(results.get("class") < 0.3, results.toString());
    assertTrue(results.get("probe-mlp/shape") > 0.9, results.toString());
    assertTrue(results.get("probe-mlp/r2/cos") > 0.4, results.toString());
    assertTrue(results.get("probe-mlp/mse") < 0.3, results.toString());
  }

  @Test
  void latentsAreCachedByWeightsAndData() throws Exception {
    train(VaeTraining.ofPictures(PICTURES), out.resolve("v"), false);
    Path cache = out.resolve("latents");
    try (VaeModule vision =
            VaeModule.open(out.resolve("v/model"), ShapesModule.VISION, InferenceDevice.CPU);
        RawAttributes attributes = new RawAttributes()) {
      LatentTable first =
          new LatentCache(cache, List.of(vision, attributes)).of(set, ShapeSplit.VAL);
      LatentTable again =
          new LatentCache(cache, List.of(vision, attributes)).of(set, ShapeSplit.VAL);
      assertEquals(40, again.rows());
      assertEquals(11, again.width(ShapesModule.ATTRIBUTES));
      assertArrayEquals(first.of(ShapesModule.VISION), again.of(ShapesModule.VISION));
      ShapeRows pictures = ShapeRows.pictures(set.part(ShapeSplit.VAL));
      assertArrayEquals(
          vision.encode(40, pictures.range(0, 40)), again.of(ShapesModule.VISION), 1e-6f);
      try (var files = Files.list(cache)) {
        assertEquals(2, files.count());
      }
      SimpleShapes other = SmallShapes.write(out.resolve("other"), 10, 41);
      assertEquals(
          41, new LatentCache(cache, List.of(vision, attributes)).of(other, ShapeSplit.VAL).rows());
      try (var files = Files.list(cache)) {
        assertEquals(4, files.count());
      }
      assertNotEquals(vision.fingerprint(), attributes.fingerprint());
    }
  }

  @Test
  void rawAttributesAreScoredByClassAndValues() {
    try (RawAttributes attributes = new RawAttributes();
        NetworkTrainer trainer =
            new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(1), InferenceDevice.CPU)) {
      Domain domain = attributes.domain(MlpShape.PUBLISHED);
      float[] truth = {0, 1, 0, .1f, -.2f, .3f, 1, 0, -1, .5f, .5f};
      float[] decoded = {0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0};
      float[] got =
          trainer.evaluate(
              scope -> {
                NDArray d = scope.manager().create(decoded, new Shape(1, 11));
                NDArray t = scope.manager().create(truth, new Shape(1, 11));
                float error = domain.error(d, t).toFloatArray()[0];
                float[] again = domain.asLatents(d).toFloatArray();
                return new float[] {error, again[1], again[3]};
              });
      double partition = 1 + Math.exp(2) + Math.E;
      double squares = (.01 + .04 + .09 + 1 + 1 + .25 + .25) / 8;
      assertEquals(Math.log(partition) - 2 + squares, got[0], 1e-5);
      assertEquals(Math.exp(2) / partition, got[1], 1e-5);
      assertEquals(0, got[2]);
      assertEquals(
          Math.tanh(0.5),
          attributes.decode(1, new float[] {9, 0, 0, .5f, 0, 0, 0, 0, 0, 0, 0})[3],
          1e-6);
    }
  }
}
