package dev.cobot.node.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.LostGrasps;
import dev.cobot.action.evaluate.Meant;
import dev.cobot.action.skill.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EpisodeLineTest {
  private static final EpisodeResult RESULT =
      new EpisodeResult(
          "T2",
          7,
          "lege den roten Würfel\nin die Schale",
          false,
          "dropped",
          Outcome.Kind.FAILED,
          "\"lost\"",
          "cube_1",
          true,
          2,
          3,
          0.1 + 0.2,
          new LostGrasps(1, 0, Double.NaN, 4),
          true,
          new Meant("cube_1", Math.nextUp(1e-9)));

  @Test
  void nothingIsLost() throws Exception {
    String line = EpisodeLine.of(RESULT);
    assertEquals(1, line.lines().count());
    assertEquals(RESULT, EpisodeLine.read(line, "T2", 7));
  }

  @Test
  void anotherEpisodeIsRefused() {
    String line = EpisodeLine.of(RESULT);
    fails(line, "T2", 8);
    fails(line, "T3", 7);
    fails("{\"x\":1}", "T2", 7);
  }

  private static void fails(String line, String task, long seed) {
    IOException e = assertThrows(IOException.class, () -> EpisodeLine.read(line, task, seed));
    assertTrue(e.getMessage().contains("every machine needs the same installation"));
  }
}
