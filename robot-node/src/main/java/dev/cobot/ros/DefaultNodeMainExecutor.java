package dev.cobot.ros;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each node on a thread of its own; a hook of the JVM ends them on SIGINT and SIGTERM. */
public final class DefaultNodeMainExecutor implements NodeMainExecutor {
  private static final Logger log = LoggerFactory.getLogger(DefaultNodeMainExecutor.class);
  private static final int THREADS = 16;
  private static final long MASTER_RETRY_MILLIS = 500;

  private final Map<NodeMain, ConnectedNode> nodes = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Threads.newScheduledPool("ros-executor", THREADS);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread hook = new Thread(this::end, "ros-executor-exit");

  private DefaultNodeMainExecutor() {}

  /** An executor that ends its nodes when the process ends. */
  public static NodeMainExecutor newDefault() {
    DefaultNodeMainExecutor executor = new DefaultNodeMainExecutor();
    Runtime.getRuntime().addShutdownHook(executor.hook);
    return executor;
  }

  @Override
  public void execute(NodeMain nodeMain, NodeConfiguration configuration) {
    execute(nodeMain, configuration, List.of());
  }

  @Override
  public void execute(
      NodeMain nodeMain, NodeConfiguration configuration, Collection<NodeListener> listeners) {
    NodeConfiguration own = NodeConfiguration.copyOf(configuration);
    if (own.hasDefaultName()) {
      own.setNodeName(nodeMain.getDefaultNodeName());
    }
    List<NodeListener> all = new ArrayList<>();
    // Comes first, so that who hears of the end can start the node again.
    all.add(
        new NodeListener() {
          @Override
          public void onShutdownComplete(Node ended) {
            nodes.remove(nodeMain, ended);
          }
        });
    all.add(nodeMain);
    all.addAll(listeners);
    ConnectedNode node;
    synchronized (nodes) {
      if (closed.get() || nodes.containsKey(nodeMain)) {
        throw new IllegalStateException(
            closed.get()
                ? "The executor is shut down"
                : "Node " + own.getNodeName() + ": this NodeMain runs already");
      }
      node = ConnectedNode.open(own, all);
      nodes.put(nodeMain, node);
    }
    Threads.startDaemon(node.threadName("main"), () -> run(node));
  }

  private static void run(ConnectedNode node) {
    try {
      boolean told = false;
      while (!node.isClosed() && !node.masterAnswers()) {
        if (!told) {
          log.warn(
              "Node {} waits for the ROS master at {}; start one (roscore)",
              node.getName(),
              node.getMasterUri());
          told = true;
        }
        Thread.sleep(MASTER_RETRY_MILLIS);
      }
      if (!node.isClosed()) {
        node.start();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      node.close();
    } catch (RosException e) {
      node.failed(e);
    }
  }

  @Override
  public void shutdownNodeMain(NodeMain nodeMain) {
    ConnectedNode node = nodes.get(nodeMain);
    if (node != null) {
      node.close();
    }
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return executor;
  }

  @Override
  public void shutdown() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.debug("The process ends already");
    }
  }

  @Override
  public void close() {
    shutdown();
  }

  private void end() {
    synchronized (nodes) {
      closed.set(true);
    }
    // Each may wait for a listener or the master; together they take no longer than one.
    List<Thread> endings = new ArrayList<>();
    for (ConnectedNode node : nodes.values()) {
      endings.add(Threads.startDaemon(node.threadName("end"), node::close));
    }
    endings.forEach(ending -> Threads.join(ending, ConnectedNode.LONGEST_CLOSE_MILLIS));
    executor.shutdownNow();
  }
}
