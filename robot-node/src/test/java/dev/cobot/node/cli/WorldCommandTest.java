package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.console.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A world is looked at, or refused by its place. */
class WorldCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int check(String inside, String... more) throws Exception {
    Path file = folder.resolve("w.world");
    Files.writeString(
        file,
        "<sdf version='1.7'><world name='w'>\n"
            + "<include><uri>model://cell_camera</uri><name>camera</name></include>\n"
            + inside
            + "</world></sdf>");
    String[] args = {"world", "check", file.toString()};
    String[] all = java.util.Arrays.copyOf(args, 3 + more.length);
    System.arraycopy(more, 0, all, 3, more.length);
    return Cobot.execute(all, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void placesAndNotesArePrinted() throws Exception {
    String cup =
        "<plugin name='p' filename='f'/><include><uri>model://cup</uri><static>1</static>"
            + "<pose>0.1 0.2 0 0 0 0</pose></include>"
            + "<include><uri>model://cube</uri><pose relative_to='cup'>0 0.1 0 0 0 0</pose>"
            + "</include>";
    assertEquals(ExitCode.DONE, check(cup), err::toString);
    assertTrue(
        out.toString().contains("fixture: cup at (0.1000, 0.2000, 0.0000) m"), out::toString);
    assertTrue(out.toString().contains("object: cube at (0.1000, 0.3000, 0.0"), out::toString);
    assertTrue(out.toString().contains("w.world:3: <plugin> inside <world>"), out::toString);
    out.getBuffer().setLength(0);
    assertEquals(ExitCode.DONE, check(cup, "--json"), err::toString);
    JsonNode document = new JsonMapper().readTree(out.toString());
    assertEquals(0.2, document.get("fixturesMeters").get("cup").get(1).asDouble());
    assertEquals("camera", document.get("cameras").get(0).asText());
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    assertEquals(
        ExitCode.CONFIGURATION,
        check("<include><uri>model://cup</uri><pose relative_to='x'>0 0 0 0 0 0</pose></include>"));
    assertTrue(err.toString().contains("w.world:3: <pose> is relative to 'x'"), err::toString);
    int code =
        Cobot.execute(
            new String[] {"world", "check", folder.resolve("none").toString()},
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    assertEquals(ExitCode.CONFIGURATION, code);
    assertTrue(err.toString().contains("there is no world file"), err::toString);
  }
}
