package dev.cobot.node.cli.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.cobot.node.cli.Cobot;
import dev.cobot.sim2real.calibration.attributes.AttributeCorrection;
import dev.cobot.sim2real.calibration.session.SessionStore;
import dev.cobot.sim2real.dataset.CameraFile;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.generate.varied.TableRanges;
import dev.cobot.sim2real.generate.varied.VariedTables;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A cell whose camera was knocked and whose lamp has a cast, seen by one who knows the truth. */
@Timeout(300)
class CalibrateAttributesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PICTURES = 14;
  private static final double KNOCK_METERS = 0.015;

  /** Less blue and more red than there should be. */
  private static ColorRgb cast(ColorRgb c) {
    return ColorRgb.clamped(1.1 * c.red(), c.green(), 0.85 * c.blue());
  }

  @TempDir private static Path folder;
  private static Path cell;
  private static SceneFolder scenes;

  /** A camera file that says that the camera stands 15 mm from where it does. */
  private static Path knocked;

  @TempDir private Path mine;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void photograph() throws IOException {
    cell = folder.resolve("cell");
    World world =
        World.load(Path.of(System.getProperty("cobot.home"), "worlds", "factory_table.world"));
    TableRanges ranges = TableRanges.defaults();
    TableRanges.Camera c = ranges.camera();
    new VariedTables(
            world.robot().model(),
            PlantSimulator.homePositionsRad(world),
            new TableRanges(
                ranges.things(),
                new TableRanges.Camera(
                    c.azimuthDeg(),
                    c.elevationDeg(),
                    c.distanceMeters(),
                    c.aimMeters(),
                    c.rollDeg(),
                    c.viewDeg(),
                    c.k1(),
                    List.of(List.of(160, 120))),
                ranges.light(),
                ranges.sensor(),
                ranges.room()),
            5)
        .writeFolder(cell, 0, PICTURES, () -> {});
    scenes = SceneFolder.open(cell);
    CameraModel camera = scenes.camera();
    Transform pose = camera.tableFromCamera();
    knocked = folder.resolve("knocked.json");
    Files.writeString(
        knocked,
        CameraFile.document(
                new CameraModel(
                    camera.intrinsics(),
                    new Transform(
                        CameraModel.TABLE,
                        CameraModel.OPTICAL,
                        pose.translation().plus(new Vector3(KNOCK_METERS, 0, 0)),
                        pose.rotation())))
            .toString());
  }

  private Path store() {
    return mine.resolve("sessions.db");
  }

  /** Runs the verb with a sight that knows the truth. */
  private int attributes(UnaryOperator<ColorRgb> light, Object... args) throws IOException {
    clear();
    TruthfulSight sight = new TruthfulSight(scenes, light);
    List<String> all =
        new ArrayList<>(List.of("--images", cell.toString(), "--store", store().toString()));
    Arrays.stream(args).forEach(arg -> all.add(arg.toString()));
    return new CommandLine(new CalibrateAttributesCommand((models, device) -> sight))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private int cobot(Object... args) {
    clear();
    return Cobot.execute(
        Stream.of(args).map(Object::toString).toArray(String[]::new),
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  private void clear() {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
  }

  private JsonNode answer() throws IOException {
    return JSON.readTree(out.toString());
  }

  private static JsonNode part(JsonNode answer, String id) {
    for (JsonNode part : answer.path("parts")) {
      if (part.path("part").asText().equals(id)) {
        return part;
      }
    }
    throw new AssertionError("no part " + id + " in " + answer);
  }

  @Test
  void aKnockedCameraAndACastAreCorrectedKeptUsedAndTakenBack() throws IOException {
    assertEquals(
        0,
        attributes(
            CalibrateAttributesTest::cast,
            "--camera",
            knocked,
            "--session",
            "monday",
            "--keep-images",
            "--json"),
        err::toString);
    JsonNode first = answer();
    assertEquals("ok", part(first, "place").path("verdict").asText(), first.toString());
    assertEquals("ok", part(first, "color").path("verdict").asText(), first.toString());
    assertTrue(first.at("/session/accepted").asBoolean(), first.toString());
    AttributeCorrection correction = AttributeCorrection.parse(first.get("correction"), "answer");
    Vector3 seen = new Vector3(KNOCK_METERS + 0.02, -0.03, 0.04);
    assertEquals(0.02, correction.position(seen).x(), 0.003);
    assertEquals(-0.03, correction.position(seen).y(), 0.003);
    ColorRgb grey = new ColorRgb(0.5, 0.5, 0.5);
    assertEquals(0, correction.color(cast(grey)).distanceTo(grey), 0.04);

    assertEquals(0, cobot("calibrate", "show", "monday", "--store", store(), "--json"));
    JsonNode run = answer().at("/runs/0");
    assertEquals("attributes", run.path("kind").asText());
    assertEquals(PICTURES, run.path("images").size());
    assertEquals(PICTURES, run.path("labels").size());
    assertEquals(2, run.path("modelHashes").size());
    assertEquals(first.get("correction"), run.at("/result/correction"));
    for (JsonNode image : run.path("images")) {
      assertEquals("held-out", image.path("role").asText());
      assertTrue(
          SessionStore.imagesBeside(store()).find(image.path("sha256").asText()).isPresent(),
          image::toString);
    }
    assertTrue(run.at("/errors/held-out/before/median").asDouble() > 0.012, run.toString());
    assertTrue(run.at("/errors/held-out/after/median").asDouble() < 0.005, run.toString());

    // The other verbs take it as they take a lens.
    assertEquals(
        0,
        attributes(UnaryOperator.identity(), "--camera", knocked, "--session", "tuesday"),
        err::toString);
    assertTrue(out.toString().contains("accepted"), out::toString);
    assertEquals(0, cobot("calibrate", "compare", "monday", "tuesday", "--store", store()));
    assertTrue(out.toString().contains("place.shiftXMeters"), out::toString);
    assertTrue(out.toString().contains(PICTURES + " shared"), out::toString);
    assertEquals(0, cobot("calibrate", "rollback", "tuesday", "--store", store()));
    assertEquals(0, cobot("calibrate", "sessions", "--store", store()));

    String[] predict = {
      "predict", "--images", cell.toString(), "--camera", knocked.toString(), "--min-score", "0"
    };
    assertEquals(0, cobot(with(predict, "--json")), err::toString);
    JsonNode plain = answer();
    assertEquals(
        0,
        cobot(with(predict, "--json", "--calibration", "monday", "--store", store())),
        err::toString);
    requireCorrected(plain, answer(), correction);

    // Another camera file than the one that the places were seen with.
    assertEquals(
        3, cobot("predict", "--images", cell, "--calibration", "monday", "--store", store()));
    assertTrue(err.toString().contains("another camera.json"), err::toString);
    assertEquals(3, cobot("eval", "sight", cell, "--calibration", "monday", "--store", store()));
    assertTrue(err.toString().contains("another camera.json"), err::toString);

    assertEquals(0, cobot("calibrate", "rollback", "monday", "--store", store()));
    assertEquals(3, cobot(with(predict, "--calibration", "monday", "--store", store())));
    assertTrue(err.toString().contains("no accepted run of attributes"), err::toString);
    assertEquals(2, cobot(with(predict, "--calibration", "No", "--store", store())));
  }

  private static Object[] with(String[] args, Object... more) {
    return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray();
  }

  private static void requireCorrected(
      JsonNode plain, JsonNode corrected, AttributeCorrection correction) {
    for (int i = 0; i < PICTURES; i++) {
      JsonNode before = plain.at("/images/" + i + "/objects");
      JsonNode after = corrected.at("/images/" + i + "/objects");
      assertEquals(before.size(), after.size());
      for (int k = 0; k < before.size(); k++) {
        assertEquals(before.get(k).get("box"), after.get(k).get("box"));
        if (before.get(k).has("positionMeters")) {
          Vector3 expected = correction.position(vector(before.get(k).get("positionMeters")));
          assertEquals(0, expected.distanceTo(vector(after.get(k).get("positionMeters"))), 1e-9);
        }
        Vector3 color = vector(before.get(k).get("colorRgb"));
        ColorRgb expected = correction.color(new ColorRgb(color.x(), color.y(), color.z()));
        assertEquals(expected.red(), vector(after.get(k).get("colorRgb")).x(), 1e-9);
      }
    }
  }

  private static Vector3 vector(JsonNode xyz) {
    return new Vector3(xyz.get(0).asDouble(), xyz.get(1).asDouble(), xyz.get(2).asDouble());
  }

  @Test
  void whereNothingIsWrongNothingIsCorrected() throws IOException {
    assertEquals(
        1, attributes(UnaryOperator.identity(), "--session", "calm", "--json"), out::toString);
    assertEquals(AttributeCorrection.NONE.document(), answer().get("correction"));
    assertFalse(answer().at("/session/accepted").asBoolean());
    assertTrue(err.toString().contains("refused: nothing is corrected"), err::toString);
    assertEquals(
        3,
        cobot("predict", "--images", cell, "--calibration", "calm", "--store", store()),
        out::toString);
    assertTrue(err.toString().contains("refused"), err::toString);
  }

  @Test
  void theReportStandsAloneAndEscapesWhatItIsTold() throws IOException {
    Path labels = mine.resolve("labels.json");
    ArrayNode entries =
        (ArrayNode) JSON.readTree(Files.readString(cell.resolve(SceneFolder.LABELS_FILE)));
    Path broken = cell.resolve("a<script>&'x'.png");
    Files.write(broken, new byte[] {1, 2, 3});
    try {
      entries.addObject().put("image", broken.getFileName().toString()).putArray("objects");
      Files.writeString(labels, entries.toString());
      Path report = mine.resolve("report");
      assertEquals(
          0,
          attributes(
              CalibrateAttributesTest::cast,
              "--camera",
              knocked,
              "--labels",
              labels,
              "--report",
              report),
          err::toString);
      assertTrue(out.toString().contains("is left out"), out::toString);
      String html = Files.readString(report.resolve("report.html"));
      assertTrue(html.contains("a&lt;script&gt;&amp;&#39;x&#39;.png"), "the name is told");
      assertFalse(html.toLowerCase(Locale.ROOT).contains("<script"), "and is no element");
      assertFalse(html.contains("http"), "nothing is fetched");
      for (String name : List.of("errors", "reliability", "colors", "worst-1", "worst-6")) {
        assertTrue(FrameFiles.readImage(report.resolve(name + ".png")).widthPixels() >= 720, name);
      }
    } finally {
      Files.delete(broken);
    }
  }

  @Test
  void fewLabelsAreTold() throws IOException {
    ArrayNode entries =
        (ArrayNode) JSON.readTree(Files.readString(cell.resolve(SceneFolder.LABELS_FILE)));
    while (entries.size() > 3) {
      entries.remove(3);
    }
    Path labels = mine.resolve("few.json");
    Files.writeString(labels, entries.toString());
    Path report = mine.resolve("report");
    assertEquals(
        1,
        attributes(
            CalibrateAttributesTest::cast,
            "--camera",
            knocked,
            "--labels",
            labels,
            "--report",
            report),
        out::toString);
    assertTrue(err.toString().contains("in 5 pictures are needed"), err::toString);
    assertTrue(Files.readString(report.resolve("report.html")).contains("too few labels"));
  }

  @Test
  void wrongInputsAreNamed() throws IOException {
    Path plain = Files.createDirectories(mine.resolve("plain"));
    Files.copy(cell.resolve("000000.png"), plain.resolve("a.png"));
    Object[] verb = {"calibrate", "attributes", "--images", plain};
    assertEquals(3, cobot(verb));
    assertTrue(err.toString().contains("no camera.json"), err::toString);
    Object[] placed = {"calibrate", "attributes", "--images", plain, "--camera", knocked};
    assertEquals(3, cobot(placed));
    assertTrue(err.toString().contains("--labels FILE"), err::toString);
    Path labels = mine.resolve("wrong.json");
    for (String[] wrong :
        new String[][] {
          {"[{\"image\":\"b.png\",\"objects\":[]}]", "is not in the folder " + plain},
          {"[{\"image\":\"a.png\",\"objects\":[{\"kind\":\"dog\"}]}]", "unknown object kind"},
          {"[{\"image\":\"a.png\",\"objects\":[],\"by\":\"me\"}]", "unknown key 'by'"},
          {"{}", "expected a list"}
        }) {
      Files.writeString(labels, wrong[0]);
      assertEquals(
          3,
          cobot(
              "calibrate",
              "attributes",
              "--images",
              plain,
              "--camera",
              knocked,
              "--labels",
              labels));
      assertTrue(err.toString().contains(wrong[1]), err::toString);
    }
    assertEquals(2, cobot("calibrate", "attributes", "--images", plain, "--hold-out", 1));
    assertEquals(2, cobot("calibrate", "attributes", "--images", plain, "--session", "No"));
  }
}
