package dev.cobot.ros;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** XML-RPC calls to other nodes: one connection for each call, one deadline over all of it. */
final class XmlRpcClient {
  private XmlRpcClient() {}

  /** The answer that every ROS call gives: 1 is success, 0 failure, -1 a mistake of the caller. */
  record Reply(int code, String status, Object value) {
    boolean ok() {
      return code == 1;
    }
  }

  /**
   * Calls a method of the ROS API and takes its answer apart.
   *
   * @throws IllegalArgumentException when the URI names no host and port
   */
  static Reply call(URI uri, Duration timeout, String method, Object... args) throws IOException {
    Object value = callRaw(uri, timeout, method, List.of(args));
    if (value instanceof List<?> list
        && list.size() == 3
        && list.get(0) instanceof Integer code
        && list.get(1) instanceof String status) {
      return new Reply(code, status, list.get(2));
    }
    throw new XmlRpcException(
        method + " at " + uri + " answered something else than [code, status, value]: " + value);
  }

  static Object callRaw(URI uri, Duration timeout, String method, List<?> args) throws IOException {
    Endpoint peer = Endpoint.of(uri);
    byte[] body = XmlRpc.encodeCall(method, args);
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(peer.address(), (int) timeout.toMillis());
      HttpStream http = new HttpStream(socket);
      http.write(
          "POST /RPC2 HTTP/1.1\r\nHost: "
              + peer.host()
              + ":"
              + peer.port()
              + "\r\nUser-Agent: cobot-ros\r\nContent-Type: text/xml\r\nContent-Length: "
              + body.length
              + "\r\nConnection: close\r\n\r\n",
          body);
      HttpStream.Head head = http.readHead(deadlineNanos);
      if (head == null) {
        throw new EOFException("The peer closed without an answer");
      }
      if (!head.startLine().startsWith("HTTP/1.") || !head.startLine().contains(" 200")) {
        throw new IOException("The peer answered '" + head.startLine() + "'");
      }
      return XmlRpc.decodeResponse(http.readBody(head, deadlineNanos));
    }
  }
}
