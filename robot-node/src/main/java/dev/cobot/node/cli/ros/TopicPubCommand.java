package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.graph.GraphClock;
import dev.cobot.node.graph.YamlValues;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.QueueRule;
import dev.cobot.ros.message.DefinitionException;
import dev.cobot.ros.message.DefinitionSource;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.DynamicType;
import dev.cobot.ros.message.MessageDefinition;
import dev.cobot.ros.message.RawType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros topic pub}. */
@Command(
    name = "pub",
    mixinStandardHelpOptions = true,
    description = "Publishes on a topic; latched until it is ended, or once, or at a rate.")
final class TopicPubCommand implements Callable<Integer> {
  private static final double MAX_RATE_HZ = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long POLL_MILLIS = 20;

  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Parameters(
      index = "1",
      paramLabel = "TYPE",
      description =
          "Its type, such as std_msgs/String; definitions are looked for in ROS_MSG_PATH.")
  private String type;

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "VALUE",
      description =
          "One YAML map of fields, or a value for each field; zeros without any."
              + " 'stamp: now' and 'header: auto' take the time.")
  private List<String> values = List.of();

  @Option(
      names = {"-1", "--once"},
      description = "End when those who listen have it, or after 3 s.")
  private boolean once;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "HZ",
      description = "Publish at this rate, with the values anew each time.")
  private double rateHz;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(rateHz >= 0 && rateHz <= MAX_RATE_HZ) || (once && rateHz > 0)) {
      throw new ParameterException(
          spec.commandLine(),
          "--rate: got " + rateHz + ", must be in (0, " + MAX_RATE_HZ + "], and not with --once");
    }
    DynamicType loaded = load();
    Completion done = new Completion();
    try (ConnectedNode node = master.connect("cobot_pub", done)) {
      PublisherOptions options =
          rateHz > 0 ? PublisherOptions.queue(100) : PublisherOptions.latched(1);
      GraphClock clock = followClock(node, done);
      message(loaded, clock);
      Publisher<DynamicMessage> publisher =
          node.newPublisher(MasterOption.global(topic), loaded, options);
      if (rateHz > 0) {
        repeat(clock, publisher, loaded, done);
      } else {
        publisher.publish(message(loaded, clock));
        if (once) {
          awaitListeners(publisher, done);
        } else {
          done.await();
        }
      }
    }
    return ExitCode.DONE;
  }

  private DynamicType load() throws IOException {
    try {
      return DynamicType.of(
          MessageDefinition.load(type, DefinitionSource.environment(System.getenv())));
    } catch (DefinitionException e) {
      throw new CliException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
  }

  private DynamicMessage message(DynamicType loaded, GraphClock clock) {
    return YamlValues.message(loaded, values, clock.now());
  }

  /** Waits for the first tick where the graph has simulated time. */
  private GraphClock followClock(ConnectedNode node, Completion done) throws InterruptedException {
    GraphClock clock = GraphClock.of(master.graph());
    if (clock.isSimulated()) {
      node.newSubscriber(GraphClock.TOPIC, RawType.ANY_TYPE)
          .addMessageListener(tick -> clock.tick(tick.data()), QueueRule.latestOnly());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (clock.stands() && System.nanoTime() < deadline && !done.within(POLL_MILLIS)) {
        // The stamps of the messages need it.
      }
    }
    return clock;
  }

  private void repeat(
      GraphClock clock, Publisher<DynamicMessage> publisher, DynamicType loaded, Completion done)
      throws InterruptedException {
    long begun = System.nanoTime();
    for (long i = 0; ; i++) {
      long due = begun + (long) (i * TimeUnit.SECONDS.toNanos(1) / rateHz);
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime());
      if (done.within(Math.max(0, leftMillis))) {
        done.await();
        return;
      }
      publisher.publish(message(loaded, clock));
    }
  }

  /** Those that the master knows now are to have the message, if they come within the time. */
  private void awaitListeners(Publisher<DynamicMessage> publisher, Completion done)
      throws InterruptedException {
    int wanted =
        master
            .graph()
            .state()
            .subscribers()
            .getOrDefault(MasterOption.global(topic), List.of())
            .size();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && (wanted == 0 || publisher.getNumberOfSubscribers() < wanted)) {
      if (done.within(POLL_MILLIS)) {
        done.await();
        return;
      }
    }
  }
}
