package dev.cobot.node.cli.learning;

import dev.cobot.node.config.Perceiving;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of evaluations that can look with one perception or the other. */
final class PerceptionOption {
  @Option(
      names = "--perception",
      paramLabel = "NAME",
      defaultValue = "sight",
      description =
          "sight, or vision: the workspace's vision domain, which knows six of the kinds (default"
              + " ${DEFAULT-VALUE})")
  private String perception;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  /** Returns what looks; another word is a wrong command line. */
  Perceiving perceiving() {
    try {
      return Perceiving.parse(perception);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(verb.commandLine(), "--perception: " + e.getMessage(), e);
    }
  }
}
