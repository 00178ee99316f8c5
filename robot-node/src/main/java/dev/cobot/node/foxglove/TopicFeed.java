package dev.cobot.node.foxglove;

import dev.cobot.node.record.ReceivedMessage;
import dev.cobot.ros.bag.BagConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One topic on its way to the clients that want it. The first publisher that is met says the type;
 * messages of others with another md5 are passed over until that one is gone. Any thread.
 */
final class TopicFeed {
  private final List<Subscription> subscriptions = new ArrayList<>();

  /** The last message of each publisher that latches, by the publisher's name. */
  private final Map<String, ReceivedMessage> latched = new LinkedHashMap<>();

  private final Set<String> otherTypes = new HashSet<>();
  private BagConnection teacher;
  private boolean isOutdated;
  private boolean isResting;
  private boolean isEnded;

  private record Subscription(ClientLine client, long id) {}

  /** Takes note of a publisher that is connected. */
  synchronized void met(BagConnection publisher) {
    latched.remove(publisher.callerId());
    if (teacher == null) {
      teacher = publisher;
    } else if (!publisher.md5().equals(teacher.md5()) || !publisher.type().equals(teacher.type())) {
      otherTypes.add(publisher.callerId());
      isOutdated |= publisher.callerId().equals(teacher.callerId());
    }
  }

  /** Returns what the type is known from, if it is known. */
  synchronized Optional<BagConnection> teacher() {
    return Optional.ofNullable(teacher);
  }

  /**
   * Returns whether the type is another one now, so that this feed must end and a new one begin.
   *
   * @param publishers the names of those that are there
   */
  synchronized boolean isOutdated(Collection<String> publishers) {
    latched.keySet().retainAll(publishers);
    return isOutdated
        || (!otherTypes.isEmpty()
            && !publishers.contains(teacher.callerId())
            && publishers.stream().anyMatch(otherTypes::contains));
  }

  void take(ReceivedMessage message) {
    List<Subscription> wanting;
    synchronized (this) {
      if (isResting || teacher == null || !message.connection().md5().equals(teacher.md5())) {
        return;
      }
      if (message.connection().latching()) {
        latched.put(message.connection().callerId(), message);
      }
      wanting = List.copyOf(subscriptions);
      wanting.forEach(one -> one.client().offer(one.id(), message));
    }
    wanting.forEach(one -> one.client().pump());
  }

  /**
   * Begins to give the messages to a client, those that are latched first; they wait until the
   * line's {@link ClientLine#pump}.
   *
   * @return false when the feed has ended, or the client has it already
   */
  synchronized boolean add(ClientLine client, long id) {
    if (isEnded || subscriptions.stream().anyMatch(one -> one.client() == client)) {
      return false;
    }
    latched.values().forEach(message -> client.offer(id, message));
    subscriptions.add(new Subscription(client, id));
    return true;
  }

  synchronized void remove(ClientLine client, long id) {
    subscriptions.removeIf(one -> one.client() == client && one.id() == id);
    client.forget(id);
  }

  synchronized boolean isWanted() {
    return !subscriptions.isEmpty();
  }

  /**
   * Takes nothing any more until {@link #wake}, if nobody wants it; publishers that latch send anew
   * when they are connected again.
   *
   * @return whether nobody wants it
   */
  synchronized boolean rest() {
    if (subscriptions.isEmpty()) {
      isResting = true;
      latched.clear();
    }
    return isResting;
  }

  synchronized void wake() {
    isResting = false;
  }

  /** Gives nothing to anybody any more. */
  synchronized void end() {
    isEnded = true;
    subscriptions.forEach(one -> one.client().forget(one.id()));
    subscriptions.clear();
    latched.clear();
  }
}
