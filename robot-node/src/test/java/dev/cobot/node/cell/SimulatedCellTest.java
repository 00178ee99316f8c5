package dev.cobot.node.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.ClockMessage;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulated cell as another node sees it. */
@Timeout(300)
class SimulatedCellTest {
  private RosCore master;
  private World world;
  private SimulatedCell cell;
  private ConnectedNode node;

  @BeforeEach
  void start() throws Exception {
    world = World.load(ProjectHome.resolve("worlds/factory_table.world"));
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    cell =
        SimulatedCell.start(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("cell"),
            new NodeListener() {},
            world,
            CellScene.of(world.nominalObjects()),
            new CellOptions(1, 2, 128, 12.5));
    node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("listener"));
  }

  @AfterEach
  void stop() {
    node.close();
    cell.close();
    master.close();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T message = queue.poll(60, TimeUnit.SECONDS);
    assertTrue(message != null, "nothing came");
    return message;
  }

  @Test
  void picturesCarryTheirCameraAndTime() throws Exception {
    BlockingQueue<Image> images = new LinkedBlockingQueue<>();
    BlockingQueue<CameraInfo> infos = new LinkedBlockingQueue<>();
    node.newSubscriber(CameraTopics.of("camera").info(), CameraInfo.class)
        .addMessageListener(infos::add, 5);
    node.newSubscriber(CameraTopics.of("camera").image(), Image.class)
        .addMessageListener(images::add, 5);
    Image first = next(images);
    Image second = next(images);
    CameraIntrinsics lens = CameraCodec.lens(next(infos));
    assertEquals(128, first.width());
    assertEquals(96, first.height());
    assertEquals("rgb8", first.encoding());
    assertEquals("camera_optical", first.header().frameId());
    assertEquals(128 / 320.0, lens.fx() / world.camera().intrinsics().fx(), 1e-9);
    assertTrue(second.header().stamp().compareTo(first.header().stamp()) > 0);
    long sum = 0;
    for (byte b : first.data()) {
      sum += b & 0xff;
    }
    assertTrue(sum > 20L * first.data().length, "the picture is not black");
  }

  @Test
  void depthIsMetresAlongTheOpticalAxis() throws Exception {
    BlockingQueue<Image> depths = new LinkedBlockingQueue<>();
    node.newSubscriber(CameraTopics.of("camera").depth(), Image.class)
        .addMessageListener(depths::add, 5);
    Image depth = next(depths);
    assertEquals("32FC1", depth.encoding());
    ByteBuffer data = ByteBuffer.wrap(depth.data()).order(ByteOrder.LITTLE_ENDIAN);
    double height = world.camera().tableFromCamera().translation().z();
    float center = data.getFloat(4 * (depth.height() / 2 * depth.width() + depth.width() / 2));
    assertTrue(center > 0.3 * height && center < 4 * height, "the table is at " + center + " m");
  }

  @Test
  void theClockRunsAndIsTheTimeOfOthers() throws Exception {
    BlockingQueue<ClockMessage> clock = new LinkedBlockingQueue<>();
    node.newSubscriber(Topics.CLOCK, ClockMessage.class).addMessageListener(clock::add, 100);
    long first = next(clock).clock().toNanos();
    while (next(clock).clock().toNanos() < first + 200_000_000L) {
      // It runs.
    }
    try (ConnectedNode late =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("late"))) {
      assertTrue(late.usesSimulatedTime());
    }
  }

  @Test
  void trajectoriesMoveArmAndGripper() throws Exception {
    RobotModel robot = world.robot().model();
    JointStateMerger merger = new JointStateMerger(robot);
    BlockingQueue<JointState> states = new LinkedBlockingQueue<>();
    node.newSubscriber(Topics.JOINT_STATES, JointState.class).addMessageListener(states::add, 1);
    Publisher<JointTrajectoryMessage> arm =
        node.newPublisher(
            Topics.ARM_COMMAND, JointTrajectoryMessage.class, PublisherOptions.queue(2));
    Publisher<JointTrajectoryMessage> gripper =
        node.newPublisher(
            Topics.GRIPPER_COMMAND, JointTrajectoryMessage.class, PublisherOptions.queue(2));
    assertTrue(arm.awaitSubscriber(Duration.ofSeconds(60)));
    assertTrue(gripper.awaitSubscriber(Duration.ofSeconds(60)));
    ArmState start = merger.update(next(states)).orElseThrow();
    assertEquals(0.085, start.gripperOpeningMeters(), 1e-3);
    double[] goal = start.positionsRad().clone();
    goal[0] += 0.2;
    // A trajectory for joints that the cell has not got does no harm.
    arm.publish(
        TrajectoryCodec.toMessage(
            JointTrajectory.to(List.of("tail_joint"), 0.5, new double[] {1}), 0));
    arm.publish(TrajectoryCodec.toMessage(JointTrajectory.to(robot.armJointNames(), 0.5, goal), 0));
    gripper.publish(
        TrajectoryCodec.gripper(robot.leftFinger().name(), robot.rightFinger().name(), 0.02, 0.1));
    ArmState last = start;
    for (int i = 0;
        i < 2000
            && (Math.abs(last.positionsRad()[0] - goal[0]) > 1e-3
                || last.gripperOpeningMeters() > 0.021);
        i++) {
      last = merger.update(next(states)).orElseThrow();
    }
    assertEquals(goal[0], last.positionsRad()[0], 2e-3);
    assertEquals(0.02, last.gripperOpeningMeters(), 2e-3);
    assertTrue(cell.truth().timeSeconds() > 0);
  }
}
