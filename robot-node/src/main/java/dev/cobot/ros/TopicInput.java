package dev.cobot.ros;

import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosMessage;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A topic that a node subscribes to: one link for each publisher, shared by all listeners. */
final class TopicInput<M extends RosMessage> {
  private static final Logger log = LoggerFactory.getLogger(TopicInput.class);

  private final RosNode node;
  private final String topic;
  private final Class<M> messageClass;
  private final MessageType<M> type;
  private final Registration registration;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final Map<Endpoint, InboundLink<M>> links = new HashMap<>();
  private long updates;
  private boolean closed;

  TopicInput(RosNode node, String topic, Class<M> messageClass) {
    this.node = node;
    this.topic = topic;
    this.messageClass = messageClass;
    this.type = MessageType.of(messageClass);
    this.registration = node.registration("Subscriber", topic, type.name());
  }

  String topic() {
    return topic;
  }

  MessageType<M> type() {
    return type;
  }

  RosNode node() {
    return node;
  }

  Registration registration() {
    return registration;
  }

  boolean carries(Class<?> other) {
    return messageClass == other;
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

  Subscriber add(int queueSize, Consumer<M> listener) {
    Subscriber subscriber =
        new Subscriber(this, messageClass, queueSize, listener, node.threadName("call-" + topic));
    synchronized (links) {
      for (InboundLink<M> link : links.values()) {
        M latched = link.latched();
        if (latched != null) {
          subscriber.offer(latched);
        }
      }
      subscribers.add(subscriber);
    }
    return subscriber;
  }

  void remove(Subscriber subscriber) {
    node.removeSubscriber(this, subscriber);
  }

  List<Subscriber> subscribers() {
    return subscribers;
  }

  void deliver(M message) {
    for (Subscriber subscriber : subscribers) {
      subscriber.offer(message);
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
