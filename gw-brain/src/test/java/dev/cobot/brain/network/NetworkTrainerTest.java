package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.TestNets.Mlp;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTrainerTest {
  private static final Mlp NET = new Mlp(3, 16, 2);

  /** y = (x0 x1, x2), which no linear map fits. */
  private static NDArray loss(StepScope scope, HostBatch x, HostBatch y) {
    var random = scope.random("data");
    float[] in = TestNets.gaussian(random, 32 * 3);
    float[] out = new float[32 * 2];
    for (int i = 0; i < 32; i++) {
      out[2 * i] = in[3 * i] * in[3 * i + 1];
      out[2 * i + 1] = in[3 * i + 2];
    }
    x.values().put(in);
    y.values().put(out);
    NDArray predicted = scope.forward(NET, x.toArray(scope.manager())).get(0);
    return Losses.meanSquared(predicted, y.toArray(scope.manager()));
  }

  private static NetworkTrainer trainer(OptimizerConfig config) {
    return new NetworkTrainer(config, new SeedStreams(11), InferenceDevice.CPU);
  }

  private static float train(NetworkTrainer trainer, int steps) {
    HostBatch x = new HostBatch(32, 3);
    HostBatch y = new HostBatch(32, 2);
    float last = 0;
    for (int i = 0; i < steps; i++) {
      last = trainer.step(scope -> loss(scope, x, y));
    }
    return last;
  }

  @Test
  void learns() {
    try (NetworkTrainer trainer = trainer(OptimizerConfig.of(1e-2).withAverage(0.98))) {
      float first = train(trainer, 1);
      train(trainer, 600);
      HostBatch x = new HostBatch(32, 3);
      HostBatch y = new HostBatch(32, 2);
      float after = trainer.evaluate(scope -> loss(scope, x, y).getFloat());
      assertTrue(first > 0.5 && after < 0.15 * first, first + " -> " + after);
      assertEquals(601, trainer.steps());
    }
  }

  /** Rounded products must learn the same task as well, within a tenth. */
  @Test
  void learnsInBfloat16() {
    float[] after = new float[2];
    for (int i = 0; i < 2; i++) {
      OptimizerConfig config = OptimizerConfig.of(1e-2).withAverage(0.98).withBfloat16(i == 1);
      try (NetworkTrainer trainer = trainer(config)) {
        train(trainer, 300);
        HostBatch x = new HostBatch(32, 3);
        HostBatch y = new HostBatch(32, 2);
        after[i] = trainer.evaluate(scope -> loss(scope, x, y).getFloat());
      }
    }
    assertTrue(after[0] < 0.4 && after[1] < 1.1 * after[0] + 0.01, after[0] + " " + after[1]);
    assertTrue(after[0] != after[1], "the flag does something");
  }

  @Test
  void arraysOfStepsEndWithTheSteps() {
    try (NetworkTrainer trainer = trainer(OptimizerConfig.of(1e-3).withAverage(0.9))) {
      train(trainer, 2);
      int arrays = trainer.managedArrays();
      train(trainer, 20);
      trainer.weights(NET);
      trainer.evaluate(scope -> scope.forward(NET, scope.manager().zeros(shape(4, 3))).size());
      assertEquals(arrays, trainer.managedArrays());
    }
  }

  private static ai.djl.ndarray.types.Shape shape(long... axes) {
    return new ai.djl.ndarray.types.Shape(axes);
  }

  @Test
  void fusedAndPlainOptimizersAgree() {
    OptimizerConfig config =
        OptimizerConfig.of(3e-3).withWeightDecay(0.1).withClipNorm(0.3).withAverage(0.9);
    Weights fused;
    Weights plain;
    try (NetworkTrainer trainer = trainer(config)) {
      train(trainer, 25);
      fused = trainer.weights(NET);
    }
    try (NetworkTrainer trainer = trainer(config.withFusedKernels(false))) {
      train(trainer, 25);
      plain = trainer.weights(NET);
    }
    assertEquals(fused.tensors().keySet(), plain.tensors().keySet());
    for (String name : fused.tensors().keySet()) {
      assertArrayEquals(fused.get(name).values(), plain.get(name).values(), 2e-5f, name);
    }
  }

  /** One weight matrix and one bias against AdamW computed here in double precision. */
  @Test
  void adamWMatchesTheFormula() {
    OptimizerConfig config = OptimizerConfig.of(0.1).withWeightDecay(0.5).withClipNorm(0.8);
    for (boolean fusedKernels : new boolean[] {true, false}) {
      double[] w = {1, -2, 0.5, 3};
      double[] b = {0.3, -0.1};
      double[] mw = new double[4];
      double[] vw = new double[4];
      double[] mb = new double[2];
      double[] vb = new double[2];
      TestNets.Single net =
          new TestNets.Single(
              "hand",
              List.of(new TensorSpec("x", -1, 2)),
              new TestNets.Single.Body() {
                @Override
                public <T> T apply(Ops<T> ops, List<T> inputs) {
                  return ops.linear(inputs.get(0), "p", 2, 2);
                }
              });
      try (NetworkTrainer trainer = trainer(config.withFusedKernels(fusedKernels))) {
        trainer.load(
            net,
            new Weights(
                Map.of(
                    "p.weight", new FloatTensor(new long[] {2, 2}, floats(w)),
                    "p.bias", new FloatTensor(new long[] {2}, floats(b)))));
        double[] x = {0.7, -1.1};
        for (int t = 1; t <= 5; t++) {
          trainer.step(
              scope ->
                  scope
                      .forward(net, scope.manager().create(floats(x), shape(1, 2)))
                      .get(0)
                      .square()
                      .sum());
          double[] gw = new double[4];
          double[] gb = new double[2];
          for (int o = 0; o < 2; o++) {
            double y = b[o] + w[2 * o] * x[0] + w[2 * o + 1] * x[1];
            gb[o] = 2 * y;
            gw[2 * o] = 2 * y * x[0];
            gw[2 * o + 1] = 2 * y * x[1];
          }
          double norm = 0;
          for (double g : gw) {
            norm += g * g;
          }
          for (double g : gb) {
            norm += g * g;
          }
          norm = Math.sqrt(norm);
          assertEquals(norm, trainer.gradientNorm(), 1e-4 * norm);
          double factor = Math.min(1, 0.8 / (norm + 1e-6));
          adamW(w, gw, mw, vw, factor, t, 0.1, 0.5);
          adamW(b, gb, mb, vb, factor, t, 0.1, 0); // a bias does not decay
          Weights got = trainer.weights(net);
          assertArrayEquals(
              floats(w),
              got.get("p.weight").values(),
              2e-5f,
              "step " + t + " fused " + fusedKernels);
          assertArrayEquals(floats(b), got.get("p.bias").values(), 2e-5f);
        }
      }
    }
  }

  private static void adamW(
      double[] p, double[] g, double[] m, double[] v, double factor, int t, double lr, double wd) {
    for (int i = 0; i < p.length; i++) {
      double gradient = g[i] * factor;
      m[i] = 0.9 * m[i] + 0.1 * gradient;
      v[i] = 0.999 * v[i] + 0.001 * gradient * gradient;
      p[i] -= lr * wd * p[i];
      double corrected = Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8;
      p[i] -= lr * m[i] / (1 - Math.pow(0.9, t)) / corrected;
    }
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  @Test
  void resumeContinuesBitForBit(@TempDir Path folder) throws Exception {
    OptimizerConfig config =
        OptimizerConfig.of(3e-3).withSchedule(3, 20, 0.1).withWeightDecay(0.01).withAverage(0.9);
    String whole;
    try (NetworkTrainer trainer = trainer(config)) {
      train(trainer, 7);
      trainer.save(folder);
      train(trainer, 6);
      whole = trainer.weights(NET).sha256();
    }
    try (NetworkTrainer trainer = trainer(config)) {
      trainer.resume(folder);
      assertEquals(7, trainer.steps());
      train(trainer, 6);
      assertEquals(whole, trainer.weights(NET).sha256());
    }
    try (NetworkTrainer trainer = trainer(config)) {
      train(trainer, 13);
      assertEquals(whole, trainer.weights(NET).sha256());
    }
  }

  @Test
  void damagedOrForeignCheckpointIsRefused(@TempDir Path folder) throws Exception {
    OptimizerConfig config = OptimizerConfig.of(1e-3);
    try (NetworkTrainer trainer = trainer(config)) {
      train(trainer, 2);
      trainer.save(folder);
      train(trainer, 2);
      trainer.save(folder);
    }
    Path state = folder.resolve("state-000000000004.safetensors");
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count(), "the older state is removed");
    }
    try (NetworkTrainer other =
        new NetworkTrainer(config, new SeedStreams(12), InferenceDevice.CPU)) {
      assertRefused(other, folder, "seed 11");
    }
    try (NetworkTrainer other = trainer(config.withAverage(0.9))) {
      assertRefused(other, folder, "averages");
    }
    byte[] bytes = Files.readAllBytes(state);
    bytes[bytes.length / 2] ^= 1;
    Files.write(state, bytes);
    try (NetworkTrainer other = trainer(config)) {
      assertRefused(other, folder, "damaged");
      assertRefused(other, folder.resolve("none"), "missing");
    }
  }

  private static void assertRefused(NetworkTrainer trainer, Path folder, String word) {
    String message = assertThrows(ModelException.class, () -> trainer.resume(folder)).getMessage();
    assertTrue(message.contains(word), message);
  }

  @Test
  void divergenceStopsBeforeTheWeightsAreTouched() {
    try (NetworkTrainer trainer = trainer(OptimizerConfig.of(1e-3))) {
      train(trainer, 2);
      String before = trainer.weights(NET).sha256();
      assertThrows(
          ArithmeticException.class,
          () ->
              trainer.step(
                  scope ->
                      scope
                          .forward(NET, scope.manager().ones(shape(1, 3)).mul(Float.NaN))
                          .get(0)
                          .sum()));
      assertEquals(before, trainer.weights(NET).sha256());
      train(trainer, 1);
      assertTrue(Float.isFinite(trainer.gradientNorm()));
    }
  }

  @Test
  void aNetworkOutsideTheLossKeepsTraining() {
    Mlp other = new Mlp(2, 4, 1);
    record Named(Mlp net) implements Architecture {
      @Override
      public String name() {
        return "other";
      }

      @Override
      public List<TensorSpec> inputs() {
        return net.inputs();
      }

      @Override
      public List<String> outputs() {
        return net.outputs();
      }

      @Override
      public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
        return net.forward(ops, inputs);
      }
    }
    Named second = new Named(other);
    try (NetworkTrainer trainer = trainer(OptimizerConfig.of(1e-3))) {
      train(trainer, 2);
      trainer.step(
          scope -> scope.forward(second, scope.manager().ones(shape(2, 2))).get(0).square().mean());
      String before = trainer.weights(second).sha256();
      train(trainer, 1);
      assertTrue(!before.equals(trainer.weights(second).sha256()), "momentum moves it on");
      assertEquals(NET.outputs().size(), 2);
      assertEquals(6, trainer.weights(NET).tensors().size());
    }
  }

  @Test
  void scheduleWarmsUpAndFalls() {
    OptimizerConfig config = OptimizerConfig.of(1).withSchedule(10, 110, 0.1);
    assertEquals(0.1, config.rateAt(0), 1e-12);
    assertEquals(1, config.rateAt(9), 1e-12);
    assertEquals(0.55, config.rateAt(60), 1e-12);
    assertEquals(0.1, config.rateAt(110), 1e-12);
    assertEquals(0.1, config.rateAt(10_000), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> OptimizerConfig.of(Double.NaN));
  }

  /** Values of PyTorch's OneCycleLR(max_lr=0.005, total_steps=1000) with AdamW. */
  @Test
  void oneCycleGoesAsInPyTorch() {
    OptimizerConfig config =
        OptimizerConfig.of(0.005).withSchedule(RateSchedule.OneCycle.ofTorch(1000));
    assertEquals(0.0002, config.rateAt(0), 1e-12);
    assertEquals(0.95, config.beta1At(0), 1e-12);
    assertEquals(0.005, config.rateAt(299), 1e-12);
    assertEquals(0.85, config.beta1At(299), 1e-12);
    assertEquals(2e-8, config.rateAt(999), 1e-12);
    assertEquals(0.95, config.beta1At(999), 1e-12);
    assertTrue(config.rateAt(150) > config.rateAt(149));
    assertTrue(config.rateAt(301) < config.rateAt(300));
  }

  /**
   * The gradients of fused attention, with and without a mask, are those of the plain operations.
   */
  @Test
  void fusedAttentionTrainsLikePlainAttention() {
    TestNets.Transformer net = new TestNets.Transformer(1, 16, 2, 5);
    float[][] weights = new float[2][];
    for (int fused = 0; fused < 2; fused++) {
      OptimizerConfig config =
          OptimizerConfig.of(1e-3).withClipNorm(0).withFusedKernels(fused == 1);
      try (NetworkTrainer trainer = trainer(config)) {
        for (int i = 0; i < 5; i++) {
          trainer.step(
              scope -> {
                var manager = scope.manager();
                NDArray x =
                    manager.create(TestNets.gaussian(scope.random("x"), 3 * 80), shape(3, 5, 16));
                NDArray target =
                    manager.create(TestNets.gaussian(scope.random("y"), 3 * 16), shape(3, 16));
                float[] present = new float[15];
                java.util.Arrays.fill(present, 1);
                present[4] = 0;
                present[8] = 0;
                NDArray mask = manager.create(present, shape(3, 5));
                return Losses.meanSquared(scope.forward(net, x, mask).get(0), target);
              });
        }
        weights[fused] = trainer.weights(net).get("layer0.qkv.weight").values();
      }
    }
    assertArrayEquals(weights[0], weights[1], 3e-5f);
  }

  /** With one exponential for rows and columns, and, where that could underflow, without. */
  @Test
  void fusedContrastiveTrainsLikeThePlainOne() {
    Mlp left = new Mlp(4, 8, 5);
    for (double temperature : new double[] {0.07, 0.01}) {
      float[][] weights = new float[2][];
      for (int fused = 0; fused < 2; fused++) {
        OptimizerConfig config =
            OptimizerConfig.of(1e-3).withClipNorm(0).withFusedKernels(fused == 1);
        try (NetworkTrainer trainer = trainer(config)) {
          for (int i = 0; i < 5; i++) {
            trainer.step(
                scope -> {
                  float[] values = TestNets.gaussian(scope.random("x"), 12 * 4);
                  NDArray x = scope.manager().create(values, shape(12, 4));
                  NDArray y = x.mul(Losses.scalar(x, -1)).add(0.3f);
                  return scope.contrastive(
                      scope.forward(left, x).get(0), scope.forward(left, y).get(0), temperature);
                });
          }
          weights[fused] = trainer.weights(left).get("first.weight").values();
        }
      }
      assertArrayEquals(weights[0], weights[1], 2e-5f, "temperature " + temperature);
    }
  }

  /** 300 steps with fresh 1.2 MB batches, 360 MB in all, must leave the process as it was. */
  @Test
  void memoryStaysFlat() throws Exception {
    Mlp net = new Mlp(3000, 32, 2);
    HostBatch x = new HostBatch(100, 3000);
    try (NetworkTrainer trainer = trainer(OptimizerConfig.of(1e-3))) {
      long before = 0;
      for (int i = 0; i < 360; i++) {
        if (i == 60) {
          System.gc();
          before = residentBytes();
        }
        trainer.step(
            scope -> {
              x.values().put(TestNets.gaussian(scope.random("data"), 1000));
              return scope.forward(net, x.toArray(scope.manager())).get(0).square().mean();
            });
      }
      System.gc();
      long growth = residentBytes() - before;
      assertTrue(growth < 100 << 20, "resident memory grew by " + (growth >> 20) + " MiB");
    }
  }

  private static long residentBytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    return 0;
  }
}
