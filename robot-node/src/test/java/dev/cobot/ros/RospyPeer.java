package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A rospy node in a process of its own that does, line by line, what a test says in Python. */
public final class RospyPeer implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 90;

  private final Process process;
  private final Writer to;
  private final BufferedReader from;

  private RospyPeer(Process process) {
    this.process = process;
    to = process.outputWriter(StandardCharsets.UTF_8);
    from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a node; its script is {@code stock/peer.py}. */
  static RospyPeer start(DebianRos ros, String name, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/python3",
                Path.of("src/test/resources/stock/peer.py").toAbsolutePath().toString(),
                name));
    command.addAll(List.of(arguments));
    return new RospyPeer(ros.startTalking(command));
  }

  /** What a line of Python gives, as {@code repr} shows it; fails the test when it raises. */
  String say(String python) {
    String answer = answer(python);
    if (!answer.startsWith("ok ")) {
      fail("The peer was told '" + python + "' and answered: " + answer);
    }
    return answer.substring(3);
  }

  /** What a line of Python raises; fails the test when it does not. */
  String refusal(String python) {
    String answer = answer(python);
    if (!answer.startsWith("error ")) {
      fail("The peer was told '" + python + "' and should have failed, but answered: " + answer);
    }
    return answer.substring(6);
  }

  void expect(String repr, String python) {
    assertEquals(repr, say(python), python);
  }

  private String answer(String python) {
    try {
      to.write(python + "\n");
      to.flush();
      String line =
          CompletableFuture.supplyAsync(this::line).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return line == null ? "nothing, it has ended" : line;
    } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
      return fail("The peer was told '" + python + "' and gave no answer", e);
    }
  }

  private String line() {
    try {
      return from.readLine();
    } catch (IOException e) {
      return "nothing: " + e.getMessage();
    }
  }

  Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
