package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagInfo;
import dev.cobot.ros.bag.BagOptions;
import dev.cobot.ros.bag.BagReader;
import dev.cobot.ros.bag.BagRecovery;
import dev.cobot.ros.bag.BagWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros bag recover}. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    description = "Saves every whole message of a bag that was not closed, was cut or is damaged.")
final class BagRecoverCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "The bag; it stays as it is.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The new one, .bag or .mcap.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    // What cannot be opened at all leaves no empty bag.
    BagInfo info;
    try (BagReader reader = BagRecovery.open(in)) {
      info = reader.info();
    }
    BagLosses.refuseUnreadable(in, info.unread(), info.messages());
    try (BagWriter writer = BagWriter.create(out, BagOptions.of(BagFormat.ofName(out)))) {
      BagRecovery saved = BagRecovery.recover(in, writer);
      spec.commandLine()
          .getOut()
          .printf(
              "%d messages from %d chunks; %d chunks damaged%s%n",
              saved.messages(),
              saved.chunks(),
              saved.damagedChunks(),
              saved.damage().isEmpty() ? "" : "; first: " + saved.damage());
      PrintWriter err = spec.commandLine().getErr();
      saved.unread().forEach(unread -> err.println("cobot: " + unread.text()));
      BagLosses.tellBesideMessages(err, info, false);
    }
    return ExitCode.DONE;
  }
}
