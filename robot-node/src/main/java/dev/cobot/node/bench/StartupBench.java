package dev.cobot.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Starts the whole runtime as a user does, in processes of its own, with one command each. */
public final class StartupBench {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COMMAND = "pick the red cube and place it in the bowl";
  private static final long FIRST_SEED = 5001;
  private static final int STARTS = 5;

  private final Path launcher;

  /**
   * @param launcher {@code launch/cobot}
   */
  public StartupBench(Path launcher) {
    this.launcher = launcher;
  }

  /** Returns the time from the process's begin to its first tick, and the memory. */
  public List<Measurement> run() throws IOException, InterruptedException {
    double[] seconds = new double[STARTS];
    double residentMiB = 0;
    for (int i = 0; i < STARTS; i++) {
      JsonNode timing = start(FIRST_SEED + i).path("timing");
      seconds[i] = timing.path("startSeconds").asDouble(Double.NaN);
      residentMiB = Math.max(residentMiB, timing.path("peakRssMiB").asDouble(Double.NaN));
    }
    Arrays.sort(seconds);
    return List.of(
        Measurement.of("run.startSeconds", seconds[STARTS / 2], "s"),
        Measurement.of("run.startSeconds.max", seconds[STARTS - 1], "s"),
        Measurement.of("run.rssMiB", residentMiB, "MiB"));
  }

  private JsonNode start(long seed) throws IOException, InterruptedException {
    Path out = Files.createTempDirectory("cobot-bench");
    Process process =
        new ProcessBuilder(
                launcher.toString(),
                "run",
                "--command",
                COMMAND,
                "--seed",
                Long.toString(seed),
                "--out",
                out.toString(),
                "--json")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return JSON.readTree(text);
  }
}
