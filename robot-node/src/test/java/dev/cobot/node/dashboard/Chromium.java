package dev.cobot.node.dashboard;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Debian's Chromium without a window, driven over the Chrome DevTools Protocol. */
public final class Chromium implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final int AWAIT_SECONDS = 60;

  private final Process process;
  private final WebSocket line;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Map<String, Page> pages = new ConcurrentHashMap<>();

  private Chromium(Process process, URI browser) {
    this.process = process;
    line =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(browser, new Answers())
            .orTimeout(AWAIT_SECONDS, TimeUnit.SECONDS)
            .join();
  }

  /** Starts one with an empty profile in a folder. */
  public static Chromium start(Path folder) throws IOException, InterruptedException {
    assertTrue(
        Files.isExecutable(PROGRAM),
        PROGRAM + " is needed for this test; run launch/test, which installs it");
    Path profile = Files.createTempDirectory(folder, "chromium");
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log.txt").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < AWAIT_SECONDS * 20; i++) {
      List<String> lines = Files.exists(port) ? Files.readAllLines(port) : List.of();
      if (lines.size() == 2) {
        return new Chromium(process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    process.destroyForcibly();
    return fail("Chromium did not start: " + Files.readString(profile.resolve("log.txt")));
  }

  /** Opens a page in a browser of its own: nothing is shared with other pages. */
  public Page open(String url, String languages, int width, int height) {
    String context =
        call(null, "Target.createBrowserContext", Map.of()).path("browserContextId").asText();
    String target =
        call(null, "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
            .path("targetId")
            .asText();
    String session =
        call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asText();
    Page page = new Page(session, context);
    pages.put(session, page);
    for (String domain : List.of("Page", "Runtime", "Log")) {
      call(session, domain + ".enable", Map.of());
    }
    call(
        session,
        "Emulation.setUserAgentOverride",
        Map.of("userAgent", "test", "acceptLanguage", languages));
    page.resize(width, height);
    page.go(url);
    return page;
  }

  private JsonNode call(String session, String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    synchronized (line) {
      line.sendText(message.toString(), true).join();
    }
    JsonNode got = answer.orTimeout(AWAIT_SECONDS, TimeUnit.SECONDS).join();
    assertTrue(got.path("error").isMissingNode(), () -> method + ": " + got);
    return got.path("result");
  }

  @Override
  public void close() {
    line.abort();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A page that is open, with what went wrong on it. */
  public final class Page implements AutoCloseable {
    private final String session;
    private final String context;
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private Page(String session, String context) {
      this.session = session;
      this.context = context;
    }

    public void go(String url) {
      call(session, "Page.navigate", Map.of("url", url));
    }

    public void reload() {
      evaluate("window.isOld = true");
      call(session, "Page.reload", Map.of());
      await("window.isOld !== true && document.readyState === 'complete'");
    }

    public void resize(int width, int height) {
      call(
          session,
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    public void dark(boolean isDark) {
      call(
          session,
          "Emulation.setEmulatedMedia",
          Map.of(
              "features",
              List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    /** Returns what an expression, or the promise that it makes, comes to. */
    public JsonNode evaluate(String expression) {
      JsonNode got =
          call(
              session,
              "Runtime.evaluate",
              Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
      assertTrue(got.path("exceptionDetails").isMissingNode(), () -> expression + ": " + got);
      return got.path("result").path("value");
    }

    /** Waits until an expression is true. */
    public void await(String condition) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
      while (!evaluate("Boolean(" + condition + ")").asBoolean()) {
        if (System.nanoTime() > deadline) {
          fail(condition + " did not come true; the page: " + text("body"));
        }
        try {
          TimeUnit.MILLISECONDS.sleep(25);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    /** Waits until an element shows a text. */
    public void awaitText(String selector, String part) {
      await(
          "[...document.querySelectorAll("
              + quoted(selector)
              + ")].some(e => e.innerText.includes("
              + quoted(part)
              + "))");
    }

    public String text(String selector) {
      return evaluate("document.querySelector(" + quoted(selector) + ")?.innerText").asText();
    }

    /**
     * Presses and lets go of the mouse in the middle of an element that can be clicked.
     *
     * @return when it was pressed, monotonic nanoseconds
     */
    public long click(String selector) {
      String element = "document.querySelector(" + quoted(selector) + ")";
      await(element + " && " + element + ".getClientRects().length > 0");
      JsonNode middle =
          evaluate(
              "(() => { const e = "
                  + element
                  + "; e.scrollIntoView({block: 'nearest'}); const r = e.getBoundingClientRect();"
                  + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
      long pressedNanos = System.nanoTime();
      for (String what : List.of("mousePressed", "mouseReleased")) {
        call(
            session,
            "Input.dispatchMouseEvent",
            Map.of(
                "type",
                what,
                "x",
                middle.get(0).asDouble(),
                "y",
                middle.get(1).asDouble(),
                "button",
                "left",
                "clickCount",
                1));
      }
      return pressedNanos;
    }

    /** Types into what has the focus. */
    public void type(String text) {
      call(session, "Input.insertText", Map.of("text", text));
    }

    /**
     * Presses a key.
     *
     * @param key its name, such as Enter, Escape, Tab, ArrowUp, ArrowRight, Home
     */
    public void press(String key) {
      int code =
          switch (key) {
            case "Enter" -> 13;
            case "Escape" -> 27;
            case "Tab" -> 9;
            case "ArrowUp" -> 38;
            case "ArrowRight" -> 39;
            case "Home" -> 36;
            default -> throw new IllegalArgumentException(key);
          };
      for (String what : List.of("keyDown", "keyUp")) {
        call(
            session,
            "Input.dispatchKeyEvent",
            Map.of(
                "type", what,
                "key", key,
                "code", key,
                "windowsVirtualKeyCode", code,
                "text", what.equals("keyDown") && key.equals("Enter") ? "\r" : ""));
      }
    }

    public void screenshot(Path file) throws IOException {
      JsonNode shot = call(session, "Page.captureScreenshot", Map.of("format", "png"));
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(shot.path("data").asText()));
    }

    /** Returns exceptions, and what the browser complained about, such as the content policy. */
    public List<String> faults() {
      return faults;
    }

    @Override
    public void close() {
      pages.remove(session);
      call(null, "Target.disposeBrowserContext", Map.of("browserContextId", context));
    }

    private static String quoted(String text) {
      return JSON.getNodeFactory().textNode(text).toString();
    }
  }

  /** Hears the browser. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        hear(parts.toString());
        parts.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void hear(String text) {
      JsonNode message;
      try {
        message = JSON.readTree(text);
      } catch (IOException e) {
        throw new IllegalStateException(text, e);
      }
      CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
      if (answer != null) {
        answer.complete(message);
        return;
      }
      Page page = pages.get(message.path("sessionId").asText());
      String method = message.path("method").asText();
      JsonNode entry = message.path("params").path("entry");
      if (page != null
          && (method.equals("Runtime.exceptionThrown")
              || (method.equals("Log.entryAdded")
                  && entry.path("level").asText().equals("error")))) {
        page.faults.add(message.path("params").toString());
      }
    }
  }
}
