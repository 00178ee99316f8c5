package dev.cobot.node.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A Mosquitto of its own on this machine alone, for as long as a bench takes. */
final class LoopbackBroker implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
  private static final int START_SECONDS = 20;

  private final Process process;
  private final int port;

  private LoopbackBroker(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one without accounts: any program of this machine can use it meanwhile.
   *
   * @param folder for its configuration and log
   */
  static LoopbackBroker start(Path folder) throws IOException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      throw new IOException(
          "there is no " + PROGRAM + ", which this bench needs; Debian: apt install mosquitto");
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(folder);
    Path config = folder.resolve("mosquitto.conf");
    Files.writeString(
        config,
        "listener "
            + port
            + " 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 10000\n");
    Path log = folder.resolve("mosquitto.log");
    LoopbackBroker broker =
        new LoopbackBroker(
            new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start(),
            port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return broker;
      } catch (IOException e) {
        if (!broker.process.isAlive() || System.nanoTime() - deadline > 0) {
          broker.close();
          throw new IOException("Mosquitto does not start: " + Files.readString(log), e);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  String uri() {
    return "mqtt://127.0.0.1:" + port;
  }

  long pid() {
    return process.pid();
  }

  long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
