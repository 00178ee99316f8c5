package dev.cobot.node.cli.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.node.cli.Cobot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the released models on the factory table, which both ways of looking know best. */
class EvalNamingCommandTest {
  @TempDir private static Path folder;
  private static Path pictures;

  private record Said(int code, String out, String err) {}

  private static Said cobot(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    int code = Cobot.execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Said(code, out.toString(), err.toString());
  }

  @BeforeAll
  static void make() {
    pictures = folder.resolve("pictures");
    Said made = cobot("data", "tabletop", "--n", 12, "--seed", 5, "--out", pictures);
    assertEquals(0, made.code(), made.err());
  }

  @Test
  void whatIsNamedIsFoundInMostPicturesAndWhatIsNotThereIsNot() throws IOException {
    for (String eyes : new String[] {"vision", "sight"}) {
      Said said = cobot("eval", "naming", pictures, "--perception", eyes, "--json");
      assertEquals(0, said.code(), said.err());
      JsonNode counts = new ObjectMapper().readTree(said.out());
      JsonNode named = counts.path("named");
      assertTrue(named.path("n").asInt() >= 20, counts.toString());
      assertTrue(
          named.path("right").asInt() >= 0.6 * named.path("n").asInt(), eyes + ": " + counts);
      JsonNode absent = counts.path("groups").path("absent");
      assertTrue(absent.path("n").asInt() >= 8, counts.toString());
      assertTrue(
          absent.path("right").asInt() >= 0.7 * absent.path("n").asInt(), eyes + ": " + counts);
    }
  }

  @Test
  void withTheLabelsInPlaceOfPerceptionNearlyAllIsFound() throws IOException {
    Said said = cobot("eval", "naming", pictures, "--oracle", "--json");
    assertEquals(0, said.code(), said.err());
    JsonNode counts = new ObjectMapper().readTree(said.out());
    JsonNode named = counts.path("named");
    assertTrue(named.path("right").asInt() >= 0.9 * named.path("n").asInt(), named.toString());
    JsonNode absent = counts.path("groups").path("absent");
    assertTrue(absent.path("right").asInt() >= 0.9 * absent.path("n").asInt(), absent.toString());
  }

  @Test
  void thePicturesMayBeHeldAgainstVisionToo() throws IOException {
    Said said = cobot("eval", "sight", pictures, "--perception", "vision", "--json");
    assertEquals(0, said.code(), said.err());
    JsonNode own = new ObjectMapper().readTree(said.out()).path("atOwnScore");
    assertTrue(own.path("recall").asDouble() > 0.6, said.out());
    Said both = cobot("eval", "sight", pictures, "--perception", "vision", "--models", folder);
    assertEquals(2, both.code());
    assertTrue(both.err().contains("leave out --models"), both.err());
    Said against = cobot("eval", "sight", pictures, "--perception", "vision", "--against", folder);
    assertEquals(2, against.code());
    assertTrue(against.err().contains("leave out --models, --against"), against.err());
  }

  @Test
  void aFolderWithoutPicturesIsSaid() {
    Said said = cobot("eval", "naming", folder.resolve("nothing"));
    assertEquals(3, said.code());
    assertTrue(said.err().contains("no scene folder at"), said.err());
    Said eyes = cobot("eval", "naming", pictures, "--perception", "ears");
    assertEquals(2, eyes.code());
    assertTrue(eyes.err().contains("--perception") && eyes.err().contains("sight"), eyes.err());
  }
}
