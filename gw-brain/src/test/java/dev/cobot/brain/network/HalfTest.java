package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HalfTest {
  @Test
  void everyHalfComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Half.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertEquals((short) bits, Half.of(value), Integer.toHexString(bits));
      }
    }
    assertTrue(Float.isNaN(Half.toFloat(Half.of(Float.NaN))));
  }

  @Test
  void knownValues() {
    assertEquals(1, Half.toFloat((short) 0x3c00));
    assertEquals(-2, Half.toFloat((short) 0xc000));
    assertEquals(65504, Half.toFloat((short) 0x7bff));
    assertEquals(0x1p-24f, Half.toFloat((short) 1));
    assertEquals((short) 0x7c00, Half.of(1e9f));
    // Ties go to the even neighbour.
    assertEquals((short) 0x3c00, Half.of(1 + 0x1p-11f));
    assertEquals((short) 0x3c02, Half.of(1 + 3 * 0x1p-11f));
  }

  @Test
  void roundingIsToTheNearest() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      float value = (float) (random.nextDouble(-1, 1) * Math.exp(random.nextDouble(-14, 10)));
      float rounded = Half.toFloat(Half.of(value));
      assertEquals(value, rounded, Math.max(Math.abs(value) * 0x1p-11, 0x1p-25));
    }
  }

  @Test
  void weightsInHalvesAreHalfAsLarge() {
    float[] values = new float[1000];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-0.2, 0.2);
    }
    Weights weights = new Weights(Map.of("a", new FloatTensor(new long[] {10, 100}, values)));
    byte[] small = weights.encodeHalf();
    assertEquals(2000, weights.encode().length - small.length);
    float[] back = Weights.decode(small, "test").get("a").values();
    assertArrayEquals(values, back, 1e-4f);
    byte[] cut = Arrays.copyOf(small, small.length - 2);
    assertThrows(ModelException.class, () -> Weights.decode(cut, "test"));
  }
}
