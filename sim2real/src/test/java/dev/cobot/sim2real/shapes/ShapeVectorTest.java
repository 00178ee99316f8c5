package dev.cobot.sim2real.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeVectorTest {
  private static final ShapeAttributes SHAPE =
      new ShapeAttributes(ShapeClass.EGG, 16, 24, 14, (float) (Math.PI / 2), 255, 0, 127.5f);

  @Test
  void eachConventionHasItsOwnNumbers() {
    assertArrayEquals(
        new float[] {0, 1, 0, 0, 0.888889f, 1, 0, 1, 1, -1, 0},
        ShapeVector.SHIMMER.encode(SHAPE),
        1e-6f);
    assertArrayEquals(
        new float[] {0, 1, 0, 0, 0.5f, -0.125f, 0, 1, 1, -1, 0},
        ShapeVector.PAPER.encode(SHAPE),
        1e-6f);
    assertArrayEquals(
        new float[] {0, 1, 0, 0, 0.888889f, 0, 0, 1, 1, -1, 0},
        ShapeVector.CONTROL.encode(SHAPE),
        1e-6f);
  }

  @Test
  void decodingGivesTheShapeBack() {
    ShapeSampler sampler = new ShapeSampler(3);
    for (ShapeVector convention : ShapeVector.values()) {
      for (int i = 0; i < 500; i++) {
        ShapeAttributes a = sampler.draw(ShapeSplit.TRAIN, i).attributes();
        ShapeAttributes b = convention.decode(convention.encode(a));
        assertEquals(a.shape(), b.shape());
        assertEquals(a.xPixels(), b.xPixels(), 1e-4);
        assertEquals(a.yPixels(), b.yPixels(), 1e-4);
        assertEquals(a.sizePixels(), b.sizePixels(), 1e-4);
        assertEquals(0, Math.IEEEremainder(a.rotationRad() - b.rotationRad(), 2 * Math.PI), 1e-5);
        assertEquals(a.red(), b.red(), 1e-3);
        assertEquals(a.green(), b.green(), 1e-3);
        assertEquals(a.blue(), b.blue(), 1e-3);
      }
    }
  }

  @Test
  void whatANetworkMakesUpIsClipped() {
    ShapeAttributes a =
        ShapeVector.SHIMMER.decode(new float[] {.1f, .2f, .9f, 9, -9, 9, 0, -2, 7, -7, 0});
    assertEquals(
        new ShapeAttributes(
            ShapeClass.TRIANGLE, 32, 0, 32, (float) (1.5 * Math.PI), 255, 0, 127.5f),
        a);
    assertThrows(IllegalArgumentException.class, () -> ShapeVector.SHIMMER.decode(new float[10]));
    float[] broken = ShapeVector.SHIMMER.encode(SHAPE);
    broken[4] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> ShapeVector.SHIMMER.decode(broken));
  }
}
