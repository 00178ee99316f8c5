package dev.cobot.node.dashboard;

import dev.cobot.node.config.DashboardProfile;
import dev.cobot.node.web.CallerRules;
import dev.cobot.node.web.PageFiles;
import dev.cobot.node.web.WebServer;
import io.javalin.config.JavalinConfig;
import io.javalin.websocket.WsConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The page's files and the line to each browser. There is nothing but a fixed list of files and one
 * line; whoever calls under another name or from another page is turned away.
 */
final class PageServer implements AutoCloseable {
  static final String LINE = "/line";
  static final int MAX_VIEWERS = 16;

  private static final String PICTURES = "'self' blob:";

  /** What there is to get, with its type. */
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("index.html", "text/html; charset=utf-8");
    FILES.put("page.css", "text/css; charset=utf-8");
    FILES.put("icon.svg", "image/svg+xml");
    for (String module :
        new String[] {
          "main.js",
          "line.js",
          "words.js",
          "talk.js",
          "calibration.js",
          "rehearsal.js",
          "latency.js",
          "camera.js",
          "table.js",
          "space.js",
          "state.js",
          "weights.js",
          "draw.js"
        }) {
      FILES.put(module, "text/javascript; charset=utf-8");
    }
    for (String language : new String[] {"en", "de"}) {
      FILES.put("words." + language + ".json", "application/json; charset=utf-8");
    }
  }

  private final CallerRules callers;
  private final Guests guests;
  private final Map<String, Viewer> viewers = new ConcurrentHashMap<>();
  private final AtomicLong dropped = new AtomicLong();
  private final WebServer server;

  /** Hears what browsers say. Called on threads of the server; must not wait. */
  @FunctionalInterface
  interface Guests {
    void said(Viewer viewer, String message);
  }

  private PageServer(DashboardProfile profile, Guests guests) throws IOException {
    callers = CallerRules.of(profile.listening());
    this.guests = guests;
    server =
        WebServer.start(
            profile.listening(),
            "the dashboard",
            "--dashboard PORT",
            new WebServer.Limits(PageRequest.MAX_BYTES, 1),
            this::configure);
  }

  /**
   * Listens.
   *
   * @throws IOException when the port is taken or the address is none of this machine's
   */
  static PageServer start(DashboardProfile profile, Guests guests) throws IOException {
    return new PageServer(profile, guests);
  }

  int port() {
    return server.port();
  }

  Collection<Viewer> viewers() {
    return viewers.values();
  }

  /** Returns how many messages were replaced by newer ones before a browser took them. */
  long dropped() {
    return dropped.get();
  }

  private void configure(JavalinConfig config) {
    config.routes.before(
        ctx -> {
          PageFiles.protect(ctx, PICTURES);
          WebServer.turnAway(callers.refusal(ctx.header("Host")));
        });
    config.routes.wsBeforeUpgrade(
        ctx -> {
          PageFiles.protect(ctx, PICTURES);
          WebServer.turnAway(callers.refusal(ctx.header("Host"), ctx.header("Origin")));
        });
    FILES.forEach(
        (name, type) -> {
          byte[] bytes = PageFiles.read(PageServer.class, name);
          config.routes.get(
              name.equals("index.html") ? "/" : "/" + name,
              ctx -> ctx.contentType(type).result(bytes));
        });
    config.routes.ws(LINE, this::line);
  }

  private void line(WsConfig ws) {
    ws.onConnect(
        ctx -> {
          if (viewers.size() >= MAX_VIEWERS) {
            ctx.session.close(WebServer.TRY_LATER, "too many browsers", Callback.NOOP);
            return;
          }
          viewers.put(
              ctx.sessionId(),
              new Viewer(new SessionLine(ctx.session), dropped, System.nanoTime()));
        });
    ws.onMessage(
        ctx -> {
          Viewer viewer = viewers.get(ctx.sessionId());
          if (viewer != null) {
            guests.said(viewer, ctx.message());
          }
        });
    ws.onBinaryMessage(ctx -> ctx.session.close(WebServer.POLICY, "texts only", Callback.NOOP));
    ws.onClose(ctx -> viewers.remove(ctx.sessionId()));
    ws.onError(ctx -> viewers.remove(ctx.sessionId()));
  }

  @Override
  public void close() {
    viewers.values().forEach(viewer -> viewer.close(WebServer.GOING_AWAY, "the runtime ends"));
    server.close();
  }

  /** A WebSocket of Jetty's. */
  private record SessionLine(Session session) implements Viewer.Line {
    @Override
    public void send(Viewer.Message message, Runnable sent) {
      // What cannot be sent is a line that is broken: its close event follows.
      Callback callback = Callback.from(sent, failure -> session.disconnect());
      if (message.text() != null) {
        session.sendText(message.text(), callback);
      } else {
        session.sendBinary(ByteBuffer.wrap(message.binary()), callback);
      }
    }

    @Override
    public void close(int code, String why) {
      session.close(code, why, Callback.NOOP);
    }
  }
}
