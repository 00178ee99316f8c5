package dev.cobot.node.cli.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.node.cli.Cobot;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to overlays, with models that have learned next to nothing. */
class PredictCommandTest {
  @TempDir private static Path folder;
  private static Path tables;
  private static Path models;

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

  @BeforeAll
  static void train() throws IOException {
    tables = folder.resolve("tables");
    Path ranges = folder.resolve("ranges.yaml");
    Files.writeString(
        ranges, "camera:\n  sizes: [[96, 72]]\nthings:\n  objects: {min: 3, max: 5}\n");
    Said made = cobot("data", "tables", "--n", 8, "--config", ranges, "--out", tables);
    assertEquals(0, made.code(), made.err());
    assertTrue(Files.exists(tables.resolve("contact_sheet.png")));
    Path config = folder.resolve("sight.yaml");
    Files.writeString(
        config,
        "trunk: scratch\ndetectorSteps: 2\ndetectorBatch: 2\ntunedSteps: 1\nreaderSteps: 2\n"
            + "readerBatch: 4\n");
    Said trained =
        cobot(
            "train",
            "sight",
            "--data",
            tables,
            "--validation",
            tables.resolve("0001"),
            "--config",
            config,
            "--out",
            folder.resolve("run"));
    assertEquals(0, trained.code(), trained.err());
    models = folder.resolve("run/model");
    ModelCard card = ModelFolder.open(models.resolve("reader")).card();
    assertEquals(4, card.metrics().get("pictures"));
    assertTrue(card.metrics().containsKey("minScore"), card.metrics().toString());
  }

  @Test
  void aSceneFolderIsReadAndDrawn() throws IOException {
    Path drawings = folder.resolve("drawings");
    Said said =
        cobot(
            "predict",
            "--images",
            tables.resolve("0000"),
            "--models",
            models,
            "--json",
            "--draw",
            drawings,
            "--min-score",
            0);
    assertEquals(0, said.code(), said.err());
    JsonNode document = said.json();
    assertTrue(document.path("placed").asBoolean());
    assertEquals(4, document.path("images").size());
    assertEquals("000000.png", document.at("/images/0/image").asText());
    assertTrue(Files.exists(drawings.resolve("000003.png")));
    for (JsonNode image : document.path("images")) {
      for (JsonNode object : image.path("objects")) {
        assertEquals(4, object.path("box").size());
        assertEquals(3, object.path("colorRgb").size());
        assertTrue(object.path("score").asDouble() <= 1);
        assertEquals(3, object.at("/uncertainty/colorRgb").size());
      }
    }
  }

  @Test
  void withoutACameraThereIsNoPlaceAndThatIsSaid() throws IOException {
    Path plain = Files.createDirectories(folder.resolve("plain"));
    ImageIO.write(
        new BufferedImage(200, 90, BufferedImage.TYPE_INT_RGB),
        "png",
        plain.resolve("a.png").toFile());
    Said said = cobot("predict", "--images", plain, "--models", models, "--json");
    assertEquals(0, said.code(), said.err());
    assertFalse(said.json().path("placed").asBoolean());
    assertTrue(said.json().path("detail").asText().contains("--camera"));
    for (JsonNode object : said.json().at("/images/0/objects")) {
      assertFalse(object.has("positionMeters"));
    }
  }

  @Test
  void aBrokenPictureCostsOnlyItself() throws IOException {
    Path some = Files.createDirectories(folder.resolve("some"));
    Files.copy(tables.resolve("0000/000000.png"), some.resolve("b.png"));
    Files.write(some.resolve("a.png"), new byte[] {1, 2, 3});
    Said said = cobot("predict", "--images", some, "--models", models, "--json");
    assertEquals(3, said.code());
    assertEquals(2, said.json().path("images").size());
    assertTrue(said.json().at("/images/0/error").asText().contains("a.png"));
    assertFalse(said.json().at("/images/1").has("error"));
  }

  @Test
  void aCameraOfAnotherSizeIsNamed() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    ImageIO.write(
        new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB),
        "png",
        other.resolve("a.png").toFile());
    Said said =
        cobot(
            "predict",
            "--images",
            other,
            "--models",
            models,
            "--camera",
            tables.resolve("0000/camera.json"));
    assertEquals(3, said.code());
    assertTrue(said.err().contains("64 x 48 pixels, its camera says 96 x 72"), said.err());
  }

  @Test
  void aFolderWithoutPicturesAndModelsThatAreNotThereAreNamed() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertTrue(cobot("predict", "--images", empty, "--models", models).err().contains("no PNG"));
    Said said = cobot("predict", "--images", tables.resolve("0000"), "--models", empty);
    assertEquals(3, said.code());
    assertTrue(said.err().contains("detector"), said.err());
  }

  @Test
  void labelledFoldersAreHeldAgainstTheirLabels() throws IOException {
    Said said = cobot("eval", "sight", tables, "--models", models, "--json");
    assertEquals(0, said.code(), said.err());
    assertEquals(8, said.json().path("pictures").asInt());
    assertTrue(said.json().path("objects").asInt() > 4);
    assertTrue(said.json().path("recall").asDouble() <= 1);
    assertTrue(said.json().at("/atOwnScore/recall").asDouble() <= 1);
    // Two steps teach nothing.
    Said told = cobot("eval", "sight", tables, "--models", models);
    assertTrue(told.out().contains("is reached from no score on"), told.out());
    assertTrue(told.out().contains("average precision over all scores: 0."), told.out());
  }

  @Test
  void modelsAreHeldAgainstOthersOnTheSamePictures() throws IOException {
    Said same = cobot("eval", "sight", tables, "--models", models, "--against", models, "--json");
    assertEquals(0, same.code(), same.err());
    JsonNode none = same.json().at("/against/differences/averagePrecision");
    assertEquals(0, none.path("difference").asDouble(1));
    assertEquals(0, none.path("low").asDouble(1));
    assertEquals(0, none.path("high").asDouble(1));

    Said said = cobot("eval", "sight", tables, "--against", models, "--json");
    assertEquals(0, said.code(), said.err());
    JsonNode other = said.json().path("against");
    assertEquals(models.toString(), other.path("models").asText());
    assertEquals(same.json().path("averagePrecision"), other.path("averagePrecision"));
    assertEquals(same.json().at("/atOwnScore/f1"), other.path("f1AtOwnScore"));
    assertEquals(
        same.json().at("/atOwnScore/positionMedianMeters"), other.path("positionMedianMeters"));
    JsonNode better = other.at("/differences/averagePrecision");
    assertEquals(
        said.json().path("averagePrecision").asDouble() - other.path("averagePrecision").asDouble(),
        better.path("difference").asDouble(),
        1e-12);
    // The released models have learned something.
    assertTrue(better.path("low").asDouble() > 0, said.out());
    assertTrue(other.at("/differences/f1AtOwnScore").has("high"), said.out());
    assertTrue(other.at("/differences/positionMedianMeters").has("difference"), said.out());

    Said told = cobot("eval", "sight", tables, "--against", models);
    assertTrue(told.out().contains("against " + models), told.out());
    assertTrue(told.out().contains("95 % interval, pictures drawn again 2000 times"), told.out());
    Said corrected = cobot("eval", "sight", tables, "--against", models, "--calibration", "monday");
    assertEquals(2, corrected.code());
    assertTrue(corrected.err().contains("leave out --calibration"), corrected.err());
  }

  @Test
  void modelsOfOtherKindsAreNotCompared() throws IOException {
    Path config = folder.resolve("cubes.yaml");
    Files.writeString(
        config,
        "kinds: [CUBE]\ntrunk: scratch\ndetectorSteps: 1\ndetectorBatch: 1\ntunedSteps: 0\n"
            + "readerSteps: 1\nreaderBatch: 2\n");
    Path run = folder.resolve("cubes");
    Said trained =
        cobot(
            "train",
            "sight",
            "--data",
            tables,
            "--validation",
            tables.resolve("0001"),
            "--config",
            config,
            "--out",
            run);
    assertEquals(0, trained.code(), trained.err());
    Said said =
        cobot("eval", "sight", tables, "--models", models, "--against", run.resolve("model"));
    assertEquals(3, said.code());
    assertTrue(said.err().contains("models of the same kinds"), said.err());
  }

  @Test
  void rangesAreStrict() throws IOException {
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(wrong, "camera:\n  elevation: {min: 3, max: 5}\n");
    Said said =
        cobot("data", "tables", "--n", 4, "--config", wrong, "--out", folder.resolve("never"));
    assertEquals(3, said.code());
    assertTrue(said.err().contains("elevation"), said.err());
  }
}
