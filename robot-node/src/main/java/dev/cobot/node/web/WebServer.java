package dev.cobot.node.web;

import dev.cobot.node.config.Listening;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An HTTP and WebSocket server that says little and takes little. */
public final class WebServer implements AutoCloseable {
  /** Closed because the server ends. */
  public static final int GOING_AWAY = 1001;

  /** Closed because of what the other side did, or may not do. */
  public static final int POLICY = 1008;

  /** Closed because there is no room. */
  public static final int TRY_LATER = 1013;

  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Javalin javalin;

  private WebServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * What is taken from the other side; more than that closes the connection.
   *
   * @param textBytes of one text or one request
   * @param binaryBytes of one binary message
   */
  public record Limits(int textBytes, int binaryBytes) {}

  /**
   * Listens. A connection on which nothing goes either way for a minute is closed.
   *
   * @param what is served, for the error
   * @param option that sets the port, for the error
   * @param routes sets what is answered
   * @throws IOException when the port is taken or the address is none of this machine's
   */
  public static WebServer start(
      Listening at, String what, String option, Limits limits, Consumer<JavalinConfig> routes)
      throws IOException {
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.maxRequestSize = limits.textBytes();
              config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
              config.jetty.modifyWebSocketServletFactory(
                  factory -> {
                    factory.setMaxTextMessageSize(limits.textBytes());
                    factory.setMaxBinaryMessageSize(limits.binaryBytes());
                    factory.setMaxFrameSize(Math.max(limits.textBytes(), limits.binaryBytes()));
                    factory.setIdleTimeout(SILENCE);
                  });
              routes.accept(config);
            });
    try {
      javalin.start(at.bind(), at.port());
    } catch (JavalinBindException e) {
      javalin.stop();
      throw new IOException(
          what
              + " cannot listen on "
              + at.bind()
              + " port "
              + at.port()
              + ": the port is taken, needs more rights, or the address is none of this machine's;"
              + " choose another with "
              + option,
          e);
    }
    return new WebServer(javalin);
  }

  /** Answers 403 if there is a reason. */
  public static void turnAway(Optional<String> refusal) {
    if (refusal.isPresent()) {
      throw new ForbiddenResponse(refusal.get());
    }
  }

  /** Answers that a WebSocket is not opened, and why; what is thrown alone has no words there. */
  public static void refuse(Context ctx, HttpStatus status, String why) throws IOException {
    ctx.res().setStatus(status.getCode());
    ctx.res().setContentType("text/plain; charset=utf-8");
    ctx.res().getOutputStream().write((why + "\n").getBytes(StandardCharsets.UTF_8));
    ctx.res().flushBuffer();
    throw new HttpResponseException(status.getCode(), why, Map.of());
  }

  /** Returns the port that is really used. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
