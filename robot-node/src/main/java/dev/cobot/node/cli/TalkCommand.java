package dev.cobot.node.cli;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.MasterUri;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.event.Command;
import dev.cobot.ros.RosException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cobot talk}: a conversation with a running runtime, line by line. */
@CommandLine.Command(
    name = "talk",
    mixinStandardHelpOptions = true,
    description = {
      "Talks with a running runtime: each line of the input is said, and its end is told.",
      "A question may be answered with the next line (\"the red one\", \"in the bowl\", \"yes\").",
      "Several wishes (\"..., then ...\") are said back before anything moves; after \"stop\", what"
          + " is left of them goes on with \"go on\".",
      "Ends with the input (^D); the arm is stopped from another terminal with: cobot say stop."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the input has ended",
      "2:the command line is wrong",
      "5:the ROS master or the runtime is lost"
    })
final class TalkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private VerboseOption verbose;

  @Option(
      names = "--ros",
      paramLabel = "URI",
      defaultValue = MasterUri.DEFAULT_MASTER,
      converter = MasterUri.class,
      description = "The ROS master (default: ${DEFAULT-VALUE}).")
  private URI ros;

  @Override
  public Integer call() throws IOException, RosException, InterruptedException {
    verbose.apply();
    PrintWriter out = spec.commandLine().getOut();
    try (RuntimeLine line = RuntimeLine.open(ros);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
      prompt(out);
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        say(line, text.strip(), out);
        prompt(out);
      }
    }
    return ExitCode.DONE;
  }

  private static void prompt(PrintWriter out) {
    if (Boolean.getBoolean(Cobot.TERMINAL)) {
      out.print("> ");
      out.flush();
    }
  }

  private static void say(RuntimeLine line, String text, PrintWriter out)
      throws InterruptedException {
    if (text.isEmpty()) {
      return;
    }
    try {
      RuntimeLine.tell(line.say(Command.of(text), progress -> {}), out);
    } catch (IllegalArgumentException e) {
      // Too long, or not a text that can be sent: the conversation goes on.
      out.println(e.getMessage());
      out.flush();
    }
  }
}
