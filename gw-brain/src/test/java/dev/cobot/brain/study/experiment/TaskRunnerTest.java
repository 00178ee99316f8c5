package dev.cobot.brain.study.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskRunnerTest {
  @TempDir private Path folder;
  private final AtomicInteger runs = new AtomicInteger();

  private Task counting(String name) {
    return new Task(
        name,
        (own, listener) -> {
          listener.onProgress(1, 2, Map.of());
          return Map.of("run", (double) runs.incrementAndGet());
        });
  }

  private TaskRunner runner() {
    return new TaskRunner(folder, (stage, done, total, detail) -> {});
  }

  @Test
  void whatIsDoneIsNotDoneAgain() throws Exception {
    List<Task> tasks = List.of(counting("a/one"), counting("a/two"));
    Map<String, Map<String, Double>> first = runner().run("stage", tasks);
    Map<String, Map<String, Double>> again = runner().run("stage", tasks);
    assertEquals(first, again);
    assertEquals(2, runs.get());
    assertEquals(Map.of("run", 2.0), again.get("a/two"));
  }

  @Test
  void aTaskThatFailsLeavesNoResult() throws Exception {
    Task failing =
        new Task(
            "bad",
            (own, listener) -> {
              throw new IOException("no");
            });
    assertThrows(IOException.class, () -> runner().run("stage", List.of(counting("ok"), failing)));
    assertEquals(1, runs.get());
    runner().run("stage", List.of(counting("ok"), counting("bad")));
    assertEquals(2, runs.get(), "only what was missing");
  }

  @Test
  void aDamagedResultIsNamed() throws Exception {
    runner().run("stage", List.of(counting("one")));
    Files.writeString(folder.resolve("one/result.json"), "{\"run\": ");
    String message =
        assertThrows(ModelException.class, () -> runner().run("stage", List.of(counting("one"))))
            .getMessage();
    assertTrue(message.contains("result.json") && message.contains("delete it"), message);
  }

  @Test
  void namesStayInTheFolder() {
    assertThrows(IllegalArgumentException.class, () -> counting("../up"));
    assertThrows(IllegalArgumentException.class, () -> counting("Upper"));
  }
}
