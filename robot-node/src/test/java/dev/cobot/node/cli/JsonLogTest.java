package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.ProjectHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process of its own writes to standard error with {@code --log json}. */
@Timeout(240)
class JsonLogTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private List<JsonNode> lines(int exit, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-Dcobot.home=" + ProjectHome.path(),
                "-Dcobot.data=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cobot.node.cli.Cobot"));
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(err.toFile())
            .start();
    assertTrue(process.waitFor(200, TimeUnit.SECONDS));
    assertEquals(exit, process.exitValue(), () -> read(err));
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(err)) {
      JsonNode object = JSON.readTree(line);
      assertTrue(object.isObject(), line);
      assertTrue(object.path("time").asText().matches("[-0-9]{10}T[:0-9]{8}[.][0-9]{3}Z"), line);
      assertFalse(Instant.parse(object.path("time").asText()).isAfter(Instant.now()), line);
      for (String name : List.of("level", "logger", "thread", "message")) {
        assertFalse(object.path(name).asText().isEmpty(), line);
      }
      lines.add(object);
    }
    return lines;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  private static Optional<JsonNode> find(List<JsonNode> lines, String message) {
    return lines.stream()
        .filter(line -> line.path("message").asText().startsWith(message))
        .findFirst();
  }

  /** The profile asks for it; the gate is set so narrow that the command does not go through. */
  @Test
  void everyLineOfACommandTellsItsId() throws Exception {
    Path profile = folder.resolve("profile.yaml");
    Files.writeString(
        profile,
        Files.readString(ProjectHome.resolve("launch/profiles/default.yaml"))
            .replace("\nlog: text", "\nlog: json"));
    String said = "pick the red cube and place it in the bowl";
    List<JsonNode> lines =
        lines(
            4,
            "run",
            "--command",
            said,
            "--profile",
            profile.toString(),
            "--set",
            "gate.workspace.zMeters=[0.3, 0.31]",
            "--out",
            folder.resolve("run").toString());
    JsonNode begins = find(lines, "'" + said + "' begins: ").orElseThrow();
    JsonNode stops = find(lines, "The gate stops: ").orElseThrow();
    JsonNode ended = find(lines, "'" + said + "' has ended, refused (").orElseThrow();
    String id = begins.path("command").asText();
    assertFalse(id.isEmpty(), begins.toString());
    assertEquals("INFO", begins.path("level").asText());
    assertEquals("dev.cobot.node.app.CellLoop", begins.path("logger").asText());
    assertEquals("WARN", stops.path("level").asText());
    for (JsonNode line : List.of(stops, ended)) {
      assertEquals(id, line.path("command").asText(), line.toString());
      assertEquals(begins.path("thread"), line.path("thread"));
    }
    // What is of no command has none.
    List<JsonNode> before = lines.subList(0, lines.indexOf(begins));
    assertTrue(
        before.stream().noneMatch(line -> line.has("command")),
        () -> lines.stream().map(JsonNode::toString).collect(Collectors.joining("\n")));
  }

  @Test
  void errorsAreLinesToo() throws Exception {
    List<JsonNode> lines =
        lines(3, "run", "--log", "json", "--world", "no.world", "--command", "x", "--verbose");
    JsonNode error = find(lines, "there is no world file no.world").orElseThrow();
    assertEquals("ERROR", error.path("level").asText());
    assertTrue(error.path("exception").asText().contains("\n\tat dev.cobot.node.cli."));
    assertEquals(1, lines.size(), lines::toString);
    assertFalse(
        lines(3, "run", "--log", "json", "--world", "no.world", "--command", "x")
            .get(0)
            .has("exception"));
  }
}
