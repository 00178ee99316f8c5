package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.bag.BagInfo;
import dev.cobot.ros.bag.BagReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros bag info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "What a bag holds: times, topics, types, compression.")
final class BagInfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The bag, .bag or .mcap, .active or not.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (BagReader reader = BagReader.open(file)) {
      BagInfo info = reader.info();
      out.printf("file      %s (%s, %,d bytes)%n", info.file(), info.format(), info.fileBytes());
      out.printf(Locale.ROOT, "duration  %.3f s%n", info.durationSeconds());
      out.printf("start     %s%n", instant(info.startNanos()));
      out.printf("end       %s%n", instant(info.endNanos()));
      out.printf(
          "messages  %d in %d chunks %s%n", info.messages(), info.chunks(), info.compressions());
      if (!info.indexed()) {
        out.println(
            "index     none that tells all: not closed, cut, or written so; cobot ros bag recover"
                + " makes one");
      }
      if (!info.damage().isEmpty()) {
        out.println("damage    " + info.damage());
      }
      if (info.attachments() > 0) {
        out.println(
            "attached  "
                + info.attachments()
                + (info.attachments() == 1 ? " attachment" : " attachments")
                + ", not read");
      }
      info.unread().forEach(unread -> out.println("unread    " + unread.text()));
      info.metadata().forEach((name, values) -> out.println("metadata  " + name + " " + values));
      for (BagInfo.Topic topic : info.topics()) {
        out.printf(
            Locale.ROOT,
            "topic     %s  %d messages, %.1f Hz: %s [%s]%n",
            topic.name(),
            topic.messages(),
            topic.meanRateHz(),
            topic.type(),
            topic.md5());
      }
    }
    return ExitCode.DONE;
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
  }
}
