package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The master's API as peers call it. */
@Timeout(60)
class RosCoreTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final BlockingQueue<List<Object>> told = new LinkedBlockingQueue<>();
  private RosCore master;
  private XmlRpcServer slave;
  private String slaveUri;

  @BeforeEach
  void start() throws RosException, IOException {
    master = RosCore.start(LOOPBACK);
    slave =
        new XmlRpcServer(
            LOOPBACK,
            "ros-test-slave",
            (method, params) -> {
              told.add(List.of(method, params));
              return List.of(1, "", 0);
            });
    slaveUri = "http://127.0.0.1:" + slave.port() + "/";
  }

  @AfterEach
  void stop() {
    slave.close();
    master.close();
  }

  private XmlRpcClient.Reply call(String method, Object... args) throws IOException {
    return XmlRpcClient.call(master.getUri(), TIMEOUT, method, args);
  }

  private Object ok(String method, Object... args) throws IOException {
    XmlRpcClient.Reply reply = call(method, args);
    assertEquals(1, reply.code(), reply.status());
    return reply.value();
  }

  @Test
  void subscribersLearnOfPublishers() throws Exception {
    assertEquals(List.of(), ok("registerSubscriber", "/s", "/t", "std_msgs/String", slaveUri));
    String publisherUri = "http://127.0.0.1:1/";
    assertEquals(
        List.of(slaveUri), ok("registerPublisher", "/p", "t", "std_msgs/String", publisherUri));
    assertEquals(
        List.of("publisherUpdate", List.of("/master", "/t", List.of(publisherUri))),
        told.poll(10, TimeUnit.SECONDS));
    assertEquals(List.of(List.of("/t", "std_msgs/String")), ok("getPublishedTopics", "/x", ""));
    assertEquals(List.of(List.of("/t", "std_msgs/String")), ok("getTopicTypes", "/x"));
    assertEquals(
        List.of(
            List.of(List.of("/t", List.of("/p"))),
            List.of(List.of("/t", List.of("/s"))),
            List.of()),
        ok("getSystemState", "/x"));
    assertEquals(slaveUri, ok("lookupNode", "/x", "/s"));
    assertEquals(0, ok("unregisterPublisher", "/p", "/t", "http://127.0.0.1:2/"));
    assertEquals(1, ok("unregisterPublisher", "/p", "/t", publisherUri));
    assertEquals(
        List.of("publisherUpdate", List.of("/master", "/t", List.of())),
        told.poll(10, TimeUnit.SECONDS));
    assertEquals(-1, call("lookupNode", "/x", "/p").code());
    assertEquals(List.of(), ok("getPublishedTopics", "/x", ""));
  }

  @Test
  void anyTypeNeverReplacesAKnownOne() throws Exception {
    ok("registerSubscriber", "/s", "/t", "*", slaveUri);
    assertEquals(List.of(), ok("getTopicTypes", "/x"));
    ok("registerPublisher", "/p", "/t", "a/B", "http://127.0.0.1:1/");
    ok("registerPublisher", "/q", "/t", "*", "http://127.0.0.1:2/");
    assertEquals(List.of(List.of("/t", "a/B")), ok("getTopicTypes", "/x"));
  }

  @Test
  void aSlaveThatHangsDelaysNobody() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ok(
          "registerSubscriber",
          "/hang",
          "/t",
          "a/B",
          "http://127.0.0.1:" + hanging.getLocalPort() + "/");
      ok("registerSubscriber", "/s", "/t", "a/B", slaveUri);
      ok("registerPublisher", "/p", "/t", "a/B", "http://127.0.0.1:1/");
      List<Object> first = told.poll(3, TimeUnit.SECONDS);
      assertEquals("publisherUpdate", first.get(0));
    }
  }

  @Test
  void aTakenNameLosesAllAndIsToldToShutDown() throws Exception {
    ok("registerPublisher", "/n", "/t", "a/B", slaveUri);
    ok("registerService", "/n", "/srv", "rosrpc://127.0.0.1:5", slaveUri);
    ok("registerSubscriber", "/n", "/u", "a/B", "http://127.0.0.1:1/");
    List<Object> shutdown = told.poll(10, TimeUnit.SECONDS);
    assertEquals("shutdown", shutdown.get(0));
    assertEquals(
        List.of(List.of(), List.of(List.of("/u", List.of("/n"))), List.of()),
        ok("getSystemState", "/x"));
  }

  @Test
  void parametersResolveAndNest() throws Exception {
    ok("setParam", "/ns/node", "~gain", 2.5);
    ok("setParam", "/ns/node", "rel", Map.of("a", 1, "b", Map.of("c", "x")));
    assertEquals(2.5, ok("getParam", "/x", "/ns/node/gain"));
    assertEquals("x", ok("getParam", "/x", "/ns/rel/b/c"));
    assertEquals(
        List.of("/ns/node/gain", "/ns/rel/a", "/ns/rel/b/c"),
        ((List<?>) ok("getParamNames", "/x")).stream().map(Object::toString).sorted().toList());
    assertEquals("/ns/rel/b", ok("searchParam", "/ns/node", "rel/b"));
    assertEquals("/ns/node/gain", ok("searchParam", "/ns/node", "gain"));
    assertEquals(-1, call("searchParam", "/ns/node", "none").code());
    assertEquals(-1, call("getParam", "/x", "/none").code());
    assertEquals(false, ok("hasParam", "/x", "/none"));
    ok("deleteParam", "/x", "/ns/rel");
    assertEquals(-1, call("deleteParam", "/x", "/ns/rel").code());
    assertThrows(XmlRpcException.class, () -> call("deleteParam", "/x", "/"));
    ok("setParam", "/x", "/", Map.of("only", true));
    assertEquals(Map.of("only", true), ok("getParam", "/x", "/"));
  }

  @Test
  void parameterSubscribersAreTold() throws Exception {
    assertEquals(Map.of(), ok("subscribeParam", "/s", slaveUri, "/a/b"));
    ok("setParam", "/x", "/a/b", 1);
    assertEquals(
        List.of("paramUpdate", List.of("/master", "/a/b/", 1)), told.poll(10, TimeUnit.SECONDS));
    ok("setParam", "/x", "/a", Map.of("b", 2));
    assertEquals(
        List.of("paramUpdate", List.of("/master", "/a/b/", 2)), told.poll(10, TimeUnit.SECONDS));
    ok("setParam", "/x", "/a/b", Map.of("c", 3));
    assertEquals(
        List.of("paramUpdate", List.of("/master", "/a/b/", Map.of("c", 3))),
        told.poll(10, TimeUnit.SECONDS));
    ok("setParam", "/x", "/a/b/c", 4);
    assertEquals(
        List.of("paramUpdate", List.of("/master", "/a/b/c/", 4)), told.poll(10, TimeUnit.SECONDS));
    ok("deleteParam", "/x", "/a/b");
    assertEquals(
        List.of("paramUpdate", List.of("/master", "/a/b/", Map.of())),
        told.poll(10, TimeUnit.SECONDS));
    assertEquals(1, ok("unsubscribeParam", "/s", slaveUri, "/a/b"));
    assertEquals(0, ok("unsubscribeParam", "/s", slaveUri, "/a/b"));
  }

  @Test
  void multicallAnswersEachCall() throws Exception {
    Object answer =
        XmlRpcClient.callRaw(
            master.getUri(),
            TIMEOUT,
            "system.multicall",
            List.of(
                List.of(
                    Map.of("methodName", "setParam", "params", List.of("/x", "/m", 9)),
                    Map.of("methodName", "getParam", "params", List.of("/x", "/m")),
                    Map.of("methodName", "nonsense", "params", List.of("/x")))));
    List<?> results = (List<?>) answer;
    assertEquals(3, results.size());
    assertEquals(List.of(List.of(1, "Parameter [/m]", 9)), results.get(1));
    assertTrue(((Map<?, ?>) results.get(2)).containsKey("faultCode"));
  }

  @Test
  void mistakesAreAnsweredClearly() throws Exception {
    XmlRpcException unknown = assertThrows(XmlRpcException.class, () -> call("nonsense", "/x"));
    assertTrue(unknown.getMessage().contains("nonsense"));
    XmlRpcClient.Reply missing = call("registerPublisher", "/x", "/t");
    assertEquals(-1, missing.code());
    assertEquals("registerPublisher: argument 2 is missing, got 2 arguments", missing.status());
    assertEquals(-1, call("setParam", "/x", "/d" + "/e".repeat(500), 1).code());
    assertEquals(-1, call("lookupService", "/x", "/none").code());
    assertEquals(master.getUri().toString(), ok("getUri", "/x"));
    assertEquals((int) ProcessHandle.current().pid(), ok("getPid", "/x"));
  }

  @Test
  void shutdownEndsTheMaster() throws Exception {
    URI uri = master.getUri();
    ok("shutdown", "/x", "test");
    LoopbackTest.await(
        "the master is gone",
        () -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            return !socket.isConnected();
          } catch (IOException e) {
            return true;
          }
        });
  }

  @Test
  void webPagesAndHugeBodiesAreRefused() throws Exception {
    assertTrue(
        exchange("POST / HTTP/1.1\r\nOrigin: http://evil\r\nContent-Length: 0\r\n\r\n")
            .startsWith("HTTP/1.1 403"));
    assertTrue(exchange("GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 405"));
    assertEquals("", exchange("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"));
    assertEquals("", exchange("POST / HTTP/1.1\r\n\r\n"));
    assertEquals("", exchange("POST / HTTP/1.1\r\nX: " + "x".repeat(20_000)));
    assertEquals(1, call("getPid", "/x").code());
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), master.getUri().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      try {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      } catch (SocketException e) {
        // Reset, because the refused rest was never read.
        return "";
      }
    }
  }
}
