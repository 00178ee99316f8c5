package dev.cobot.ros;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers XML-RPC calls; each connection has its own thread. */
final class XmlRpcServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(XmlRpcServer.class);
  private static final int MAX_CONNECTIONS = 256;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Carries out one call. */
  interface Handler {
    /**
     * The value to answer.
     *
     * @throws XmlRpcException to answer a fault
     */
    Object handle(String method, List<Object> params) throws XmlRpcException;
  }

  private final SocketAcceptor acceptor;
  private final Handler handler;

  XmlRpcServer(InetSocketAddress bind, String threadName, Handler handler) throws IOException {
    this.handler = handler;
    this.acceptor = SocketAcceptor.open(bind, threadName, MAX_CONNECTIONS, this::serve);
  }

  int port() {
    return acceptor.port();
  }

  private void serve(Socket socket) throws IOException {
    HttpStream http = new HttpStream(socket);
    while (true) {
      HttpStream.Head head = http.readHead(System.nanoTime() + IDLE_NANOS);
      if (head == null) {
        return;
      }
      // A web page must not drive a robot: browsers name their origin, ROS peers never do.
      if (head.fields().containsKey("origin")) {
        respond(http, "403 Forbidden", new byte[0], true);
        return;
      }
      if (!head.startLine().startsWith("POST ")) {
        respond(http, "405 Method Not Allowed", new byte[0], true);
        return;
      }
      byte[] body = http.readBody(head, System.nanoTime() + BODY_NANOS);
      respond(http, "200 OK", answer(body), head.closes());
      if (head.closes()) {
        return;
      }
    }
  }

  private static void respond(HttpStream http, String status, byte[] body, boolean close)
      throws IOException {
    http.write(
        "HTTP/1.1 "
            + status
            + "\r\nServer: cobot-ros\r\nContent-Type: text/xml\r\nContent-Length: "
            + body.length
            + (close ? "\r\nConnection: close" : "")
            + "\r\n\r\n",
        body);
  }

  private byte[] answer(byte[] body) {
    try {
      XmlRpc.Call call = XmlRpc.decodeCall(body);
      return XmlRpc.encodeResponse(handler.handle(call.method(), call.params()));
    } catch (XmlRpcException e) {
      return XmlRpc.encodeFault(1, e.getMessage());
    } catch (RuntimeException e) {
      log.error("An XML-RPC call failed", e);
      return XmlRpc.encodeFault(1, "Internal error: " + e);
    }
  }

  @Override
  public void close() {
    acceptor.close();
  }
}
