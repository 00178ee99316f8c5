package dev.cobot.node.mqtt;

import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.config.ProjectHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's Mosquitto with the shipped configuration, on ports of its own. */
public final class MosquittoBroker implements AutoCloseable {
  private final Path folder;
  private final Path files;
  private final int port;
  private final int certificatePort;
  private Process process;

  private MosquittoBroker(Path folder) throws IOException {
    this.folder = folder;
    files = folder.resolve("mqtt");
    port = freePort();
    certificatePort = freePort();
  }

  /** Makes accounts and certificates with the shipped script, and starts the broker. */
  public static MosquittoBroker start(Path folder) throws Exception {
    MosquittoBroker broker = new MosquittoBroker(folder);
    run(
        broker.folder,
        ProjectHome.resolve("launch/mqtt/certificates").toString(),
        broker.files.toString(),
        "127.0.0.1",
        "cell1",
        "cell2",
        "cell3",
        "cell4",
        "cell5",
        "cell6",
        "controller",
        "watcher");
    String config =
        Files.readString(ProjectHome.resolve("launch/mqtt/mosquitto.conf"))
            .replace("8883", "" + broker.port)
            .replace("8884", "" + broker.certificatePort)
            .replace("runs/mqtt/", broker.files + "/")
            .replace("launch/mqtt/acl", broker.acl().toString());
    if (System.getProperty("user.name").equals("root")) {
      config += "\nuser root\n";
    }
    Files.writeString(folder.resolve("mosquitto.conf"), config);
    Files.copy(ProjectHome.resolve("launch/mqtt/acl"), broker.acl());
    broker.restart();
    return broker;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static void run(Path folder, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  /** Starts the broker, again if it runs: first it is told to end. */
  void restart() throws Exception {
    stop();
    process =
        new ProcessBuilder("/usr/sbin/mosquitto", "-c", folder.resolve("mosquitto.conf").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("mosquitto.log").toFile()))
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(
              "Mosquitto does not start: " + Files.readString(folder.resolve("mosquitto.log")), e);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  public int port() {
    return port;
  }

  int certificatePort() {
    return certificatePort;
  }

  /** Returns the folder with accounts and certificates. */
  public Path files() {
    return files;
  }

  Path acl() {
    return folder.resolve("acl");
  }

  /** Makes the broker read accounts and rules again. */
  void reload() throws Exception {
    run(folder, "kill", "-HUP", "" + process.pid());
  }

  /** Returns how a cell reaches the broker with its password. */
  public MqttProfile profile(String cell) {
    return profile(cell, port);
  }

  MqttProfile profile(String cell, int through) {
    return new MqttProfile(
        "mqtts://127.0.0.1:" + through,
        "plant",
        cell,
        cell,
        files.resolve(cell + ".password").toString(),
        files.resolve("ca.crt").toString(),
        "",
        "",
        false,
        folder.resolve(cell + ".sqlite").toString(),
        600);
  }

  /** Starts one of Mosquitto's clients. */
  public MosquittoClient client(String program, String user, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/" + program,
                "-V",
                "5",
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "--cafile",
                files.resolve("ca.crt").toString(),
                "-u",
                user,
                "-P",
                Files.readString(files.resolve(user + ".password")).strip()));
    command.addAll(List.of(arguments));
    return MosquittoClient.start(command);
  }

  /** Publishes a command as the controller does, and waits until the broker has it. */
  public void command(String cell, String payload, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("-q", "1", "-t", "cobot/v1/plant/" + cell + "/command", "-m", payload));
    arguments.addAll(List.of(more));
    try (MosquittoClient pub =
        client("mosquitto_pub", "controller", arguments.toArray(String[]::new))) {
      pub.awaitEnd();
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
