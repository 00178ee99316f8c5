package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that answers what no service should. */
@Timeout(120)
class RawServiceTest {
  private static final byte[] HEADER =
      TcpRosHeader.encode(Map.of("callerid", "/s", "type", "a/B", "md5sum", "0".repeat(32)));

  private final RosGraph graph = new RosGraph(URI.create("http://127.0.0.1:1"), "/test");
  private final AtomicReference<byte[]> answer = new AtomicReference<>(HEADER);
  private ServerSocket server;
  private Thread thread;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve);
    thread.start();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        TcpRosHeader.read(socket.getInputStream());
        socket.getOutputStream().write(answer.get());
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // The next one may do better; a closed server ends the loop.
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    thread.join();
  }

  private RawService probe() {
    return RawService.probe(graph, "/s", URI.create("rosrpc://127.0.0.1:" + server.getLocalPort()));
  }

  private void assertRefused(RawService service, byte[] rest, String part) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER.length + rest.length);
    answer.set(bytes.put(HEADER).put(rest).array());
    String said =
        assertThrows(RosException.class, () -> service.call(new byte[0], Duration.ofSeconds(10)))
            .getMessage();
    assertTrue(said.contains(part), said);
  }

  private static byte[] response(int ok, int length, int bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(5 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    return buffer.put((byte) ok).putInt(length).array();
  }

  @Test
  void answersHaveLimits() {
    RawService service = probe();
    assertRefused(service, response(1, 1 << 30, 0), "announces 1073741824 bytes");
    assertRefused(service, response(1, -1, 0), "announces 4294967295 bytes");
    assertRefused(service, response(1, 100, 10), "ends after 10 of 100 bytes");
    assertRefused(service, new byte[0], "closed the connection without an answer");
    assertRefused(service, new byte[] {1}, "closed the connection without an answer");
    assertRefused(service, response(0, 0, 0), "the call failed");
    answer.set(TcpRosHeader.encode(Map.of("error", "not for you")));
    assertTrue(assertThrows(RosException.class, this::probe).getMessage().contains("not for you"));
  }

  @Test
  void mutatedHeadersAreTakenOrRefused() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] mutated = HEADER.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      answer.set(mutated);
      try {
        probe();
      } catch (RosException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, "refused " + refused);
  }
}
