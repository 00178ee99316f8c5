package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.WireType;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A topic that a node subscribes to: one link for each publisher, shared by all listeners. */
final class TopicInput<M extends RosMessage> {
  private static final Logger log = LoggerFactory.getLogger(TopicInput.class);

  private final ConnectedNode node;
  private final String topic;
  private final WireType<M> type;
  private final Registration registration;
  private final List<Subscriber<M>> subscribers = new CopyOnWriteArrayList<>();
  private final Map<Endpoint, InboundLink<M>> links = new HashMap<>();
  private long updates;
  private boolean closed;

  TopicInput(ConnectedNode node, String topic, WireType<M> type) {
    this.node = node;
    this.topic = topic;
    this.type = type;
    this.registration = node.registration("Subscriber", topic, type.name());
  }

  String topic() {
    return topic;
  }

  WireType<M> type() {
    return type;
  }

  ConnectedNode node() {
    return node;
  }

  Registration registration() {
    return registration;
  }

  boolean carries(WireType<?> other) {
    return type.messageClass() == other.messageClass() && type.md5().equals(other.md5());
  }

  /**
   * Registers with the master and connects to the publishers it names.
   *
   * @param again whether the master may be a new one, which does not know publishers that did not
   *     notice: links to those stay for as long as they hold
   */
  void register(boolean again) throws RosException {
    long before;
    synchronized (links) {
      before = updates;
    }
    Object answer = registration.begin();
    synchronized (links) {
      if (again) {
        links.values().forEach(InboundLink::keepWithoutMaster);
      }
      // An update that came meanwhile is newer than the answer.
      if (updates == before && answer instanceof List<?> uris) {
        updatePublishers(uris);
      }
    }
  }

  /** Takes the full current list of publishers' slave URIs. */
  void updatePublishers(List<?> uris) {
    Map<Endpoint, URI> current = new HashMap<>();
    for (Object text : uris) {
      try {
        URI uri = URI.create(String.valueOf(text));
        current.put(Endpoint.of(uri), uri);
      } catch (IllegalArgumentException e) {
        log.warn("{}: the master names a publisher without a usable URI: {}", topic, text);
      }
    }
    synchronized (links) {
      updates++;
      if (closed) {
        return;
      }
      links
          .entrySet()
          .removeIf(link -> !current.containsKey(link.getKey()) && link.getValue().unlisted());
      current.forEach(
          (peer, uri) -> {
            InboundLink<M> link = links.get(peer);
            if (link == null) {
              links.put(peer, InboundLink.start(this, uri));
            } else {
              link.listed();
            }
          });
    }
  }

  /**
   * Forgets a link whose connection ended and whose publisher the master does not name; says
   * whether it did.
   */
  boolean forgetIfUnlisted(InboundLink<M> link) {
    synchronized (links) {
      return link.endsWithConnection() && links.values().remove(link);
    }
  }

  Subscriber<M> add() {
    Subscriber<M> subscriber = new Subscriber<>(this);
    subscribers.add(subscriber);
    return subscriber;
  }

  void addListener(
      List<MessageDelivery<M>> deliveries, MessageListener<? super M> listener, QueueRule queue) {
    synchronized (links) {
      if (closed) {
        throw new IllegalStateException("The subscriber of " + topic + " is closed");
      }
      MessageDelivery<M> delivery =
          new MessageDelivery<>(topic, queue, listener, node.threadName("call-" + topic));
      for (InboundLink<M> link : links.values()) {
        M latched = link.latched();
        if (latched != null) {
          delivery.offer(latched);
        }
      }
      deliveries.add(delivery);
    }
  }

  void remove(Subscriber<M> subscriber) {
    node.removeSubscriber(this, subscriber);
  }

  List<Subscriber<M>> subscribers() {
    return subscribers;
  }

  void deliver(M message) {
    for (Subscriber<M> subscriber : subscribers) {
      subscriber.deliver(message);
    }
  }

  int connectedCount() {
    synchronized (links) {
      return (int) links.values().stream().filter(InboundLink::connected).count();
    }
  }

  List<InboundLink<M>> links() {
    synchronized (links) {
      return List.copyOf(links.values());
    }
  }

  void close() {
    List<InboundLink<M>> open;
    synchronized (links) {
      closed = true;
      open = List.copyOf(links.values());
      links.clear();
    }
    open.forEach(InboundLink::close);
    open.forEach(InboundLink::join);
  }
}
