package dev.cobot.node.tutorial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Terminals in one folder, of an ordinary user with a network of their own where the system allows
 * it (else that of the machine): a tutorial's ports are the real ones, and other tests use them,
 * too.
 */
final class Terminals implements AutoCloseable {
  private static final List<String> ALONE =
      List.of(
          "unshare",
          "--user",
          "--map-user=1000",
          "--map-group=1000",
          "--keep-caps",
          "--net",
          "sh",
          "-c",
          "ip link set lo up && exec sh");
  private final Path folder;
  private final Process shell;
  private final OutputStream in;
  private final BufferedReader out;
  private int opened;

  private Terminals(Path folder, Process shell) {
    this.folder = folder;
    this.shell = shell;
    in = shell.getOutputStream();
    out = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
  }

  static Terminals open(Path folder) throws IOException {
    try {
      return open(folder, ALONE);
    } catch (IOException e) {
      return open(folder, List.of("sh"));
    }
  }

  private static Terminals open(Path folder, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(folder.resolve(".terminals").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ROS_"));
    builder.environment().remove("COBOT_JAVA_OPTS");
    Terminals terminals = new Terminals(folder, builder.start());
    terminals.send("echo ready");
    if (!"ready".equals(terminals.out.readLine())) {
      terminals.close();
      throw new IOException(Files.readString(folder.resolve(".terminals")));
    }
    return terminals;
  }

  private void send(String line) throws IOException {
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** What was typed once, and what came of it. */
  static final class Typed {
    private final Path log;
    private final boolean isOver;

    private Typed(Path log, boolean isOver) {
      this.log = log;
      this.isOver = isOver;
    }

    boolean isOver() {
      return isOver;
    }

    /** Returns what was said until now, on standard output and standard error. */
    String said() throws IOException {
      return Files.exists(log) ? Files.readString(log) : "";
    }
  }

  /** Types commands, and returns at once. */
  Typed start(String commands) throws IOException {
    Typed typed = write(commands, false);
    send("sh -eu " + typed.log + ".sh >" + typed.log + " 2>&1 </dev/null &");
    return typed;
  }

  private Typed write(String commands, boolean isOver) throws IOException {
    Path log = folder.resolve(".said-" + opened++);
    Files.writeString(Path.of(log + ".sh"), commands);
    return new Typed(log, isOver);
  }

  /** Types commands, waits for their end, and holds their exit code against the expected one. */
  Typed type(String commands, int exit) throws IOException {
    Typed typed = write(commands, true);
    send("sh -eu " + typed.log + ".sh >" + typed.log + " 2>&1 </dev/null; echo $?");
    String code = out.readLine();
    if (!("" + exit).equals(code)) {
      throw new AssertionError(
          "ends with " + code + ", and not with " + exit + ":\n" + commands + typed.said());
    }
    return typed;
  }

  /** Ends everything that was begun here. */
  @Override
  public void close() {
    List<ProcessHandle> begun = shell.descendants().toList();
    begun.forEach(ProcessHandle::destroy);
    shell.destroy();
    for (ProcessHandle process : begun) {
      try {
        process.onExit().get(10, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
