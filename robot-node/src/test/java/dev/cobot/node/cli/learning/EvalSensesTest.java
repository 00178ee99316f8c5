package dev.cobot.node.cli.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.node.cli.Cobot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The released models on tables where something goes wrong with what is seen or held. */
class EvalSensesTest {
  @TempDir private static Path folder;

  @Test
  void whatCannotBeComparedIsAnError() throws Exception {
    Path none = Files.createDirectories(folder.resolve("none"));
    assertTrue(fails("--against", none.toString()).contains("cobot eval --out DIR wrote"));
    Files.writeString(none.resolve("episodes.csv"), "a,b\n");
    assertTrue(fails("--against", none.toString()).contains("episodes.csv:1 begins otherwise"));
    Files.writeString(none.resolve("episodes.csv"), "task,seed,success,x\nW3,1,true,x\nW3,2\n");
    assertTrue(fails("--against", none.toString()).contains("episodes.csv:3 is no episode"));
    // Said before anything is evaluated: W3's seed 1 is none of those.
    Files.writeString(none.resolve("episodes.csv"), "task,seed,success,x\nW3,1,true,x\n");
    assertTrue(
        fails("--against", none.toString(), "--seed", "2", "--out", folder.resolve("o").toString())
            .contains("no episode there has a task and a seed"));
    assertFalse(Files.exists(folder.resolve("o/episodes.csv")));
    Files.writeString(
        none.resolve("episodes.csv"), "task,seed,success,x\nW3,1,true,x\nW3,1,true,x\n");
    assertTrue(fails("--against", none.toString()).contains("the seed 1 stands there twice"));
    assertTrue(fails("--cameras", "side", "--policy", "expert").contains("looks through none"));
  }

  private static String fails(String... more) {
    StringWriter err = new StringWriter();
    List<String> call = new ArrayList<>(List.of("eval", "senses", "--tasks", "W3"));
    call.addAll(List.of(more));
    int code =
        Cobot.execute(
            call.toArray(String[]::new), new PrintWriter(new StringWriter()), new PrintWriter(err));
    assertEquals(3, code, err::toString);
    return err.toString();
  }

  private static String eval(String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> call =
        new ArrayList<>(List.of("eval", "senses", "--episodes", "1", "--seed", "101"));
    call.addAll(List.of(more));
    assertEquals(
        0,
        Cobot.execute(
            call.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true)),
        err::toString);
    return out.toString();
  }

  /** What has been seen is taken though a board hides it; without memory nothing is done. */
  @Test
  void whatGoesWrongIsBorneAndWhatIsHiddenIsRemembered() throws Exception {
    Path full = folder.resolve("full");
    String one = eval("--tasks", "W1,W2-seen,W6,W7", "--out", full.toString());
    List<String> rows = Files.readAllLines(full.resolve("episodes.csv"));
    assertTrue(rows.get(0).contains("slips,noticed,noticeSeconds,secondTries"), rows.get(0));
    assertEquals(5, rows.size());
    for (String row : rows.subList(1, 5)) {
      assertTrue(row.contains(",true,,done,"), row);
    }
    assertTrue(
        one.contains("slipped out of closed fingers 1 times; noticed 1, at the latest after 0.1"),
        one);
    assertTrue(one.contains("tried again 1 times"), one);
    assertTrue(one.contains("W2-seen        the named one in 1 of 1, off by "), one);

    Path silent = folder.resolve("silent");
    String two =
        eval(
            "--tasks",
            "W2-seen,W2-said",
            "--ablate",
            "memory",
            "--against",
            full.toString(),
            "--out",
            silent.toString());
    assertTrue(two.contains("refused_absent=1") && two.contains("points"), two);
    JsonNode paired =
        new ObjectMapper().readTree(silent.resolve("eval.json").toFile()).get("paired");
    assertEquals(1, paired.get(0).get("onlyThat").asInt(), paired::toString);
    assertEquals(-1, paired.get(0).get("difference").asDouble());
    assertEquals(0, paired.get(1).get("pairs").asInt());
    assertTrue(paired.get(1).get("difference").isNull());
    assertEquals("all", paired.get(2).get("id").asText());
  }
}
