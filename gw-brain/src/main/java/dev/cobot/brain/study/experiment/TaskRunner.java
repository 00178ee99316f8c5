package dev.cobot.brain.study.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.network.ModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs tasks, each in a folder of its own, and keeps their numbers in {@code result.json} there. A
 * task that is done is not run again; one that another process works at, which a file lock tells,
 * is waited for. So several processes share an output folder.
 */
public final class TaskRunner {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESULT = "result.json";
  private static final long WAIT_MILLIS = 500;

  private final Path folder;
  private final ExperimentListener listener;

  public TaskRunner(Path folder, ExperimentListener listener) {
    this.folder = folder;
    this.listener = listener;
  }

  /** Returns the folder of a task. */
  public Path folderOf(String task) {
    return folder.resolve(task);
  }

  /** Runs what is not done yet and returns the numbers of every task by its name. */
  public Map<String, Map<String, Double>> run(String stage, List<Task> tasks)
      throws IOException, InterruptedException {
    List<Task> open = new ArrayList<>(tasks);
    while (!open.isEmpty()) {
      boolean worked = false;
      for (Iterator<Task> each = open.iterator(); each.hasNext(); ) {
        Task task = each.next();
        int before = tasks.size() - open.size();
        if (Files.exists(folderOf(task.name()).resolve(RESULT))
            || claim(task, stage, before, tasks.size())) {
          each.remove();
          worked = true;
          listener.onProgress(stage, before + 1, tasks.size(), task.name());
        }
      }
      if (!worked) {
        Thread.sleep(WAIT_MILLIS);
      }
    }
    Map<String, Map<String, Double>> results = new LinkedHashMap<>();
    for (Task task : tasks) {
      results.put(task.name(), read(folderOf(task.name()).resolve(RESULT)));
    }
    return results;
  }

  private boolean claim(Task task, String stage, int done, int total) throws IOException {
    Path own = folderOf(task.name());
    Files.createDirectories(own);
    try (FileChannel channel =
            FileChannel.open(
                own.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return false;
      }
      if (!Files.exists(own.resolve(RESULT))) {
        Map<String, Double> numbers =
            task.work()
                .run(
                    own,
                    (step, steps, metrics) ->
                        listener.onProgress(
                            stage,
                            done,
                            total,
                            "%s, step %d of %d".formatted(task.name(), step, steps)));
        Path aside = own.resolve(RESULT + ".new");
        Files.writeString(
            aside, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(numbers) + "\n");
        Files.move(aside, own.resolve(RESULT), StandardCopyOption.ATOMIC_MOVE);
      }
      return true;
    }
  }

  private static Map<String, Double> read(Path file) throws IOException {
    try {
      return JSON.readValue(
          Files.readString(file), new TypeReference<LinkedHashMap<String, Double>>() {});
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new ModelException(
          "%s is damaged (%s); delete it and run the experiment again"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }
}
