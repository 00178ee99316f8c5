package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batch norm and transposed convolutions in training: what the equality tests cannot see. */
class BatchNormTest {
  /** Down by a convolution, up by transposed ones, each with its batch norm, and one in 1-D. */
  record Bottleneck(int stride) implements Architecture {
    @Override
    public String name() {
      return "bottleneck";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("x", -1, 3, 8, 8));
    }

    @Override
    public List<String> outputs() {
      return List.of("y");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      T x = ops.conv2d(inputs.get(0), "down", 3, 6, 4, 2, 1, false);
      x = ops.batchNormRelu(x, "down.norm", 6);
      x = ops.batchNorm(ops.reshape(x, 0, 96), "flat.norm", 96);
      x = ops.reshape(ops.linear(x, "code", 96, 5), 0, 5, 1, 1);
      x = ops.relu(ops.batchNorm(ops.convTranspose2d(x, "up1", 5, 6, 4, 1, 0, false), "n1", 6));
      x = ops.convTranspose2d(x, "up2", 6, 4, 4, stride, 1, true);
      x = ops.zeroPad2d(x, 0, 1, 0, 1);
      return List.of(ops.sigmoid(ops.conv2d(x, "last", 4, 3, 4, 1, 1)));
    }
  }

  private static final Bottleneck NET = new Bottleneck(2);

  private static NetworkTrainer trainer(OptimizerConfig config) {
    return new NetworkTrainer(config, new SeedStreams(5), InferenceDevice.CPU);
  }

  private static NDArray pictures(StepScope scope, int rows) {
    float[] values = TestNets.gaussian(scope.random("x"), rows * 192);
    return scope.manager().create(values, new Shape(rows, 3, 8, 8));
  }

  private static float train(NetworkTrainer trainer, Architecture net, int steps) {
    float last = 0;
    for (int i = 0; i < steps; i++) {
      last =
          trainer.step(
              scope -> {
                NDArray x = pictures(scope, 16);
                NDArray target = x.getNDArrayInternal().sigmoid();
                return Losses.meanSquared(scope.forward(net, x).get(0), target);
              });
    }
    return last;
  }

  private static final TestNets.Single NORM =
      new TestNets.Single(
          "norm",
          List.of(new TensorSpec("x", -1, 2)),
          new TestNets.Single.Body() {
            @Override
            public <T> T apply(Ops<T> ops, List<T> inputs) {
              return ops.batchNorm(inputs.get(0), "p", 2);
            }
          });

  @Test
  void theRunningStatisticsFollowTheBatchesAsInPyTorch() {
    float[] rows = {1, 10, 2, 20, 3, 30, 6, 60};
    try (NetworkTrainer trainer = trainer(OptimizerConfig.of(1e-9))) {
      float[] seen = new float[8];
      trainer.step(
          scope -> {
            NDArray x = scope.manager().create(rows, new Shape(4, 2));
            NDArray y = scope.forward(NORM, x).get(0);
            System.arraycopy(y.toFloatArray(), 0, seen, 0, 8);
            return y.square().mean();
          });
      // Mean 3, variance 3.5 of the batch, 14/3 without bias.
      float std = (float) Math.sqrt(3.5 + 1e-5);
      assertEquals(-2 / std, seen[0], 1e-5);
      assertEquals(3 / std, seen[6], 1e-5);
      Weights weights = trainer.weights(NORM);
      assertEquals(
          List.of("p.weight", "p.bias", "p.running_mean", "p.running_var"),
          List.copyOf(weights.tensors().keySet()));
      assertArrayEquals(new float[] {0.3f, 3}, weights.get("p.running_mean").values(), 1e-6f);
      assertArrayEquals(
          new float[] {0.9f + 0.1f * 14 / 3, 0.9f + 10 * 14 / 3f},
          weights.get("p.running_var").values(),
          1e-4f);
      // Elsewhere the running ones count, and an evaluation leaves them alone.
      float[] evaluated =
          trainer.evaluate(
              scope -> {
                NDArray x = scope.manager().create(new float[] {1, 1}, new Shape(1, 2));
                return scope.forward(NORM, x).get(0).toFloatArray();
              });
      assertEquals(0.7 / Math.sqrt(0.9 + 0.1 * 14 / 3 + 1e-5), evaluated[0], 1e-5);
      assertEquals(weights.sha256(), trainer.weights(NORM).sha256());
    }
  }

  @Test
  void theKernelsTrainLikeThePlainOperations() {
    float[][] kernel = new float[2][];
    float[][] statistics = new float[2][];
    for (int fused = 0; fused < 2; fused++) {
      OptimizerConfig config =
          OptimizerConfig.of(1e-3).withClipNorm(0).withFusedKernels(fused == 1);
      try (NetworkTrainer trainer = trainer(config)) {
        train(trainer, NET, 5);
        kernel[fused] = trainer.weights(NET).get("up2.weight").values();
        statistics[fused] = trainer.weights(NET).get("n1.running_var").values();
      }
    }
    assertArrayEquals(kernel[0], kernel[1], 3e-5f);
    assertArrayEquals(statistics[0], statistics[1], 3e-5f);
    assertFalse(Arrays.equals(new float[6], kernel[0]));
  }

  @Test
  void resumeContinuesBitForBit(@TempDir Path folder) throws Exception {
    OptimizerConfig config = OptimizerConfig.of(3e-3).withWeightDecay(0.01).withAverage(0.9);
    String whole;
    try (NetworkTrainer trainer = trainer(config)) {
      train(trainer, NET, 7);
      trainer.save(folder);
      train(trainer, NET, 6);
      whole = trainer.weights(NET).sha256();
    }
    try (NetworkTrainer trainer = trainer(config)) {
      trainer.resume(folder);
      train(trainer, NET, 6);
      assertEquals(whole, trainer.weights(NET).sha256());
    }
    try (NetworkTrainer trainer = trainer(config)) {
      train(trainer, NET, 13);
      assertEquals(whole, trainer.weights(NET).sha256());
    }
  }

  @Test
  void aTrainedNetworkIsReleasedWithItsStatistics() {
    Weights weights;
    float[] inTrainer;
    float[] x = TestNets.gaussian(new SeedStreams(3).stream("x"), 2 * 192);
    try (NetworkTrainer trainer = trainer(OptimizerConfig.of(1e-2))) {
      float first = train(trainer, NET, 1);
      float last = train(trainer, NET, 60);
      assertTrue(last < 0.8 * first, first + " -> " + last);
      weights = trainer.weights(NET);
      inTrainer =
          trainer.evaluate(
              scope ->
                  scope
                      .forward(NET, scope.manager().create(x, new Shape(2, 3, 8, 8)))
                      .get(0)
                      .toFloatArray());
    }
    try (OnnxNet onnx =
            OnnxNet.open(
                OnnxExporter.export(NET, weights), "test", NET.inputs(), InferenceDevice.CPU);
        NetworkTrainer other = trainer(OptimizerConfig.of(1e-2))) {
      assertArrayEquals(inTrainer, onnx.run(2, x)[0], 1e-5f);
      other.load(NET, weights);
      assertEquals(weights.sha256(), other.weights(NET).sha256());
    }
  }

  @Test
  void memoryStaysInTheStep() {
    try (NetworkTrainer trainer = trainer(OptimizerConfig.of(1e-3))) {
      train(trainer, NET, 2);
      int arrays = trainer.managedArrays();
      train(trainer, NET, 5);
      assertEquals(arrays, trainer.managedArrays());
    }
  }
}
