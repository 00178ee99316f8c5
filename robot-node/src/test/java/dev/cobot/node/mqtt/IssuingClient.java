package dev.cobot.node.mqtt;

import dev.cobot.node.config.MqttProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/**
 * Who commands a cell: sends each command until the broker has confirmed it, under the same id, and
 * then leaves it to the broker.
 */
final class IssuingClient implements AutoCloseable {
  private static final int WINDOW = 8;

  private final MosquittoBroker broker;
  private final String topic;
  private final Deque<String> toSend = new ArrayDeque<>();
  private final Thread thread = new Thread(this::issue, "issuer");
  private MqttAsyncClient client;

  IssuingClient(MosquittoBroker broker, String cell, int count) {
    this.broker = broker;
    topic = "cobot/v1/plant/" + cell + "/command";
    for (int i = 0; i < count; i++) {
      toSend.add("c" + i);
    }
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void issue() {
    try {
      while (!toSend.isEmpty()) {
        try {
          send();
        } catch (MqttException e) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void send() throws Exception {
    if (client == null || !client.isConnected()) {
      closeClient();
      connect();
    }
    List<String> batch = new ArrayList<>();
    List<IMqttToken> tokens = new ArrayList<>();
    while (batch.size() < WINDOW && !toSend.isEmpty()) {
      batch.add(toSend.poll());
    }
    List<String> open = new ArrayList<>(batch);
    try {
      for (String id : batch) {
        MqttMessage message =
            new MqttMessage(BridgedDesk.payload(id, "turn " + id).getBytes(StandardCharsets.UTF_8));
        message.setQos(1);
        tokens.add(client.publish(topic, message));
      }
      for (int i = 0; i < tokens.size(); i++) {
        tokens.get(i).waitForCompletion(5000);
        // 0x10: nobody has subscribed yet, and the broker has dropped it.
        if (tokens.get(i).getReasonCodes()[0] == 0) {
          open.remove(batch.get(i));
        }
      }
    } finally {
      for (int i = open.size() - 1; i >= 0; i--) {
        toSend.addFirst(open.get(i));
      }
    }
    TimeUnit.MILLISECONDS.sleep(5);
  }

  private void connect() throws Exception {
    MqttProfile files = broker.profile("cell1");
    client =
        new MqttAsyncClient("ssl://127.0.0.1:" + broker.port(), "issuer", new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setUserName("controller");
    options.setPassword(
        Files.readString(broker.files().resolve("controller.password"))
            .strip()
            .getBytes(StandardCharsets.UTF_8));
    options.setSocketFactory(TlsFiles.sockets(files));
    options.setConnectionTimeout(5);
    client.connect(options).waitForCompletion(5000);
  }

  private void closeClient() {
    try {
      if (client != null) {
        client.close(true);
      }
    } catch (MqttException e) {
      // A client that is lost cannot be lost again.
      return;
    }
  }

  @Override
  public void close() throws MqttException {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (client != null && client.isConnected()) {
      client.disconnect().waitForCompletion(2000);
    }
    closeClient();
  }
}
