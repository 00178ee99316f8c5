package dev.cobot.node.cli.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.Cobot;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Cobot.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void aRefusalIsOneDocumentAndAFailure() throws Exception {
    FrameFiles.writePng(new RgbImage(160, 120, new byte[3 * 160 * 120]), folder.resolve("a.png"));
    Files.write(folder.resolve("b.png"), new byte[0]);
    int code =
        run(
            "calibrate",
            "intrinsics",
            "--images",
            folder.toString(),
            "--board",
            "chessboard:6x4:0.03",
            "--json");
    assertEquals(1, code, err.toString());
    JsonNode document = new JsonMapper().readTree(out.toString());
    assertEquals("refused", document.path("verdict").asText());
    assertTrue(document.path("camera").isNull());
    assertEquals("not_found", document.path("views").get(0).path("status").asText());
    assertEquals("unreadable", document.path("views").get(1).path("status").asText());
    assertTrue(err.toString().contains("refused"), err.toString());
  }

  @Test
  void wrongCommandLinesAndInputsHaveTheirCodes() throws Exception {
    String images = folder.toString();
    assertEquals(2, run("calibrate"));
    assertEquals(
        2, run("calibrate", "intrinsics", "--images", images, "--board", "chessboard:6by4:0.03"));
    assertEquals(
        3, run("calibrate", "intrinsics", "--images", images, "--board", "chessboard:6x4:0.03"));
    Path camera = folder.resolve("camera.json");
    Files.writeString(camera, "{\"widthPixels\": 640}");
    assertEquals(
        3,
        run(
            "calibrate",
            "table",
            "--images",
            images,
            "--board",
            "chessboard:6x4:0.03",
            "--camera",
            camera.toString()));
    assertTrue(err.toString().contains("camera.json"), err.toString());
    assertEquals(0, run("calibrate", "handeye", "--help"));
  }
}
