package dev.cobot.node.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.dataset.ContentHash;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder that one call writes into, with its {@code run.json}. */
public record RunFolder(Path path) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Creates the folder.
   *
   * @param out as typed, or null for {@code runs/TIME-VERB} where the user is
   */
  public static RunFolder create(String out, String verb) {
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

  /**
   * Returns what {@code run.json} says of a verb that has no more to tell.
   *
   * @param inputs what the run is made from, see {@link #inputs}
   */
  public static ObjectNode document(
      String verb, long seed, Map<String, ?> config, ObjectNode inputs) {
    ObjectNode document = JSON.createObjectNode();
    document.put("verb", verb).put("seed", seed).put("started", Instant.now().toString());
    document.set("config", JSON.valueToTree(new TreeMap<>(config)));
    document.set("inputs", inputs);
    document.set("versions", JSON.valueToTree(Versions.all()));
    return document;
  }

  /**
   * Returns the names and the contents' hashes of what a run is made from.
   *
   * @param suite the suite's file, or null
   */
  public static ObjectNode inputs(World world, Path suite) throws IOException {
    ObjectNode inputs = JSON.createObjectNode();
    inputs
        .putObject("world")
        .put("file", world.file().getFileName().toString())
        .put("sha256", ContentHash.ofWorld(world));
    if (suite != null) {
      inputs
          .putObject("suite")
          .put("file", suite.getFileName().toString())
          .put("sha256", ContentHash.ofSuite(suite));
    }
    return inputs;
  }

  /** Writes {@code run.json}. */
  public Path write(ObjectNode document) throws IOException {
    Path file = path.resolve("run.json");
    Files.writeString(file, JSON.writeValueAsString(document) + "\n");
    return file;
  }

  /**
   * Writes {@code run.json}, or finds that the one that is there tells of the same verb, seed,
   * configuration and content of the world: then the folder is this run's own, begun earlier.
   *
   * @throws IOException if the folder holds another run or something else
   */
  public void claim(ObjectNode document) throws IOException {
    Path file = path.resolve("run.json");
    if (!Files.exists(file)) {
      try (Stream<Path> entries = Files.list(path)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(
              path + " is not empty and has no run.json; choose another --out or empty it");
        }
      }
      Path part = path.resolve("run.json.part");
      Files.writeString(part, JSON.writeValueAsString(document) + "\n");
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    JsonNode earlier = JSON.readTree(Files.readString(file));
    if (!earlier.has("inputs")) {
      throw new IOException(
          path
              + " does not say from which world it was made (its run.json is of an older version);"
              + " choose another --out");
    }
    for (String key : List.of("verb", "seed", "config", "inputs")) {
      // As text: a number that was read back is of another type.
      String was = earlier.path(key).toString();
      String is = document.path(key).toString();
      if (!was.equals(is)) {
        throw new IOException(
            path
                + " holds another run: its "
                + key
                + " is "
                + was
                + ", this one's is "
                + is
                + (key.equals("inputs") ? " (what is read has changed since)" : "")
                + "; choose another --out, or repeat the earlier call to finish it");
      }
    }
  }
}
