package dev.cobot.node.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cobot.node.config.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spark with members that are a line of shell; needs the Maven profile spark. */
@Timeout(240)
class SparkCrewTest {
  @TempDir private Path folder;

  @BeforeEach
  void needsSpark() {
    assumeTrue(
        Files.exists(ProjectHome.resolve("robot-node/spark/target/spark/cobot-spark.jar")),
        "mvn -Pspark builds Spark's folder");
  }

  private static Map<Integer, String> run(String master, String script, int... pieces)
      throws IOException, InterruptedException {
    Map<Integer, String> told = new TreeMap<>();
    new SparkCrew(master, "test", ProjectHome.path(), List.of("sh", "-c", script))
        .run(
            pieces,
            () -> {
              throw new AssertionError("no hand works here");
            },
            (piece, text) -> assertEquals(null, told.put(piece, text), "told once"));
    return told;
  }

  private static String fails(String master, String script) {
    return assertThrows(IOException.class, () -> run(master, script, 0, 1)).getMessage();
  }

  @Test
  void eachPieceIsDoneOnceAndToldUnderItsNumber() throws Exception {
    String squares =
        "while read n; do echo $n >>"
            + folder.resolve("done")
            + "; echo loading ...; echo \"piece $n done $((n * n)) ü\"; done";
    assertEquals(
        Map.of(0, "0 ü", 1, "1 ü", 2, "4 ü", 7, "49 ü", 9, "81 ü", 10, "100 ü"),
        run("local[2]", squares, 0, 1, 2, 7, 9, 10));
    assertEquals(6, Files.readAllLines(folder.resolve("done")).size());
  }

  @Test
  void aFailureIsToldInItsOwnWords() {
    // Another piece may fail before it is broken off; what is told is what ended the work.
    Path first = folder.resolve("first");
    String broken =
        "read n; if [ $n = 0 ]; then touch %1$s; else until [ -e %1$s ]; do sleep 0.1; done; sleep 1;"
                .formatted(first)
            + " fi; echo \"cobot: disk $n is full\" >&2; exit 7";
    String told = fails("local[2]", broken);
    assertTrue(told.startsWith("piece 0 on "), told);
    assertTrue(told.endsWith("the worker ended with exit code 7: cobot: disk 0 is full"), told);
    told = fails("yarn", broken);
    assertTrue(told.contains("must be local[N], local[*] or spark://HOST:PORT, got 'yarn'"), told);
    told = fails("spark://127.0.0.1:1", broken);
    assertTrue(told.contains("no Spark master answers at 127.0.0.1:1"), told);
  }

  @Test
  void whoIsInterruptedEndsItsWorkers() throws Exception {
    Path pid = folder.resolve("pid");
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                run(
                    "local[1]",
                    "read n; echo $$ >"
                        + pid
                        + ".part; mv "
                        + pid
                        + ".part "
                        + pid
                        + "; read forever",
                    0);
              } catch (Throwable e) {
                end.set(e);
              }
            });
    caller.start();
    while (!Files.exists(pid) && caller.isAlive()) {
      Thread.sleep(50);
    }
    Optional<ProcessHandle> worker =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
    caller.interrupt();
    caller.join();
    assertTrue(end.get() instanceof InterruptedException, () -> String.valueOf(end.get()));
    for (int i = 0; i < 600 && worker.map(ProcessHandle::isAlive).orElse(false); i++) {
      Thread.sleep(50);
    }
    assertFalse(worker.map(ProcessHandle::isAlive).orElse(false));
  }
}
