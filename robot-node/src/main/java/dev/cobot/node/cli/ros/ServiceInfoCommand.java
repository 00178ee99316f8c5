package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.ros.RawService;
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

/** {@code cobot ros service info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Who offers a service, where, and its type.")
final class ServiceInfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "SERVICE", description = "The service.")
  private String service;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    RosGraph graph = master.graph();
    String name = MasterOption.global(service);
    Map<String, List<String>> known = graph.state().services();
    URI uri =
        graph
            .serviceUri(name)
            .orElseThrow(() -> MasterOption.unknown("service", name, known.keySet()));
    RawService found = RawService.probe(graph, name, uri);
    PrintWriter out = spec.commandLine().getOut();
    String who = String.join(",", known.getOrDefault(name, List.of()));
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("service", name);
      document.put("node", who);
      document.put("uri", uri.toString());
      document.put("type", found.type());
      document.put("md5", found.md5());
      out.println(JsonDocument.of(document));
    } else {
      out.println("Node: " + who);
      out.println("URI: " + uri);
      out.println("Type: " + found.type());
    }
    return ExitCode.DONE;
  }
}
