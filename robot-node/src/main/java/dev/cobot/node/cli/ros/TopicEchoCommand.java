package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.graph.TopicField;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.QueueRule;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.DynamicType;
import dev.cobot.ros.message.MessageText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros topic echo}. */
@Command(
    name = "echo",
    mixinStandardHelpOptions = true,
    description = "Prints what comes on a topic, as rostopic echo does.")
final class TopicEchoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(
      paramLabel = "TOPIC[/FIELD]",
      description = "The topic, or a field of it: /joint_states/position[0].")
  private String wanted;

  @Option(names = "-n", paramLabel = "COUNT", description = "End after so many messages.")
  private long count = Long.MAX_VALUE;

  @Option(names = "--noarr", description = "Print the lengths of arrays in their place.")
  private boolean noArrays;

  @Option(names = "--wait", description = "Wait for a topic that is not there yet.")
  private boolean wait;

  @Option(names = "--json", description = "Print each message as a line of JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (!(count >= 1)) {
      throw new ParameterException(spec.commandLine(), "-n: got " + count + ", must be at least 1");
    }
    RosGraph.State state = master.graph().state();
    TopicField field =
        TopicField.find(wanted, state.topics())
            .orElseGet(
                () -> {
                  if (wait) {
                    return new TopicField(MasterOption.global(wanted), "");
                  }
                  throw MasterOption.unknown("topic", MasterOption.global(wanted), state.topics());
                });
    PrintWriter out = spec.commandLine().getOut();
    MessageText all = json ? MessageText.JSON : MessageText.YAML;
    MessageText text = noArrays ? all.withoutArrays() : all;
    AtomicLong left = new AtomicLong(count);
    Completion done = new Completion();
    try (ConnectedNode node = master.connect("cobot_echo", done)) {
      node.newSubscriber(field.topic(), DynamicType.any())
          .addMessageListener(
              message -> {
                if (left.getAndDecrement() <= 0) {
                  return;
                }
                try {
                  out.println(print(text, message, field.field()));
                } catch (IllegalArgumentException e) {
                  done.fail(new CliException(ExitCode.CONFIGURATION, e.getMessage(), e));
                }
                if (left.get() <= 0 || out.checkError()) {
                  done.complete();
                }
              },
              QueueRule.dropOldest(100));
      done.await();
    }
    return ExitCode.DONE;
  }

  private String print(MessageText text, DynamicMessage message, String field) {
    String printed = field.isEmpty() ? text.print(message) : text.print(message, field);
    return json ? printed : printed + System.lineSeparator() + "---";
  }
}
