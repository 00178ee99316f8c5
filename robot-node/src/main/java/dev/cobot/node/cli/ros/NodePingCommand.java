package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.RosException;
import dev.cobot.ros.RosGraph;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros node ping}. */
@Command(
    name = "ping",
    mixinStandardHelpOptions = true,
    description = "Asks a node, or all of them, whether they live.")
final class NodePingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "NODE", arity = "0..1", description = "The node (default: all).")
  private String node;

  @Override
  public Integer call() {
    RosGraph graph = master.graph();
    List<String> known = graph.state().nodes();
    List<String> names = node == null ? known : List.of(MasterOption.global(node));
    PrintWriter out = spec.commandLine().getOut();
    int silent = 0;
    for (String name : names) {
      URI uri = graph.nodeUri(name).orElseThrow(() -> MasterOption.unknown("node", name, known));
      long begun = System.nanoTime();
      try {
        graph.pid(uri);
        out.println(
            String.format(
                Locale.ROOT,
                "%s\treply from %s\ttime=%.3fms",
                name,
                uri,
                (System.nanoTime() - begun) / 1e6));
      } catch (RosException e) {
        silent++;
        out.println(name + "\tno reply from " + uri);
      }
    }
    if (silent > 0) {
      throw new CliException(
          ExitCode.PEER_LOST,
          silent + " of " + names.size() + " nodes did not answer; rosnode cleanup forgets them");
    }
    return ExitCode.DONE;
  }
}
