package dev.cobot.node.cli.learning;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalAdaptationCommandTest {
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
  void everyArmIsToldWithItsDifferences() throws IOException {
    Path pictures = folder.resolve("pictures");
    Said made = cobot("data", "tabletop", "--n", 24, "--seed", 5, "--out", pictures);
    assertEquals(0, made.code(), made.err());
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            "{trainings: 1, steps: 10, batchRows: 8, pairs: [20], labelledScenes: 6, resamples:"
                + " 20}");
    Object[] same = {"--home", pictures, "--there", pictures, "--held", pictures};
    Object[] args =
        Stream.concat(
                Stream.of("eval", "adaptation", "--config", config, "--json"), Stream.of(same))
            .toArray();
    Said said = cobot(args);
    assertEquals(0, said.code(), said.err());
    JsonNode document = new ObjectMapper().readTree(said.out());
    assertEquals(11, document.path("arms").size(), said.out());
    assertTrue(document.path("home").asInt() > 60, said.out());
    for (JsonNode arm : document.path("arms")) {
      assertTrue(arm.path("means").path("CENTER_METERS").asDouble() > 0, arm.toString());
      assertEquals(3, arm.path("differences").path("COLOR").size(), arm.toString());
    }

    Said many =
        cobot("eval", "adaptation", "--home", pictures, "--there", pictures, "--held", pictures);
    assertEquals(3, many.code());
    assertTrue(many.err().contains("allowed: above 200, at least 20"), many.err());
  }
}
