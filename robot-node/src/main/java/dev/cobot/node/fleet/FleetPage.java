package dev.cobot.node.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.config.Listening;
import dev.cobot.node.web.AccessToken;
import dev.cobot.node.web.CallerRules;
import dev.cobot.node.web.PageFiles;
import dev.cobot.node.web.WebServer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The fleet as a page for browsers, which ask for the whole of it once a second. There is nothing
 * that changes anything. On this machine looking is free; from another it takes the token.
 */
public final class FleetPage implements AutoCloseable {
  private static final String PICTURES = "'self'";

  private static final int MAX_REQUEST_BYTES = 4096;

  /** However many browsers ask, the document is made so often at most. */
  private static final long FRESH_NANOS = 400_000_000L;

  private static final String SHARED = "/dev/cobot/node/dashboard/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";

  /** What there is to get, with its type; some of it is the cell's page's. */
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("index.html", "text/html; charset=utf-8");
    FILES.put("fleet.css", "text/css; charset=utf-8");
    FILES.put("fleet.js", SCRIPT);
    FILES.put("words.en.json", JSON);
    FILES.put("words.de.json", JSON);
    FILES.put(SHARED + "page.css", "text/css; charset=utf-8");
    FILES.put(SHARED + "icon.svg", "image/svg+xml");
    FILES.put(SHARED + "words.js", SCRIPT);
    FILES.put(SHARED + "draw.js", SCRIPT);
  }

  private final Listening at;
  private final CallerRules callers;
  private final AccessToken token = AccessToken.random();
  private final Supplier<ObjectNode> fleet;
  private final WebServer server;
  private String document = "{}";
  private long documentMonotonic = System.nanoTime() - FRESH_NANOS;

  private FleetPage(Listening at, Supplier<ObjectNode> fleet) throws IOException {
    this.at = at;
    this.fleet = fleet;
    callers = CallerRules.of(at);
    server =
        WebServer.start(
            at,
            "the fleet's page",
            "--dashboard [HOST:]PORT",
            new WebServer.Limits(MAX_REQUEST_BYTES, 1),
            this::configure);
  }

  /**
   * Listens.
   *
   * @param fleet gives the document of {@link FleetDocument}; called on threads of the server
   * @throws IOException when the port is taken or the address is none of this machine's
   */
  public static FleetPage start(Listening at, Supplier<ObjectNode> fleet) throws IOException {
    return new FleetPage(at, fleet);
  }

  /** Returns where the page is, with the token where looking takes one. */
  public String link() {
    String page = "http://" + at.authority(server.port()) + "/";
    return at.isLoopback()
        ? page
        : page + "#token=" + token.secret() + " (in the clear: who hears it can look, too)";
  }

  private void configure(JavalinConfig config) {
    config.routes.before(
        ctx -> {
          PageFiles.protect(ctx, PICTURES);
          WebServer.turnAway(callers.refusal(ctx.header("Host")));
        });
    FILES.forEach(
        (name, type) -> {
          byte[] bytes = PageFiles.read(FleetPage.class, name);
          String path = name.substring(name.lastIndexOf('/') + 1);
          config.routes.get(
              path.equals("index.html") ? "/" : "/" + path,
              ctx -> ctx.contentType(type).result(bytes));
        });
    config.routes.get("/fleet.json", this::answer);
  }

  private void answer(Context ctx) {
    String shown = ctx.header("Authorization");
    if (!at.isLoopback()
        && !(shown != null
            && shown.startsWith("Bearer ")
            && shown.length() <= AccessToken.MAX_CHARACTERS
            && token.matches(shown.substring("Bearer ".length())))) {
      ctx.status(HttpStatus.UNAUTHORIZED).result("from another machine looking takes the token\n");
      return;
    }
    ctx.contentType(JSON).result(newest());
  }

  private synchronized String newest() {
    if (System.nanoTime() - documentMonotonic >= FRESH_NANOS) {
      document = fleet.get().toString();
      documentMonotonic = System.nanoTime();
    }
    return document;
  }

  @Override
  public void close() {
    server.close();
  }
}
