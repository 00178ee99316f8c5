package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.TestNets.Single;
import dev.cobot.brain.network.TestNets.Single.Body;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every operation and three whole networks: ONNX Runtime must give what PyTorch gives. */
class ExecutorEqualityTest {
  private static final List<TensorSpec> INPUTS =
      List.of(new TensorSpec("a", -1, 4, 6), new TensorSpec("b", -1, 4, 6));

  private enum Op implements Body {
    LINEAR_3 {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.linear(a, "p", 6, 5);
      }
    },
    LINEAR_2 {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.linear(ops.reshape(a, 0, 24), "p", 24, 5);
      }
    },
    CONV_2D {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.conv2d(ops.reshape(a, 0, 2, 4, 3), "p", 2, 5, 3, 2, 1);
      }
    },
    CONV_2D_NO_PADDING {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.conv2d(ops.reshape(a, 0, 2, 4, 3), "p", 2, 5, 2, 1, 0);
      }
    },
    CONV_2D_NO_BIAS {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.conv2d(ops.reshape(a, 0, 2, 4, 3), "p", 2, 5, 3, 1, 1, false);
      }
    },
    CONV_TRANSPOSE_2D {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.convTranspose2d(ops.reshape(a, 0, 2, 4, 3), "p", 2, 5, 4, 2, 1, true);
      }
    },
    CONV_TRANSPOSE_2D_GROWS {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.convTranspose2d(ops.reshape(a, 0, 24, 1, 1), "p", 24, 5, 8, 1, 0, false);
      }
    },
    CONV_TRANSPOSE_2D_LARGE_STRIDE {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.convTranspose2d(ops.reshape(a, 0, 2, 4, 3), "p", 2, 5, 4, 3, 1, true);
      }
    },
    ZERO_PAD_2D {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.zeroPad2d(ops.reshape(a, 0, 2, 4, 3), 1, 2, 0, 3);
      }
    },
    LEAKY_RELU {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.leakyRelu(a, 0.1f);
      }
    },
    MAX_POOL_2D {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.maxPool2d(ops.reshape(a, 0, 2, 4, 3), 3, 2, 1);
      }
    },
    UPSAMPLE_2D {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.upsample2d(ops.reshape(a, 0, 2, 4, 3), 2, 4, 3);
      }
    },
    DETACH {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.add(ops.detach(ops.linear(a, "p", 6, 5)), ops.linear(b, "q", 6, 5));
      }
    },
    BATCH_NORM_1D {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.batchNorm(ops.reshape(a, 0, 24), "p", 24);
      }
    },
    BATCH_NORM_RELU {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.batchNormRelu(ops.reshape(a, 0, 2, 4, 3), "p", 2);
      }
    },
    BATCH_NORM_2D {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.batchNorm(ops.reshape(a, 0, 2, 4, 3), "p", 2);
      }
    },
    LAYER_NORM {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.layerNorm(a, "p", 6);
      }
    },
    PARAMETER {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.add(ops.parameter("p", 1, 4, 6), a);
      }
    },
    EMBEDDING {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.embedding(ops.clip(ops.scale(ops.relu(a), 2), 0, 4), "p", 5, 3);
      }
    },
    CONSTANT {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.mul(a, ops.constant(new float[] {1, -2, 3, -4, 5, -6}, 6));
      }
    },
    ADD {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.add(a, b);
      }
    },
    ADD_BROADCAST {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.add(a, ops.meanAxis(b, 1, true));
      }
    },
    SUB {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.sub(a, b);
      }
    },
    MUL {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.mul(a, b);
      }
    },
    DIV {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.div(a, ops.addScalar(ops.mul(b, b), 1));
      }
    },
    SCALE {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.scale(a, -1.7f);
      }
    },
    ADD_SCALAR {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.addScalar(a, 0.3f);
      }
    },
    CLIP {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.clip(a, -0.5f, 0.7f);
      }
    },
    MATMUL {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.matmul(a, ops.transpose(b, 0, 2, 1));
      }
    },
    MATMUL_BROADCAST {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.matmul(a, ops.parameter("p", 1, 6, 3));
      }
    },
    RELU {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.relu(a);
      }
    },
    GELU {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.gelu(a);
      }
    },
    TANH {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.tanh(a);
      }
    },
    SIN {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.sin(a);
      }
    },
    COS {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.cos(a);
      }
    },
    SIGMOID {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.sigmoid(a);
      }
    },
    EXP {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.exp(a);
      }
    },
    LOG {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.log(ops.addScalar(ops.mul(a, a), 0.1f));
      }
    },
    SQRT {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.sqrt(ops.mul(a, a));
      }
    },
    SOFTPLUS {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.softplus(ops.scale(a, 15));
      }
    },
    SOFTMAX {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.softmax(a);
      }
    },
    RESHAPE_KEEP_INFER {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.reshape(a, 0, 2, -1);
      }
    },
    RESHAPE_MERGE_BATCH {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.reshape(ops.linear(ops.reshape(a, -1, 6), "p", 6, 6), -1, 4, 6);
      }
    },
    TRANSPOSE {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.transpose(a, 0, 2, 1);
      }
    },
    CONCAT {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.concat(-1, List.of(a, b, a));
      }
    },
    CONCAT_AXIS_1 {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.concat(1, List.of(a, b));
      }
    },
    SLICE {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.slice(a, 1, 1, 3);
      }
    },
    SLICE_LAST {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.slice(a, -1, 2, 6);
      }
    },
    SUM_AXIS {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.sumAxis(a, -1, false);
      }
    },
    SUM_AXIS_KEEP {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.sumAxis(a, 1, true);
      }
    },
    MEAN_AXIS {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.meanAxis(a, 1, false);
      }
    },
    MEAN_AXIS_KEEP {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.meanAxis(a, -1, true);
      }
    },
    L_2NORMALIZE {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.l2Normalize(a);
      }
    },
    ATTENTION {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.attention(a, b, a, null, 3);
      }
    },
    ATTENTION_MASK {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.attention(a, b, a, ops.constant(new float[] {0, -1e9f, 0, -2}, 1, 1, 1, 4), 2);
      }
    },
    CROSS_ATTENTION {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.attention(ops.slice(a, 1, 0, 2), b, b, null, 2);
      }
    },
    DROPOUT {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.dropout(a, 0.5f);
      }
    },
    SHARED_PARAMETER {
      @Override
      <T> T on(Ops<T> ops, T a, T b) {
        return ops.linear(ops.linear(a, "p", 6, 6), "p", 6, 6);
      }
    };

    abstract <T> T on(Ops<T> ops, T a, T b);

    @Override
    public <T> T apply(Ops<T> ops, List<T> inputs) {
      return on(ops, inputs.get(0), inputs.get(1));
    }
  }

  @TestFactory
  Stream<DynamicTest> operations() {
    return Arrays.stream(Op.values())
        .map(
            op ->
                DynamicTest.dynamicTest(
                    op.name(), () -> assertSame(new Single(op.name(), INPUTS, op), 3)));
  }

  @Test
  void mlp() {
    assertSame(new TestNets.Mlp(7, 16, 3), 5);
  }

  @Test
  void convolutionalNetwork() {
    assertSame(new TestNets.ConvNet(24, 32, new int[] {3, 8, 12, 12}, new int[] {2, 2, 1}), 2);
  }

  @Test
  void transformer() {
    assertSame(new TestNets.Transformer(2, 32, 4, 7), 3);
  }

  private static void assertSame(Architecture net, int batch) {
    Weights weights = TestNets.weightsOrNone(net);
    SplittableRandom random = new SplittableRandom(5);
    Map<String, FloatTensor> inputs = new LinkedHashMap<>();
    for (TensorSpec spec : net.inputs()) {
      long[] shape = spec.shapeFor(batch);
      float[] values = TestNets.gaussian(random, TensorValue.size(shape));
      if (spec.name().equals("present")) {
        for (int i = 0; i < values.length; i++) {
          values[i] = i % 3 == 2 ? 0 : 1;
        }
      }
      inputs.put(spec.name(), new FloatTensor(shape, values));
    }
    byte[] file = OnnxExporter.export(net, weights);
    try (TorchNet torch = TorchNet.open(net, weights, InferenceDevice.CPU);
        OnnxNet onnx = OnnxNet.open(file, "test", net.inputs(), InferenceDevice.CPU)) {
      Map<String, FloatTensor> expected = torch.run(inputs);
      Map<String, FloatTensor> got = onnx.run(inputs);
      float[][] flat =
          onnx.run(
              batch, inputs.values().stream().map(FloatTensor::values).toArray(float[][]::new));
      assertEquals(net.outputs(), List.copyOf(expected.keySet()));
      assertEquals(net.outputs(), List.copyOf(got.keySet()));
      float[][] rows = new float[net.inputs().size()][];
      for (int k = 0; k < rows.length; k++) {
        FloatTensor input = inputs.get(net.inputs().get(k).name());
        rows[k] = Arrays.copyOf(input.values(), input.values().length / batch);
      }
      float[][] first = onnx.run(1, rows); // another batch size on the same net
      int i = 0;
      for (String name : net.outputs()) {
        assertClose(Arrays.copyOf(expected.get(name).values(), first[i].length), first[i]);
        assertArrayEquals(expected.get(name).shape(), got.get(name).shape(), name);
        assertClose(expected.get(name).values(), got.get(name).values());
        assertArrayEquals(got.get(name).values(), flat[i++]);
      }
    }
  }

  private static void assertClose(float[] expected, float[] got) {
    assertEquals(expected.length, got.length);
    float scale = 1;
    float worst = 0;
    for (int i = 0; i < expected.length; i++) {
      assertTrue(Float.isFinite(got[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - got[i]));
    }
    assertTrue(worst <= 1e-5f * scale, "difference " + worst + " at scale " + scale);
  }

  @Test
  void wrongInputsAreNamed() {
    Architecture net = new TestNets.Mlp(3, 4, 2);
    Weights weights = TestNets.weightsOrNone(net);
    try (OnnxNet onnx =
        OnnxNet.open(
            OnnxExporter.export(net, weights), "test", net.inputs(), InferenceDevice.CPU)) {
      FloatTensor good = new FloatTensor(new long[] {1, 3}, new float[3]);
      FloatTensor bad = new FloatTensor(new long[] {1, 4}, new float[4]);
      assertTrue(message(() -> onnx.run(Map.of("x", bad))).contains("'x'"));
      assertTrue(message(() -> onnx.run(Map.of("x", good, "z", good))).contains("[z]"));
      assertTrue(message(() -> onnx.run(Map.of())).contains("missing"));
      assertTrue(message(() -> onnx.run(1, new float[4])).contains("4 values"));
    }
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void damagedOnnxFileIsRefused() {
    byte[] bytes = new byte[100];
    Arrays.fill(bytes, (byte) 0x5A);
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> OnnxNet.open(bytes, "broken.onnx", List.of(), InferenceDevice.CPU));
    assertTrue(e.getMessage().contains("broken.onnx"), e.getMessage());
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    Weights small = TestNets.weightsOrNone(new TestNets.Mlp(3, 4, 2));
    Architecture large = new TestNets.Mlp(3, 5, 2);
    assertThrows(ModelException.class, () -> OnnxExporter.export(large, small));
    try (TorchNet net = TorchNet.open(large, small, InferenceDevice.CPU)) {
      assertThrows(ModelException.class, () -> net.run(1, new float[3]));
    }
  }
}
