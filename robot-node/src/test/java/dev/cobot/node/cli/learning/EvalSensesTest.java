package dev.cobot.node.cli.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.cli.Cobot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The released models on tables where something goes wrong with what is seen or held. */
class EvalSensesTest {
  @TempDir private static Path folder;

  @Test
  void camerasThatBlinkThingsThatAreMovedAndACubeThatSlipsAreBorne() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] call = {
      "eval",
      "senses",
      "--tasks",
      "W1,W6,W7",
      "--episodes",
      "1",
      "--seed",
      "101",
      "--out",
      folder.toString()
    };
    assertEquals(
        0,
        Cobot.execute(call, new PrintWriter(out, true), new PrintWriter(err, true)),
        err::toString);
    List<String> rows = Files.readAllLines(folder.resolve("episodes.csv"));
    assertTrue(rows.get(0).contains("slips,noticed,noticeSeconds,secondTries"), rows.get(0));
    assertEquals(4, rows.size());
    for (String row : rows.subList(1, 4)) {
      assertTrue(row.contains(",true,,done,"), row);
    }
    assertTrue(
        out.toString()
            .contains("slipped out of closed fingers 1 times; noticed 1, at the latest after 0.1"),
        out::toString);
    assertTrue(out.toString().contains("tried again 1 times"), out::toString);
  }
}
