package dev.cobot.node.batch;

import dev.cobot.node.config.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone cluster of Spark on loopback: a master and a worker with two cores, each a process
 * of its own, from the folder that the Maven profile {@code spark} builds. They end with this
 * process, however it ends.
 */
public final class StandaloneSpark implements AutoCloseable {
  private static final String DEPLOY = "org.apache.spark.deploy.";
  private static final int START_SECONDS = 240;
  private static final int END_SECONDS = 20;

  /** Runs the words after it until its standard input ends. */
  private static final String WHILE_WE_LIVE =
      "\"$@\" & child=$!; read -r end; kill $child; wait $child";

  private final Path folder;
  private final List<Process> started = new ArrayList<>();
  private final String master;

  /**
   * Starts both and waits until the worker is registered.
   *
   * @param folder for the logs and the executors
   * @throws IOException if one does not start in time; has its log
   */
  public StandaloneSpark(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    try {
      start("master", "--webui-port", "0", "--host", "127.0.0.1", "--port", "0");
      master = said("master", "Starting Spark master at (spark://127\\.0\\.0\\.1:\\d+)");
      start(
          "worker",
          "--webui-port",
          "0",
          "--host",
          "127.0.0.1",
          "--cores",
          "2",
          "--memory",
          "1g",
          "--work-dir",
          work().toString(),
          master);
      said("worker", "(Successfully registered with master)");
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns what {@code --spark} takes. */
  public String master() {
    return master;
  }

  /** Returns the folder in which each application has one for each of its executors. */
  public Path work() {
    return folder.resolve("work");
  }

  private void start(String what, String... arguments) throws IOException {
    Path home = ProjectHome.resolve("robot-node/spark/target/spark");
    String name = what.equals("master") ? "master.Master" : "worker.Worker";
    List<String> command = new ArrayList<>(List.of("sh", "-c", WHILE_WE_LIVE, what));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", home.resolve("jars") + "/*", DEPLOY + name));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(what).toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    started.add(builder.start());
  }

  /** Waits for words in a log and returns their group. */
  private String said(String what, String words) throws IOException, InterruptedException {
    Pattern pattern = Pattern.compile(words);
    Process process = started.get(started.size() - 1);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      boolean isGone = process.descendants().findAny().isEmpty();
      String log = Files.readString(log(what));
      Matcher found = pattern.matcher(log);
      if (found.find()) {
        return found.group(1);
      } else if (System.nanoTime() > deadline || (isGone && !log.isEmpty())) {
        throw new IOException(
            "Spark's %s did not say '%s' within %d s, but: %s"
                .formatted(what, words, START_SECONDS, log));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private Path log(String what) {
    return folder.resolve(what + ".log");
  }

  /** Returns what both and every executor wrote, for the message of a failure. */
  public String said() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(f -> f.endsWith("stderr") || f.toString().endsWith(".log")).toList()) {
        all.append(file).append(":\n").append(Files.readString(file));
      }
    }
    return all.toString();
  }

  /** Returns the processes of both, and those that they started. */
  public List<ProcessHandle> processes() {
    return started.stream()
        .flatMap(p -> Stream.concat(Stream.of(p.toHandle()), p.descendants()))
        .toList();
  }

  /** Ends both with all that they started; what does not end in time is killed. */
  @Override
  public void close() throws IOException {
    List<ProcessHandle> all = processes();
    try {
      for (int i = started.size() - 1; i >= 0; i--) { // the worker first
        started.get(i).getOutputStream().close();
        started.get(i).waitFor(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
