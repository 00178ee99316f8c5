package dev.cobot.node.cli.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** With the released models on the factory table, which sight never learned from. */
class CalibrateReaderTest {
  @TempDir private Path folder;

  private record Said(int code, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  private static Said cobot(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    int code = Cobot.execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Said(code, out.toString(), err.toString());
  }

  private Path pictures(int n, int seed) throws IOException {
    Path made = folder.resolve("pictures-" + seed);
    Said said = cobot("data", "tabletop", "--n", n, "--seed", seed, "--out", made);
    assertEquals(0, said.code(), said.err());
    try (Stream<Path> children = Files.list(made)) {
      return children.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  @Test
  void aFewLabelledPicturesTeachWhereThingsAre() throws IOException {
    Path few = pictures(56, 5);
    Path held = pictures(16, 9);
    Path updated = folder.resolve("updated");
    Said said = cobot("calibrate", "reader", "--images", few, "--out", updated, "--json");
    assertEquals(0, said.code(), said.err());
    JsonNode center = said.json().path("errors").path("placeMeters");
    assertTrue(
        center.path("medianAfter").asDouble() < center.path("medianBefore").asDouble(), said.out());
    assertTrue(said.json().path("updated").toString().contains("place"), said.out());
    double before = position(cobot("eval", "sight", held, "--json"));
    double after = position(cobot("eval", "sight", held, "--models", updated, "--json"));
    assertTrue(after < 0.9 * before, before + " m before, " + after + " m after");
    JsonNode card =
        new ObjectMapper().readTree(updated.resolve("reader/card.json").toFile()).path("model");
    // Two pictures a scene; where the arm hides all that tells two apart, they count as two.
    int scenes = card.path("training").path("update").path("scenes").asInt();
    assertTrue(scenes >= 28 && scenes < 40, scenes + " scenes");
    assertFalse(card.path("metrics").has("recallAtPrecision95"), "of the reader as it was");

    Said again = cobot("calibrate", "reader", "--images", few, "--out", updated);
    assertEquals(2, again.code());
    assertTrue(again.err().contains("already and not empty"), again.err());
  }

  private static double position(Said said) throws IOException {
    assertEquals(0, said.code(), said.err());
    return said.json().path("positionMedianMeters").asDouble();
  }

  @Test
  void picturesOfOneArrangementAreOne() throws IOException {
    Path out = folder.resolve("out");
    Said said = cobot("calibrate", "reader", "--images", pictures(2, 3), "--out", out);
    assertEquals(1, said.code());
    assertTrue(said.err().contains("in 1 arrangements on 2 pictures, at least 6"), said.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void withoutLabelsNothingIsLearned() throws IOException {
    Path few = pictures(1, 4);
    Files.delete(few.resolve("labels.json"));
    Said said = cobot("calibrate", "reader", "--images", few, "--out", folder.resolve("o"));
    assertEquals(3, said.code());
    assertTrue(said.err().contains("has no labels.json"), said.err());
  }
}
