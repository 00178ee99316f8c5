package dev.cobot.node.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers {@code /metrics}, {@code /health} and {@code /ready} over HTTP. */
public final class MetricsServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int BACKLOG = 16;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  static {
    // One thread answers all: who sends or reads too slowly is hung up on, after so many seconds.
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "5");
  }

  private final HttpServer server;

  private MetricsServer(HttpServer server) {
    this.server = server;
  }

  /** What a path is answered. */
  private record Answer(int status, String type, String body) {}

  /** Answers one path. */
  @FunctionalInterface
  private interface Page {
    Answer answer();
  }

  /**
   * Begins to serve.
   *
   * @param host an address of this machine
   * @param port 0 takes a free one
   * @throws IOException when the port is taken or the address is none of this machine
   */
  public static MetricsServer start(String host, int port, RuntimeMetrics metrics)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
    } catch (IOException e) {
      throw new IOException(
          "metrics cannot be served at %s, port %d (%s); choose another --metrics"
              .formatted(host, port, e.getMessage()),
          e);
    }
    page(server, "/metrics", () -> new Answer(OK, PROMETHEUS, metrics.text()));
    page(server, "/health", () -> answer(metrics.hangs().map(List::of).orElse(List.of()), "alive"));
    page(server, "/ready", () -> answer(metrics.missing(), "ready"));
    server.createContext(
        "/",
        exchange ->
            send(exchange, new Answer(404, TEXT, "there are /metrics, /health and /ready\n")));
    server.start();
    return new MetricsServer(server);
  }

  private static Answer answer(List<String> problems, String well) {
    return problems.isEmpty()
        ? new Answer(OK, TEXT, well + "\n")
        : new Answer(UNAVAILABLE, TEXT, String.join("\n", problems) + "\n");
  }

  private static void page(HttpServer server, String path, Page page) {
    server.createContext(
        path,
        exchange -> {
          String method = exchange.getRequestMethod();
          if (!exchange.getRequestURI().getPath().equals(path)) {
            send(exchange, new Answer(404, TEXT, "there is only " + path + "\n"));
          } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            send(exchange, new Answer(405, TEXT, "allowed: GET, HEAD\n"));
          } else {
            send(exchange, page.answer());
          }
        });
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), isHead ? -1 : body.length);
      if (!isHead) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** Returns the address in use, as in {@code 127.0.0.1:9464}. */
  public String address() {
    InetSocketAddress at = server.getAddress();
    String host = at.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + at.getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
