package dev.cobot.node.cli.ros;

import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.record.Replay;
import dev.cobot.node.record.ReplaySettings;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.bag.BagInfo;
import dev.cobot.ros.bag.BagReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot replay}: a bag into a graph. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Publishes the messages of a bag (.bag, .mcap) at their times.")
public final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "FILE", description = "The bag.")
  private Path file;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "1",
      description = "How fast, 2 for twice as fast (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--start",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Begin so far into the bag.")
  private double startSeconds;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "Play so much of it (default: all).")
  private double durationSeconds = Double.POSITIVE_INFINITY;

  @Option(names = "--topics", paramLabel = "TOPIC", split = ",", description = "These alone.")
  private List<String> topics = List.of();

  @Option(
      names = "--clock",
      paramLabel = "HZ",
      arity = "0..1",
      fallbackValue = "100",
      defaultValue = "0",
      description =
          "Publish /clock in the bag's time, ${FALLBACK-VALUE} times a second where no rate is"
              + " given; a /clock in the bag is left out.")
  private double clockHz;

  @Option(names = "--loop", description = "Begin again at the end.")
  private boolean loop;

  @Option(names = "--wait-for-subscribers", description = "Begin when each topic is listened to.")
  private boolean waitForSubscribers;

  @Option(
      names = "--delay",
      paramLabel = "SECONDS",
      defaultValue = "0.5",
      description = "Time for subscribers to connect (default: ${DEFAULT-VALUE}).")
  private double delaySeconds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ReplaySettings settings;
    try {
      settings =
          new ReplaySettings(
              rate,
              startSeconds,
              durationSeconds,
              topics.stream().map(MasterOption::global).collect(Collectors.toUnmodifiableSet()),
              clockHz,
              loop,
              waitForSubscribers,
              delaySeconds);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
    Completion ended = new Completion();
    try (BagReader bag = openTold();
        ConnectedNode node = master.connect("cobot_replay", ended)) {
      Replay replay = Replay.start(node, bag, settings);
      CobotRuntime.closeAtExit(replay::stop);
      ended.whenOver(replay::stop);
      spec.commandLine()
          .getErr()
          .println("cobot: playing " + String.join(" ", replay.topics()) + " of " + file);
      long begun = System.nanoTime();
      long messages = replay.run();
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%d messages in %.1f s, %d dropped for slow subscribers%n",
              messages,
              (System.nanoTime() - begun) / 1e9,
              replay.dropped());
    }
    if (ended.within(0)) {
      ended.await();
    }
    return ExitCode.DONE;
  }

  /** Opens the bag, or refuses one of which nothing can be played; tells what is not read of it. */
  private BagReader openTold() throws IOException {
    BagReader bag = BagReader.open(file);
    boolean done = false;
    try {
      BagInfo info = bag.info();
      BagLosses.refuseUnreadable(file, info.unread(), info.messages());
      BagLosses.tell(spec.commandLine().getErr(), info);
      done = true;
      return bag;
    } finally {
      if (!done) {
        bag.close();
      }
    }
  }
}
