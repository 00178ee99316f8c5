package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.ProjectHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher builds, what it tells, and how it starts, with stand-ins for Maven and JDK. */
@Timeout(60)
class LauncherTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$@" >>"$HERE/builds"
      echo "[INFO] Building Cobot sim2real 0.1.0-SNAPSHOT          [2/5]"
      echo "[INFO] noise"
      if [ -f "$HERE/broken" ]; then
        echo "[ERROR] Arm.java:[3,1] ';' expected"
        exit 1
      fi
      mkdir -p robot-node/target/launcher
      echo /jars/a.jar >robot-node/target/launcher/classpath
      """;
  private static final String JAVA =
      """
      #!/bin/sh
      for word in "$@"; do
        case "$word" in
          -XX:ArchiveClassesAtExit=*) echo archive >"${word#*=}"; exit 1 ;;
        esac
      done
      echo "$@"
      """;

  private record Result(int code, String out, String err) {}

  @TempDir Path home;
  private Path source;

  @BeforeEach
  void copyTheLauncher() throws IOException {
    Files.createDirectories(home.resolve("launch"));
    Files.copy(ProjectHome.resolve("launch/cobot"), home.resolve("launch/cobot"));
    source = home.resolve("sim2real/src/main/java/Arm.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class Arm {}");
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    tool("mvn", MAVEN);
    tool("javac", "#!/bin/sh\n");
    tool("java", JAVA);
  }

  private void tool(String name, String script) throws IOException {
    Path file = home.resolve("bin").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result launch(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(arguments);
    if (!arguments[0].equals("sh")) {
      builder.command().addAll(0, List.of("sh", home.resolve("launch/cobot").toString()));
    }
    builder.environment().put("HERE", home.toString());
    builder.environment().remove("COBOT_JAVA_OPTS");
    builder.environment().merge("PATH", home.resolve("bin") + ":", (path, bin) -> bin + path);
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(50, TimeUnit.SECONDS));
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private long builds() throws IOException {
    return Files.readAllLines(home.resolve("builds")).size();
  }

  @Test
  void theFirstCommandBuildsWhatRunsAndTellsHowFarItIs() throws Exception {
    Result first = launch("info", "--json");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.err().contains(" s: sim2real, [2/5]"), first.err());
    assertTrue(first.err().contains("cobot: built in "), first.err());
    assertFalse(first.err().contains("noise"), first.err());
    assertFalse(first.err().contains("\u001b"), "no escape bytes");
    assertTrue(Files.readString(home.resolve("builds")).contains("-Dcobot.launcher package"));
    assertTrue(first.out().contains("dev.cobot.node.cli.Cobot info --json"), first.out());
    assertEquals(1, first.out().lines().count(), "only the command's own output: " + first.out());
  }

  @Test
  void itIsToldHowItWasCalled() throws Exception {
    launch("info");
    assertTrue(launch("info").out().contains("-Dcobot.typed=" + home.resolve("launch/cobot")));
    Files.createSymbolicLink(home.resolve("bin/cobot"), home.resolve("launch/cobot"));
    String out = launch("sh", "-c", "cobot info").out();
    assertTrue(out.contains("-Dcobot.typed=cobot "), out);
  }

  @Test
  void theKeptClassesAreUsedAndAreNotNeeded() throws Exception {
    launch("info");
    Path archive = home.toRealPath().resolve("robot-node/target/launcher/classes.jsa");
    String option = "-XX:SharedArchiveFile=" + archive;
    assertTrue(launch("info").out().contains(option));
    Files.delete(archive);
    Result without = launch("info");
    assertEquals(0, without.code(), without.err());
    assertFalse(without.out().contains("SharedArchiveFile"), without.out());
  }

  @Test
  void itBuildsAgainOnlyWhenASourceIsNewer() throws Exception {
    launch("info");
    assertEquals("", launch("info").err());
    assertEquals(1, builds());
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    launch("info");
    assertEquals(2, builds());
  }

  @Test
  void aBuildThatFailsIsToldAndTriedAgain() throws Exception {
    Files.createFile(home.resolve("broken"));
    Result failed = launch("info");
    assertEquals(3, failed.code(), failed.err());
    assertTrue(failed.err().contains("';' expected"), failed.err());
    assertEquals("", failed.out());
    Files.delete(home.resolve("broken"));
    assertEquals(0, launch("info").code());
    assertEquals(2, builds());
  }
}
