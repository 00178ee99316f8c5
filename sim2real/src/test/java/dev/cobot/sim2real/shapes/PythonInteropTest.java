package dev.cobot.sim2real.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.npy.NpyFile;
import dev.cobot.sim2real.npy.NpyType;
import dev.cobot.sim2real.npy.NpyWriter;
import dev.cobot.sim2real.npy.PickledArrays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's python3-numpy and python3-matplotlib, which launch/test installs. */
@Timeout(300)
class PythonInteropTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/shapes");

  @TempDir private Path folder;

  private String python(String script, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
    command.add(SCRIPTS.resolve(script).toString());
    Arrays.stream(arguments).forEach(a -> command.add(a.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MPLCONFIGDIR", folder.resolve("matplotlib").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(200, TimeUnit.SECONDS), script + " did not end");
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  @Test
  void picturesAreThePublicGenerators() throws Exception {
    int n = 500;
    ShapeSampler sampler = new ShapeSampler(21);
    Path labels = folder.resolve("labels.npy");
    try (NpyWriter out = new NpyWriter(labels, NpyType.FLOAT32, n, ShapeLabel.COLUMNS)) {
      for (int i = 0; i < n; i++) {
        for (float value : sampler.draw(ShapeSplit.TEST, i).row()) {
          out.write(value);
        }
      }
    }
    Path pictures = folder.resolve("pictures.npy");
    python("draw.py", labels, pictures);
    NpyFile drawn = NpyFile.open(pictures).require(NpyType.Kind.FLOAT32, n, 32, 32, 3);
    ShapeRenderer renderer = new ShapeRenderer();
    double sum = 0;
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < n; i++) {
      float[] theirs = drawn.floats(i, 1);
      byte[] ours = renderer.render(sampler.draw(ShapeSplit.TEST, i).attributes());
      double squares = 0;
      for (int k = 0; k < theirs.length; k++) {
        double difference = Math.abs(theirs[k] - (ours[k] & 0xff));
        largest = Math.max(largest, difference);
        squares += difference * difference / 255 / 255;
      }
      sum += squares / theirs.length;
      worst = Math.max(worst, squares / theirs.length);
    }
    String report =
        String.format(
            "%d pictures against matplotlib: MSE mean %.3g, worst picture %.3g; largest difference"
                + " %.0f of 255",
            n, sum / n, worst, largest);
    System.out.println(report);
    assertTrue(sum / n < 1e-4 && worst < 1e-4, report);
  }

  @Test
  void numpyReadsUsAndWeReadNumpy() throws Exception {
    ShapesWriter writer = new ShapesWriter(2);
    writer.writeImages(ShapeSplit.TRAIN, 0, 40, folder, () -> {});
    writer.writeArrays(ShapeSplit.TRAIN, 40, folder);
    DomainProportions proportions = DomainProportions.parse("attr:1.0,v:0.5,attr+v:0.25");
    writer.writePairs(ShapeSplit.TRAIN, proportions, 40, folder);
    ShapesPart part = SimpleShapes.open(folder).part(ShapeSplit.TRAIN);
    List<String> lines = python("read.py", folder).lines().toList();
    byte[] rgb = part.rgb(0);
    int total = IntStream.range(0, rgb.length).map(i -> rgb[i] & 0xff).sum();
    Map<Set<String>, int[]> groups = part.pairs(proportions, 2, 40);
    assertEquals(
        List.of(
            "labels float32 (40, 12) " + (double) part.label(0).attributes().rotationRad(),
            "captions U (40,) " + part.captions(0, 1).get(0),
            "unpaired float64 (40, 32) " + part.unpaired(1, 1)[2],
            "picture (32, 32, 3) " + total,
            "group attr int64 40 780",
            "group attr,v int64 10 " + IntStream.of(groups.get(Set.of("attr", "v"))).sum(),
            "group v int64 20 " + IntStream.of(groups.get(Set.of("v"))).sum()),
        lines);

    Map<Set<String>, int[]> theirs =
        PickledArrays.readIndexGroups(folder.resolve("numpy_groups.npy"));
    assertEquals(Set.of(Set.of("v"), Set.of("attr", "v"), Set.of("attr")), theirs.keySet());
    assertArrayEquals(new int[] {0, 1, 2}, theirs.get(Set.of("v")));
    assertArrayEquals(new int[0], theirs.get(Set.of("attr", "v")));
    assertArrayEquals(new int[] {2, 300, 70_000}, theirs.get(Set.of("attr")));
    assertEquals(
        List.of("a kite", "é 😀"), PickledArrays.readStrings(folder.resolve("numpy_strings.npy")));
    assertArrayEquals(
        new boolean[] {true, false, true},
        NpyFile.open(folder.resolve("numpy_bool.npy")).booleans(0, 3));
    IOException e =
        assertThrows(IOException.class, () -> NpyFile.open(folder.resolve("numpy_fortran.npy")));
    assertTrue(e.getMessage().contains("Fortran"), e.getMessage());
  }
}
