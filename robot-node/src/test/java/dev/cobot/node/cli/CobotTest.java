package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes and sentences of the command line. */
@Timeout(120)
class CobotTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int cobot(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    if (all.contains("run") && !all.contains("--help")) {
      all.add("--out");
      all.add(folder.resolve("out").toString());
      all.add("--recordings");
      all.add(folder.resolve("recordings").toString());
    }
    return Cobot.execute(
        all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private void assertError(String... parts) {
    for (String part : parts) {
      assertTrue(err.toString().contains(part), () -> "'" + part + "' is not in: " + err);
    }
    assertTrue(!err.toString().contains("\tat "), () -> "no stack trace: " + err);
    assertEquals("", out.toString());
  }

  @Test
  void helpNamesVerbsAndExitCodes() {
    assertEquals(0, cobot("--help"));
    for (String part : List.of("run", "say", "doctor", "0", "refused", "is lost")) {
      assertTrue(out.toString().contains(part), out::toString);
    }
  }

  @Test
  void recordsAreGeneratedFromDefinitions() throws IOException {
    Path message = folder.resolve("ros/my_robot/msg/Reading.msg");
    Files.createDirectories(message.getParent());
    Files.writeString(message, "Header header\nfloat64 value\n");
    String path = folder.resolve("ros").toString();
    String sources = folder.resolve("src").toString();
    assertEquals(
        0, cobot("ros", "generate", "--msg-path", path, "--package", "a.b", "--out", sources));
    assertTrue(
        Files.readString(folder.resolve("src/a/b/my_robot/Reading.java"))
            .contains("public record Reading(Header header, double value)"));
    out.getBuffer().setLength(0);
    Files.writeString(message, "Absent absent\n");
    assertEquals(
        3, cobot("ros", "generate", "--msg-path", path, "--package", "a.b", "--out", sources));
    assertError("my_robot/Absent is missing", "ROS_MSG_PATH");
    assertEquals(
        2, cobot("ros", "generate", "--msg-path", path, "--package", "A-B", "--out", sources));
  }

  @Test
  void whatCannotBeTakenFromTheWorkspaceIsRefused() {
    for (String bad : List.of("body", "body:much", "body:-1", "smell:2", "body:1:2")) {
      assertEquals(3, cobot("eval", "rat7", "--tasks", "T2", "--corrupt", bad));
      assertError(bad.startsWith("smell") ? "smell" : "body");
      err.getBuffer().setLength(0);
    }
    assertEquals(3, cobot("eval", "rat7", "--policy", "expert", "--ablate", "fusion"));
    assertError("the expert has no workspace");
    assertEquals(2, cobot("eval", "rat7", "--ablate", "everything"));
  }

  @Test
  void aRolloutCanBeToldWhatIsThere() throws Exception {
    Path results = folder.resolve("told");
    assertEquals(
        0,
        cobot(
            "eval",
            "rat7_shared",
            "--tasks",
            "T6",
            "--episodes",
            "1",
            "--truth",
            "--out",
            results.toString()));
    JsonNode told = new ObjectMapper().readTree(results.resolve("eval.json").toFile());
    assertEquals("truth", told.path("perception").asText());
    assertEquals(1, told.path("tasks").path(0).path("successes").asInt(), out::toString);
    out.getBuffer().setLength(0);
    assertEquals(3, cobot("eval", "rat7", "--truth", "--sight"));
    assertError("--truth is for a learned policy, without --sight");
    err.getBuffer().setLength(0);
    assertEquals(3, cobot("eval", "rat7", "--truth", "--policy", "expert"));
    assertError("the expert sees the true state");
  }

  @Test
  void seedsOutsideOfTheSuitesAreRefusedWithTheRange() {
    assertEquals(3, cobot("eval", "rat7", "--seed", "99950", "--episodes", "100"));
    assertError("99950 to 100049", "of the suite rat7, 1 to 99999", "--seed from 1 to 99900");
    err.getBuffer().setLength(0);
    assertEquals(3, cobot("eval", "rat7", "--seed", "1", "--episodes", "100000"));
    assertError("1 to 100000", "take fewer episodes");
    assertEquals(0, cobot("eval", "--help"));
    assertTrue(out.toString().contains("rat7: 1 to 99999"), out::toString);
  }

  @Test
  void wrongCommandLinesAreUsageErrors() {
    assertEquals(2, cobot());
    assertEquals(2, cobot("rnu"));
    assertEquals(2, cobot("run", "--wrold", "x"));
    assertEquals(2, cobot("run", "--command", ""));
    assertEquals(2, cobot("run", "--command", "x".repeat(513)));
    assertEquals(2, cobot("run", "--ros", "nowhere", "--command", "x"));
    assertEquals(2, cobot("run", "--dashboard", "0", "--command", "x"));
    assertEquals(2, cobot("run", "--dashboard", "on", "--command", "x"));
    for (String at : List.of("x", "0", "70000", "host:", ":1", "a b:1", "1:2:3")) {
      assertEquals(2, cobot("run", "--metrics", at, "--command", "x"), at);
    }
    assertError("--metrics", "must be PORT");
    assertEquals(2, cobot("run", "--log", "xml", "--command", "x"));
    assertEquals(2, cobot("run", "stray"));
    assertEquals(2, cobot("say"));
    assertEquals(2, cobot("ros", "master", "--port", "70000"));
    assertError("cobot: ", "--help");
  }

  /** Whatever follows it: a word after it may be a verb, as in "cobot bag info x.bag". */
  @Test
  void aVerbThatThereIsNoneOfIsNamed() {
    assertEquals(2, cobot("bag", "info", "x.bag"));
    assertError("no verb 'bag'", "Did you mean: cobot ros bag?");
    assertEquals(2, cobot("runn"));
    assertError("no verb 'runn'", "Did you mean: cobot run?");
  }

  @Test
  void aMissingWorldIsAConfigurationError() {
    assertEquals(3, cobot("run", "--world", "/no/such.world", "--command", "x"));
    assertError("there is no world file /no/such.world");
  }

  @Test
  void aBrokenWorldIsAConfigurationError() throws Exception {
    Path world = folder.resolve("broken.world");
    Files.writeString(world, "<sdf version='1.6'><world>");
    assertEquals(3, cobot("run", "--world", world.toString(), "--command", "x"));
    assertError("broken.world");
  }

  @Test
  void aBadKeyIsAConfigurationError() {
    assertEquals(3, cobot("run", "--set", "gate.ramSeconds=1", "--command", "x"));
    assertError("gate.ramSeconds", "Did you mean rampSeconds?");
  }

  @Test
  void aMissingProfileIsAConfigurationError() {
    assertEquals(3, cobot("run", "--profile", "no.yaml", "--command", "x"));
    assertError("there is no profile");
  }

  @Test
  void aCorruptModelIsAConfigurationError() throws Exception {
    Path model = Files.createDirectories(folder.resolve("vision"));
    Files.writeString(model.resolve("card.json"), "{\"format\": 1, \"oops\"");
    String setting = "models.vision=" + model;
    assertEquals(3, cobot("run", "--set", setting, "--command", "x"));
    assertError("card.json");
  }

  @Test
  void aPortInUseIsAConfigurationErrorThatNamesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertEquals(3, cobot("ros", "master", "--port", "" + taken.getLocalPort()));
      assertError("" + taken.getLocalPort(), "choose another one");
    }
  }

  @Test
  void aMasterThatIsNotThereIsALostPeer() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertEquals(5, cobot("sim", "--ros", "http://127.0.0.1:" + port));
    assertError("http://127.0.0.1:" + port, "roscore");
    assertEquals(5, cobot("talk", "--ros", "http://127.0.0.1:" + port));
    assertEquals(5, cobot("say", "go", "--ros", "http://127.0.0.1:" + port));
  }

  @Test
  void aBuildWithoutSpeechSaysHowToGetIt() {
    Thread thread = Thread.currentThread();
    ClassLoader ours = thread.getContextClassLoader();
    // Finds no recogniser, whatever this was built with.
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      for (String source : List.of("--wav=said.wav", "--microphone")) {
        assertEquals(3, cobot("talk", source));
        assertError("does not hear speech", "COBOT_BUILD=-Pspeech launch/cobot talk");
      }
    } finally {
      thread.setContextClassLoader(ours);
    }
  }

  @Test
  void doctorTellsWhatFails() {
    int code = cobot("doctor", "--set", "models.vision=/no/such/model");
    assertEquals(3, code);
    assertTrue(out.toString().contains("fail  model model"), out::toString);
    assertTrue(out.toString().contains("ok    java"), out::toString);
    assertTrue(out.toString().contains("ok    onnx runtime"), out::toString);
  }

  @Test
  void infoTellsVersionsAndLicences() {
    assertEquals(0, cobot("info"));
    assertTrue(out.toString().contains("Apache-2.0"), out::toString);
  }

  @Test
  void aFolderOfAnotherDataSetIsNotMixedWithThisOne() {
    String set = folder.resolve("set").toString();
    assertEquals(0, cobot("data", "tabletop", "--n", "1", "--seed", "3", "--out", set));
    assertEquals(0, cobot("data", "tabletop", "--n", "1", "--seed", "3", "--out", set));
    assertEquals(3, cobot("data", "tabletop", "--n", "2", "--seed", "3", "--out", set));
    assertError(set, "holds another run", "\"n\":1", "\"n\":2", "--out");
    assertEquals(3, cobot("data", "tabletop", "--n", "1", "--seed", "4", "--out", set));
    assertEquals(3, cobot("data", "demos", "--n", "1", "--seed", "3", "--out", set));
    assertEquals(3, cobot("data", "tabletop", "--n", "1", "--out", folder.toString()));
    assertError("is not empty and has no run.json");
  }

  /** The trainings over Simple Shapes, one after the other, each for a few steps. */
  @Test
  void aWorkspaceOverShapesIsTrained() throws Exception {
    String set = folder.resolve("set").toString();
    assertEquals(
        0,
        cobot(
            "data",
            "shapes",
            "--train",
            "60",
            "--val",
            "20",
            "--test",
            "2",
            "--seed",
            "0",
            "--split",
            "attr:1.0,v:1.0,attr+v:0.5",
            "--out",
            set),
        err::toString);
    Path modules = folder.resolve("modules.yaml");
    Files.writeString(modules, "width: 16\nlatentWidth: 4\nbatch: 8\nsteps: 3\n");
    Path space = folder.resolve("space.yaml");
    Files.writeString(space, "batch: 16\nsteps: 3\nattributes: vae\n");
    String runs = folder.resolve("runs").toString();
    for (String part : List.of("shapes-vision", "shapes-attributes", "shapes-text")) {
      assertEquals(
          0,
          cobot(
              "train",
              part,
              "--data",
              set,
              "--out",
              runs + "/" + part,
              "--config",
              modules.toString()),
          err::toString);
    }
    String[] train = {
      "train", "shapes-workspace", "--data", set, "--models", runs, "--config", space.toString()
    };
    List<String> drawn = new ArrayList<>(Arrays.asList(train));
    drawn.addAll(List.of("--pairs", "10", "--out", runs + "/drawn"));
    assertEquals(0, cobot(drawn.toArray(String[]::new)), err::toString);
    assertTrue(out.toString().contains("r2/picture-attributes"), out::toString);
    List<String> given = new ArrayList<>(Arrays.asList(train));
    given.addAll(List.of("--split", "attr:1.0,v:1.0,attr+v:0.5", "--out", runs + "/given"));
    assertEquals(0, cobot(given.toArray(String[]::new)), err::toString);
    for (String file : List.of("decoded.md", "decoded.csv", "pictures.png", "curves.png")) {
      assertTrue(Files.exists(Path.of(runs, "given", file)), file);
    }
    Files.writeString(space, "batch: 16\nsteps: 3\ndomains: [vision, attributes, text]\n");
    List<String> three = new ArrayList<>(Arrays.asList(train));
    three.addAll(List.of("--pairs", "10", "--out", runs + "/three"));
    assertEquals(0, cobot(three.toArray(String[]::new)), err::toString);
    assertTrue(out.toString().contains("true/attributes-caption"), out::toString);
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> neither = new ArrayList<>(Arrays.asList(train));
    neither.addAll(List.of("--out", runs + "/neither"));
    assertEquals(3, cobot(neither.toArray(String[]::new)));
    assertError("--pairs", "--split");
  }

  /** Two of the experiments in miniature, on a set that the command makes itself. */
  @Test
  void experimentsOnTheWorkspaceAreRun() throws Exception {
    Path numbers = folder.resolve("numbers.yaml");
    Files.writeString(
        numbers,
        "pairs: [10, 50]\nseeds: 1\nscenes: 300\nbatch: 32\nsteps: 10\nvalidateEverySteps: 5\n"
            + "tutorialSteps: 4\ntutorialPairs: 50\npolicyPairs: 50\n");
    Path runs = folder.resolve("experiments");
    String[] call = {
      "eval",
      "workspace",
      "efficiency",
      "tutorial",
      "--quick",
      "--jobs",
      "1",
      "--config",
      numbers.toString(),
      "--out",
      runs.toString()
    };
    assertEquals(0, cobot(call), err::toString);
    assertTrue(
        Files.readString(runs.resolve("efficiency/report.md")).contains("| tr+cont+dcy+cy |"));
    String tutorial = Files.readString(runs.resolve("tutorial/report.md"));
    assertTrue(tutorial.contains("picture -> attributes") && tutorial.contains("0.2149"), tutorial);
    assertTrue(Files.size(runs.resolve("tutorial/map.png")) > 10_000);
    assertEquals(0, cobot(call), err::toString);
    out.getBuffer().setLength(0);
    List<String> asJson = new ArrayList<>(Arrays.asList(call));
    asJson.add("--json");
    assertEquals(0, cobot(asJson.toArray(String[]::new)), err::toString);
    JsonNode document = new ObjectMapper().readTree(out.toString());
    assertEquals(10, document.at("/config/steps").asInt(), out::toString);
    JsonNode recipe = document.at("/experiments/1");
    assertEquals("tutorial", recipe.path("name").asText());
    assertEquals(tutorial, Files.readString(Path.of(recipe.path("report").asText())));
    JsonNode measured = recipe.path("numbers").elements().next();
    assertTrue(
        measured.properties().stream()
            .anyMatch(
                n ->
                    tutorial.contains(String.format(Locale.ROOT, "%.4f", n.getValue().asDouble()))),
        () -> "no number of " + measured + " is in " + tutorial);
    Files.writeString(numbers, Files.readString(numbers).replace("batch: 32", "batch: 16"));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    assertEquals(3, cobot(call));
    assertError("holds another run", "choose another --out");
    assertEquals(2, cobot("eval"));
    assertEquals(2, cobot("eval", "workspace", "effort", "--out", "x"));
  }

  @Test
  void shapesAreMadeOnceForACall() throws Exception {
    String set = folder.resolve("shapes").toString();
    String[] call = {
      "data",
      "shapes",
      "--n",
      "40",
      "--val",
      "2",
      "--test",
      "2",
      "--split",
      "attr:1.0,attr+v:0.5",
      "--max-size",
      "20",
      "--out",
      set
    };
    assertEquals(0, cobot(call));
    assertEquals(0, cobot(call));
    call[3] = "41";
    assertEquals(3, cobot(call));
    call[9] = "attr:2.0";
    assertEquals(3, cobot(call));
    assertError("[0, 1]", "2.0");
    assertEquals(3, cobot("data", "shapes", "--out", set));
    assertError("--train", "--n");
  }
}
