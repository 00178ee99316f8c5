package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static Weights sample() {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("z.weight", new FloatTensor(new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, -6}));
    tensors.put("a \"quoted\" ü", new FloatTensor(new long[] {}, new float[] {Float.NaN}));
    tensors.put("empty", new FloatTensor(new long[] {0, 4}, new float[0]));
    tensors.put("last", new FloatTensor(new long[] {1}, new float[] {Float.MIN_VALUE}));
    return new Weights(tensors);
  }

  @Test
  void keepsValuesShapesAndOrder(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("w.safetensors");
    sample().write(file);
    Weights read = Weights.read(file);
    assertEquals(sample(), read);
    assertEquals(List.copyOf(sample().tensors().keySet()), List.copyOf(read.tensors().keySet()));
    assertEquals(sample().sha256(), read.sha256());
    assertEquals(8, read.parameterCount());
  }

  /** The bytes of the format's documentation, not of our writer. */
  @Test
  void readsTheDocumentedLayout() {
    Weights read =
        Weights.decode(
            file(
                "{\"__metadata__\":{\"format\":\"pt\"},\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                1.5f,
                -2f),
            "doc");
    assertEquals(new FloatTensor(new long[] {2}, new float[] {1.5f, -2}), read.get("t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{\"t\":{}}",
        "{\"t\":3}",
        "{\"t\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"t\":{}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} x",
      })
  void refusesWhatItDoesNotUnderstand(String header) {
    ModelException e =
        assertThrows(ModelException.class, () -> Weights.decode(file(header, 1, 2), "the file"));
    assertTrue(e.getMessage().startsWith("the file is not a usable"), e.getMessage());
  }

  private static byte[] file(String header, float... values) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(8 + text.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(text.length).put(text);
    for (float value : values) {
      out.putFloat(value);
    }
    return out.array();
  }

  /** Damaged bytes give a model or a ModelException, nothing else, and no large allocation. */
  @Test
  void fuzz() {
    byte[] good = sample().encode();
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      int changes = 1 + random.nextInt(4);
      for (int c = 0; c < changes; c++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(4) == 0) {
        bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      }
      try {
        assertNotEquals(null, Weights.decode(bytes, "fuzz"));
      } catch (ModelException e) {
        refused++;
      }
    }
    assertTrue(refused > 10_000, "refused " + refused);
  }
}
