package dev.cobot.node.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option that every verb has. */
public final class VerboseOption {
  @Option(
      names = "--verbose",
      description = "Log more, and show stack traces of errors, on standard error.")
  private boolean verbose;

  /** Sets the level of the log. */
  public void apply() {
    if (verbose && LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.INFO);
    }
  }
}
