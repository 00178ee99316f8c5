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
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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
      "Ends with the input (^D); the arm is stopped from another terminal with: cobot say stop.",
      "Spoken: what could move the arm is said back and waits for a spoken \"yes\". With"
          + " --microphone whatever is said while the arm moves holds it; \"stop\" ends the"
          + " command."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the input has ended",
      "2:the command line is wrong",
      "3:no speech in this build, no microphone, or a file that cannot be read",
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

  @ArgGroup private SpokenSource spoken;

  @Option(
      names = "--no-voice",
      description = "Do not speak the answers, though espeak-ng is there.")
  private boolean isMute;

  /** From where speech comes. */
  private static final class SpokenSource {
    @Option(names = "--microphone", required = true, description = "Listen to the microphone.")
    private boolean isMicrophone;

    @Option(
        names = "--wav",
        required = true,
        paramLabel = "FILE",
        description =
            "Hear a file, 16-bit PCM, five minutes at most; between two sentences half a second.")
    private Path wav;
  }

  @Override
  public Integer call() throws IOException, RosException, InterruptedException {
    verbose.apply();
    PrintWriter out = spec.commandLine().getOut();
    if (spoken != null) {
      Voice voice = new Voice(out, isMute);
      return spoken.isMicrophone
          ? SpokenConversation.listen(ros, voice)
          : SpokenConversation.hear(ros, spoken.wav, voice);
    }
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
