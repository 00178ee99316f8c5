package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.graph.GraphClock;
import dev.cobot.node.graph.RateWindow;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.QueueRule;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.RawMessage;
import dev.cobot.ros.message.RawType;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros topic hz}. */
@Command(
    name = "hz",
    mixinStandardHelpOptions = true,
    description = "How often messages come on a topic; a line pair each second.")
final class TopicHzCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(
      names = {"-w", "--window"},
      paramLabel = "COUNT",
      defaultValue = "50000",
      description = "How many messages are looked at (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(names = "-n", paramLabel = "COUNT", description = "End after so many messages.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--wall-time",
      description = "By the wall clock, also where the graph has simulated time.")
  private boolean wallTime;

  @Option(names = "--json", description = "With -n: print one JSON document at the end.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (!(count >= 1)) {
      throw new ParameterException(spec.commandLine(), "-n: got " + count + ", must be at least 1");
    }
    if (!(window >= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--window: got " + window + ", must be at least 1");
    }
    RosGraph graph = master.graph();
    RosGraph.State state = graph.state();
    String name = MasterOption.global(topic);
    if (!state.topics().contains(name)) {
      throw MasterOption.unknown("topic", name, state.topics());
    }
    PrintWriter out = spec.commandLine().getOut();
    RateWindow rates = new RateWindow(window);
    AtomicLong bytes = new AtomicLong();
    Completion done = new Completion();
    GraphClock clock = GraphClock.of(graph);
    boolean simulated = clock.isSimulated() && !wallTime;
    try (ConnectedNode node = master.connect("cobot_hz", done)) {
      if (simulated) {
        node.newSubscriber(GraphClock.TOPIC, RawType.ANY_TYPE)
            .addMessageListener(tick -> clock.tick(tick.data()), QueueRule.latestOnly());
      }
      node.newSubscriber(name, RawType.ANY_TYPE)
          .addMessageListener(
              (RawMessage message) -> {
                if (rates.count() < count && !(simulated && clock.stands())) {
                  rates.add(simulated ? clock.nowNanos() : System.nanoTime());
                  bytes.addAndGet(message.data().length);
                }
                if (rates.count() >= count) {
                  done.complete();
                }
              },
              QueueRule.dropOldest(10_000));
      if (!json) {
        out.println("subscribed to [" + name + "]");
      }
      report(out, rates, done);
      done.await();
      if (json) {
        out.println(document(name, rates, bytes.get()));
      } else {
        out.println(rates.rate().text());
      }
    }
    return ExitCode.DONE;
  }

  private void report(PrintWriter out, RateWindow rates, Completion done)
      throws InterruptedException {
    long before = 0;
    while (!done.within(TimeUnit.SECONDS.toMillis(1))) {
      long now = rates.count();
      if (json) {
        continue;
      } else if (now == before) {
        out.println("no new messages");
      } else if (now > 1) {
        out.println(rates.rate().text());
      }
      before = now;
      if (out.checkError()) {
        done.complete();
      }
    }
  }

  private static String document(String topic, RateWindow rates, long bytes) {
    RateWindow.Rate rate = rates.rate();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("topic", topic);
    document.put("messages", rates.count());
    document.put("meanBytes", bytes / Math.max(1, rates.count()));
    document.put("rateHz", rate.rateHz());
    document.put("minSeconds", rate.minSeconds());
    document.put("maxSeconds", rate.maxSeconds());
    document.put("deviationSeconds", rate.deviationSeconds());
    document.put("window", rate.window());
    return JsonDocument.of(document);
  }
}
