package dev.cobot.node.cli.ros;

import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.record.RecordSettings;
import dev.cobot.node.record.RecordSummary;
import dev.cobot.node.record.Recorder;
import dev.cobot.node.record.SplitLimit;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.bag.BagCompression;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot record}: topics into a bag. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = "Records topics into a bag (.bag, .mcap) until it is ended.")
public final class RecordCommand implements Callable<Integer> {
  private static final long CLOSE_MILLIS = 10_000;
  private static final double MAX_SECONDS = 1e9;
  private static final long QUEUE_BYTES = 128L << 20;

  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "TOPIC", arity = "0..*", description = "The topics.")
  private List<String> topics = List.of();

  @Option(names = "--all", description = "All topics, those that come later too.")
  private boolean all;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The bag, .bag or .mcap; it is not overwritten.")
  private Path out;

  @Option(
      names = "--compression",
      paramLabel = "KIND",
      defaultValue = "none",
      description = "none, lz4, bz2 (.bag), zstd (.mcap); default: ${DEFAULT-VALUE}.")
  private BagCompression compression;

  @Option(
      names = "--split",
      paramLabel = "SIZE|TIME",
      description = "A new file after so much: 500MB, 2GB, 90s, 10min, 1h.")
  private String split;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "End after so long, by the clock in use.")
  private Double durationSeconds;

  @Option(
      names = "--exclude",
      paramLabel = "REGEX",
      description = "Leave out the topics in whose name this is found.")
  private String exclude;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    try {
      return record(settings(), told);
    } finally {
      told.countDown();
    }
  }

  /**
   * Records and tells what was recorded.
   *
   * @param told where a process that is being ended waits, so that the bag is closed and told of
   */
  private int record(RecordSettings settings, CountDownLatch told)
      throws IOException, InterruptedException {
    Completion ended = new Completion();
    RecordSummary summary;
    double seconds;
    try (ConnectedNode node = master.connect("cobot_record", ended)) {
      Recorder recorder = Recorder.start(node, master.graph(), settings);
      CobotRuntime.closeAtExit(() -> endAtExit(recorder, told));
      ended.whenOver(recorder::stop);
      spec.commandLine().getErr().println("cobot: recording to " + settings.file());
      long begun = System.nanoTime();
      summary = recorder.run();
      seconds = (System.nanoTime() - begun) / 1e9;
    }
    if (json) {
      spec.commandLine().getOut().println(JsonDocument.of(summary));
    } else {
      print(summary, seconds);
    }
    if (!summary.failure().isEmpty()) {
      throw new CliException(
          ExitCode.FAILED,
          "writing failed ("
              + summary.failure()
              + "); what is written is kept: cobot ros bag recover "
              + summary.files().get(summary.files().size() - 1)
              + " OUT");
    }
    if (ended.within(0)) {
      ended.await();
    }
    return ExitCode.DONE;
  }

  private void endAtExit(Recorder recorder, CountDownLatch told) throws InterruptedException {
    recorder.stop();
    if (!told.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
      spec.commandLine().getErr().println("cobot: the bag could not be closed in time");
    }
  }

  private RecordSettings settings() {
    if (topics.isEmpty() != all) {
      throw new ParameterException(
          spec.commandLine(), "name the topics, or give --all, and not both");
    }
    try {
      BagFormat format = BagFormat.ofName(out);
      SplitLimit limit = split == null ? SplitLimit.NONE : SplitLimit.parse(split);
      return new RecordSettings(
          topics.stream().map(MasterOption::global).collect(Collectors.toUnmodifiableSet()),
          excluded(),
          out,
          BagOptions.of(format).compressed(compression),
          limit.bytes(),
          limit.nanos(),
          durationNanos(),
          QUEUE_BYTES);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private long durationNanos() {
    if (durationSeconds == null) {
      return 0;
    }
    if (!(durationSeconds > 0 && durationSeconds < MAX_SECONDS)) {
      throw new IllegalArgumentException(
          "--duration must be in (0, 1e9) s, got " + durationSeconds);
    }
    return (long) (durationSeconds * 1e9);
  }

  private Predicate<String> excluded() {
    if (exclude == null) {
      return topic -> false;
    }
    try {
      return Pattern.compile(exclude).asPredicate();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("--exclude: " + e.getMessage(), e);
    }
  }

  private void print(RecordSummary summary, double seconds) throws IOException {
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        Locale.ROOT,
        "%d messages of %d topics in %.1f s, %d dropped%n",
        summary.messages(),
        summary.topics().values().stream().filter(count -> count.messages() > 0).count(),
        seconds,
        summary.dropped());
    summary
        .topics()
        .forEach(
            (topic, count) ->
                to.printf(
                    Locale.ROOT,
                    "  %s  %d messages, %,d bytes%s%n",
                    topic,
                    count.messages(),
                    count.bytes(),
                    count.dropped() > 0 ? ", " + count.dropped() + " dropped" : ""));
    for (Path file : summary.files()) {
      to.printf(Locale.ROOT, "%s  %,d bytes%n", file, Files.exists(file) ? Files.size(file) : 0);
    }
  }
}
