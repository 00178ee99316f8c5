package dev.cobot.brain.study.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.objective.Alignment;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapesWorkspaceTrainingTest {
  private static final int TRAIN = 400;
  private static final int VAL = 60;

  @TempDir private static Path data;
  private static SimpleShapes set;

  @TempDir private Path out;

  @BeforeAll
  static void write() throws Exception {
    set = SmallShapes.write(data, TRAIN, VAL);
  }

  private static final ShapesWorkspaceConfig CONFIG =
      new ShapesWorkspaceConfig(
          ShapesWorkspaceConfig.Attributes.RAW,
          12,
          32,
          1,
          1,
          0.1,
          1,
          1,
          0,
          128,
          500,
          5e-3,
          1e-6,
          250,
          ShapesDomain.TUTORIAL);

  private Map<String, Double> train(ShapesWorkspaceTraining.Pairs pairs, String name)
      throws Exception {
    try (CoarsePictures vision = new CoarsePictures();
        RawAttributes attributes = new RawAttributes()) {
      return new ShapesWorkspaceTraining(CONFIG, List.of(vision, attributes))
          .train(set, pairs, out.resolve("latents"), TrainingJob.of(5, out.resolve(name)));
    }
  }

  @Test
  void theReportTellsWhatWasLearned() throws Exception {
    Map<String, Double> results =
        train(ShapesWorkspaceTraining.Pairs.drawn(TRAIN, ShapesDomain.TUTORIAL), "workspace");
    assertTrue(results.get("r2/attributes-attributes") > 0.5, results.toString());
    assertTrue(results.get("r2/picture-attributes") > 0.2, results.toString());
    assertTrue(results.get("accuracy/attributes-attributes") > 0.9, results.toString());
    assertTrue(results.get("r2/picture-picture") > 0, results.toString());
    assertTrue(
        results.get("mse/picture-picture-VAE_alone") < results.get("mse/picture-picture"),
        results.toString());
    List<String> csv = Files.readAllLines(out.resolve("workspace/decoded.csv"));
    assertEquals(1 + 3 * 10 + 4, csv.size());
    double[] mean = numbers(csv, "picture -> attributes", "mean of 8");
    double sum = 0;
    for (String value : List.of("x", "y", "size", "cos", "sin", "red", "green", "blue")) {
      sum += numbers(csv, "picture -> attributes", value)[0];
    }
    assertEquals(sum / 8, mean[0], 1e-5);
    // The published convention's own: x, y, size, cos, sin, colours together 0.385.
    assertEquals(0.385, mean[1], 0.05);
    assertEquals(1 - mean[0] / mean[1], mean[2], 1e-3);
    assertEquals(results.get("r2/picture-attributes"), mean[2], 1e-3);
    assertTrue(Files.readString(out.resolve("workspace/decoded.md")).contains("SHIMMER"));
    var grid = ImageIO.read(out.resolve("workspace/pictures.png").toFile());
    assertEquals(7 * 68, grid.getHeight());
  }

  private static double[] numbers(List<String> csv, String path, String quantity) {
    String start = "\"%s\",%s,%d,".formatted(path, quantity, VAL);
    String line = csv.stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    return java.util.Arrays.stream(line.substring(start.length()).split(",", -1))
        .filter(cell -> !cell.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void theSameSeedGivesTheSameWorkspace() throws Exception {
    train(ShapesWorkspaceTraining.Pairs.drawn(50, ShapesDomain.TUTORIAL), "one");
    train(ShapesWorkspaceTraining.Pairs.drawn(50, ShapesDomain.TUTORIAL), "two");
    assertArrayEquals(
        Files.readAllBytes(out.resolve("one/model/encode.shapes-vision/weights.safetensors")),
        Files.readAllBytes(out.resolve("two/model/encode.shapes-vision/weights.safetensors")));
    assertEquals(
        Files.readString(out.resolve("one/decoded.csv")),
        Files.readString(out.resolve("two/decoded.csv")));
    assertTrue(
        Files.readString(out.resolve("one/run.json"))
            .contains("\"shapes-vision+shapes-attributes\" : 50"));
  }

  @Test
  void aFileOfPairsIsTaken() throws Exception {
    Map<Set<String>, int[]> groups =
        Map.of(
            Set.of("v"), new int[] {0, 1, 2, 3},
            Set.of("attr"), new int[] {2, 3, 4},
            Set.of("attr", "v"), new int[] {2, 3},
            Set.of("t"), new int[] {9});
    Alignment alignment =
        ShapesWorkspaceTraining.Pairs.given(groups, ShapesDomain.TUTORIAL)
            .of(set.part(ShapeSplit.TRAIN), 1);
    assertEquals(3, alignment.groups().size());
    for (Alignment.Group group : alignment.groups()) {
      int rows =
          group.domains().size() == 2 ? 2 : group.domains().get(0).equals("shapes-vision") ? 4 : 3;
      assertEquals(rows, group.rows().length);
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ShapesWorkspaceTraining.Pairs.given(
                Map.of(Set.of("t"), new int[] {1}), ShapesDomain.TUTORIAL));
  }

  @Test
  void aThirdDomainIsTrainedAndReported() throws Exception {
    List<ShapesDomain> domains =
        List.of(ShapesDomain.VISION, ShapesDomain.ATTRIBUTES, ShapesDomain.TEXT);
    ShapesWorkspaceConfig config =
        new ShapesWorkspaceConfig(
            ShapesWorkspaceConfig.Attributes.RAW,
            12,
            32,
            1,
            1,
            0.1,
            1,
            1,
            0,
            128,
            300,
            5e-3,
            1e-6,
            150,
            domains);
    Map<String, Double> results;
    try (CoarsePictures vision = new CoarsePictures();
        RawAttributes attributes = new RawAttributes();
        NearestCaptions text = new NearestCaptions(set.part(ShapeSplit.VAL))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new ShapesWorkspaceTraining(config, List.of(vision, attributes)));
      results =
          new ShapesWorkspaceTraining(config, List.of(vision, attributes, text))
              .train(
                  set,
                  ShapesWorkspaceTraining.Pairs.drawn(TRAIN, domains),
                  out.resolve("latents"),
                  TrainingJob.of(5, out.resolve("three")));
    }
    // Each caption is true of its own scene; of another's hardly ever.
    assertEquals(1, results.get("true/caption-caption-text_alone"));
    assertEquals(1, results.get("readable/attributes-caption"));
    assertTrue(results.get("true/caption-caption") > 0.3, results.toString());
    assertTrue(results.get("r2/caption-attributes") > 0.5, results.toString());
    assertTrue(results.get("r2/caption-picture") > 0, results.toString());
    List<String> csv = Files.readAllLines(out.resolve("three/decoded.csv"));
    // Five ways to attributes, six to pictures, six to captions.
    assertEquals(1 + 5 * 10 + 6 + 6 * 7, csv.size());
    assertEquals(1, numbers(csv, "caption -> caption, text alone", "caption all")[1], 0.05);
    assertTrue(Files.readString(out.resolve("three/decoded.md")).contains("60 captions"));
    var grid = ImageIO.read(out.resolve("three/pictures.png").toFile());
    assertEquals(17 * 132, grid.getHeight());
  }

  @Test
  void captionsInAFileOfPairsAreTaken() throws Exception {
    Map<Set<String>, int[]> groups =
        Map.of(
            Set.of("v"), new int[] {0, 1, 2, 3},
            Set.of("t"), new int[] {9},
            Set.of("t", "v"), new int[] {2, 3},
            Set.of("t", "attr"), new int[] {1});
    Alignment alignment =
        ShapesWorkspaceTraining.Pairs.given(groups, List.of(ShapesDomain.VISION, ShapesDomain.TEXT))
            .of(null, 1);
    assertEquals(
        List.of(
            List.of(ShapesModule.TEXT),
            List.of(ShapesModule.TEXT, ShapesModule.VISION),
            List.of(ShapesModule.VISION)),
        alignment.groups().stream().map(Alignment.Group::domains).toList());
  }
}
