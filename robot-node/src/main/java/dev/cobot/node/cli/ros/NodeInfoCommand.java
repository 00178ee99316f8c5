package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.ros.RosException;
import dev.cobot.ros.RosGraph;
import java.io.PrintWriter;
import java.net.URI;
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

/** {@code cobot ros node info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "What a node publishes, hears and offers, and its links.")
final class NodeInfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "NODE", description = "The node.")
  private String node;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    RosGraph graph = master.graph();
    RosGraph.State state = graph.state();
    String name = MasterOption.global(node);
    URI uri =
        graph.nodeUri(name).orElseThrow(() -> MasterOption.unknown("node", name, state.nodes()));
    Map<String, String> typeOf = graph.topicTypes();
    List<String> published = namesWith(state.publishers(), name);
    List<String> subscribed = namesWith(state.subscribers(), name);
    List<String> services = namesWith(state.services(), name);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("node", name);
      document.put("uri", uri.toString());
      document.put("publications", published);
      document.put("subscriptions", subscribed);
      document.put("services", services);
      document.put("pid", graph.pid(uri));
      document.put("links", graph.links(uri));
      out.println(JsonDocument.of(document));
      return ExitCode.DONE;
    }
    out.println("-".repeat(80));
    out.println("Node [" + name + "]");
    print(out, "Publications:", published, typeOf);
    print(out, "Subscriptions:", subscribed, typeOf);
    print(out, "Services:", services, null);
    out.println();
    out.println("contacting node " + uri + " ...");
    int pid;
    List<RosGraph.Link> links;
    try {
      pid = graph.pid(uri);
      links = graph.links(uri);
    } catch (RosException e) {
      throw new CliException(
          ExitCode.PEER_LOST, e.getMessage() + "; it may have died: rosnode cleanup forgets it", e);
    }
    out.println("Pid: " + pid);
    if (!links.isEmpty()) {
      out.println("Connections:");
      for (RosGraph.Link link : links) {
        out.println(" * topic: " + link.topic());
        out.println("    * " + (link.outbound() ? "to: " : "from: ") + link.peer());
        out.println("    * direction: " + (link.outbound() ? "outbound" : "inbound"));
      }
    }
    return ExitCode.DONE;
  }

  private static List<String> namesWith(Map<String, List<String>> registrations, String node) {
    return registrations.entrySet().stream()
        .filter(entry -> entry.getValue().contains(node))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void print(
      PrintWriter out, String title, List<String> names, Map<String, String> typeOf) {
    if (names.isEmpty()) {
      out.println(title + " None");
    } else {
      out.println(title + " ");
      for (String name : names) {
        out.println(
            " * "
                + name
                + (typeOf == null ? "" : " [" + typeOf.getOrDefault(name, "unknown type") + "]"));
      }
    }
    out.println();
  }
}
