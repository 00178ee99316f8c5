package dev.cobot.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.MasterUri;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.StringMessage;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot say}: a command to a running runtime. */
@CommandLine.Command(
    name = "say",
    mixinStandardHelpOptions = true,
    description = "Sends a command to a running runtime and follows it to its end.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the task was tried and failed",
      "2:the command line is wrong",
      "4:refused, by understanding or by the safety gate",
      "5:the ROS master or the runtime is lost"
    })
final class SayCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration SILENCE = Duration.ofSeconds(6);

  @Spec private CommandSpec spec;
  @Mixin private VerboseOption verbose;

  @Parameters(paramLabel = "TEXT", description = "What to do.")
  private String text;

  @Option(
      names = "--ros",
      paramLabel = "URI",
      defaultValue = MasterUri.DEFAULT_MASTER,
      converter = MasterUri.class,
      description = "The ROS master (default: ${DEFAULT-VALUE}).")
  private URI ros;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws RosException, InterruptedException {
    verbose.apply();
    dev.cobot.node.event.Command command;
    try {
      command = dev.cobot.node.event.Command.of(text.strip());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    NodeConfiguration config =
        NodeConfiguration.newPrivate()
            .setNodeName("cobot_say")
            .setAnonymous()
            .environment(System.getenv())
            .setMasterUri(ros);
    BlockingQueue<StringMessage> states = new LinkedBlockingQueue<>();
    try (ConnectedNode node = ConnectedNode.connect(config)) {
      node.newSubscriber(Topics.STATE, StringMessage.class).addMessageListener(states::add, 100);
      Publisher<StringMessage> commands =
          node.newPublisher(Topics.COMMAND, StringMessage.class, PublisherOptions.queue(1));
      if (!commands.awaitSubscriber(SILENCE)) {
        throw new CliException(
            ExitCode.PEER_LOST,
            "no runtime listens on "
                + Topics.COMMAND
                + " of "
                + ros
                + "; start one with: launch/cobot run");
      }
      commands.publish(
          new StringMessage(
              JSON.createObjectNode()
                  .put("id", command.id())
                  .put("text", command.text())
                  .toString()));
      return follow(states, command.id());
    }
  }

  private int follow(BlockingQueue<StringMessage> states, String id) throws InterruptedException {
    String shown = "";
    while (true) {
      StringMessage message = states.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (message == null) {
        throw new CliException(
            ExitCode.PEER_LOST,
            "the runtime has said nothing on "
                + Topics.STATE
                + " for "
                + SILENCE.toSeconds()
                + " s; does it still run?");
      }
      JsonNode state = parse(message.data());
      if (!state.path("commandId").asText().equals(id)) {
        continue;
      }
      if (state.path("outcome").isTextual()) {
        return tell(state);
      }
      String progress = state.path("state").asText() + ": " + state.path("phase").asText();
      if (!json && !progress.equals(shown) && Boolean.getBoolean(Cobot.TERMINAL)) {
        spec.commandLine().getErr().println(progress);
        shown = progress;
      }
    }
  }

  private static JsonNode parse(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private int tell(JsonNode state) {
    String outcome = state.path("outcome").asText();
    if (json) {
      spec.commandLine().getOut().println(state);
    } else {
      String reason =
          state.path("reason").isTextual() ? " (" + state.path("reason").asText() + ")" : "";
      spec.commandLine().getOut().println(outcome + reason + ": " + state.path("detail").asText());
      if (state.path("question").isTextual()) {
        spec.commandLine().getOut().println(state.path("question").asText());
      }
    }
    if (state.path("peerLost").asBoolean()) {
      return ExitCode.PEER_LOST;
    }
    return switch (outcome) {
      case "done" -> ExitCode.DONE;
      case "refused" -> ExitCode.REFUSED;
      default -> ExitCode.FAILED;
    };
  }
}
