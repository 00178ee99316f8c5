package dev.cobot.node.cli.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.Cobot;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calibrations that are kept, from the pictures to the rollback. */
@Timeout(240)
class CalibrateSessionTest {
  private static final CameraIntrinsics LENS = CameraIntrinsics.ideal(320, 240, 0.9);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int calibrate(String verb, String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all =
        new ArrayList<>(
            List.of("calibrate", verb, "--store", folder.resolve("sessions.db").toString()));
    all.addAll(Arrays.asList(args));
    return Cobot.execute(
        all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private JsonNode json(int code, String verb, String... args) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--json");
    assertEquals(code, calibrate(verb, all.toArray(String[]::new)), err::toString);
    return new JsonMapper().readTree(out.toString());
  }

  private Path pictures(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private static String file(int k) {
    return String.format("%02d.png", k);
  }

  @Test
  void aSessionIsKeptAndAWorseOneIsNotAccepted() throws IOException {
    ChessboardPictures good = new ChessboardPictures(LENS);
    Path monday = pictures("monday");
    for (int k = 0; k < 11; k++) {
      good.take(k, monday.resolve(file(k)));
    }
    Files.write(monday.resolve("broken.png"), new byte[0]);
    String[] board = {"--board", ChessboardPictures.BOARD, "--images"};
    JsonNode first =
        json(
            0,
            "intrinsics",
            board[0],
            board[1],
            board[2],
            monday.toString(),
            "--session",
            "monday",
            "--keep-images");
    assertEquals("monday", first.at("/session/id").asText());
    assertEquals(1, first.at("/session/run").asInt());
    assertTrue(first.at("/session/accepted").asBoolean(), first.toString());
    assertTrue(first.at("/session/why").asText().contains("nothing to compare"), first.toString());
    assertEquals(LENS.fx(), first.at("/camera/fx").asDouble(), 0.01 * LENS.fx());

    JsonNode run = json(0, "show", "monday").at("/runs/0");
    assertEquals("intrinsics", run.path("kind").asText());
    assertTrue(run.path("cameraBefore").isNull());
    assertEquals(first.path("camera"), run.path("cameraAfter"));
    assertEquals(first.path("detail"), run.path("detail"), run.toString());
    assertEquals(11, run.path("images").size(), "the broken one has no hash of a picture");
    assertEquals("held-out", run.at("/images/4/role").asText());
    assertEquals("held-out", run.at("/images/9/role").asText());
    assertEquals("fit", run.at("/images/10/role").asText());
    assertTrue(run.at("/images/4/errorAfter").asDouble() < 0.5, run.toString());
    assertTrue(Files.isDirectory(folder.resolve("images")));

    // The table's pose comes from the accepted intrinsics.
    Path table = pictures("table");
    good.take(1, table.resolve("a.png"));
    Vector3 eye = good.view(1).tableFromCamera().translation();
    JsonNode posed = json(0, "table", board[0], board[1], board[2], table.toString());
    JsonNode position = posed.at("/camera/tableFromCamera/positionMeters");
    assertEquals(eye.z(), position.get(2).asDouble(), 0.005, posed.toString());
    assertEquals(first.at("/camera/fx"), posed.at("/camera/fx"));
    assertTrue(posed.path("session").isMissingNode());

    // A tool whose frame is the camera's.
    Path poses = folder.resolve("poses.json");
    Files.writeString(poses, poses(good, 11));
    JsonNode hand =
        json(
            0,
            "handeye",
            board[0],
            board[1],
            board[2],
            monday.toString(),
            "--poses",
            poses.toString(),
            "--hold-out",
            "5",
            "--session",
            "monday");
    assertEquals(2, hand.at("/session/run").asInt());
    assertTrue(hand.at("/session/accepted").asBoolean(), hand.toString());
    assertEquals(0, position(hand.path("toolFromCamera")).norm(), 0.005, hand.toString());
    JsonNode kept = json(0, "show", "monday").at("/runs/1");
    assertEquals("handeye", kept.path("kind").asText());
    assertEquals("meters", kept.path("errorUnit").asText());
    assertEquals(hand.path("toolFromCamera"), kept.at("/result/parameters"));
    assertEquals("held-out", kept.at("/images/4/role").asText());
    assertTrue(kept.at("/images/4/errorAfter").asDouble() < 0.005, kept.toString());

    // Another camera's pictures, but for those that are held out.
    ChessboardPictures other = new ChessboardPictures(CameraIntrinsics.ideal(320, 240, 0.97));
    Path tuesday = pictures("tuesday");
    for (int k = 0; k < 10; k++) {
      (k % 5 == 4 ? good : other).take(k, tuesday.resolve(file(k)));
    }
    JsonNode worse =
        json(
            0,
            "intrinsics",
            board[0],
            board[1],
            board[2],
            tuesday.toString(),
            "--session",
            "tuesday");
    assertFalse(worse.at("/session/accepted").asBoolean(), worse.toString());
    assertTrue(worse.at("/session/why").asText().contains("get worse"), worse.toString());
    JsonNode second = json(0, "show", "tuesday").at("/runs/0");
    assertEquals(first.path("camera"), second.path("cameraBefore"));
    assertTrue(
        second.at("/images/4/errorBefore").asDouble()
            < second.at("/images/4/errorAfter").asDouble(),
        second.toString());

    assertEquals(0, calibrate("rollback", "monday"));
    assertEquals(3, calibrate("table", board[0], board[1], board[2], table.toString()));
    assertTrue(
        err.toString().contains("no intrinsics of camera 'camera' are accepted"), err::toString);
  }

  private static String poses(ChessboardPictures pictures, int count) {
    List<String> poses = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      Vector3 p = pictures.view(k).tableFromCamera().translation();
      Quaternion q = pictures.view(k).tableFromCamera().rotation();
      poses.add(
          "{\"image\":\"%s\",\"baseFromTool\":{\"positionMeters\":[%s,%s,%s],"
                  .formatted(file(k), p.x(), p.y(), p.z())
              + "\"quaternionXyzw\":[%s,%s,%s,%s]}}".formatted(q.x(), q.y(), q.z(), q.w()));
    }
    return poses.toString();
  }

  @Test
  void aRefusedCalibrationIsKeptAndNotAccepted() throws IOException {
    Path images = pictures("images-of-one-view");
    ChessboardPictures camera = new ChessboardPictures(LENS);
    camera.take(0, images.resolve("a.png"));
    JsonNode refused =
        json(
            1,
            "intrinsics",
            "--board",
            ChessboardPictures.BOARD,
            "--images",
            images.toString(),
            "--session",
            "short",
            "--camera-id",
            "head");
    assertFalse(refused.at("/session/accepted").asBoolean(), refused.toString());
    assertTrue(err.toString().contains("session short, run 1: not accepted"), err::toString);
    JsonNode run = json(0, "show", "short").at("/runs/0");
    assertEquals("head", run.path("camera").asText());
    assertEquals("refused", run.path("verdict").asText());
  }

  @Test
  void wrongNamesAreToldBeforeAPictureIsRead() {
    String[] rest = {"--board", ChessboardPictures.BOARD, "--images", "no-such-folder"};
    for (String[] wrong :
        List.of(
            new String[] {"--session", "No"},
            new String[] {"--camera-id", "a b"},
            new String[] {"--hold-out", "1"},
            new String[] {"--keep-images"})) {
      List<String> args = new ArrayList<>(Arrays.asList(rest));
      args.addAll(Arrays.asList(wrong));
      assertEquals(2, calibrate("intrinsics", args.toArray(String[]::new)), wrong[0]);
      assertTrue(err.toString().contains("--"), err::toString);
    }
  }

  @Test
  void drawingsAreWrittenAndTheBoardsPlaceMovesTheTable() throws IOException {
    Path images = pictures("one");
    new ChessboardPictures(LENS).take(1, images.resolve("a.png"));
    Path camera = folder.resolve("camera.json");
    Files.writeString(
        camera,
        "{\"widthPixels\":320,\"heightPixels\":240,\"fx\":%s,\"fy\":%s,\"cx\":159.5,\"cy\":119.5,"
                .formatted(LENS.fx(), LENS.fy())
            + "\"distortion\":[0,0,0,0,0]}");
    Path drawings = folder.resolve("drawings");
    String[] args = {
      "--board",
      ChessboardPictures.BOARD,
      "--images",
      images.toString(),
      "--camera",
      camera.toString(),
      "--draw",
      drawings.toString()
    };
    JsonNode plain = json(0, "table", args).at("/camera/tableFromCamera");
    assertEquals(1000, FrameFiles.readImage(drawings.resolve("a.png.view.png")).widthPixels(), 100);

    List<String> moved = new ArrayList<>(Arrays.asList(args));
    moved.add("--board-pose");
    moved.add("0.1,-0.2,90");
    JsonNode other = json(0, "table", moved.toArray(String[]::new)).at("/camera/tableFromCamera");
    Vector3 expected =
        Quaternion.fromYaw(Math.PI / 2).rotate(position(plain)).plus(new Vector3(0.1, -0.2, 0));
    assertEquals(0, expected.distanceTo(position(other)), 1e-6);

    calibrate(
        "intrinsics",
        "--board",
        ChessboardPictures.BOARD,
        "--images",
        images.toString(),
        "--draw",
        drawings.toString());
    assertTrue(Files.isRegularFile(drawings.resolve("coverage.png")));
  }

  private static Vector3 position(JsonNode pose) {
    JsonNode p = pose.path("positionMeters");
    return new Vector3(p.get(0).asDouble(), p.get(1).asDouble(), p.get(2).asDouble());
  }
}
