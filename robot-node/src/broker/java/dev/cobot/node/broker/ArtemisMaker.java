package dev.cobot.node.broker;

import dev.cobot.node.mqtt.BrokerAccess;
import dev.cobot.node.mqtt.BrokerMaker;
import dev.cobot.node.web.AccessToken;
import java.io.IOException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.slf4j.LoggerFactory;

/** Starts Apache ActiveMQ Artemis in memory, with MQTT as the only language that it speaks. */
public final class ArtemisMaker implements BrokerMaker {
  /** As launch/mqtt/mosquitto.conf has it; the runtime refuses what has more than 4 KiB by name. */
  static final int MAX_PACKET_BYTES = 256 * 1024;

  private static final int MAX_CONNECTIONS = 32;
  private static final int THREADS = 8;

  /** What waits on one topic for readers that are away; then the newest is dropped. */
  private static final long MAX_TOPIC_BYTES = 8 * 1024 * 1024L;

  private static final long MAX_BYTES = 64 * 1024 * 1024L;

  @Override
  public Running start(int port, BrokerAccess access) throws IOException {
    ActiveMQServer server;
    try {
      server = new ActiveMQServerImpl(configuration(port), new AccountManager(access));
      server.addProtocolManagerFactory(new BoundedMqtt());
      server.start();
    } catch (Exception e) {
      throw new IOException("mqtt.broker: the broker does not start: " + e, e);
    }
    if (!server.isActive()) {
      throw new IOException("mqtt.broker: the broker does not start; the log says why");
    }
    return () -> stop(server);
  }

  private static Configuration configuration(int port) throws Exception {
    Configuration config =
        new ConfigurationImpl()
            .setName("cobot")
            .setPersistenceEnabled(false)
            .setSecurityEnabled(true)
            // Artemis lets a cluster's peer in by a password that everybody knows.
            .setClusterUser(AccessToken.random().secret())
            .setClusterPassword(AccessToken.random().secret())
            .setJMXManagementEnabled(false)
            .setResolveProtocols(false)
            // In memory nothing needs the disk, nor should a slow machine end the process.
            .setMaxDiskUsage(-1)
            .setCriticalAnalyzer(false)
            .setThreadPoolMaxSize(THREADS)
            .setScheduledThreadPoolMaxSize(1)
            .setGlobalMaxSize(MAX_BYTES);
    config.addAddressSetting(
        "#",
        new AddressSettings()
            // What nobody takes ends; without the empty names Artemis warns of it at each topic.
            .setDeadLetterAddress(SimpleString.of(""))
            .setExpiryAddress(SimpleString.of(""))
            // MQTT has no such number: a reader may come again as often as it likes.
            .setMaxDeliveryAttempts(-1)
            .setMaxSizeBytes(MAX_TOPIC_BYTES)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP));
    // A denied publish is answered by its reason code, which the runtime tells and tries again.
    config.addAcceptorConfiguration(
        "mqtt",
        "tcp://127.0.0.1:"
            + port
            + "?protocols=MQTT;useEpoll=false;maximumPacketSize="
            + MAX_PACKET_BYTES
            + ";connectionsAllowed="
            + MAX_CONNECTIONS
            + ";closeMqttConnectionOnPublishAuthorizationFailure=false");
    return config;
  }

  private static void stop(ActiveMQServer server) {
    try {
      server.stop();
    } catch (Exception e) {
      LoggerFactory.getLogger(ArtemisMaker.class).warn("The broker did not end well", e);
    }
  }
}
