package dev.cobot.sim2real.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * sdformat's {@code ign sdf --check} and urdfdom's {@code check_urdf} as judges. A judge that is
 * not installed fails the test.
 */
public final class FormatJudges {
  private FormatJudges() {}

  /** Returns what sdformat finds wrong with a file, empty if nothing. */
  public static String sdfComplaints(Path file, List<Path> modelFolders)
      throws IOException, InterruptedException {
    String output =
        run(
            Map.of(
                "SDF_PATH",
                modelFolders.stream().map(Path::toString).collect(Collectors.joining(":"))),
            "/usr/bin/ign",
            "sdf",
            "--check",
            file.toString());
    String said =
        output
            .lines()
            .filter(line -> !line.contains("libignition-tools-backward.so")) // a nicer backtrace
            .collect(Collectors.joining("\n"));
    return said.equals("Valid.") ? "" : said.isEmpty() ? "no verdict" : said;
  }

  public static void requireValidSdf(Path file, List<Path> modelFolders)
      throws IOException, InterruptedException {
    assertEquals("", sdfComplaints(file, modelFolders), file.toString());
  }

  /** Returns what urdfdom finds wrong with a file, empty if nothing. */
  public static String urdfComplaints(Path file) throws IOException, InterruptedException {
    String output = run(Map.of(), "/usr/bin/check_urdf", file.toString());
    boolean accepted =
        output.contains("Successfully Parsed XML")
            && output.contains("tool0")
            && !output.contains("Error");
    return accepted ? "" : output;
  }

  public static void requireValidUrdf(Path file) throws IOException, InterruptedException {
    assertEquals("", urdfComplaints(file), file.toString());
  }

  private static String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of(command[0]))) {
      fail(command[0] + " is missing, which this test needs; run launch/test, which installs it");
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command[0] + " did not end");
    return output;
  }
}
