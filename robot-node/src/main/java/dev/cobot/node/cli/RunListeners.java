package dev.cobot.node.cli;

import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.app.RuntimeConfig;
import dev.cobot.node.cli.console.HostPort;
import dev.cobot.node.cli.console.Versions;
import dev.cobot.node.config.RecordingsProfile;
import dev.cobot.node.episodes.Recordings;
import dev.cobot.node.episodes.RunDescription;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.metrics.MetricsServer;
import dev.cobot.node.metrics.RuntimeMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What listens to a run beside the node's own topics: opened before it, closed after it. */
final class RunListeners implements AutoCloseable {
  private final RuntimeConfig config;
  private final Recordings recordings;
  private final RuntimeMetrics metrics;
  private final MetricsServer server;

  private RunListeners(
      RuntimeConfig config, Recordings recordings, RuntimeMetrics metrics, MetricsServer server) {
    this.config = config;
    this.recordings = recordings;
    this.metrics = metrics;
    this.server = server;
  }

  /**
   * @param metricsAt where metrics are served; null, or port 0, for nowhere
   * @throws IOException when a part cannot begin, with a sentence that says what to do
   */
  static RunListeners open(RuntimeConfig config, HostPort metricsAt) throws IOException {
    RecordingsProfile wanted = config.profile().recordings();
    List<CellListener> listeners = new ArrayList<>(config.listeners());
    Recordings recordings = null;
    if (wanted.isOn()) {
      recordings =
          Recordings.open(
              wanted,
              RunDescription.of(config.profile(), config.world(), config.robot(), Versions.all()));
      listeners.add(recordings);
    }
    RuntimeMetrics metrics = null;
    MetricsServer server = null;
    if (metricsAt != null && metricsAt.port() > 0) {
      metrics = new RuntimeMetrics(System::nanoTime);
      try {
        server = MetricsServer.start(metricsAt.host(), metricsAt.port(), metrics);
      } catch (IOException | RuntimeException e) {
        if (recordings != null) {
          recordings.close();
        }
        throw e;
      }
      listeners.add(metrics);
      if (recordings != null) {
        count(recordings, metrics);
      }
    }
    return new RunListeners(config.heardBy(listeners), recordings, metrics, server);
  }

  private static void count(Recordings recordings, RuntimeMetrics metrics) {
    for (String what : recordings.dropped().keySet()) {
      metrics.count(
          "cobot.recordings.dropped",
          "What the recordings had no room for.",
          "what",
          what,
          () -> recordings.dropped().get(what));
    }
    metrics.watch("recordings", recordings::health);
  }

  /** Returns the runtime's configuration with these listeners. */
  RuntimeConfig config() {
    return config;
  }

  /**
   * Begins what they do on threads of their own; when the process is told to end, they end after
   * the runtime.
   */
  void serve(CobotRuntime runtime) {
    CobotRuntime.closeAtExit(
        () -> {
          runtime.close();
          close();
        });
    if (recordings != null) {
      runtime.serve("cobot-recordings", recordings.serving());
    }
    if (metrics != null && config.profile().mqtt().isOn()) {
      metrics.watch("mqtt", runtime::mqttHealth);
      metrics.show(
          "cobot.mqtt.outbox.messages",
          "Messages that no broker has confirmed yet.",
          runtime::mqttHealth,
          "waiting messages");
    }
  }

  /** Returns where metrics are served, as in {@code 127.0.0.1:9464}. */
  Optional<String> metricsAddress() {
    return Optional.ofNullable(server).map(MetricsServer::address);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (recordings != null) {
      recordings.close();
    }
  }
}
