package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OnnxWeightsTest {
  private static final String PRODUCT = "/layer/query/MatMul_quant";

  private static OnnxWeights read(byte[] model) throws IOException {
    return OnnxWeights.read(new ByteArrayInputStream(model), "made.onnx");
  }

  /** A product of two inputs and three outputs, whose outputs have scales of their own. */
  private static byte[] model() {
    Protobuf node =
        new Protobuf()
            .text(1, "x")
            .text(1, "w_quantized")
            .text(1, "x_zero_point")
            .text(1, "w_zero_point")
            .text(3, PRODUCT)
            .text(4, "MatMulInteger");
    Protobuf matrix =
        new Protobuf()
            .integer(1, 2)
            .integer(1, 3)
            .integer(2, 3)
            .text(8, "w_quantized")
            .bytes(9, new byte[] {1, 2, 3, -4, -5, -6});
    byte[] scales =
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(1)
            .putFloat(10)
            .putFloat(100)
            .array();
    Protobuf scale = new Protobuf().integer(1, 3).integer(2, 1).text(8, "w_scale").bytes(4, scales);
    Protobuf zero =
        new Protobuf()
            .integer(1, 3)
            .integer(2, 3)
            .text(8, "w_zero_point")
            .bytes(5, new byte[] {0, 1, 0});
    Protobuf graph =
        new Protobuf().message(1, node).message(5, matrix).message(5, scale).message(5, zero);
    return new Protobuf().integer(1, 8).message(7, graph).toByteArray();
  }

  @Test
  void aQuantisedProductIsAMatrixAgain() throws IOException {
    FloatTensor matrix = read(model()).matrix(PRODUCT);
    assertArrayEquals(new long[] {3, 2}, matrix.shape());
    assertArrayEquals(new float[] {1, -4, 10, -60, 300, -600}, matrix.values());
  }

  @Test
  void aTensorIsFoundByItsName() throws IOException {
    assertArrayEquals(new float[] {1, 10, 100}, read(model()).tensor("w_scale").values());
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    OnnxWeights weights = read(model());
    for (Runnable ask :
        new Runnable[] {
          () -> weights.tensor("bias"),
          () -> weights.tensor("w_quantized"),
          () -> weights.matrix("/layer/key/MatMul_quant")
        }) {
      String why = assertThrows(ModelException.class, ask::run).getMessage();
      assertTrue(why.startsWith("made.onnx") && why.contains("'"), why);
    }
  }

  @Test
  void damagedBytesAreASentence() throws IOException {
    byte[] whole = model();
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        read(damaged).matrix(PRODUCT);
      } catch (ModelException told) {
        assertTrue(told.getMessage().startsWith("made.onnx"), told.getMessage());
      }
    }
  }
}
