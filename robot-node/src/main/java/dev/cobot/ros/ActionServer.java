package dev.cobot.ros;

import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.GoalID;
import dev.cobot.ros.message.GoalStatus;
import dev.cobot.ros.message.GoalStatusArray;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an action by the protocol of actionlib: keeps each goal's state, tells it five times a
 * second and at every change, and keeps what is over for five seconds. Who serves decides about
 * each goal through its {@link Goal}, from any thread.
 *
 * @param <G> goal
 * @param <F> feedback
 * @param <R> result
 */
public final class ActionServer<G, F, R> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ActionServer.class);
  private static final long STATUS_MILLIS = 200;
  private static final long KEEP_NANOS = 5_000_000_000L;
  private static final int MAX_GOALS = 1000;

  private final ConnectedNode node;
  private final Consumer<Goal<G, F, R>> listener;
  private final Publisher<GoalStatusArray> statuses;
  private final Sender<F> feedback;
  private final Sender<R> result;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Object lock = new Object();
  private final Map<String, Goal<G, F, R>> goals = new LinkedHashMap<>();
  private final Thread thread;
  private long cancelAllUntilNanos = -1;
  private int serial;
  private boolean closed;

  private interface Sender<T> {
    void send(Header header, GoalStatus status, T body);
  }

  private <A extends RosMessage, B extends RosMessage, C extends RosMessage> ActionServer(
      ConnectedNode node,
      String name,
      ActionType<G, F, R, A, B, C> type,
      Consumer<Goal<G, F, R>> listener)
      throws RosException {
    this.node = node;
    this.listener = listener;
    try {
      statuses =
          part(
              node.newPublisher(
                  name + "/status", GoalStatusArray.class, PublisherOptions.latched(10)));
      Publisher<B> feedbacks =
          part(
              node.newPublisher(
                  name + "/feedback", type.feedbackEnvelope(), PublisherOptions.queue(50)));
      Publisher<C> results =
          part(
              node.newPublisher(
                  name + "/result", type.resultEnvelope(), PublisherOptions.queue(50)));
      feedback = (h, s, body) -> feedbacks.publish(type.wrapFeedback().wrap(h, s, body));
      result = (h, s, body) -> results.publish(type.wrapResult().wrap(h, s, body));
      part(node.newSubscriber(name + "/cancel", GoalID.class).addMessageListener(this::cancel, 50));
      part(
          node.newSubscriber(name + "/goal", type.goalEnvelope())
              .addMessageListener(
                  message -> receive(type.goalId().apply(message), type.goal().apply(message)),
                  50));
    } catch (RuntimeException e) {
      closeParts();
      throw e;
    }
    thread = Threads.startDaemon(node.threadName("action-" + name), this::tell);
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.add(part);
    return part;
  }

  /**
   * Begins to serve.
   *
   * @param name the action's name, such as {@code /arm_controller/follow_joint_trajectory}
   * @param listener is given every new goal, pending, one call at a time
   * @throws RosException when the master cannot be reached or refuses
   */
  public static <G, F, R, A extends RosMessage, B extends RosMessage, C extends RosMessage>
      ActionServer<G, F, R> start(
          ConnectedNode node,
          String name,
          ActionType<G, F, R, A, B, C> type,
          Consumer<Goal<G, F, R>> listener)
          throws RosException {
    return new ActionServer<>(node, name, type, listener);
  }

  private void receive(GoalID sent, G body) {
    Goal<G, F, R> goal;
    synchronized (lock) {
      Goal<G, F, R> known = goals.get(sent.id());
      if (known != null) {
        known.arrivedAfterItsCancel();
        return;
      }
      if (goals.size() >= MAX_GOALS) {
        log.warn("A goal is dropped: {} goals are kept already", MAX_GOALS);
        return;
      }
      String id =
          sent.id().isEmpty()
              ? node.name() + "-" + ++serial + "-" + node.getCurrentTime().toNanos()
              : sent.id();
      RosTime stamp = sent.stamp().equals(RosTime.ZERO) ? node.getCurrentTime() : sent.stamp();
      goal = new Goal<>(this, new GoalID(stamp, id), body);
      goals.put(id, goal);
      if (node.usesSimulatedTime() && node.getCurrentTime().toNanos() < cancelAllUntilNanos) {
        // The time has begun anew; what was cancelled then is not what is asked for now.
        cancelAllUntilNanos = -1;
      }
      long stampNanos = sent.stamp().toNanos();
      if (stampNanos != 0 && stampNanos <= cancelAllUntilNanos) {
        goal.status = GoalStatus.RECALLING;
      }
    }
    publishStatuses();
    listener.accept(goal);
  }

  private void cancel(GoalID which) {
    long stampNanos = which.stamp().toNanos();
    boolean all = which.id().isEmpty() && stampNanos == 0;
    synchronized (lock) {
      boolean found = false;
      for (Goal<G, F, R> goal : goals.values()) {
        boolean named = goal.id.id().equals(which.id());
        found |= named;
        if (all || named || (stampNanos != 0 && goal.id.stamp().toNanos() <= stampNanos)) {
          goal.requestCancel();
        }
      }
      if (!found && !which.id().isEmpty() && goals.size() < MAX_GOALS) {
        // The cancel overtook its goal.
        Goal<G, F, R> unborn = new Goal<>(this, which, null);
        unborn.status = GoalStatus.RECALLING;
        unborn.overNanos = System.nanoTime();
        goals.put(which.id(), unborn);
      }
      cancelAllUntilNanos = Math.max(cancelAllUntilNanos, stampNanos);
    }
    publishStatuses();
  }

  private void tell() {
    try {
      synchronized (lock) {
        while (!closed) {
          publishStatuses();
          lock.wait(STATUS_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publishStatuses() {
    synchronized (lock) {
      long now = System.nanoTime();
      goals.values().removeIf(g -> g.overNanos != 0 && now - g.overNanos > KEEP_NANOS);
      statuses.publish(
          new GoalStatusArray(header(), goals.values().stream().map(Goal::toMessage).toList()));
    }
  }

  private Header header() {
    return new Header(0, node.getCurrentTime(), "");
  }

  /** Ends the service; goals that are not over are left as they are. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    Threads.join(thread, 1000);
    closeParts();
  }

  private void closeParts() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        log.warn("A part of an action server did not close: {}", e.toString());
      }
    }
  }

  /**
   * One goal and its state. A goal that is over does not change any more: later calls do nothing.
   */
  public static final class Goal<G, F, R> {
    private final ActionServer<G, F, R> server;
    private final GoalID id;
    private final G body;
    private byte status = GoalStatus.PENDING;
    private String text = "";
    private long overNanos;

    private Goal(ActionServer<G, F, R> server, GoalID id, G body) {
      this.server = server;
      this.id = id;
      this.body = body;
    }

    public GoalID id() {
      return id;
    }

    /** Returns what is wanted. */
    public G wanted() {
      return body;
    }

    /** Whether the client wants the goal to be given up. */
    public boolean isCancelRequested() {
      synchronized (server.lock) {
        return status == GoalStatus.PREEMPTING || status == GoalStatus.RECALLING;
      }
    }

    /** Takes a pending goal as the one that is worked on. */
    public void accept() {
      synchronized (server.lock) {
        change(
            status == GoalStatus.RECALLING ? GoalStatus.PREEMPTING : GoalStatus.ACTIVE, "", null);
      }
    }

    /** Refuses a pending goal. */
    public void reject(R why, String reason) {
      change(GoalStatus.REJECTED, reason, why);
    }

    /** Ends an active goal that was reached. */
    public void succeed(R outcome, String how) {
      change(GoalStatus.SUCCEEDED, how, outcome);
    }

    /** Ends an active goal that cannot be reached. */
    public void abort(R outcome, String why) {
      change(GoalStatus.ABORTED, why, outcome);
    }

    /** Ends a goal that its client cancelled, or that another one replaced. */
    public void giveUp(R outcome, String why) {
      boolean begun;
      synchronized (server.lock) {
        begun = status == GoalStatus.ACTIVE || status == GoalStatus.PREEMPTING;
      }
      change(begun ? GoalStatus.PREEMPTED : GoalStatus.RECALLED, why, outcome);
    }

    /** Tells the client how it goes. */
    public void tell(F news) {
      GoalStatus now;
      synchronized (server.lock) {
        now = toMessage();
      }
      if (!now.isTerminal()) {
        server.feedback.send(server.header(), now, news);
      }
    }

    private void change(byte next, String why, R outcome) {
      GoalStatus told;
      synchronized (server.lock) {
        if (toMessage().isTerminal()) {
          return;
        }
        status = next;
        text = why;
        told = toMessage();
        if (told.isTerminal()) {
          overNanos = System.nanoTime();
        }
        server.publishStatuses();
      }
      if (outcome != null) {
        server.result.send(server.header(), told, outcome);
      }
    }

    private void requestCancel() {
      if (status == GoalStatus.PENDING) {
        status = GoalStatus.RECALLING;
      } else if (status == GoalStatus.ACTIVE) {
        status = GoalStatus.PREEMPTING;
      }
    }

    private void arrivedAfterItsCancel() {
      if (status == GoalStatus.RECALLING && body == null) {
        status = GoalStatus.RECALLED;
        overNanos = System.nanoTime();
      }
    }

    private GoalStatus toMessage() {
      return new GoalStatus(id, status, text);
    }
  }
}
