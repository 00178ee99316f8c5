package dev.cobot.ros;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener, on a thread of its own, of changes that other nodes make to a parameter; until
 * it is closed.
 */
public final class ParameterWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ParameterWatch.class);

  private final ConnectedNode node;
  private final String name;
  private final ParameterListener listener;
  private final Registration registration;
  private final BoundedQueue<Boolean> changes = new BoundedQueue<>(QueueRule.latestOnly());
  private final Thread thread;

  ParameterWatch(ConnectedNode node, String name, ParameterListener listener) {
    this.node = node;
    this.name = name;
    this.listener = listener;
    this.registration = node.parameterRegistration(name);
    this.thread = Threads.startDaemon(node.threadName("param-" + name), this::dispatch);
  }

  /** The full name of the parameter. */
  public GraphName getName() {
    return GraphName.of(name);
  }

  String name() {
    return name;
  }

  Registration registration() {
    return registration;
  }

  /**
   * Whether a change at that key (which ends with a slash) changes the parameter or something below
   * it.
   */
  boolean concernedBy(String key) {
    String own = name.endsWith("/") ? name : name + "/";
    return key.startsWith(own) || own.startsWith(key);
  }

  void changed() {
    changes.offer(true);
  }

  /**
   * Asks for the whole value, as an update may hold a part of it, and a later one may have come
   * meanwhile.
   */
  private void dispatch() {
    try {
      while (changes.take() != null) {
        try {
          listener.onNewValue(node.getParameterTree().get(name).orElse(null));
        } catch (RosException e) {
          log.warn("Parameter {} has changed, but cannot be read: {}", name, e.getMessage());
        } catch (RuntimeException e) {
          log.error("The listener of parameter {} failed", name, e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the calls; waits up to a second for a call in progress. */
  @Override
  public void close() {
    stop();
    node.removeWatch(this);
  }

  void stop() {
    changes.clear();
    changes.close();
    Threads.join(thread, 1000);
  }
}
