package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.ros.RosGraph;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros topic info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Who publishes a topic and who listens.")
final class TopicInfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    RosGraph graph = master.graph();
    RosGraph.State state = graph.state();
    String name = MasterOption.global(topic);
    if (!state.topics().contains(name)) {
      throw MasterOption.unknown("topic", name, state.topics());
    }
    String type = graph.topicTypes().getOrDefault(name, "unknown type");
    List<String> publishers = state.publishers().getOrDefault(name, List.of());
    List<String> subscribers = state.subscribers().getOrDefault(name, List.of());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("topic", name);
      document.put("type", type);
      document.put("publishers", publishers);
      document.put("subscribers", subscribers);
      out.println(JsonDocument.of(document));
    } else {
      out.println("Type: " + type);
      out.println();
      print(out, graph, "Publishers:", publishers);
      out.println();
      print(out, graph, "Subscribers:", subscribers);
      out.println();
    }
    return ExitCode.DONE;
  }

  private static void print(PrintWriter out, RosGraph graph, String title, List<String> nodes) {
    if (nodes.isEmpty()) {
      out.println(title + " None");
      return;
    }
    out.println(title + " ");
    for (String node : nodes) {
      out.println(
          " * " + node + " (" + graph.nodeUri(node).map(Object::toString).orElse("unknown") + ")");
    }
  }
}
