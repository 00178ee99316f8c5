package dev.cobot.node.cli.ros;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot ros topic}. */
@Command(
    name = "topic",
    mixinStandardHelpOptions = true,
    description = "Topics: who has them, what comes and how often; publishes, too.",
    subcommands = {
      TopicListCommand.class,
      TopicInfoCommand.class,
      TopicEchoCommand.class,
      TopicHzCommand.class,
      TopicPubCommand.class
    })
final class TopicCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a verb is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}
