package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.message.DefinitionException;
import dev.cobot.ros.message.RecordGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros generate}: Java records for messages, services and actions. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = "Writes Java records for the .msg, .srv and .action files of ROS packages.")
final class RosGenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--msg-path",
      paramLabel = "DIR",
      required = true,
      split = ":",
      description = "Folders that hold ROS packages, or that are packages; separated by colons.")
  private List<Path> roots;

  @Option(
      names = "--package",
      paramLabel = "JAVA_PACKAGE",
      required = true,
      description = "Where the records go, each ROS package in a Java package of its own.")
  private String javaPackage;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The source folder to write to; unchanged files are left alone.")
  private Path out;

  @Parameters(
      paramLabel = "ROS_PACKAGE",
      arity = "0..*",
      description = "Which ROS packages; all that are found without any.")
  private Set<String> packages = Set.of();

  @Override
  public Integer call() throws IOException {
    try {
      int count = new RecordGenerator(roots, javaPackage).write(packages, out);
      spec.commandLine().getOut().println("Wrote " + count + " files below " + out);
      return ExitCode.DONE;
    } catch (DefinitionException e) {
      throw new CliException(ExitCode.CONFIGURATION, e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
