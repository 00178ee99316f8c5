package dev.cobot.node.cli.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.Cobot;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.Finding;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.Provenance;
import dev.cobot.sim2real.calibration.session.RunImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The verbs over a store that a calibrating verb has filled. */
@Timeout(60)
class SessionVerbsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Stands for a verb that calibrates. */
  @Command(name = "lens")
  static final class LensCommand {
    @Mixin private SessionOptions options;
  }

  private Path store() {
    return folder.resolve("sessions.db");
  }

  private LensCommand lens(String... more) {
    List<String> args = new ArrayList<>(List.of("--store", store().toString()));
    args.addAll(Arrays.asList(more));
    LensCommand lens = new LensCommand();
    new CommandLine(lens).parseArgs(args.toArray(String[]::new));
    return lens;
  }

  private RunImage image(int width, ImageRole role) throws IOException {
    Path file = folder.resolve(width + ".png");
    ImageIO.write(new BufferedImage(width, 4, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return RunImage.read(file, role);
  }

  /**
   * Keeps a run of pictures of which the widths are from {@code width} on, so that each differs.
   */
  private void keep(String session, Verdict verdict, int width, double fx, double after)
      throws IOException {
    List<RunImage> images = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      images.add(
          image(width + i, i == 0 ? ImageRole.FIT : ImageRole.HELD_OUT).withErrors(1.0, after));
    }
    LensCommand lens = lens("--session", session, "--keep-images");
    lens.options.keep(
        new CalibrationRun(
            lens.options.session().orElseThrow(),
            CalibrationKind.INTRINSICS,
            "head",
            new Provenance(1_780_000_000_000L, Map.of("cobot", "0.1.0"), Map.of()),
            new Finding(
                null,
                JSON.readTree("{\"fx\":" + fx + "}"),
                JSON.readTree("{\"sigma\":{\"fx\":1.5}}"),
                verdict,
                "Six views."),
            ErrorUnit.PIXELS,
            images,
            null));
  }

  private int calibrate(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of("calibrate"));
    all.addAll(Arrays.asList(args));
    all.add("--store");
    all.add(store().toString());
    return Cobot.execute(
        all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private JsonNode json(String... args) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--json");
    assertEquals(0, calibrate(all.toArray(String[]::new)), err::toString);
    return JSON.readTree(out.toString());
  }

  private void assertPrinted(StringWriter where, String... parts) {
    for (String part : parts) {
      assertTrue(where.toString().contains(part), () -> "'" + part + "' is not in: " + where);
    }
  }

  @Test
  void sessionsAreListedShownComparedAndRolledBack() throws IOException {
    keep("monday", Verdict.OK, 10, 500, 0.5);
    keep("tuesday", Verdict.OK, 12, 503, 0.4);
    keep("wednesday", Verdict.OK, 10, 700, 4);

    assertEquals(0, calibrate("sessions"));
    assertPrinted(out, "*  2    tuesday", "2026-05-28", "head", "held-out images worse");
    JsonNode runs = json("sessions").path("runs");
    assertEquals(3, runs.size());
    assertEquals("[false,true,false]", runs.findValues("accepted").toString().replace(" ", ""));

    assertEquals(0, calibrate("show", "tuesday"));
    assertPrinted(
        out, "run 2 (accepted): intrinsics of camera head", "5 of them kept", "run 1 -> run 2");
    JsonNode shown = json("show", "tuesday");
    assertEquals(6, shown.at("/runs/0/images").size());
    assertEquals(0.4, shown.at("/runs/0/errors/held-out/after/median").doubleValue());
    assertEquals("{\"fx\":503.0}", shown.at("/runs/0/cameraAfter").toString());
    assertEquals(1, shown.at("/journal/0/fromRun").intValue());

    assertEquals(0, calibrate("compare", "monday", "run:2"));
    assertPrinted(
        out,
        "different images (4 shared, of 6 and 6)",
        "fx",
        "  500  ",
        "  3  ",
        "1.4",
        "A before, B after");
    JsonNode compared = json("compare", "monday", "tuesday").at("/comparisons/0");
    assertEquals(3 / Math.hypot(1.5, 1.5), compared.at("/parameters/0/sigmas").doubleValue(), 1e-9);
    assertEquals(4, compared.at("/images/shared").intValue());

    assertEquals(0, calibrate("rollback", "tuesday", "--why", "the camera was moved"));
    assertPrinted(out, "rollback: intrinsics of camera head, run 2 -> run 1. the camera was moved");
    assertEquals(2, json("rollback", "--to", "2").at("/changes/0/toRun").intValue());
    assertEquals(0, calibrate("rollback", "--to", "2"));
    assertPrinted(out, "accepted already");
    assertEquals(3, calibrate("rollback", "--to", "3"));
    assertPrinted(err, "run 3 was refused and is never accepted: Held-out images get worse");

    try (Stream<Path> kept = Files.walk(folder.resolve("images"))) {
      assertEquals(
          8, kept.filter(Files::isRegularFile).count(), "pictures that are kept, once each");
    }
  }

  @Test
  void whatIsNotThereIsToldInASentence() throws IOException {
    assertEquals(3, calibrate("sessions"));
    assertPrinted(err, "there is no store of calibration sessions at " + store());
    assertFalse(Files.exists(store()));
    keep("monday", Verdict.OK, 10, 500, 0.5);
    assertEquals(3, calibrate("show", "sunday"));
    assertPrinted(err, "there is no session 'sunday'");
    assertEquals(3, calibrate("show", "../x"));
    assertPrinted(err, "session id: got '../x', must be 1 to 64 of");
    assertEquals(3, calibrate("compare", "monday", "run:7"));
    assertPrinted(err, "no session and no run 'run:7'");
    assertEquals(2, calibrate("rollback"));
    assertEquals(2, calibrate("rollback", "monday", "--to", "1"));
    Files.writeString(store(), "something else");
    assertEquals(3, calibrate("sessions"));
    assertPrinted(err, "it is left as it is");
    assertEquals("something else", Files.readString(store()));
  }

  @Test
  void aWrongSessionIsToldBeforeAnythingIsComputed() {
    for (String[] args :
        List.of(new String[] {"--session", "No"}, new String[] {"--keep-images"})) {
      String message = "";
      try {
        lens(args).options.session();
      } catch (CommandLine.ParameterException e) {
        message = e.getMessage();
      }
      assertTrue(message.contains("--session"), message);
    }
    assertTrue(lens().options.session().isEmpty());
  }

  /** The library and its native part would cost every other verb's start. */
  @Test
  void sqliteIsLoadedByTheseVerbsAlone() throws IOException, InterruptedException {
    keep("monday", Verdict.OK, 10, 500, 0.5);
    assertFalse(classesOf("--help").contains(" org.sqlite."));
    assertFalse(classesOf("calibrate", "--help").contains(" org.sqlite."));
    assertTrue(
        classesOf("calibrate", "sessions", "--store", store().toString()).contains(" org.sqlite."));
  }

  private static String classesOf(String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Cobot.class.getName()));
    command.addAll(Arrays.asList(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains(" picocli.CommandLine "), "the log tells of classes");
    return said;
  }
}
