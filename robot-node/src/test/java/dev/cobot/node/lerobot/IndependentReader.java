package dev.cobot.node.lerobot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Parquet files as hyparquet, a reader in JavaScript, finds them. */
public final class IndependentReader {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("cobot.home"), "robot-node/target/lerobot-interop");

  private IndependentReader() {}

  /** Reads a file; fails where the reader is missing or finds it damaged. */
  public static JsonNode read(Path file) throws IOException, InterruptedException {
    if (!Files.isDirectory(SCRIPTS.resolve("node_modules/hyparquet"))) {
      fail(
          "an independent reader of Parquet is needed for this test, but "
              + SCRIPTS
              + " is missing; run launch/test, which installs it with npm");
    }
    Path out = Files.createTempFile("parquet", ".json");
    try {
      Process process =
          new ProcessBuilder(List.of("node", "read.mjs", file.toString()))
              .directory(SCRIPTS.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail("node did not end");
      }
      String text = Files.readString(out);
      assertEquals(0, process.exitValue(), text);
      return new JsonMapper().readTree(text);
    } finally {
      Files.delete(out);
    }
  }
}
