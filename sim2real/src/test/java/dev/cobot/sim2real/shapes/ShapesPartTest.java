package dev.cobot.sim2real.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.npy.NpyType;
import dev.cobot.sim2real.npy.NpyWriter;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapesPartTest {
  private static final int N = 20;
  private static final DomainProportions PAIRS =
      DomainProportions.parse("v:1.0,attr:1.0,attr+v:0.25");

  @TempDir private Path set;

  @BeforeEach
  void write() throws IOException {
    ShapesWriter writer = new ShapesWriter(3);
    writer.writeImages(ShapeSplit.VAL, 0, N, set, () -> {});
    writer.writeArrays(ShapeSplit.VAL, N, set);
    writer.writePairs(ShapeSplit.VAL, PAIRS, N, set);
  }

  private ShapesPart open() throws IOException {
    return SimpleShapes.open(set).part(ShapeSplit.VAL);
  }

  private void refused(String... parts) {
    IOException e = assertThrows(IOException.class, this::open);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void everythingComesBack() throws IOException {
    assertEquals(List.of(ShapeSplit.VAL), SimpleShapes.open(set).splits());
    ShapesPart part = open();
    ShapeSampler sampler = new ShapeSampler(3);
    assertEquals(N, part.size());
    for (int i = 0; i < N; i++) {
      ShapeLabel label = sampler.draw(ShapeSplit.VAL, i);
      assertEquals(label, part.label(i));
      assertArrayEquals(ShapeVector.SHIMMER.encode(label.attributes()), part.attributes(i));
      byte[] rgb = new ShapeRenderer().render(label.attributes());
      assertArrayEquals(rgb, part.rgb(i));
      float[] planes = part.planes(i);
      for (int pixel = 0; pixel < 32 * 32; pixel++) {
        assertEquals((rgb[3 * pixel + 2] & 0xff) / 255f, planes[2 * 32 * 32 + pixel]);
      }
      assertEquals(
          List.of(sampler.caption(ShapeSplit.VAL, i, label.attributes()).text()),
          part.captions(i, 1));
      assertArrayEquals(sampler.noise(ShapeSplit.VAL, i), part.unpaired(i, 1));
    }
    assertEquals(N, part.labels().size());
    Map<Set<String>, int[]> groups = part.pairs(PAIRS, 3, N);
    assertEquals(5, groups.get(Set.of("attr", "v")).length);
    assertEquals(N, groups.get(Set.of("v")).length);
  }

  @Test
  void thePublicGeneratorsHeldOutScenesAreRead() throws IOException {
    Files.createDirectories(set.resolve("ood_splits"));
    try (NpyWriter out = new NpyWriter(set.resolve("ood_splits/val_ood_4.npy"), NpyType.INT64, 2)) {
      out.write(3L);
      out.write(19L);
    }
    try (NpyWriter out =
        new NpyWriter(set.resolve("ood_splits/val_in_dist_4.npy"), NpyType.INT64, 1)) {
      out.write(20L);
    }
    assertArrayEquals(new int[] {3, 19}, open().ood(4));
    IOException e = assertThrows(IOException.class, () -> open().inDistribution(4));
    assertTrue(e.getMessage().contains("scene 20"), e.getMessage());
    assertThrows(IOException.class, () -> open().ood(5));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertTrue(
        assertThrows(IOException.class, () -> SimpleShapes.open(set.resolve("x")))
            .getMessage()
            .contains("cobot data shapes"));
    assertTrue(
        assertThrows(IOException.class, () -> SimpleShapes.open(set.resolve("val")))
            .getMessage()
            .contains("train_labels.npy"));
    assertThrows(IOException.class, () -> SimpleShapes.open(set).part(ShapeSplit.TRAIN));
    IOException e = assertThrows(IOException.class, () -> open().pairs(PAIRS, 9, N));
    assertTrue(
        e.getMessage().contains("seed:9") && e.getMessage().contains("--split attr:1.0"),
        e.getMessage());
    Files.delete(set.resolve("val/7.png"));
    assertThrows(IOException.class, () -> open().rgb(7));
    Files.delete(set.resolve("val/19.png"));
    refused("19.png", "20 rows");
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    FrameFiles.writePng(new RgbImage(8, 8, new byte[192]), set.resolve("val/2.png"));
    IOException e = assertThrows(IOException.class, () -> open().rgb(2));
    assertTrue(e.getMessage().contains("8 x 8"), e.getMessage());
    Files.copy(set.resolve("val/1.png"), set.resolve("val/20.png"));
    refused("20.png", "without a label");
    Files.delete(set.resolve("val/20.png"));
    try (NpyWriter out = new NpyWriter(set.resolve("val_captions.npy"), NpyType.unicode(1), 1)) {
      out.write("x");
    }
    refused("val_captions.npy", "1 rows", "20");
    try (NpyWriter out = new NpyWriter(set.resolve("val_labels.npy"), NpyType.FLOAT32, 1, 2)) {
      out.write(0f);
      out.write(0f);
    }
    refused("val_labels.npy", "(any, 12)", "(1, 2)");
  }

  @Test
  void aWrongValueIsNamedWithItsRow() throws IOException {
    try (NpyWriter out = new NpyWriter(set.resolve("val_labels.npy"), NpyType.FLOAT32, N, 12)) {
      for (int i = 0; i < N * 12; i++) {
        out.write(i == 12 * 4 ? 3f : 0f);
      }
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> open().label(4));
    assertTrue(e.getMessage().contains("row 4: class"), e.getMessage());
  }
}
