package dev.cobot.node.cell;

import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ActionServer;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.GripperCommandFeedback;
import dev.cobot.ros.message.GripperCommandGoal;
import dev.cobot.ros.message.GripperCommandResult;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.sim.PlantSimulator;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gripper's controller: a trajectory topic and a {@code GripperCommand} action whose position
 * is the opening in metres. What stops the fingers, an object for instance, ends a goal well, as
 * stalled. The force is the cell's and no goal's: {@code max_effort} is not regarded.
 */
final class GripperController implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GripperController.class);
  private static final double REACHED_METERS = 0.001;
  private static final double STALLED_METERS_PER_SECOND = 0.001;
  private static final long STALL_NANOS = 250_000_000L;
  private static final long FEEDBACK_NANOS = 50_000_000L;

  private final RobotModel robot;
  private final ActionServer<GripperCommandGoal, GripperCommandFeedback, GripperCommandResult>
      server;
  private final AtomicReference<Wish> slot = new AtomicReference<>();
  private Goal active;
  private boolean obeyed;
  private long movedNanos;
  private long nextFeedback;

  /** One of the two is null. */
  private record Wish(JointTrajectoryMessage message, Goal goal) {}

  /** The action's goal without its three type parameters. */
  private record Goal(
      ActionServer.Goal<GripperCommandGoal, GripperCommandFeedback, GripperCommandResult> server) {
    double openingMeters() {
      return server.wanted().command().position();
    }
  }

  GripperController(ConnectedNode node, RobotModel robot) throws RosException {
    this.robot = robot;
    node.newSubscriber(Topics.GRIPPER_COMMAND, JointTrajectoryMessage.class)
        .addMessageListener(m -> put(new Wish(m, null)), 1);
    server =
        ActionServer.start(
            node,
            Topics.GRIPPER_ACTION,
            ActionType.GRIPPER_COMMAND,
            goal -> put(new Wish(null, new Goal(goal))));
  }

  private void put(Wish wish) {
    Wish before = slot.getAndSet(wish);
    if (before != null && before.goal() != null) {
      before.goal().server().giveUp(noResult(), "replaced by a newer one");
    }
  }

  private static GripperCommandResult noResult() {
    return new GripperCommandResult(0, 0, false, false);
  }

  /** Forgets everything, as the time begins anew. */
  void reset() {
    if (active != null) {
      active.server().giveUp(noResult(), "the cell was reset");
      active = null;
    }
    obeyed = false;
  }

  /** Whether the fingers have obeyed anything since the time began. */
  boolean hasObeyed() {
    return obeyed;
  }

  /** Takes over what has come in; call before a step, in the thread of the simulator. */
  void obey(PlantSimulator simulator) {
    Wish wish = slot.getAndSet(null);
    if (wish != null && wish.goal() != null) {
      begin(simulator, wish.goal());
    } else if (wish != null) {
      obeyTopic(simulator, wish.message());
    } else if (active != null && active.server().isCancelRequested()) {
      double opening = simulator.armState().gripperOpeningMeters();
      simulator.commandGripper(clamped(opening));
      end(simulator, "cancelled; the fingers stay");
    }
  }

  private double clamped(double openingMeters) {
    return Math.max(0, Math.min(robot.maxGripperOpeningMeters(), openingMeters));
  }

  private void obeyTopic(PlantSimulator simulator, JointTrajectoryMessage message) {
    try {
      double opening = TrajectoryCodec.openingMeters(message, robot);
      simulator.commandGripper(clamped(opening));
      obeyed = true;
      end(simulator, "replaced by a message");
    } catch (IllegalArgumentException e) {
      log.warn("The simulated cell ignores a gripper trajectory: {}", e.getMessage());
    }
  }

  private void end(PlantSimulator simulator, String why) {
    if (active != null) {
      ArmState arm = simulator.armState();
      active
          .server()
          .giveUp(new GripperCommandResult(arm.gripperOpeningMeters(), 0, false, false), why);
      active = null;
    }
  }

  private void begin(PlantSimulator simulator, Goal goal) {
    if (goal.server().isCancelRequested()) {
      goal.server().giveUp(noResult(), "cancelled before it began");
      return;
    }
    try {
      simulator.commandGripper(goal.openingMeters());
    } catch (IllegalArgumentException e) {
      goal.server().reject(noResult(), e.getMessage());
      return;
    }
    obeyed = true;
    end(simulator, "replaced by a newer one");
    active = goal;
    movedNanos = simulator.timeNanos();
    nextFeedback = simulator.timeNanos();
    goal.server().accept();
  }

  /** Judges and tells how it goes; call after a step, in the thread of the simulator. */
  void observe(PlantSimulator simulator) {
    if (active == null) {
      return;
    }
    long now = simulator.timeNanos();
    ArmState arm = simulator.armState();
    double opening = arm.gripperOpeningMeters();
    boolean reached = Math.abs(opening - active.openingMeters()) <= REACHED_METERS;
    if (Math.abs(arm.gripperVelocityMetersPerSecond()) > STALLED_METERS_PER_SECOND) {
      movedNanos = now;
    }
    boolean stalled = !reached && now - movedNanos >= STALL_NANOS;
    double force = stalled ? simulator.options().gripForceNewtons() : 0;
    if (now >= nextFeedback) {
      nextFeedback = now + FEEDBACK_NANOS;
      active.server().tell(new GripperCommandFeedback(opening, force, stalled, reached));
    }
    if (reached || stalled) {
      active
          .server()
          .succeed(
              new GripperCommandResult(opening, force, stalled, reached),
              reached ? "the opening is reached" : "something stops the fingers");
      active = null;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
