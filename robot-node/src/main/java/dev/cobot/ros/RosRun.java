package dev.cobot.ros;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs a {@link NodeMain} by its class name, as {@code org.ros.RosRun} does. */
public final class RosRun {
  private RosRun() {}

  /**
   * Takes the class name and the arguments of ROS, and returns when the node has ended.
   *
   * @throws IllegalArgumentException when the class is no NodeMain that can be made
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length == 0) {
      throw new IllegalArgumentException(
          "RosRun needs the class name of a NodeMain, and then takes arguments as rosrun does");
    }
    List<String> rest = Arrays.asList(args).subList(1, args.length);
    NodeConfiguration configuration =
        NodeConfiguration.newPrivate().environment(System.getenv()).arguments(rest);
    CountDownLatch ended = new CountDownLatch(1);
    NodeMain nodeMain = load(args[0]);
    try (NodeMainExecutor executor = DefaultNodeMainExecutor.newDefault()) {
      executor.execute(
          nodeMain,
          configuration,
          List.of(
              new NodeListener() {
                @Override
                public void onShutdownComplete(Node node) {
                  ended.countDown();
                }
              }));
      ended.await();
    }
  }

  private static NodeMain load(String className) {
    try {
      return Class.forName(className)
          .asSubclass(NodeMain.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          className + " is no NodeMain with a public constructor without arguments", e);
    }
  }
}
