package dev.cobot.brain.study.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.sight.FoundObjects;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** On objects whose features are a known function of their labels. */
class AdaptationStudyTest {
  private static final List<ObjectKind> KINDS = List.of(ObjectKind.CUBE, ObjectKind.BOWL);

  /**
   * @param shift of every feature: another place
   */
  private static FoundObjects found(int n, double shift, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<FoundObjects.Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int kind = random.nextInt(2);
      float[] values = new float[FoundObjects.VALUES];
      float[] known = new float[FoundObjects.VALUES];
      Arrays.fill(known, 1);
      float[] features = new float[FoundObjects.FEATURES];
      float[] told = new float[FoundObjects.VALUES];
      for (int v = 0; v < values.length; v++) {
        values[v] = (float) random.nextDouble(-1, 1);
        features[v] = (float) (values[v] + shift + 0.02 * random.nextGaussian());
        told[v] = (float) (values[v] + 0.4);
      }
      features[30] = (float) (2 * kind - 1 + shift + 0.1 * random.nextGaussian());
      float[] logits = {1 - kind, kind, 0};
      rows.add(new FoundObjects.Row(i / 6, 0.1, features, logits, told, kind, values, known));
    }
    return new FoundObjects(KINDS, rows);
  }

  private static AdaptationStudy.Config config(int steps) {
    return new AdaptationStudy.Config(1, steps, 24, 3e-3, 32, List.of(20), 12, 40);
  }

  private static List<AdaptationStudy.Line> run(int steps, double shift) {
    return new AdaptationStudy(
            config(steps),
            found(240, 0, 1),
            found(90, shift, 2),
            found(90, shift, 3),
            new SeedStreams(4),
            InferenceDevice.CPU)
        .run(done -> {});
  }

  private static AdaptationStudy.Line line(
      List<AdaptationStudy.Line> lines, String arm, int pairs) {
    return lines.stream()
        .filter(l -> l.arm().equals(arm) && l.pairs() == pairs)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyArmLearnsAndKnowsWhatItIsComparedWith() {
    List<AdaptationStudy.Line> lines = run(150, 0);
    assertEquals(
        List.of(
            "TOLD 0",
            "TOLD_UPDATED 0",
            "DIRECT 20",
            "PAIRS 20",
            "CYCLES 20",
            "DIRECT 240",
            "DIRECT_NORMALISED 240",
            "PAIRS 240",
            "CYCLES 240",
            "CYCLES_NORMALISED 240",
            "CYCLES_THERE 240"),
        lines.stream().map(l -> l.arm() + " " + l.pairs()).collect(Collectors.toList()));
    double told = line(lines, "TOLD", 0).means().get("COLOR");
    assertEquals(0.2, told, 0.01, "0.4 in values that span 2");
    for (String arm : List.of("DIRECT", "PAIRS", "CYCLES", "CYCLES_THERE")) {
      AdaptationStudy.Line all = line(lines, arm, 240);
      assertTrue(all.means().get("COLOR") < 0.7 * told, arm + all.means());
      assertTrue(all.means().get("WRONG_KIND") < 0.1, arm + all.means());
    }
    AdaptationStudy.Line updated = line(lines, "TOLD_UPDATED", 0);
    assertTrue(updated.means().get("COLOR") < 0.1 * told, updated.means().toString());
    assertTrue(updated.differences().get("COLOR").get(2) < 0, "the whole interval is below 0");
    assertEquals("TOLD", updated.against());
    assertEquals("CYCLES", line(lines, "CYCLES_THERE", 240).against());
    assertEquals("PAIRS", line(lines, "CYCLES", 20).against());
    assertEquals(List.of(0.0, 0.0, 0.0), line(lines, "TOLD", 0).differences().get("COLOR"));
  }

  /** Where all features are shifted alike, their statistics tell it. */
  @Test
  void aShiftIsTakenBackByStatistics() {
    List<AdaptationStudy.Line> lines = run(150, 1);
    double plain = line(lines, "DIRECT", 240).means().get("COLOR");
    AdaptationStudy.Line normalised = line(lines, "DIRECT_NORMALISED", 240);
    assertTrue(normalised.means().get("COLOR") < 0.5 * plain, normalised + " " + plain);
    assertTrue(normalised.differences().get("COLOR").get(2) < 0, normalised.toString());
  }

  @Test
  void theSameSeedGivesTheSame() {
    assertEquals(run(10, 0), run(10, 0));
  }

  @Test
  void tooFewObjectsAreRefused() {
    String why =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new AdaptationStudy(
                        config(10),
                        found(20, 0, 1),
                        found(9, 0, 2),
                        found(9, 0, 3),
                        new SeedStreams(4),
                        InferenceDevice.CPU))
            .getMessage();
    assertTrue(why.contains("20 objects") && why.contains("above 20"), why);
    assertThrows(
        IllegalArgumentException.class,
        () -> new AdaptationStudy.Config(0, 1, 2, 1e-3, 8, List.of(), 2, 50));
  }
}
