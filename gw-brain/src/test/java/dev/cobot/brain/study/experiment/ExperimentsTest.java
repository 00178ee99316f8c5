package dev.cobot.brain.study.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.study.reaching.PpoConfig;
import dev.cobot.brain.study.shapes.CoarsePictures;
import dev.cobot.brain.study.shapes.NearestCaptions;
import dev.cobot.brain.study.shapes.RawAttributes;
import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.study.shapes.SmallShapes;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All experiments in miniature: every file is written, and what is done is not done again. */
class ExperimentsTest {
  private static final int SCENES = 600;

  @TempDir private static Path data;
  private static SimpleShapes set;

  @TempDir private Path out;

  @BeforeAll
  static void write() throws Exception {
    set = SmallShapes.write(data, SCENES, 520, 520);
  }

  static ExperimentConfig miniature(List<Integer> pairs) {
    return new ExperimentConfig(
        pairs,
        List.of(300),
        2,
        SCENES,
        ShapesWorkspaceConfig.Attributes.RAW,
        8,
        24,
        1,
        0.1,
        1,
        1,
        1,
        64,
        40,
        5e-3,
        1e-6,
        20,
        60,
        new PpoConfig(256, 16, 16, 1, 64, 1e-3, 0.9, 0.95, 0.2, 0.01, 0.05, 16),
        100,
        4,
        1,
        40,
        200);
  }

  private WorkspaceExperiments experiments(ExperimentConfig config, List<String> heard)
      throws Exception {
    return new WorkspaceExperiments(
        config,
        set,
        List.of(
            new CoarsePictures(),
            new RawAttributes(),
            new NearestCaptions(set.part(ShapeSplit.VAL))),
        out,
        1,
        InferenceDevice.CPU,
        (stage, done, total, detail) -> heard.add(stage + ": " + detail));
  }

  @Test
  void everyExperimentReports() throws Exception {
    ExperimentConfig config = miniature(List.of(20, 100));
    List<String> heard = new ArrayList<>();
    List<WorkspaceExperiments.Outcome> outcomes =
        experiments(config, heard).run(List.of(WorkspaceExperiments.Name.values()));
    assertEquals(WorkspaceExperiments.Name.values().length, outcomes.size());
    for (WorkspaceExperiments.Outcome outcome : outcomes) {
      Path report = outcome.report();
      assertTrue(!outcome.numbers().isEmpty(), outcome.name() + " has numbers");
      String text = Files.readString(report);
      assertTrue(text.startsWith("# ") && text.contains("|---|"), report + ": " + text);
      for (String picture : text.lines().filter(l -> l.startsWith("![")).toList()) {
        String file = picture.substring(picture.indexOf('(') + 1, picture.length() - 1);
        assertTrue(Files.size(report.resolveSibling(file)) > 1_000, report + " shows " + file);
      }
    }
    assertTrue(heard.stream().anyMatch(h -> h.contains("step 40 of 40")), heard.toString());
    String losses = Files.readString(out.resolve("efficiency/losses.csv"));
    // Six sets of losses, two numbers of pairs, two seeds; two sets with one more.
    assertEquals(28, losses.lines().filter(l -> l.contains(",translation,")).count(), losses);
    List<FileTime> before = times();
    experiments(config, new ArrayList<>()).run(List.of(WorkspaceExperiments.Name.values()));
    assertEquals(before, times(), "nothing is trained twice");
  }

  private List<FileTime> times() throws Exception {
    try (Stream<Path> files = Files.walk(out)) {
      List<FileTime> times = new ArrayList<>();
      for (Path file : files.filter(f -> f.endsWith("result.json")).sorted().toList()) {
        times.add(Files.getLastModifiedTime(file));
      }
      assertTrue(times.size() > 24);
      return times;
    }
  }

  @Test
  void moreScenesThanTheSetHasAreRefused() {
    ExperimentConfig full = ExperimentConfig.full();
    String message =
        assertThrows(IllegalArgumentException.class, () -> experiments(full, new ArrayList<>()))
            .getMessage();
    assertTrue(message.contains("600") && message.contains("500000"), message);
  }
}
