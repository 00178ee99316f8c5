package dev.cobot.node.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers {@code /metrics}, {@code /health} and {@code /ready} over HTTP. */
public final class MetricsServer implements AutoCloseable {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(\\[[0-9A-Fa-f:.%]+\\]|[A-Za-z0-9.-]+):)?([0-9]{1,5})");
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
   * @param address {@code PORT} on the loopback interface, or {@code HOST:PORT}; 0 takes a free one
   * @throws IOException when the port is taken or the host is none of this machine
   * @throws IllegalArgumentException when the address is none
   */
  public static MetricsServer start(String address, RuntimeMetrics metrics) throws IOException {
    InetSocketAddress at = parse(address);
    HttpServer server;
    try {
      server = HttpServer.create(at, BACKLOG);
    } catch (IOException e) {
      throw new IOException(
          "metrics cannot be served at "
              + address
              + " ("
              + e.getMessage()
              + "); choose another --metrics",
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

  private static InetSocketAddress parse(String address) throws IOException {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65535) {
      throw new IllegalArgumentException(
          "--metrics: got '"
              + address
              + "'; allowed: PORT (on this machine alone) or HOST:PORT, such as 0.0.0.0:9464");
    }
    InetAddress host =
        parts.group(1) == null
            ? InetAddress.getLoopbackAddress()
            : InetAddress.getByName(parts.group(1));
    return new InetSocketAddress(host, Integer.parseInt(parts.group(2)));
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
