package dev.cobot.node.mqtt;

import dev.cobot.node.config.MqttProfile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker, from CONNECT to its loss. The next one is another object: what is
 * in flight is kept by the outbox, so that Paho has nothing to carry over, and no topic aliases.
 * Paho does not throw when the broker refuses a publish or a subscription; {@link #await} does.
 */
final class BrokerConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerConnection.class);
  private static final int QOS = 1;
  private static final int CONNECT_SECONDS = 5;
  private static final long ANSWER_MILLIS = 10_000;
  private static final int KEEP_ALIVE_SECONDS = 15;
  private static final int RECEIVE_MAXIMUM = 16;

  /** Larger than any command, so that one that is too large comes and can be refused by name. */
  private static final long MAX_PACKET_BYTES = 256 * 1024L;

  private final MqttAsyncClient client;
  private final AtomicReference<BrokerException> lost = new AtomicReference<>();

  /** Takes what comes on a topic; when it throws, the broker keeps the message. */
  @FunctionalInterface
  interface Receiver {
    void take(String topic, CommandIntake.Arrival arrival) throws IOException;
  }

  /**
   * What the broker knows of a client.
   *
   * @param expirySeconds for how long it keeps what comes while the client is away; 0: each
   *     connection begins anew
   * @param willTopic where it tells that the connection broke, or null for no will
   * @param will what it tells there
   */
  record Session(String clientId, long expirySeconds, String willTopic, byte[] will) {}

  /**
   * With what a cell shows who it is.
   *
   * @param password or null
   * @param sockets for TLS, or null
   */
  record Credentials(byte[] password, SSLSocketFactory sockets) {
    static Credentials of(MqttProfile profile) throws IOException {
      return new Credentials(
          TlsFiles.password(profile), profile.isTls() ? TlsFiles.sockets(profile) : null);
    }
  }

  private BrokerConnection(MqttAsyncClient client) {
    this.client = client;
  }

  /**
   * Connects.
   *
   * @param onLost called when the connection is lost, on Paho's thread
   * @throws BrokerException when the broker is not reached or refuses
   */
  static BrokerConnection open(
      MqttProfile profile,
      Credentials credentials,
      Session session,
      Receiver receiver,
      Runnable onLost)
      throws BrokerException {
    String uri = (profile.isTls() ? "ssl://" : "tcp://") + profile.host() + ":" + profile.port();
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(session.expirySeconds() == 0);
    // Without it Paho's session ends with the connection, and commands of the meantime are lost.
    options.setSessionExpiryInterval(session.expirySeconds());
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setAutomaticReconnect(false);
    options.setReceiveMaximum(RECEIVE_MAXIMUM);
    options.setMaximumPacketSize(MAX_PACKET_BYTES);
    options.setTopicAliasMaximum(0);
    if (session.willTopic() != null) {
      options.setWill(session.willTopic(), new MqttMessage(session.will(), QOS, true, null));
    }
    if (!profile.user().isEmpty()) {
      options.setUserName(profile.user());
      options.setPassword(credentials.password());
    }
    if (profile.isTls()) {
      options.setSocketFactory(credentials.sockets());
      options.setHttpsHostnameVerificationEnabled(true);
    }
    BrokerConnection connection = null;
    String doing = "cannot connect to " + profile.broker();
    try {
      connection =
          new BrokerConnection(
              new MqttAsyncClient(uri, session.clientId(), new MemoryPersistence()));
      connection.client.setCallback(connection.callback(receiver, onLost));
      IMqttToken token = connection.client.connect(options);
      token.waitForCompletion(ANSWER_MILLIS);
      return connection;
    } catch (MqttException e) {
      if (connection != null) {
        connection.close();
      }
      throw new BrokerException(doing, e);
    }
  }

  private MqttCallback callback(Receiver receiver, Runnable onLost) {
    return new MqttCallback() {
      @Override
      public void disconnected(MqttDisconnectResponse response) {
        lost.compareAndSet(
            null,
            response.getException() == null
                ? new BrokerException(
                    response.getReturnCode(),
                    "the broker has ended the connection: "
                        + BrokerException.sentence(response.getReturnCode()))
                : new BrokerException("the connection is lost", response.getException()));
        onLost.run();
      }

      @Override
      public void mqttErrorOccurred(MqttException exception) {
        log.warn("MQTT: {}", exception.toString());
      }

      @Override
      public void messageArrived(String topic, MqttMessage message) throws IOException {
        MqttProperties properties = message.getProperties();
        receiver.take(
            topic,
            new CommandIntake.Arrival(
                message.getPayload(),
                message.isRetained(),
                properties == null ? null : properties.getMessageExpiryInterval(),
                properties == null ? null : properties.getResponseTopic(),
                properties == null ? null : properties.getCorrelationData()));
      }

      @Override
      public void deliveryComplete(IMqttToken token) {}

      @Override
      public void connectComplete(boolean reconnect, String serverUri) {}

      @Override
      public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    };
  }

  /** Returns why the connection is lost, or null while it is not. */
  BrokerException lost() {
    if (lost.get() == null && !client.isConnected()) {
      lost.compareAndSet(null, new BrokerException(0, "the connection is lost"));
    }
    return lost.get();
  }

  /** Sends a message; {@link #await} tells what the broker says to it. */
  IMqttToken send(String topic, byte[] payload, boolean retained, byte[] correlation)
      throws BrokerException {
    MqttProperties properties = new MqttProperties();
    properties.setContentType("application/json");
    properties.setPayloadFormat(true);
    if (correlation != null) {
      properties.setCorrelationData(correlation);
    }
    try {
      return client.publish(topic, new MqttMessage(payload, QOS, retained, properties));
    } catch (MqttException e) {
      throw new BrokerException("cannot publish on " + topic, e);
    }
  }

  /**
   * Waits for the broker's answer.
   *
   * @return its reason code; from {@link BrokerException#FIRST_ERROR} on it has refused
   * @throws BrokerException when none comes
   */
  int await(IMqttToken token) throws BrokerException {
    try {
      token.waitForCompletion(ANSWER_MILLIS);
    } catch (MqttException e) {
      int code = e.getReasonCode();
      if (code >= BrokerException.FIRST_ERROR && code <= 0xff) {
        return code;
      }
      throw new BrokerException("the broker does not answer", e);
    }
    int worst = 0;
    int[] codes = token.getReasonCodes();
    for (int code : codes == null ? new int[0] : codes) {
      worst = Math.max(worst, code);
    }
    return worst;
  }

  /** Subscribes to commands; returns the broker's reason code, as {@link #await}. */
  int subscribe(String topic) throws BrokerException {
    MqttSubscription subscription = new MqttSubscription(topic, QOS);
    // A retained command must be told from one that is sent now; an old one is named once.
    subscription.setRetainAsPublished(true);
    subscription.setRetainHandling(1);
    return subscribe(topic, subscription);
  }

  /**
   * Subscribes to what is retained and comes; {@code isRetained} is what was there before.
   *
   * @return the broker's reason code, as {@link #await}
   */
  int watch(String topic, int qos) throws BrokerException {
    return subscribe(topic, new MqttSubscription(topic, qos));
  }

  private int subscribe(String topic, MqttSubscription subscription) throws BrokerException {
    try {
      return await(client.subscribe(new MqttSubscription[] {subscription}));
    } catch (MqttException e) {
      throw new BrokerException("cannot subscribe to " + topic, e);
    }
  }

  /** Says goodbye, so that the broker does not tell the will. */
  void disconnect() {
    try {
      client.disconnect(0).waitForCompletion(1000);
    } catch (MqttException e) {
      log.info("MQTT: the goodbye did not come through: {}", e.toString());
    }
  }

  @Override
  public void close() {
    try {
      if (client.isConnected()) {
        client.disconnectForcibly(0, 500, false);
      }
      client.close(true);
    } catch (MqttException e) {
      log.info("MQTT: a connection did not close well: {}", e.toString());
    }
  }
}
