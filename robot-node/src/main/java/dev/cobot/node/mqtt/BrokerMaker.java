package dev.cobot.node.mqtt;

import java.io.IOException;

/**
 * Starts a broker in this process. One is found by {@link java.util.ServiceLoader} where the build
 * had the profile {@code broker}.
 */
public interface BrokerMaker {
  /** A broker that serves until it is closed. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Serves MQTT 5 on the loopback interface alone.
   *
   * @param access asked at each connection, publish and subscription, on any thread
   * @throws IOException when it cannot begin, with a sentence that says what to do
   */
  Running start(int port, BrokerAccess access) throws IOException;
}
