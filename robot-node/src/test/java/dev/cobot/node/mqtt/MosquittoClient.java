package dev.cobot.node.mqtt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A running {@code mosquitto_sub} or {@code mosquitto_pub}, line by line. */
public final class MosquittoClient implements AutoCloseable {
  private final List<String> command;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private MosquittoClient(List<String> command, Process process) {
    this.command = command;
    this.process = process;
  }

  /** Starts a program. */
  public static MosquittoClient start(List<String> command) throws IOException {
    MosquittoClient client =
        new MosquittoClient(command, new ProcessBuilder(command).redirectErrorStream(true).start());
    Thread reader = new Thread(client::read, "mosquitto-client");
    reader.setDaemon(true);
    reader.start();
    return client;
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("the client's output has ended: " + e);
    }
  }

  /** Returns the next line that is wanted; others are passed over. */
  public String await(Predicate<String> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    StringBuilder passed = new StringBuilder();
    while (true) {
      String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError(command + " says nothing of it; it said " + passed);
      }
      if (wanted.test(line)) {
        return line;
      }
      passed.append(line).append('\n');
    }
  }

  /** Returns the next line, or null when none has come after so many seconds. */
  public String await(long seconds) throws InterruptedException {
    return lines.poll(seconds, TimeUnit.SECONDS);
  }

  /** Returns the next line, or null when none has come yet. */
  String poll() {
    return lines.poll();
  }

  /** Waits until the program has done its work. */
  public void awaitEnd() throws Exception {
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + " has not ended well: " + lines);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      // One that tries to connect again may miss that it is to end.
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
