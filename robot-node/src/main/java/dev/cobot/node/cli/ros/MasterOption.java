package dev.cobot.node.cli.ros;

import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.MasterUri;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.graph.GraphClock;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Node;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.RosTime;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The graph that a tool works on. */
public final class MasterOption {
  private static final int NAMED = 30;
  private static final int MIN_LIMIT_BYTES = 64 << 20;
  private static final int MAX_LIMIT_BYTES = 255 << 20;

  @Option(
      names = "--ros",
      paramLabel = "URI",
      converter = MasterUri.class,
      description =
          "The ROS master (default: ROS_MASTER_URI, or " + MasterUri.DEFAULT_MASTER + ").")
  private URI ros;

  @Mixin private VerboseOption verbose;

  private URI uri() {
    verbose.apply();
    String fromEnvironment = System.getenv().getOrDefault("ROS_MASTER_URI", "");
    if (ros != null) {
      return ros;
    }
    try {
      return new MasterUri()
          .convert(fromEnvironment.isEmpty() ? MasterUri.DEFAULT_MASTER : fromEnvironment);
    } catch (TypeConversionException e) {
      throw new CliException(ExitCode.CONFIGURATION, "ROS_MASTER_URI: " + e.getMessage(), e);
    }
  }

  /**
   * The longest message that a tool takes: a quarter of the memory, as the bytes and what is made
   * of them are held together, and no more than a bag's chunk may have.
   */
  static int maxMessageBytes() {
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    return (int) Math.max(MIN_LIMIT_BYTES, Math.min(MAX_LIMIT_BYTES, quarter));
  }

  /** The graph, without becoming a part of it. */
  public RosGraph graph() {
    return new RosGraph(uri(), "/cobot_ros");
  }

  private static RosTime wallTime() {
    Instant now = Instant.now();
    return new RosTime((int) now.getEpochSecond(), now.getNano());
  }

  /**
   * A node for a tool that runs for some time. It has a time of its own, so that {@code /clock} is
   * a topic like any other to it; {@link GraphClock} follows the graph's.
   *
   * @param ended completed when another node tells this one to end
   */
  public ConnectedNode connect(String baseName, Completion ended) {
    NodeListener listener =
        new NodeListener() {
          @Override
          public void onShutdownRequested(Node node, String reason) {
            ended.fail(
                new CliException(
                    ExitCode.PEER_LOST, "another node told this one to end: " + reason));
          }
        };
    ConnectedNode node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate()
                .setNodeName(baseName)
                .setAnonymous()
                .environment(System.getenv())
                .setMasterUri(uri())
                .setTimeProvider(MasterOption::wallTime)
                .setMaxMessageBytes(maxMessageBytes()),
            listener);
    CobotRuntime.closeAtExit(node);
    return node;
  }

  /** The error for a name that the graph does not have, with those that it has. */
  public static CliException unknown(String kind, String name, Collection<String> known) {
    List<String> some = known.stream().sorted().limit(NAMED).toList();
    return new CliException(
        ExitCode.CONFIGURATION,
        "there is no "
            + kind
            + " "
            + name
            + "; there "
            + (some.isEmpty()
                ? "is none at all"
                : "are "
                    + String.join(", ", some)
                    + (known.size() > NAMED ? " and " + (known.size() - NAMED) + " more" : "")));
  }

  /** A full name, as tools without a namespace see it. */
  public static String global(String name) {
    return name.startsWith("/") ? name : "/" + name;
  }
}
