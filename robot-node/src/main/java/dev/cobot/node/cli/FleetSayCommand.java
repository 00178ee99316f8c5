package dev.cobot.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.mqtt.FleetLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot fleet say}: a command to one cell of a fleet. */
@Command(
    name = "say",
    mixinStandardHelpOptions = true,
    description = "Sends a command to one cell over its broker and follows it to its end.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the task was tried and failed",
      "2:the command line is wrong",
      "3:a file cannot be used",
      "4:refused, by understanding, by the safety gate or by the cell's bridge",
      "5:the broker or the cell is not reached, or no answer came"
    })
final class FleetSayCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double CONNECT_SECONDS = 10;
  private static final int MAX_WAITING = 1000;

  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;

  @Option(names = "--site", paramLabel = "SITE", required = true, description = "The cell's site.")
  private String site;

  @Option(names = "--cell", paramLabel = "CELL", required = true, description = "Which cell.")
  private String cell;

  @Parameters(paramLabel = "TEXT", description = "What to do.")
  private String text;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait for the end (default: ${DEFAULT-VALUE}).")
  private double waitSeconds;

  @Option(
      names = "--begin-within",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "After this the cell no longer begins it, if both clocks agree (default:"
              + " ${DEFAULT-VALUE}).")
  private double beginSeconds;

  @Option(names = "--json", description = "Print the result as it came and nothing else.")
  private boolean json;

  @Mixin private VerboseOption verbose;

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbose.apply();
    MqttProfile profile = FleetCommand.profile(broker, spec);
    FleetCommand.requireName("--site", site, null);
    FleetCommand.requireName("--cell", cell, null);
    dev.cobot.node.event.Command command;
    try {
      command = dev.cobot.node.event.Command.of(text.strip());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    BlockingQueue<byte[]> results = new LinkedBlockingQueue<>(MAX_WAITING);
    try (FleetLink link =
        FleetLink.open(
            profile,
            site,
            cell,
            List.of("result"),
            (topic, payload, isRetained) -> results.offer(payload))) {
      require(link.await(CONNECT_SECONDS));
      require(link.problem());
      require(link.command(site, cell, command.id(), command.text(), beginSeconds));
      return tell(end(link, results, command.id()));
    }
  }

  private static void require(Optional<String> problem) {
    if (problem.isPresent()) {
      throw new CliException(ExitCode.PEER_LOST, problem.get());
    }
  }

  private JsonNode end(FleetLink link, BlockingQueue<byte[]> results, String id)
      throws InterruptedException {
    long deadline = System.nanoTime() + Math.round(waitSeconds * 1e9);
    while (System.nanoTime() - deadline < 0) {
      // A result that comes while the link is away is not heard: then the time runs out.
      link.turn();
      byte[] payload = results.poll(200, TimeUnit.MILLISECONDS);
      JsonNode result = payload == null ? JSON.missingNode() : read(payload);
      if (result.path("commandId").asText().equals(id)) {
        if (!result.path("outcome").asText().equals("accepted")) {
          return result;
        }
        if (!json && Boolean.getBoolean(Cobot.TERMINAL)) {
          spec.commandLine().getErr().println("cobot: " + oneLine(result.path("detail").asText()));
        }
      }
    }
    throw new CliException(
        ExitCode.PEER_LOST,
        "no end of the command came from "
            + site
            + "/"
            + cell
            + " within "
            + waitSeconds
            + " s; it may still run: look at cobot fleet");
  }

  private static JsonNode read(byte[] payload) {
    try {
      return JSON.readTree(new String(payload, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return JSON.missingNode(); // Of somebody who is no cell.
    }
  }

  private int tell(JsonNode result) {
    String outcome = result.path("outcome").asText();
    if (json) {
      spec.commandLine().getOut().println(result);
    } else {
      String reason = result.path("reason").asText("");
      spec.commandLine()
          .getOut()
          .println(
              oneLine(
                  outcome
                      + (result.path("reason").isTextual() ? " (" + reason + ")" : "")
                      + ": "
                      + result.path("detail").asText()));
      if (result.path("question").isTextual()) {
        spec.commandLine().getOut().println(oneLine(result.path("question").asText()));
      }
    }
    if (result.path("peerLost").asBoolean()) {
      return ExitCode.PEER_LOST;
    }
    return switch (outcome) {
      case "done" -> ExitCode.DONE;
      case "refused" -> ExitCode.REFUSED;
      default -> ExitCode.FAILED;
    };
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
