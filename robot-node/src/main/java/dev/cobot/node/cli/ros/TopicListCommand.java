package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.ros.RosGraph;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cobot ros topic list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "The topics of a graph.")
final class TopicListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Option(
      names = {"-v", "--types"},
      description = "With types and the numbers of publishers and subscribers.")
  private boolean types;

  @Override
  public Integer call() {
    RosGraph graph = master.graph();
    RosGraph.State state = graph.state();
    Map<String, String> typeOf = graph.topicTypes();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      List<Object> topics = new ArrayList<>();
      for (String topic : state.topics()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("topic", topic);
        entry.put("type", typeOf.getOrDefault(topic, "*"));
        entry.put("publishers", state.publishers().getOrDefault(topic, List.of()));
        entry.put("subscribers", state.subscribers().getOrDefault(topic, List.of()));
        topics.add(entry);
      }
      out.println(JsonDocument.of(topics));
    } else if (types) {
      print(out, "Published topics:", "publisher", state.publishers(), typeOf);
      out.println();
      print(out, "Subscribed topics:", "subscriber", state.subscribers(), typeOf);
    } else {
      state.topics().forEach(out::println);
    }
    return ExitCode.DONE;
  }

  private static void print(
      PrintWriter out,
      String title,
      String role,
      Map<String, List<String>> topics,
      Map<String, String> typeOf) {
    out.println(title);
    topics.forEach(
        (topic, nodes) ->
            out.println(
                " * "
                    + topic
                    + " ["
                    + typeOf.getOrDefault(topic, "unknown type")
                    + "] "
                    + nodes.size()
                    + " "
                    + role
                    + (nodes.size() == 1 ? "" : "s")));
  }
}
