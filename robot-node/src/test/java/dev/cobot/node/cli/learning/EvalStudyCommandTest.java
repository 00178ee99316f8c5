package dev.cobot.node.cli.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.node.cli.Cobot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalStudyCommandTest {
  @TempDir private Path folder;

  private record Said(int code, String out, String err) {}

  private static Said cobot(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    int code = Cobot.execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Said(code, out.toString(), err.toString());
  }

  @Test
  void aStudyIsReportedAndGoesOn() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            "{seeds: 1, steps: 2, streams: 2, chunkTicks: 2, sequences: 10, scenes: 2, hours:"
                + " 0.02}");
    Path out = folder.resolve("out");
    Object[] same = {"eval", "study", "object-files", "--config", config, "--out", out, "--json"};
    Said said = cobot(same);
    assertEquals(0, said.code(), said.err());
    JsonNode document = new ObjectMapper().readTree(said.out());
    assertTrue(document.path("numbers").path("measure/rules").path("free").asDouble() < 0.05);
    assertTrue(document.path("numbers").path("measure/file-s0").path("held").asDouble() > 0);
    String report = Files.readString(out.resolve("report.md"));
    for (String told : List.of("belief rules", "MISCALIBRATED", "grip rule", "regret")) {
      assertTrue(report.contains(told), told);
    }
    assertTrue(Files.size(out.resolve("recall.png")) > 1000);
    assertTrue(Files.readString(out.resolve("numbers.csv")).contains("recall of 8"));

    Path kept = out.resolve("train/file-s0/result.json");
    byte[] before = Files.readAllBytes(kept);
    assertEquals(0, cobot(same).code());
    assertArrayEquals(before, Files.readAllBytes(kept), "it is not trained again");

    Said other =
        cobot("eval", "study", "object-files", "--config", config, "--out", out, "--seed", 2);
    assertEquals(3, other.code());
    assertTrue(other.err().contains("holds another run"), other.err());
    assertEquals(2, cobot("eval", "study", "nothing", "--out", out).code());
  }
}
