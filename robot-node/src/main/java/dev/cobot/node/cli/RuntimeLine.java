package dev.cobot.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.event.Command;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.StringMessage;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A line to a running runtime: commands go in, and each is followed to its end. */
final class RuntimeLine implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration SILENCE = Duration.ofSeconds(6);

  private final ConnectedNode node;
  private final Publisher<StringMessage> commands;
  private final BlockingQueue<StringMessage> states = new LinkedBlockingQueue<>();

  private final Set<String> sent = new HashSet<>();
  private long heardNanos = System.nanoTime();

  private RuntimeLine(ConnectedNode node) throws RosException {
    this.node = node;
    node.newSubscriber(Topics.STATE, StringMessage.class).addMessageListener(states::add, 100);
    commands = node.newPublisher(Topics.COMMAND, StringMessage.class, PublisherOptions.queue(1));
  }

  /**
   * Opens a line.
   *
   * @throws CliException when no runtime listens
   */
  static RuntimeLine open(URI master) throws RosException, InterruptedException {
    ConnectedNode node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate()
                .setNodeName("cobot_say")
                .setAnonymous()
                .environment(System.getenv())
                .setMasterUri(master));
    RuntimeLine line = new RuntimeLine(node);
    if (!line.commands.awaitSubscriber(SILENCE)) {
      line.close();
      throw new CliException(
          ExitCode.PEER_LOST,
          "no runtime listens on "
              + Topics.COMMAND
              + " of "
              + master
              + "; start one with: cobot run");
    }
    return line;
  }

  /**
   * Says a command and waits for its end.
   *
   * @param progress hears what it is at, each time that changes
   * @return the state that tells how it ended
   * @throws CliException when the runtime falls silent
   */
  JsonNode say(Command command, Consumer<String> progress) throws InterruptedException {
    publish(command);
    String shown = "";
    while (true) {
      StringMessage message = states.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (message == null) {
        throw silent();
      }
      JsonNode state = parse(message.data());
      if (!state.path("commandId").asText().equals(command.id())) {
        continue;
      }
      if (state.path("outcome").isTextual()) {
        return state;
      }
      String now = state.path("state").asText() + ": " + state.path("phase").asText();
      if (!now.equals(shown)) {
        progress.accept(now);
        shown = now;
      }
    }
  }

  /** Says a command and does not wait; its end is among those that {@link #ended} returns. */
  void send(Command command) {
    sent.add(command.id());
    publish(command);
  }

  /** Whether the end of something that was sent has not come. */
  boolean isBusy() {
    return !sent.isEmpty();
  }

  /**
   * Returns the ends of what was sent, as far as they have come; does not wait.
   *
   * @throws CliException when the runtime has fallen silent
   */
  List<JsonNode> ended() {
    List<StringMessage> came = new ArrayList<>();
    long now = System.nanoTime();
    if (states.drainTo(came) > 0) {
      heardNanos = now;
    } else if (now - heardNanos > SILENCE.toNanos()) {
      throw silent();
    }
    return came.stream()
        .map(message -> parse(message.data()))
        .filter(state -> state.path("outcome").isTextual())
        .filter(state -> sent.remove(state.path("commandId").asText()))
        .toList();
  }

  private void publish(Command command) {
    commands.publish(
        new StringMessage(
            JSON.createObjectNode()
                .put("id", command.id())
                .put("text", command.text())
                .toString()));
  }

  private static CliException silent() {
    return new CliException(
        ExitCode.PEER_LOST,
        "the runtime has said nothing on "
            + Topics.STATE
            + " for "
            + SILENCE.toSeconds()
            + " s; does it still run?");
  }

  private static JsonNode parse(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Prints how a command ended, and what was asked back. */
  static void tell(JsonNode state, PrintWriter out) {
    String reason =
        state.path("reason").isTextual() ? " (" + state.path("reason").asText() + ")" : "";
    out.println(state.path("outcome").asText() + reason + ": " + state.path("detail").asText());
    if (state.path("question").isTextual()) {
      out.println(state.path("question").asText());
    }
    out.flush();
  }

  @Override
  public void close() {
    node.close();
  }
}
