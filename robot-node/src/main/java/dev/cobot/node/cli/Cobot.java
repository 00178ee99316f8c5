package dev.cobot.node.cli;

import dev.cobot.brain.network.ModelException;
import dev.cobot.node.app.JsonLog;
import dev.cobot.node.cli.calibrate.CalibrateCommand;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.Launcher;
import dev.cobot.node.cli.console.Versions;
import dev.cobot.node.cli.episodes.EpisodesCommand;
import dev.cobot.node.cli.learning.DataCommand;
import dev.cobot.node.cli.learning.EvalCommand;
import dev.cobot.node.cli.learning.LerobotCommand;
import dev.cobot.node.cli.learning.PredictCommand;
import dev.cobot.node.cli.learning.TrainCommand;
import dev.cobot.node.cli.ros.RecordCommand;
import dev.cobot.node.cli.ros.ReplayCommand;
import dev.cobot.node.cli.ros.RosCommand;
import dev.cobot.node.config.ConfigException;
import dev.cobot.ros.RosException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The entry point: {@code cobot VERB}. */
@Command(
    name = "cobot",
    description = "The perception-language-action runtime for collaborative robots.",
    synopsisSubcommandLabel = "VERB",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the task was tried and failed",
      "2:the command line is wrong",
      "3:a configuration or an input is wrong",
      "4:refused, by understanding or by the safety gate",
      "5:a peer (ROS master, cell, runtime) is lost"
    })
public final class Cobot implements Runnable {
  /** Set by the launcher when standard error is a terminal. */
  static final String TERMINAL = "cobot.terminal";

  private static final Map<String, Class<?>> VERBS = new LinkedHashMap<>();

  static {
    // Every verb has its line here.
    VERBS.put("run", RunCommand.class);
    VERBS.put("sim", SimCommand.class);
    VERBS.put("say", SayCommand.class);
    VERBS.put("talk", TalkCommand.class);
    VERBS.put("data", DataCommand.class);
    VERBS.put("lerobot", LerobotCommand.class);
    VERBS.put("train", TrainCommand.class);
    VERBS.put("eval", EvalCommand.class);
    VERBS.put("predict", PredictCommand.class);
    VERBS.put("calibrate", CalibrateCommand.class);
    VERBS.put("policy", PolicyCommand.class);
    VERBS.put("robot", RobotCommand.class);
    VERBS.put("world", WorldCommand.class);
    VERBS.put("episodes", EpisodesCommand.class);
    VERBS.put("fleet", FleetCommand.class);
    VERBS.put("bench", BenchCommand.class);
    VERBS.put("doctor", DoctorCommand.class);
    VERBS.put("info", InfoCommand.class);
    VERBS.put("ros", RosCommand.class);
    VERBS.put("record", RecordCommand.class);
    VERBS.put("replay", ReplayCommand.class);
  }

  @Spec private CommandSpec spec;

  /** Runs one verb and exits. */
  public static void main(String[] args) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // Logging starts here, before several threads want it at once.
    LoggerFactory.getLogger(Cobot.class);
    System.exit(execute(args, writer(System.out), writer(System.err)));
  }

  private static PrintWriter writer(java.io.OutputStream stream) {
    return new PrintWriter(new java.io.OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /** Runs one verb and returns its exit code. */
  public static int execute(String[] args, PrintWriter out, PrintWriter err) {
    // Before the threads: loggers that several of them ask for first would be told of on the
    // terminal.
    LoggerFactory.getLogger(Cobot.class);
    // The options of the other verbs would take longer to read than this one takes to begin.
    return commandLine(
            args.length > 0 && VERBS.containsKey(args[0]) ? Set.of(args[0]) : VERBS.keySet())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(Cobot::explain)
        .setParameterExceptionHandler(Cobot::explainUsage)
        .execute(args);
  }

  /** Returns all verbs with their options. */
  static CommandLine commandLine() {
    return commandLine(VERBS.keySet());
  }

  private static CommandLine commandLine(Set<String> verbs) {
    CommandLine line = new CommandLine(new Cobot());
    verbs.forEach(verb -> line.addSubcommand(verb, VERBS.get(verb)));
    CommandLine ros = line.getSubcommands().get("ros");
    if (ros != null) {
      // cobot ros param set /x -5: a number that is negative is no option.
      ros.getSubcommands()
          .get("param")
          .getSubcommands()
          .get("set")
          .setUnmatchedOptionsArePositionalParams(true);
    }
    return line.setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a verb is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }

  private static int explainUsage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    if (args.length > 0 && !args[0].startsWith("-") && !VERBS.containsKey(args[0])) {
      return explainVerb(args[0], err);
    }
    err.println("cobot: " + Launcher.inWords(e.getMessage()));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println(Launcher.inWords("Try '" + line.getCommandSpec().qualifiedName() + " --help'."));
    return ExitCode.USAGE;
  }

  /** A verb that there is none of: what follows it was read as another verb's, or not at all. */
  private static int explainVerb(String verb, PrintWriter err) {
    CommandLine line = commandLine();
    err.println(
        "cobot: there is no verb '" + verb + "'; allowed: " + String.join(", ", VERBS.keySet()));
    line.getSubcommands()
        .forEach(
            (name, group) -> {
              if (group.getSubcommands().containsKey(verb)) {
                err.println(Launcher.inWords("Did you mean: cobot " + name + " " + verb + "?"));
              }
            });
    CommandLine.UnmatchedArgumentException.printSuggestions(
        new CommandLine.UnmatchedArgumentException(line, List.of(verb)), err);
    err.println(Launcher.inWords("Try 'cobot --help'."));
    return ExitCode.USAGE;
  }

  private static int explain(Exception e, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    int code = exitCode(e);
    String sentence = e.getMessage();
    boolean isBug = code == ExitCode.FAILED && !(e instanceof CliException);
    if (isBug) {
      sentence = "an internal error: " + e + "; run again with --verbose and report what it prints";
    }
    String told = "cobot: " + (sentence == null ? e : Launcher.inWords(sentence));
    if (err instanceof JsonLog.Notices log) {
      log.error(told, isBug || isVerbose(parsed) ? e : null);
      return code;
    }
    err.println(told);
    if (isVerbose(parsed)) {
      e.printStackTrace(err);
    }
    return code;
  }

  private static boolean isVerbose(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.matchedOptionValue("--verbose", false);
  }

  private static int exitCode(Exception e) {
    if (e instanceof CliException known) {
      return known.exitCode();
    } else if (e instanceof RosException) {
      return ExitCode.PEER_LOST;
    } else if (e instanceof ConfigException
        || e instanceof IOException
        || e instanceof ModelException
        || e instanceof IllegalArgumentException) {
      return ExitCode.CONFIGURATION;
    }
    return ExitCode.FAILED;
  }

  /** Returns the remappings among a verb's arguments; anything else there is a usage error. */
  static List<String> remappings(CommandSpec spec, List<String> arguments) {
    List<String> given = arguments == null ? List.of() : arguments;
    for (String argument : given) {
      if (!argument.contains(":=")) {
        throw new ParameterException(
            spec.commandLine(),
            "unknown argument '"
                + argument
                + "'; allowed here are options and ROS remappings"
                + " such as /joint_states:=/arm/joint_states");
      }
    }
    return given;
  }
}
