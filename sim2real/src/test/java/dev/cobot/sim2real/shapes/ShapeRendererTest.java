package dev.cobot.sim2real.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.sim2real.picture.FrameFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapeRendererTest {
  private final ShapeRenderer renderer = new ShapeRenderer();

  private List<String> drawn(ShapeClass shape, double rotationRad) {
    byte[] rgb =
        renderer.render(new ShapeAttributes(shape, 16, 16, 10, (float) rotationRad, 255, 255, 255));
    return IntStream.range(10, 22)
        .mapToObj(
            row ->
                IntStream.range(10, 22)
                    .mapToObj(column -> (rgb[3 * (32 * row + column)] & 0xff) >= 128 ? "#" : ".")
                    .collect(Collectors.joining()))
        .toList();
  }

  @Test
  void unturnedShapesPointUp() {
    assertEquals(
        List.of(
            "............",
            "............",
            ".....##.....",
            "....####....",
            "...######...",
            "...######...",
            "..########..",
            ".##########.",
            "..########..",
            "...######...",
            ".....##.....",
            "............"),
        drawn(ShapeClass.DIAMOND, 0));
    assertEquals(
        List.of(
            "............",
            ".....##.....",
            "....####....",
            "...######...",
            "...######...",
            "...######...",
            "..########..",
            "..########..",
            "..########..",
            "..########..",
            "...######...",
            "............"),
        drawn(ShapeClass.EGG, 0));
    assertEquals(
        List.of(
            "............",
            "............",
            "............",
            ".....##.....",
            ".....##.....",
            ".....##.....",
            "....####....",
            "....####....",
            "....####....",
            "...######...",
            "...######...",
            "............"),
        drawn(ShapeClass.TRIANGLE, 0));
  }

  @Test
  void aQuarterTurnPointsLeft() {
    assertEquals(
        List.of(
            "............",
            ".......#....",
            "......###...",
            "....#####...",
            "...#######..",
            "..#########.",
            "..#########.",
            "...#######..",
            ".....#####..",
            "......###...",
            ".......#....",
            "............"),
        drawn(ShapeClass.DIAMOND, Math.PI / 2));
    assertEquals(
        List.of(
            "............",
            "............",
            "......####..",
            "...########.",
            "..#########.",
            ".##########.",
            ".##########.",
            "..#########.",
            "...########.",
            "......####..",
            "............",
            "............"),
        drawn(ShapeClass.EGG, Math.PI / 2));
    assertEquals(
        List.of(
            "............",
            "............",
            "............",
            ".........##.",
            "......#####.",
            "...########.",
            "...########.",
            "......#####.",
            ".........##.",
            "............",
            "............",
            "............"),
        drawn(ShapeClass.TRIANGLE, Math.PI / 2));
  }

  @Test
  void theLowerLeftCornerIsTheOrigin() {
    byte[] rgb = renderer.render(new ShapeAttributes(ShapeClass.EGG, 8, 8, 8, 0, 10, 200, 30));
    int at = 3 * (32 * (31 - 8) + 8);
    assertArrayEquals(new byte[] {10, (byte) 200, 30}, Arrays.copyOfRange(rgb, at, at + 3));
    assertEquals(0, rgb[3 * (32 * 8 + 8) + 1]);
  }

  @Test
  void thePictureIsASound8BitPng() throws IOException {
    ShapeSampler sampler = new ShapeSampler(1);
    ShapePng png = new ShapePng();
    for (int i = 0; i < 50; i++) {
      byte[] rgb = renderer.render(sampler.draw(ShapeSplit.TRAIN, i).attributes());
      assertArrayEquals(rgb, FrameFiles.decode(png.encode(rgb), "picture " + i).rgb());
    }
  }

  /** Coverage against a count of 32 x 32 points in each pixel. */
  @Test
  void coverageIsTheCoveredArea() {
    ShapeSampler sampler = new ShapeSampler(2);
    int points = 32;
    for (int k = 0; k < 8; k++) {
      ShapeAttributes a = sampler.draw(ShapeSplit.TEST, k).attributes();
      ShapeAttributes white =
          new ShapeAttributes(
              a.shape(), a.xPixels(), a.yPixels(), a.sizePixels(), a.rotationRad(), 255, 255, 255);
      byte[] rgb = renderer.render(white);
      for (int pixel = 0; pixel < 32 * 32; pixel++) {
        int inside = 0;
        for (int p = 0; p < points * points; p++) {
          double x = pixel % 32 + (p % points + 0.5) / points;
          double y = 32 - Math.floorDiv(pixel, 32) - (Math.floorDiv(p, points) + 0.5) / points;
          inside += inside(a, x, y) ? 1 : 0;
        }
        assertEquals(255.0 * inside / points / points, rgb[3 * pixel] & 0xff, 6, a + " " + pixel);
      }
    }
  }

  private static boolean inside(ShapeAttributes a, double x, double y) {
    double cos = Math.cos(a.rotationRad());
    double sin = Math.sin(a.rotationRad());
    double dx = (x - a.xPixels()) / a.sizePixels();
    double dy = (y - a.yPixels()) / a.sizePixels();
    double u = cos * dx + sin * dy;
    double v = cos * dy - sin * dx;
    boolean inside = false;
    double[][] outline = a.shape().outline();
    for (int i = 0, j = outline.length - 1; i < outline.length; j = i++) {
      double[] p = outline[i];
      double[] q = outline[j];
      if ((p[1] > v) != (q[1] > v) && u < (q[0] - p[0]) * (v - p[1]) / (q[1] - p[1]) + p[0]) {
        inside = !inside;
      }
    }
    return inside;
  }
}
