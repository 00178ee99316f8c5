package dev.cobot.node.cell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.DebianRos;
import dev.cobot.ros.InteropCase;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.TFMessage;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The simulated cell as stock ROS sees it: Debian's rospy, actionlib, robot_state_publisher. */
@Timeout(240)
class StockRosCellTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String RESOURCES = "robot-node/src/test/resources/stock/";

  @TempDir private Path home;
  private RosCore master;
  private World world;
  private SimulatedCell cell;
  private DebianRos ros;

  @BeforeEach
  void start() throws Exception {
    world = World.load(ProjectHome.resolve("worlds/factory_table.world"));
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ros = new DebianRos(master.getUri(), home);
  }

  @AfterEach
  void stop() {
    ros.close();
    if (cell != null) {
      cell.close();
    }
    master.close();
  }

  private void startCell(CellPace pace) throws Exception {
    cell =
        SimulatedCell.start(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("cell"),
            new NodeListener() {},
            world,
            CellScene.of(
                List.of(
                    world.standing(
                        "cube", ObjectKind.CUBE, 0, 0, 0.3, new ColorRgb(0.05, 0.8, 0.1)))),
            new CellOptions(1, 1, 160, 10, pace, SimulatorOptions.DEFAULTS, false));
  }

  private String script(String name, String... arguments) throws InterruptedException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(PYTHON, ProjectHome.resolve(RESOURCES + name).toString()));
    command.addAll(List.of(arguments));
    return ros.run(command.toArray(String[]::new));
  }

  private String controlMessages() throws InterruptedException {
    Path classes = home.resolve("classes");
    script(
        "messages.py",
        ProjectHome.resolve("robot-node/src/main/resources/dev/cobot/ros/message").toString(),
        classes.toString(),
        "control_msgs");
    return classes.toString();
  }

  private void assertWell(String output) {
    assertTrue(output.strip().endsWith("all well"), output);
  }

  @Test
  @InteropCase({
    "an actionlib client drives our FollowJointTrajectory server",
    "an actionlib client drives our GripperCommand server"
  })
  void actionlibDrivesArmAndGripper() throws Exception {
    startCell(CellPace.REALTIME);
    assertWell(script("actions.py", controlMessages(), "realtime"));
  }

  @Test
  @InteropCase("an actionlib client drives arm and gripper while it steps the time")
  void actionlibDrivesThemInLockstep() throws Exception {
    startCell(CellPace.LOCKSTEP);
    assertWell(script("actions.py", controlMessages(), "lockstep"));
  }

  @Test
  @InteropCase("a rospy subscriber decodes our compressed pictures")
  void aSubscriberDecodesCompressedColourAndSegmentation() throws Exception {
    startCell(CellPace.REALTIME);
    assertWell(script("camera.py", "1"));
  }

  @Test
  @InteropCase("robot_state_publisher turns our /joint_states into /tf for us")
  void robotStatePublisherTurnsJointStatesIntoTf() throws Exception {
    startCell(CellPace.REALTIME);
    Set<String> frames = ConcurrentHashMap.newKeySet();
    try (ConnectedNode node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("listener"))) {
      for (String topic : List.of(Topics.TF, "/tf_static")) {
        node.newSubscriber(topic, TFMessage.class)
            .addMessageListener(
                m -> m.transforms().forEach(t -> frames.add(t.childFrameId())), 100);
      }
      Process publisher = ros.start("/usr/lib/robot_state_publisher/robot_state_publisher");
      List<String> wanted =
          world.robot().model().links().stream()
              .map(RobotModel.Link::name)
              .filter(link -> !link.equals(RobotModel.BASE))
              .toList();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!frames.containsAll(wanted) && System.nanoTime() < deadline) {
        assertTrue(publisher.isAlive(), () -> ros.output(publisher));
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertTrue(frames.containsAll(wanted), () -> wanted + " of which came " + frames);
    }
  }
}
