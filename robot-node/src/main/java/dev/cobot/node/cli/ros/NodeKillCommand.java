package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.RosException;
import dev.cobot.ros.RosGraph;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros node kill}. */
@Command(name = "kill", mixinStandardHelpOptions = true, description = "Tells nodes to end.")
final class NodeKillCommand implements Callable<Integer> {
  private static final long PATIENCE_NANOS = 5_000_000_000L;
  private static final long POLL_MILLIS = 50;

  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "NODE", arity = "1..*", description = "The nodes.")
  private List<String> nodes;

  @Override
  public Integer call() throws InterruptedException {
    RosGraph graph = master.graph();
    List<String> left = new ArrayList<>();
    String silent = "";
    for (String node : nodes) {
      String name = MasterOption.global(node);
      URI uri =
          graph
              .nodeUri(name)
              .orElseThrow(() -> MasterOption.unknown("node", name, graph.state().nodes()));
      try {
        graph.shutdown(uri, "cobot ros node kill");
      } catch (RosException e) {
        // A node may end before it answers: whether it has gone is seen below.
        silent = " (" + e.getMessage() + ")";
      }
      left.add(name);
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      left.removeIf(name -> graph.nodeUri(name).isEmpty());
      if (left.isEmpty()) {
        spec.commandLine().getOut().println("killed");
        return ExitCode.DONE;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new CliException(
        ExitCode.FAILED,
        "told to end, but still registered after 5 s: " + String.join(", ", left) + silent);
  }
}
