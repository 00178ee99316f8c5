package dev.cobot.node.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.safety.Release;
import dev.cobot.action.session.Stage;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.event.PartHealth;
import dev.cobot.sim2real.robot.ArmState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Prometheus, and whoever watches over the process, is answered. */
@Timeout(120)
class MetricsServerTest {
  private static final Pattern SAMPLE =
      Pattern.compile("[a-z_]+(\\{([a-z_]+=\"[^\"\\\\]*\",?)+\\})? (NaN|-?[0-9.]+(E-?[0-9]+)?)");
  private static final Outcome ABSENT =
      Outcome.refused(new Refusal(Refusal.Reason.ABSENT, "attention", "none", null));

  private long nowNanos = 1;
  private final RuntimeMetrics metrics = new RuntimeMetrics(() -> nowNanos);
  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    server = MetricsServer.start("127.0.0.1", 0, metrics);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private void end(Outcome outcome) {
    metrics.on(
        new CellEvent.Ended(
            1,
            new CommandReport(
                "a", "go", outcome, null, List.of(), List.of(), Map.of(), Map.of(), Map.of(),
                Map.of(), List.of(), 0, 0, List.of(), 0, 0, 0, false, null, null, List.of())));
  }

  private void health(double jointAgeSeconds, Optional<String> gateStop) {
    metrics.on(
        new CellEvent.Health(1, new CellHealth(jointAgeSeconds, 0.1, gateStop, 0, 0, 1, 2, 4)));
  }

  private void countEverything() {
    end(Outcome.done("done"));
    end(ABSENT);
    end(ABSENT);
    for (int millis : List.of(3, 30, 300)) {
      metrics.on(
          new CellEvent.Ticked(
              1,
              "a",
              new ArmState(List.of(), new double[0], new double[0], 0, 0, 1),
              Map.of(),
              Optional.empty(),
              millis * 1_000_000L,
              Map.of(Stage.ACT, millis * 500_000L, Stage.PUBLISH, 400_000L)));
    }
    metrics.on(
        new CellEvent.Stopped(
            1, new Release.Stopped(Release.Reason.WORKSPACE, 1, 0, "too far out")));
    metrics.on(new CellEvent.Clipped(1, "a", List.of("elbow velocity")));
    health(0.25, Optional.of("too far out"));
    long[] dropped = {12};
    metrics.count("cobot.recordings.dropped", "Dropped.", "what", "tick", () -> dropped[0]);
    PartHealth part = new PartHealth("mqtt", false, "away", Map.of("waiting messages", "7"));
    metrics.watch("mqtt", () -> Optional.of(part));
    metrics.show(
        "cobot.mqtt.outbox.messages", "Waiting.", () -> Optional.of(part), "waiting messages");
    metrics.on(new CellEvent.Rejected(null, "no command"));
  }

  @Test
  void whatHappensIsCountedUnderPrometheusNames() throws Exception {
    countEverything();
    // What the registry asks must not be collected.
    System.gc();

    HttpResponse<String> answer = ask("GET", "/metrics");
    assertEquals(200, answer.statusCode());
    assertTrue(
        answer
            .headers()
            .firstValue("Content-Type")
            .orElseThrow()
            .startsWith("text/plain; version=0.0.4"));
    List<String> lines = answer.body().lines().toList();
    for (String line :
        List.of(
            "# TYPE cobot_commands_total counter",
            "cobot_commands_total{outcome=\"done\",reason=\"none\"} 1.0",
            "cobot_commands_total{outcome=\"refused\",reason=\"absent\"} 2.0",
            "# TYPE cobot_tick_duration_seconds histogram",
            "cobot_tick_duration_seconds_bucket{le=\"0.005\"} 1",
            "cobot_tick_duration_seconds_bucket{le=\"0.04\"} 2",
            "cobot_tick_duration_seconds_bucket{le=\"+Inf\"} 3",
            "cobot_tick_duration_seconds_count 3",
            "# TYPE cobot_tick_stage_duration_seconds histogram",
            "cobot_tick_stage_duration_seconds_bucket{stage=\"act\",le=\"0.002\"} 1",
            "cobot_tick_stage_duration_seconds_bucket{stage=\"act\",le=\"0.02\"} 2",
            "cobot_tick_stage_duration_seconds_count{stage=\"act\"} 3",
            "cobot_tick_stage_duration_seconds_bucket{stage=\"publish\",le=\"5.0E-4\"} 3",
            "cobot_tick_stage_duration_seconds_count{stage=\"perceive\"} 0",
            "cobot_gate_refusals_total{reason=\"workspace\"} 1.0",
            "cobot_gate_clips_total 1.0",
            "cobot_gate_stopped 1.0",
            "cobot_joint_state_age_seconds 0.25",
            "cobot_ticks_late_total 4.0",
            "cobot_recordings_dropped_total{what=\"tick\"} 12.0",
            "cobot_part_up{part=\"mqtt\"} 0.0",
            "cobot_mqtt_outbox_messages 7.0")) {
      assertTrue(lines.contains(line), () -> line + " in " + answer.body());
    }
    for (String line : lines) {
      assertTrue(line.startsWith("# ") || SAMPLE.matcher(line).matches(), line);
    }
  }

  @Test
  void readyAndHealthSayWhatIsMissing() throws Exception {
    assertEquals(200, ask("GET", "/health").statusCode());
    assertEquals(503, ask("GET", "/ready").statusCode());
    assertEquals("the loop has not begun yet\n", ask("GET", "/ready").body());
    health(0.1, Optional.empty());
    assertEquals("ready\n", ask("GET", "/ready").body());
    assertEquals(200, ask("GET", "/ready").statusCode());
    health(Double.NaN, Optional.of("somebody said so"));
    assertEquals(
        "no joint states come\nthe gate is stopped: somebody said so\n",
        ask("GET", "/ready").body());
    assertEquals("alive\n", ask("GET", "/health").body());
    nowNanos += 60_000_000_000L;
    assertEquals(503, ask("GET", "/health").statusCode());
    assertTrue(ask("GET", "/health").body().contains("said nothing for 60 s"));
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertEquals(404, ask("GET", "/").statusCode());
    assertEquals(404, ask("GET", "/metrics/x").statusCode());
    assertEquals(405, ask("POST", "/metrics").statusCode());
    assertEquals("", ask("HEAD", "/metrics").body());
    assertEquals(200, ask("HEAD", "/metrics").statusCode());
  }

  @Test
  void onlyThisMachineIsServedUnlessToldOtherwise() throws Exception {
    assertTrue(server.address().startsWith("127.0.0.1:"), server::address);
    int taken = Integer.parseInt(server.address().substring("127.0.0.1:".length()));
    assertTrue(
        assertThrows(IOException.class, () -> MetricsServer.start("127.0.0.1", taken, metrics))
            .getMessage()
            .contains("choose another --metrics"));
  }

  /** Debian's promtool, as launch/test fetches it. */
  @Test
  void promtoolHasNothingToSay() throws Exception {
    Path promtool =
        Path.of(System.getProperty("cobot.home"), "robot-node/target/promtool/promtool");
    assertTrue(
        Files.isExecutable(promtool),
        promtool + " is missing; run launch/test, which fetches it out of Debian's package");
    countEverything();
    assertEquals("0:", promtool(promtool, ask("GET", "/metrics").body()));
    // It would have something to say.
    assertTrue(
        promtool(promtool, "# HELP cobot_ticks Ticks.\n# TYPE cobot_ticks counter\ncobot_ticks 1\n")
            .contains("_total"));
  }

  private static String promtool(Path program, String metrics) throws Exception {
    Process process =
        new ProcessBuilder(program.toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(metrics.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + ":" + said;
  }

  /** Bytes that are no request, and requests that do not end, hold nobody up for long. */
  @Test
  void badRequestsHoldNobodyUp() throws Exception {
    Random random = new Random(5);
    int hungUp = 0;
    int port = Integer.parseInt(server.address().substring("127.0.0.1:".length()));
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        OutputStream out = socket.getOutputStream();
        if (i % 2 == 0) {
          out.write("GET /metrics HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8));
        }
        out.write(bytes);
      } catch (IOException e) {
        // It was hung up on.
        hungUp++;
      }
    }
    assertTrue(hungUp < 200, "nobody was heard");
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port)) {
      slow.getOutputStream().write("GET /met".getBytes(StandardCharsets.UTF_8));
      assertEquals(200, ask("GET", "/health").statusCode());
    }
  }
}
