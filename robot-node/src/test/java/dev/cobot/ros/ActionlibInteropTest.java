package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.FollowJointTrajectoryGoal;
import dev.cobot.ros.message.FollowJointTrajectoryResult;
import dev.cobot.ros.message.GoalStatus;
import dev.cobot.ros.message.GripperCommand;
import dev.cobot.ros.message.GripperCommandGoal;
import dev.cobot.ros.message.GripperCommandResult;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.RosDuration;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.TestFeedback;
import dev.cobot.ros.message.TestGoal;
import dev.cobot.ros.message.TestResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our action servers with actionlib's Python clients, and the reverse; one master serves all. */
@Timeout(300)
class ActionlibInteropTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String SCRIPT =
      """
      import sys
      sys.path.insert(0, "CLASSES")
      import actionlib
      from actionlib.msg import *
      from control_msgs.msg import *
      def client(name, kind):
          c = actionlib.SimpleActionClient(name, kind)
          assert c.wait_for_server(rospy.Duration(60)), "no server of " + name
          return c
      def server(name, kind, execute):
          s = actionlib.SimpleActionServer(name, kind, lambda g: execute(s, g), auto_start=False)
          s.start()
          kept.append(s)
      def test_action(s, goal):
          s.publish_feedback(TestFeedback(feedback=goal.goal * 2))
          if goal.goal < 0:
              s.set_aborted(TestResult(result=-1), "negative")
          elif goal.goal == 0:
              while not s.is_preempt_requested():
                  rospy.sleep(0.02)
              s.set_preempted(TestResult(result=0), "given up")
          else:
              s.set_succeeded(TestResult(result=goal.goal + 1), "fine")
      """;

  @TempDir private static Path home;
  private static RosCore master;
  private static DebianRos ros;
  private static ConnectedNode node;
  private static RospyPeer peer;

  @BeforeAll
  static void start() throws Exception {
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ros = new DebianRos(master.getUri(), home);
    node =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("cobot"));
    Path classes = home.resolve("classes");
    ros.run(
        "/usr/bin/python3",
        Path.of("src/test/resources/stock/messages.py").toAbsolutePath().toString(),
        Path.of("src/main/resources/dev/cobot/ros/message").toAbsolutePath().toString(),
        classes.toString(),
        "control_msgs");
    peer = RospyPeer.start(ros, "peer");
    String script = SCRIPT.replace("CLASSES", classes.toString());
    // A line is all that the peer takes.
    peer.say("exec('" + script.replace("'", "\\'").replace("\n", "\\n") + "', globals())");
  }

  @AfterAll
  static void stop() {
    ros.close();
    node.close();
    master.close();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T item = queue.poll(60, TimeUnit.SECONDS);
    assertTrue(item != null, "nothing came");
    return item;
  }

  @Test
  @InteropCase({
    "an actionlib client sends a goal of actionlib's TestAction to our server and gets its result",
    "an actionlib client cancels its goal at our server",
    "an actionlib client is told of our server's feedback",
    "an actionlib client learns that our server rejects its goal"
  })
  void clientsUseOurServer() throws Exception {
    BlockingQueue<ActionServer.Goal<TestGoal, TestFeedback, TestResult>> goals =
        new LinkedBlockingQueue<>();
    try (var server = ActionServer.start(node, "/ours", ActionType.TEST, goals::add)) {
      assertTrue(server != null);
      peer.say("kept.append(client('/ours', TestAction))");
      peer.say("kept.append([])");
      peer.say(
          "kept[-2].send_goal(TestGoal(goal=7), feedback_cb=lambda f:"
              + " kept[-1].append(f.feedback))");
      var goal = next(goals);
      assertEquals(7, goal.wanted().goal());
      goal.accept();
      goal.tell(new TestFeedback(70));
      LoopbackTest.await("the feedback", () -> peer.say("kept[-1]").equals("[70]"));
      goal.succeed(new TestResult(8), "there");
      peer.expect("True", "kept[-2].wait_for_result(rospy.Duration(60))");
      peer.expect(
          "(3, 8, 'there')",
          "(kept[-2].get_state(), kept[-2].get_result().result, kept[-2].get_goal_status_text())");

      peer.say("kept[-2].send_goal(TestGoal(goal=9))");
      var cancelled = next(goals);
      cancelled.accept();
      peer.say("kept[-2].cancel_goal()");
      LoopbackTest.await("the cancel", cancelled::isCancelRequested);
      cancelled.giveUp(new TestResult(0), "as you like");
      peer.expect("True", "kept[-2].wait_for_result(rospy.Duration(60))");
      peer.expect("2", "kept[-2].get_state()");

      peer.say("kept[-2].send_goal(TestGoal(goal=-1))");
      next(goals).reject(new TestResult(0), "no");
      peer.expect("True", "kept[-2].wait_for_result(rospy.Duration(60))");
      peer.expect("5", "kept[-2].get_state()");
    }
  }

  @Test
  @InteropCase({
    "our client sends a goal of actionlib's TestAction to an actionlib server and gets its result",
    "our client is told of an actionlib server's feedback",
    "our client cancels its goal at an actionlib server",
    "our client learns that an actionlib server aborted"
  })
  void weUseTheirServer() throws Exception {
    peer.say("server('/theirs', TestAction, test_action)");
    try (var client = ActionClient.connect(node, "/theirs", ActionType.TEST)) {
      assertTrue(client.awaitServer(LONG));
      BlockingQueue<TestFeedback> feedback = new LinkedBlockingQueue<>();
      // Feedback has a link of its own: that of a goal which ends at once may come after its end.
      var outcome = client.send(new TestGoal(5), f -> {}).outcome().get(60, TimeUnit.SECONDS);
      assertEquals(GoalStatus.SUCCEEDED, outcome.status().status());
      assertEquals(new TestResult(6), outcome.result());
      var waiting = client.send(new TestGoal(0), feedback::add);
      assertEquals(new TestFeedback(0), next(feedback));
      waiting.cancel();
      assertEquals(
          GoalStatus.PREEMPTED, waiting.outcome().get(60, TimeUnit.SECONDS).status().status());
      var aborted = client.send(new TestGoal(-1), f -> {}).outcome().get(60, TimeUnit.SECONDS);
      assertEquals(GoalStatus.ABORTED, aborted.status().status());
      assertEquals("negative", aborted.status().text());
    }
  }

  @Test
  @InteropCase({
    "our client drives an actionlib FollowJointTrajectory server",
    "our client drives an actionlib GripperCommand server"
  })
  void weUseTheirControllers() throws Exception {
    peer.say(
        "server('/arm', FollowJointTrajectoryAction, lambda s, g:"
            + " s.set_succeeded(FollowJointTrajectoryResult(error_code=-4,"
            + " error_string=','.join(g.trajectory.joint_names))))");
    peer.say(
        "server('/grip', GripperCommandAction, lambda s, g:"
            + " s.set_succeeded(GripperCommandResult(position=g.command.position / 2,"
            + " stalled=True)))");
    try (var arm = ActionClient.connect(node, "/arm", ActionType.FOLLOW_JOINT_TRAJECTORY);
        var grip = ActionClient.connect(node, "/grip", ActionType.GRIPPER_COMMAND)) {
      assertTrue(arm.awaitServer(LONG));
      assertTrue(grip.awaitServer(LONG));
      FollowJointTrajectoryResult moved =
          arm.send(
                  new FollowJointTrajectoryGoal(
                      new JointTrajectoryMessage(
                          new Header(0, RosTime.ZERO, ""), List.of("a", "b"), List.of()),
                      List.of(),
                      List.of(),
                      new RosDuration(0, 0)),
                  f -> {})
              .outcome()
              .get(60, TimeUnit.SECONDS)
              .result();
      assertEquals(-4, moved.errorCode());
      assertEquals("a,b", moved.errorString());
      GripperCommandResult closed =
          grip.send(new GripperCommandGoal(new GripperCommand(0.5, 0)), f -> {})
              .outcome()
              .get(60, TimeUnit.SECONDS)
              .result();
      assertEquals(new GripperCommandResult(0.25, 0, true, false), closed);
    }
  }
}
