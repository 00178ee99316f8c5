package dev.cobot.node.cli.console;

/** The exit codes of every verb. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int CONFIGURATION = 3;
  public static final int REFUSED = 4;
  public static final int PEER_LOST = 5;

  private ExitCode() {}
}
