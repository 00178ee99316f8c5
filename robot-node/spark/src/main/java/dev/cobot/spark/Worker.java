package dev.cobot.spark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A process of Cobot beside this one that does pieces of work, one at a time: it reads the number
 * of a piece in a line, and answers with {@code piece NUMBER done TEXT} or {@code piece NUMBER
 * failed REASON}. It ends when its standard input does, so it never outlives this process.
 */
final class Worker {
  private static final int KEPT_LINES = 5;

  /** Those that wait for their next piece; as many as this executor has tasks at a time. */
  private static final Deque<Worker> IDLE = new ArrayDeque<>();

  private final Process process;
  private final Writer toIt;
  private final BufferedReader fromIt;
  private final Deque<String> said = new ArrayDeque<>();
  private final Thread listener;

  private Worker(List<String> command, File folder) throws IOException {
    if (!folder.isDirectory()) {
      throw new IOException(
          folder + " is not there; every machine needs the caller's folders at the same place");
    }
    process = new ProcessBuilder(command).directory(folder).start();
    toIt = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    fromIt = process.inputReader(StandardCharsets.UTF_8);
    listener = new Thread(this::listen, "worker-says");
    listener.setDaemon(true);
    listener.start();
  }

  /** Passes on what it says on standard error, and keeps the end of it. */
  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.err.println(line);
        synchronized (said) {
          said.add(line);
          if (said.size() > KEPT_LINES) {
            said.remove();
          }
        }
      }
    } catch (IOException e) {
      // It is gone; the other pipe tells so.
    }
  }

  /**
   * Does a piece in a process that waits, or in a new one.
   *
   * @param command that starts a worker
   * @param folder in which it starts
   * @return what the piece came to, in words of Cobot's
   * @throws IOException when it failed; says where and why
   */
  static String work(int piece, List<String> command, File folder) throws IOException {
    Worker worker = null;
    try {
      worker = idle();
      worker = worker == null ? new Worker(command, folder) : worker;
      String text = worker.work(piece);
      synchronized (IDLE) {
        IDLE.push(worker);
      }
      return text;
    } catch (IOException e) {
      if (worker != null) {
        worker.process.destroy();
      }
      throw new IOException(
          "piece %d on %s: %s".formatted(piece, InetAddress.getLocalHost(), e.getMessage()), e);
    }
  }

  private static Worker idle() {
    synchronized (IDLE) {
      IDLE.removeIf(worker -> !worker.process.isAlive());
      return IDLE.poll();
    }
  }

  private String work(int piece) throws IOException {
    String about = "piece " + piece + " ";
    try {
      toIt.write(piece + "\n");
      toIt.flush();
      for (String line = fromIt.readLine(); line != null; line = fromIt.readLine()) {
        if (line.startsWith(about + "done ")) {
          return line.substring((about + "done ").length());
        } else if (line.startsWith(about + "failed ")) {
          throw new IOException(line.substring((about + "failed ").length()));
        } // anything else is not for us
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
    }
    throw new IOException(end());
  }

  /** Says how it ended, without an answer. */
  private String end() {
    try {
      int code = process.waitFor();
      listener.join(1000);
      synchronized (said) {
        return "the worker ended with exit code " + code + ": " + String.join(" | ", said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "cancelled";
    }
  }
}
