package dev.cobot.node.cli;

/** The exit codes of every verb. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int CONFIGURATION = 3;
  static final int REFUSED = 4;
  static final int PEER_LOST = 5;

  private ExitCode() {}
}
