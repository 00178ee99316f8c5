package dev.cobot.node.foxglove;

import dev.cobot.node.config.FoxgloveProfile;
import dev.cobot.node.web.CallerRules;
import dev.cobot.node.web.WebServer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.websocket.WsConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of clients: who may connect, by which protocol, and what comes from whom. */
final class LookServer implements AutoCloseable {
  /** The names of the same protocol, as its specification and as the later SDK have it. */
  static final List<String> PROTOCOLS = List.of("foxglove.sdk.v1", "foxglove.websocket.v1");

  static final int MAX_CLIENTS = 16;
  static final int MAX_BINARY_BYTES = 64 << 10;
  private static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";
  private static final Logger log = LoggerFactory.getLogger(LookServer.class);
  private static final long MAX_WAITING_BYTES = 16 << 20;
  private static final long WARN_EVERY_NANOS = 10_000_000_000L;
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final Pattern OWN_PAGE =
      Pattern.compile("https?://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]{1,5})?");
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,200}");

  /** The desktop programs are pages of their own files. */
  private static final String DESKTOP = "file://";

  private final FoxgloveProfile profile;
  private final CallerRules callers;
  private final Guests guests;
  private final Map<String, ClientLine> clients = new ConcurrentHashMap<>();
  private final AtomicLong warnedMonotonic =
      new AtomicLong(System.nanoTime() - 2 * WARN_EVERY_NANOS);
  private final WebServer server;

  /** Hears of clients. Called on threads of the server; must not wait. */
  interface Guests {
    void came(ClientLine client);

    void said(ClientLine client, String message);

    void went(ClientLine client);
  }

  /**
   * Listens.
   *
   * @throws IOException when the port is taken or the address is none of this machine's
   */
  LookServer(FoxgloveProfile profile, String option, Guests guests) throws IOException {
    this.profile = profile;
    this.guests = guests;
    callers = CallerRules.of(profile.listening());
    server =
        WebServer.start(
            profile.listening(),
            "the Foxglove server",
            option,
            new WebServer.Limits(ClientRequest.MAX_BYTES, MAX_BINARY_BYTES),
            this::configure);
  }

  /** Returns what a client connects to, as in {@code ws://127.0.0.1:8765}. */
  String address() {
    return "ws://" + profile.listening().authority(server.port());
  }

  private void configure(JavalinConfig config) {
    config.routes.before(ctx -> WebServer.turnAway(callers.refusal(ctx.header("Host"))));
    config.routes.get(
        "/",
        ctx ->
            ctx.contentType("text/plain; charset=utf-8")
                .result(
                    "ROS topics for Foxglove and Lichtblick: open a Foxglove WebSocket connection"
                        + " to this address.\n"));
    config.routes.wsBeforeUpgrade(this::admit);
    config.routes.ws("/", this::line);
  }

  private void admit(Context ctx) throws IOException {
    // Until it is known which one is spoken; the server would echo the first one that is offered.
    ctx.res().setHeader(PROTOCOL_HEADER, null);
    String host = ctx.header("Host");
    Optional<String> refusal = callers.refusal(host).or(() -> refusal(host, ctx.header("Origin")));
    if (refusal.isPresent()) {
      WebServer.refuse(ctx, HttpStatus.FORBIDDEN, refusal.get());
    }
    List<String> offered =
        COMMA
            .splitAsStream(Optional.ofNullable(ctx.header(PROTOCOL_HEADER)).orElse("").strip())
            .toList();
    Optional<String> spoken = PROTOCOLS.stream().filter(offered::contains).findFirst();
    if (spoken.isEmpty()) {
      WebServer.refuse(
          ctx,
          HttpStatus.BAD_REQUEST,
          "Offer one of the WebSocket subprotocols "
              + String.join(", ", PROTOCOLS)
              + "; a rosbridge or ROS 2 client does not work here.");
    }
    ctx.header(PROTOCOL_HEADER, spoken.orElseThrow());
  }

  /**
   * Returns why a client of this Origin may not connect; programs that are no browser have none.
   */
  private Optional<String> refusal(String host, String origin) {
    if (origin == null
        || origin.equals(DESKTOP)
        || OWN_PAGE.matcher(origin).matches()
        || profile.origins().contains(origin)
        || (hostName(origin).isPresent() && hostName(origin).equals(hostName("ws://" + host)))) {
      return Optional.empty();
    }
    long now = System.nanoTime();
    long last = warnedMonotonic.get();
    if (now - last > WARN_EVERY_NANOS
        && PRINTABLE.matcher(origin).matches()
        && warnedMonotonic.compareAndSet(last, now)) {
      log.warn(
          "A page of {} wanted to see the topics and was refused; if that is wanted, say"
              + " --foxglove-origin {}",
          origin,
          origin);
    }
    return Optional.of(
        "Pages of this origin may not connect; name it with --foxglove-origin (profile:"
            + " foxglove.origins).");
  }

  private static Optional<String> hostName(String url) {
    try {
      return Optional.ofNullable(new URI(url).getHost()).map(h -> h.toLowerCase(Locale.ROOT));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private void line(WsConfig ws) {
    ws.onConnect(
        ctx -> {
          if (clients.size() >= MAX_CLIENTS) {
            ctx.session.close(WebServer.TRY_LATER, "too many clients", Callback.NOOP);
            return;
          }
          ClientLine client = new ClientLine(new SessionSocket(ctx.session), MAX_WAITING_BYTES);
          clients.put(ctx.sessionId(), client);
          guests.came(client);
        });
    ws.onMessage(
        ctx -> {
          ClientLine client = clients.get(ctx.sessionId());
          if (client != null) {
            guests.said(client, ctx.message());
          }
        });
    ws.onBinaryMessage(
        ctx -> {
          ClientLine client = clients.get(ctx.sessionId());
          if (client != null) {
            client.status(
                ServerMessage.Level.ERROR,
                "clients only look here: publishing and services are not offered");
          }
        });
    ws.onClose(ctx -> leave(ctx.sessionId()));
    ws.onError(ctx -> leave(ctx.sessionId()));
  }

  private void leave(String sessionId) {
    ClientLine client = clients.remove(sessionId);
    if (client != null) {
      guests.went(client);
    }
  }

  @Override
  public void close() {
    clients.values().forEach(client -> client.close(WebServer.GOING_AWAY, "the server ends"));
    server.close();
  }

  /** A WebSocket of Jetty's. What cannot be sent is a line that is broken: its close follows. */
  private record SessionSocket(Session session) implements ClientLine.Socket {
    @Override
    public void send(String text, Runnable sent) {
      session.sendText(text, Callback.from(sent, failure -> session.disconnect()));
    }

    @Override
    public void send(ByteBuffer binary, Runnable sent) {
      session.sendBinary(binary, Callback.from(sent, failure -> session.disconnect()));
    }

    @Override
    public void ping() {
      session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }

    @Override
    public void close(int code, String why) {
      session.close(code, why, Callback.NOOP);
    }
  }
}
