package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** The folder that one call writes into, with its {@code run.json}. */
record RunFolder(Path path) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Creates the folder.
   *
   * @param out as typed, or null for {@code runs/TIME-VERB} where the user is
   */
  static RunFolder create(String out, String verb) {
    String time =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    Path path = Path.of(out == null ? "runs/" + time + "-" + verb : out);
    try {
      for (int i = 2; out == null && Files.exists(path); i++) {
        path = Path.of("runs/" + time + "-" + verb + "-" + i);
      }
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          "the folder " + path + " cannot be made (" + e.getMessage() + "); choose another --out",
          e);
    }
    return new RunFolder(path);
  }

  /** Returns what {@code run.json} says of a verb that has no more to tell. */
  static ObjectNode document(String verb, long seed, Map<String, ?> config) {
    ObjectNode document = JSON.createObjectNode();
    document.put("verb", verb).put("seed", seed).put("started", Instant.now().toString());
    document.set("config", JSON.valueToTree(config));
    document.set("versions", JSON.valueToTree(Versions.all()));
    return document;
  }

  /** Writes {@code run.json}. */
  Path write(ObjectNode document) throws IOException {
    Path file = path.resolve("run.json");
    Files.writeString(file, JSON.writeValueAsString(document) + "\n");
    return file;
  }
}
