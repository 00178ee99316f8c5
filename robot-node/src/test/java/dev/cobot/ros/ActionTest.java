package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.GoalID;
import dev.cobot.ros.message.GoalStatus;
import dev.cobot.ros.message.GoalStatusArray;
import dev.cobot.ros.message.GripperCommand;
import dev.cobot.ros.message.GripperCommandActionGoal;
import dev.cobot.ros.message.GripperCommandFeedback;
import dev.cobot.ros.message.GripperCommandGoal;
import dev.cobot.ros.message.GripperCommandResult;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.RosTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Action server and client against each other. */
@Timeout(240)
class ActionTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final GripperCommandResult RESULT = new GripperCommandResult(0.02, 5, false, true);
  private static final GripperCommandGoal GOAL =
      new GripperCommandGoal(new GripperCommand(0.02, 0));

  private final BlockingQueue<
          ActionServer.Goal<GripperCommandGoal, GripperCommandFeedback, GripperCommandResult>>
      goals = new LinkedBlockingQueue<>();
  private RosCore master;
  private ConnectedNode node;
  private ActionServer<GripperCommandGoal, GripperCommandFeedback, GripperCommandResult> server;
  private ActionClient<GripperCommandGoal, GripperCommandFeedback, GripperCommandResult> client;

  @BeforeEach
  void start() throws Exception {
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    node =
        ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("gripper"));
    server = ActionServer.start(node, "/grip", ActionType.GRIPPER_COMMAND, goals::add);
    client = ActionClient.connect(node, "/grip", ActionType.GRIPPER_COMMAND);
    assertTrue(client.awaitServer(LONG));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    node.close();
    master.close();
  }

  private ActionServer.Goal<GripperCommandGoal, GripperCommandFeedback, GripperCommandResult> next()
      throws InterruptedException {
    var goal = goals.poll(60, TimeUnit.SECONDS);
    assertTrue(goal != null, "no goal came");
    return goal;
  }

  private static <R> ActionClient.Outcome<R> end(ActionClient.Call<?, R> call) throws Exception {
    return call.outcome().get(60, TimeUnit.SECONDS);
  }

  @Test
  void aGoalIsAcceptedToldAboutAndReached() throws Exception {
    BlockingQueue<GripperCommandFeedback> news = new LinkedBlockingQueue<>();
    var call = client.send(GOAL, news::add);
    var goal = next();
    assertEquals(GOAL, goal.wanted());
    assertEquals(call.id(), goal.id());
    goal.accept();
    GripperCommandFeedback half = new GripperCommandFeedback(0.05, 0, false, false);
    goal.tell(half);
    assertEquals(half, news.poll(60, TimeUnit.SECONDS));
    goal.succeed(RESULT, "there");
    assertEquals(RESULT, end(call).result());
    assertEquals(GoalStatus.SUCCEEDED, end(call).status().status());
    goal.abort(RESULT, "too late: it is over");
    assertTrue(!goal.isCancelRequested());
  }

  @Test
  void cancellingFollowsTheStateMachine() throws Exception {
    var active = client.send(GOAL, f -> {});
    var goal = next();
    goal.accept();
    active.cancel();
    LoopbackTest.await("the cancel arrives", goal::isCancelRequested);
    goal.giveUp(RESULT, "cancelled");
    assertEquals(GoalStatus.PREEMPTED, end(active).status().status());

    var pending = client.send(GOAL, f -> {});
    var unstarted = next();
    client.cancelAll();
    LoopbackTest.await("the cancel arrives", unstarted::isCancelRequested);
    unstarted.giveUp(RESULT, "cancelled");
    assertEquals(GoalStatus.RECALLED, end(pending).status().status());

    var refused = client.send(GOAL, f -> {});
    next().reject(RESULT, "no");
    assertEquals(GoalStatus.REJECTED, end(refused).status().status());
    assertEquals("no", end(refused).status().text());
  }

  @Test
  void aCancelThatOvertakesItsGoalRecallsIt() throws Exception {
    Publisher<GoalID> cancels = cancelPublisher();
    cancels.publish(new GoalID(RosTime.ZERO, "early"));
    BlockingQueue<GoalStatusArray> told = new LinkedBlockingQueue<>();
    node.newSubscriber("/grip/status", GoalStatusArray.class).addMessageListener(told::add, 100);
    awaitStatus(told, GoalStatus.RECALLING);
    goalPublisher()
        .publish(
            new GripperCommandActionGoal(
                new Header(0, RosTime.ZERO, ""), new GoalID(RosTime.ZERO, "early"), GOAL));
    awaitStatus(told, GoalStatus.RECALLED);
    assertTrue(goals.isEmpty());
  }

  private static void awaitStatus(BlockingQueue<GoalStatusArray> told, byte status)
      throws InterruptedException {
    while (true) {
      var array = told.poll(60, TimeUnit.SECONDS);
      assertTrue(array != null, "no status came");
      if (array.statusList().stream()
          .anyMatch(s -> s.goalId().id().equals("early") && s.status() == status)) {
        return;
      }
    }
  }

  @SuppressWarnings("unchecked") // the topic carries this type
  private Publisher<GoalID> cancelPublisher() {
    return (Publisher<GoalID>) node.publisher("/grip/cancel");
  }

  @SuppressWarnings("unchecked") // the topic carries this type
  private Publisher<GripperCommandActionGoal> goalPublisher() {
    return (Publisher<GripperCommandActionGoal>) node.publisher("/grip/goal");
  }
}
