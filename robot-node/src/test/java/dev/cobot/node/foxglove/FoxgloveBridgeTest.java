package dev.cobot.node.foxglove;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.FoxgloveProfile;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Mutations;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.Float64Message;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.StringMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bridge between a graph of our own and a client of the JDK's. */
@Timeout(60)
class FoxgloveBridgeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final List<AutoCloseable> open = new ArrayList<>();
  private RosCore master;
  private ConnectedNode talker;
  private FoxgloveBridge bridge;
  private int port;

  @BeforeEach
  void start() throws Exception {
    master = keep(RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    talker = keep(node("talker"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ConnectedNode listener = keep(node("bridge"));
    bridge =
        keep(
            FoxgloveBridge.open(
                new FoxgloveProfile(
                    port, "127.0.0.1", List.of(), List.of("https://viewer.example")),
                "--port",
                listener,
                new RosGraph(master.getUri(), "/bridge"),
                topic -> !topic.equals("/hidden")));
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    open.add(part);
    return part;
  }

  private ConnectedNode node(String name) {
    return ConnectedNode.connect(
        NodeConfiguration.newPrivate(master.getUri())
            .setNodeName(name)
            .setTimeProvider(() -> new RosTime(7, 0)));
  }

  /** A client that writes down what comes: texts as JSON, data as its bytes. */
  private final class Client implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<JsonNode> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<ByteBuffer> data = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final WebSocket socket;

    Client() {
      socket =
          HTTP.newWebSocketBuilder()
              .subprotocols("foxglove.websocket.v1")
              .buildAsync(URI.create("ws://127.0.0.1:" + port), this)
              .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          texts.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      byte[] more = new byte[part.remaining()];
      part.get(more);
      bytes.writeBytes(more);
      if (last) {
        data.add(ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN));
        bytes.reset();
      }
      from.request(1);
      return null;
    }

    void say(String message) {
      socket.sendText(message.replace('\'', '"'), true).join();
    }

    /** Waits for a text of this kind that fits. */
    JsonNode await(String op, Predicate<JsonNode> fits) throws InterruptedException {
      while (true) {
        JsonNode came = texts.poll(20, TimeUnit.SECONDS);
        assertTrue(came != null, "no " + op);
        if (came.path("op").asText().equals(op) && fits.test(came)) {
          return came;
        }
      }
    }

    /** Waits until a topic is advertised. */
    JsonNode channel(String topic) throws InterruptedException {
      JsonNode advertise = await("advertise", m -> m.findValuesAsText("topic").contains(topic));
      for (JsonNode channel : advertise.path("channels")) {
        if (channel.path("topic").asText().equals(topic)) {
          return channel;
        }
      }
      throw new AssertionError(advertise);
    }

    String status() throws InterruptedException {
      return await("status", m -> m.path("level").asInt() == 2).path("message").asText();
    }

    void subscribe(int id, JsonNode channel) {
      say(
          "{'op':'subscribe','subscriptions':[{'id':"
              + id
              + ",'channelId':"
              + channel.path("id").asInt()
              + "}]}");
    }

    /** Waits for data, and returns the text of the std_msgs/String in it. */
    String string(int id) throws InterruptedException {
      ByteBuffer came = data.poll(20, TimeUnit.SECONDS);
      assertTrue(came != null, "no data");
      assertEquals(1, came.get());
      assertEquals(id, came.getInt());
      assertTrue(came.getLong() > 1_600_000_000_000_000_000L);
      byte[] payload = new byte[came.remaining()];
      came.get(payload);
      int length = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt();
      assertEquals(payload.length, 4 + length);
      String text = new String(payload, 4, length, StandardCharsets.UTF_8);
      assertArrayEquals(
          MessageType.of(StringMessage.class).encode(new StringMessage(text)), payload);
      return text;
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  /** Returns the first line and the headers of the answer to a handshake. */
  private String handshake(String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      String request =
          "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + String.join("\r\n", headers)
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        if (answer.indexOf("\r\n\r\n") > 0 && answer.indexOf("HTTP/1.1 101") == 0) {
          break;
        }
      }
      return answer.toString();
    }
  }

  @Test
  void bothNamesOfTheProtocolAreSpokenAndNoOther() throws Exception {
    String host = "Host: 127.0.0.1:" + port;
    String sdk = handshake(host, "Sec-WebSocket-Protocol: other, foxglove.sdk.v1");
    assertTrue(sdk.startsWith("HTTP/1.1 101"), sdk);
    assertTrue(sdk.contains("foxglove.sdk.v1") && !sdk.contains("other"), sdk);
    String old = handshake(host, "Sec-WebSocket-Protocol: foxglove.websocket.v1");
    assertTrue(old.startsWith("HTTP/1.1 101") && old.contains("foxglove.websocket.v1"), old);
    for (String offered : List.of("Sec-WebSocket-Protocol: rosbridge_v2", "X-None: 1")) {
      String refused = handshake(host, offered);
      assertTrue(refused.startsWith("HTTP/1.1 400"), refused);
      assertTrue(refused.contains("Offer one of the WebSocket subprotocols"), refused);
    }
  }

  @Test
  void pagesOfOtherHostsAndOtherNamesAreTurnedAway() throws Exception {
    String protocol = "Sec-WebSocket-Protocol: foxglove.sdk.v1";
    String host = "Host: 127.0.0.1:" + port;
    for (String origin :
        List.of(
            "http://localhost:8080",
            "http://127.0.0.1:3000",
            "file://",
            "https://viewer.example")) {
      String answer = handshake(host, protocol, "Origin: " + origin);
      assertTrue(answer.startsWith("HTTP/1.1 101"), origin + ": " + answer);
    }
    for (String origin :
        List.of(
            "https://evil.example",
            "http://viewer.example",
            "https://viewer.example.evil.example",
            "http://localhost.evil.example",
            "null",
            "")) {
      String answer = handshake(host, protocol, "Origin: " + origin);
      assertTrue(answer.startsWith("HTTP/1.1 403"), origin + ": " + answer);
      assertTrue(answer.contains("--foxglove-origin"), answer);
    }
    assertTrue(
        handshake("Host: evil.example:" + port, protocol).startsWith("HTTP/1.1 403"), "rebound");
  }

  @Test
  void aTakenPortIsToldWithTheOption() throws Exception {
    String message =
        assertThrows(
                IOException.class,
                () ->
                    FoxgloveBridge.open(
                        new FoxgloveProfile(port, "127.0.0.1", List.of(), List.of()),
                        "--port",
                        talker,
                        new RosGraph(master.getUri(), "/x"),
                        topic -> true))
            .getMessage();
    assertTrue(message.contains("port " + port) && message.contains("--port"), message);
  }

  @Test
  void topicsComeAndGoAndAreListenedToOnlyWhileTheyAreShown() throws Exception {
    Publisher<StringMessage> words = talker.newPublisher("/words", StringMessage.class);
    talker.newPublisher("/hidden", StringMessage.class);
    Client client = keep(new Client());
    JsonNode info = client.await("serverInfo", m -> true);
    assertEquals("[\"parameters\",\"connectionGraph\"]", info.path("capabilities").toString());
    JsonNode channel = client.channel("/words");
    assertEquals("ros1", channel.path("encoding").asText());
    assertEquals("ros1msg", channel.path("schemaEncoding").asText());
    assertEquals("std_msgs/String", channel.path("schemaName").asText());
    assertEquals("string data", channel.path("schema").asText().strip());
    awaitSubscribers(words, 0);
    client.subscribe(5, channel);
    awaitSubscribers(words, 1);
    words.publish(new StringMessage("one"));
    assertEquals("one", client.string(5));
    client.say("{'op':'unsubscribe','subscriptionIds':[5]}");
    awaitSubscribers(words, 0);

    Publisher<Float64Message> late = talker.newPublisher("/late", Float64Message.class);
    JsonNode lateChannel = client.channel("/late");
    assertEquals("std_msgs/Float64", lateChannel.path("schemaName").asText());
    late.close();
    JsonNode gone = client.await("unadvertise", m -> true);
    assertEquals("[" + lateChannel.path("id").asInt() + "]", gone.path("channelIds").toString());
    // Of another type it is another channel.
    talker.newPublisher("/late", StringMessage.class);
    JsonNode again = client.channel("/late");
    assertEquals("std_msgs/String", again.path("schemaName").asText());
    assertFalse(again.path("id").asInt() == lateChannel.path("id").asInt());
  }

  private static void awaitSubscribers(Publisher<?> publisher, int count)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (publisher.getNumberOfSubscribers() != count && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertEquals(count, publisher.getNumberOfSubscribers());
  }

  @Test
  void aLateClientGetsWhatIsLatchedOfEachPublisher() throws Exception {
    ConnectedNode other = keep(node("other"));
    talker
        .newPublisher("/map", StringMessage.class, PublisherOptions.latched(1))
        .publish(new StringMessage("of the talker"));
    other
        .newPublisher("/map", StringMessage.class, PublisherOptions.latched(1))
        .publish(new StringMessage("of the other"));
    Client first = keep(new Client());
    first.subscribe(1, first.channel("/map"));
    List<String> both = List.of("of the other", "of the talker");
    assertEquals(both, List.of(first.string(1), first.string(1)).stream().sorted().toList());
    Client second = keep(new Client());
    second.subscribe(9, second.channel("/map"));
    assertEquals(both, List.of(second.string(9), second.string(9)).stream().sorted().toList());
  }

  @Test
  void parametersAreToldAndTheGraph() throws Exception {
    talker.getParameterTree().set("/a/b", 2);
    talker.getParameterTree().set("/a/c", List.of(1.5, 2.0));
    talker.getParameterTree().set("/name", "cell");
    talker.newPublisher("/words", StringMessage.class);
    Client client = keep(new Client());
    client.say("{'op':'getParameters','parameterNames':['/a/b','/none','/a'],'id':'some'}");
    JsonNode some = client.await("parameterValues", m -> m.path("id").asText().equals("some"));
    assertEquals(
        "[{\"name\":\"/a/b\",\"value\":2},{\"name\":\"/a\",\"value\":{\"b\":2,\"c\":[1.5,2.0]}}]",
        some.path("parameters").toString());
    client.say("{'op':'getParameters','parameterNames':[]}");
    JsonNode all = client.await("parameterValues", m -> !m.has("id"));
    assertTrue(
        all.path("parameters")
            .findValuesAsText("name")
            .containsAll(List.of("/a/b", "/a/c", "/name")),
        all::toString);
    client.say("{'op':'subscribeConnectionGraph'}");
    JsonNode graph = client.await("connectionGraphUpdate", m -> true);
    assertTrue(
        graph
            .path("publishedTopics")
            .toString()
            .contains("{\"name\":\"/words\",\"publisherIds\":[\"/talker\"]}"),
        graph::toString);
  }

  @Test
  void whatIsNotOfferedOrWrongIsAnsweredAndNothingIsPublished() throws Exception {
    Client client = keep(new Client());
    client.say("{'op':'advertise','channels':[{'id':1,'topic':'/cobot/command'}]}");
    assertTrue(client.status().contains("publishing is not offered"));
    client.socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 1, 0, 0, 0, 65}), true).join();
    assertTrue(client.status().contains("publishing and services are not offered"));
    client.say("{'op':'setParameters','parameters':[{'name':'/x','value':1}]}");
    assertTrue(client.status().contains("setting parameters is not offered"));
    client.say("{'op':");
    assertTrue(client.status().contains("no JSON"));
    client.say("{'op':'subscribe','subscriptions':[{'id':1,'channelId':77}]}");
    assertTrue(client.status().contains("no channel 77"));
    RosGraph graph = new RosGraph(master.getUri(), "/test");
    assertFalse(graph.state().publishers().containsKey("/cobot/command"));
    assertTrue(graph.parameter("/x").isEmpty());
  }

  @Test
  void damagedMessagesDoNotEndTheServer() throws Exception {
    Publisher<StringMessage> words = talker.newPublisher("/words", StringMessage.class);
    Client client = keep(new Client());
    client.channel("/words");
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      byte[] right =
          ClientRequestTest.RIGHT
              .get(random.nextInt(ClientRequestTest.RIGHT.size()))
              .getBytes(StandardCharsets.ISO_8859_1);
      byte[] damaged = Mutations.of(right, random);
      if (random.nextBoolean()) {
        client.socket.sendBinary(ByteBuffer.wrap(damaged), true).join();
      } else {
        client.say(new String(damaged, StandardCharsets.ISO_8859_1));
      }
    }
    client.say("{'op':'unknown'}");
    client.await("status", m -> m.path("message").asText().contains("\"op\" is not known"));
    Client other = keep(new Client());
    other.subscribe(4, other.channel("/words"));
    awaitSubscribers(words, 1);
    words.publish(new StringMessage("still here"));
    assertEquals("still here", other.string(4));
    // What is too long ends its own connection alone.
    Client wordy = keep(new Client());
    wordy.await("serverInfo", m -> true);
    // It may be hung up on in the middle.
    var unused = wordy.socket.sendText(" ".repeat(ClientRequest.MAX_BYTES + 1), true);
    awaitInputClosed(wordy);
    words.publish(new StringMessage("and still"));
    assertEquals("and still", other.string(4));
  }

  private static void awaitInputClosed(Client client) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!client.socket.isInputClosed() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertTrue(client.socket.isInputClosed());
  }

  @Test
  void thereIsRoomForSoManyClients() throws Exception {
    for (int i = 0; i < LookServer.MAX_CLIENTS; i++) {
      keep(new Client()).await("serverInfo", m -> true);
    }
    assertEquals(LookServer.MAX_CLIENTS, bridge.clients());
    Client tooMany = keep(new Client());
    awaitInputClosed(tooMany);
    assertEquals(LookServer.MAX_CLIENTS, bridge.clients());
  }
}
