package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.MasterUri;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.ros.RosException;
import java.net.URI;
import java.util.concurrent.Callable;
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
    try (RuntimeLine line = RuntimeLine.open(ros)) {
      boolean shows = !json && Boolean.getBoolean(Cobot.TERMINAL);
      return tell(
          line.say(
              command,
              progress -> {
                if (shows) {
                  spec.commandLine().getErr().println(progress);
                }
              }));
    }
  }

  private int tell(JsonNode state) {
    String outcome = state.path("outcome").asText();
    if (json) {
      spec.commandLine().getOut().println(state);
    } else {
      RuntimeLine.tell(state, spec.commandLine().getOut());
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
