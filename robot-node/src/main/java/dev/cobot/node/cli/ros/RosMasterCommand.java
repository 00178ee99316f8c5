package dev.cobot.node.cli.ros;

import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.RosException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot ros master}: a ROS master alone. */
@Command(
    name = "master",
    mixinStandardHelpOptions = true,
    description = "A ROS 1 master with its parameter server, in place of roscore.")
final class RosMasterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "11311",
      description = "Where to listen (default: ${DEFAULT-VALUE}; 0 takes a free one).")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on (default: ${DEFAULT-VALUE}). ROS 1 has no access control:"
              + " open it to trusted networks only.")
  private String bind;

  @Override
  public Integer call() throws UnknownHostException, InterruptedException {
    if (!(port >= 0 && port <= 65_535)) {
      throw new ParameterException(
          spec.commandLine(), "--port: got " + port + ", must be in [0, 65535]");
    }
    try (RosCore master = RosCore.start(new InetSocketAddress(InetAddress.getByName(bind), port))) {
      CobotRuntime.closeAtExit(master);
      spec.commandLine().getErr().println("cobot: export ROS_MASTER_URI=" + master.getUri());
      new CountDownLatch(1).await();
      return ExitCode.DONE;
    } catch (RosException e) {
      throw new CliException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
  }
}
