package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs Debian's ROS tools against one master, each with an environment of its own; ends them all
 * when closed.
 */
public final class DebianRos implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 90;

  private final URI masterUri;
  private final Path home;
  private final List<Process> processes = new ArrayList<>();
  private int serial;

  public DebianRos(URI masterUri, Path home) {
    this.masterUri = masterUri;
    this.home = home;
    for (String tool :
        List.of(
            "rosmaster", "rostopic", "rosbag", "rosnode", "rosparam", "rosservice", "roslaunch")) {
      if (!Files.isExecutable(Path.of("/usr/bin", tool))) {
        fail(
            "Debian's ROS is needed for this test, but /usr/bin/"
                + tool
                + " is missing; run launch/test, which installs and checks it");
      }
    }
  }

  /** A tool that runs on; what it writes is found in {@link #output}. */
  public Process start(String... command) {
    try {
      Path output = home.resolve("out-" + serial++ + ".txt");
      ProcessBuilder builder = builder(List.of(command));
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      processes.add(process);
      outputs.put(process, output);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + String.join(" ", command), e);
    }
  }

  /** A tool that the test talks with over its standard streams. */
  public Process startTalking(List<String> command) {
    try {
      Path errors = home.resolve("err-" + serial++ + ".txt");
      Process process = builder(command).redirectError(errors.toFile()).start();
      processes.add(process);
      outputs.put(process, errors);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + String.join(" ", command), e);
    }
  }

  /** What every tool started from here on finds in its environment. */
  public DebianRos with(String variable, String value) {
    more.put(variable, value);
    return this;
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("ROS_") || name.startsWith("PYTHON"));
    environment.putAll(
        Map.of(
            "ROS_MASTER_URI", masterUri.toString(),
            "ROS_IP", "127.0.0.1",
            "ROS_HOME", home.toString(),
            "ROS_LOG_DIR", home.resolve("log").toString(),
            "PYTHONUNBUFFERED", "1"));
    environment.putAll(more);
    return builder;
  }

  private final Map<String, String> more = new ConcurrentHashMap<>();
  private final Map<Process, Path> outputs = new ConcurrentHashMap<>();

  public String output(Process process) {
    try {
      return Files.readString(outputs.get(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a tool's end and returns what it wrote; fails when it failed. */
  public String finish(Process process) throws InterruptedException {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("The tool did not end within " + TIMEOUT_SECONDS + " s; it wrote: " + output(process));
    }
    assertTrue(
        process.exitValue() == 0,
        () -> "The tool ended with " + process.exitValue() + "; it wrote: " + output(process));
    return output(process);
  }

  public String run(String... command) throws InterruptedException {
    return finish(start(command));
  }

  /** Ends a tool as a user at the keyboard does. */
  public void interrupt(Process process) throws InterruptedException {
    run("/bin/kill", "-INT", Long.toString(process.pid()));
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroy();
    }
    try {
      for (Process process : processes) {
        if (!process.waitFor(3, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
    } catch (InterruptedException e) {
      processes.forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
