package dev.cobot.ros;

import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.GoalID;
import dev.cobot.ros.message.GoalStatus;
import dev.cobot.ros.message.GoalStatusArray;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Sends goals to an action server. Safe for use from any thread.
 *
 * @param <G> goal
 * @param <F> feedback
 * @param <R> result
 */
public final class ActionClient<G, F, R> implements AutoCloseable {
  private final ConnectedNode node;
  private final Publisher<GoalID> cancels;
  private final Publisher<?> goalTopic;
  private final BiConsumer<GoalID, G> goals;
  private final List<Subscriber<?>> subscribers = new ArrayList<>();
  private final Map<String, Call<F, R>> calls = new ConcurrentHashMap<>();
  private final CountDownLatch heard = new CountDownLatch(1);
  private final AtomicInteger serial = new AtomicInteger();

  /**
   * What came of a goal.
   *
   * @param status the terminal state
   */
  public record Outcome<R>(GoalStatus status, R result) {}

  /** One goal on its way. */
  public static final class Call<F, R> {
    private final GoalID id;
    private final Consumer<F> listener;
    private final Publisher<GoalID> cancels;
    private final CompletableFuture<Outcome<R>> outcome = new CompletableFuture<>();

    private Call(GoalID id, Consumer<F> listener, Publisher<GoalID> cancels) {
      this.id = id;
      this.listener = listener;
      this.cancels = cancels;
    }

    public GoalID id() {
      return id;
    }

    /** Completes with the result; never when the server goes away. */
    public CompletableFuture<Outcome<R>> outcome() {
      return outcome;
    }

    /** Asks the server to give the goal up. */
    public void cancel() {
      cancels.publish(new GoalID(RosTime.ZERO, id.id()));
    }
  }

  private <A extends RosMessage, B extends RosMessage, C extends RosMessage> ActionClient(
      ConnectedNode node, String name, ActionType<G, F, R, A, B, C> type) throws RosException {
    this.node = node;
    subscribers.add(
        node.newSubscriber(name + "/status", GoalStatusArray.class)
            .addMessageListener(statuses -> heard.countDown(), 10));
    subscribers.add(
        node.newSubscriber(name + "/feedback", type.feedbackEnvelope())
            .addMessageListener(
                m -> {
                  Call<F, R> call = calls.get(type.feedbackStatus().apply(m).goalId().id());
                  if (call != null) {
                    call.listener.accept(type.feedback().apply(m));
                  }
                },
                50));
    subscribers.add(
        node.newSubscriber(name + "/result", type.resultEnvelope())
            .addMessageListener(
                m -> {
                  GoalStatus status = type.resultStatus().apply(m);
                  Call<F, R> call = calls.remove(status.goalId().id());
                  if (call != null) {
                    call.outcome.complete(new Outcome<>(status, type.result().apply(m)));
                  }
                },
                50));
    cancels = node.newPublisher(name + "/cancel", GoalID.class, PublisherOptions.queue(50));
    Publisher<A> publisher =
        node.newPublisher(name + "/goal", type.goalEnvelope(), PublisherOptions.queue(50));
    goalTopic = publisher;
    goals =
        (id, goal) ->
            publisher.publish(
                type.wrapGoal().wrap(new Header(0, node.getCurrentTime(), ""), id, goal));
  }

  /**
   * Makes a client; the server need not be there yet.
   *
   * @throws RosException when the master cannot be reached or refuses
   */
  public static <G, F, R, A extends RosMessage, B extends RosMessage, C extends RosMessage>
      ActionClient<G, F, R> connect(
          ConnectedNode node, String name, ActionType<G, F, R, A, B, C> type) throws RosException {
    return new ActionClient<>(node, name, type);
  }

  /** Waits until a server listens and its answers come through; says whether it does. */
  public boolean awaitServer(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!goalTopic.awaitSubscriber(timeout)
        || !cancels.awaitSubscriber(Duration.ofNanos(deadline - System.nanoTime()))
        || !heard.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    while (subscribers.stream().anyMatch(s -> s.getNumberOfPublishers() == 0)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return true;
  }

  /**
   * Sends a goal.
   *
   * @param listener is told the feedback
   */
  public Call<F, R> send(G goal, Consumer<F> listener) {
    RosTime now = node.getCurrentTime();
    GoalID id =
        new GoalID(
            now,
            node.name() + "-" + serial.incrementAndGet() + "-" + now.secs() + "." + now.nsecs());
    Call<F, R> call = new Call<>(id, listener, cancels);
    calls.put(id.id(), call);
    goals.accept(id, goal);
    return call;
  }

  /** Asks the server to give up every goal, those of others too. */
  public void cancelAll() {
    cancels.publish(new GoalID(RosTime.ZERO, ""));
  }

  @Override
  public void close() {
    subscribers.forEach(subscriber -> subscriber.close());
    goalTopic.close();
    cancels.close();
    calls.values().forEach(call -> call.outcome.cancel(false));
  }
}
