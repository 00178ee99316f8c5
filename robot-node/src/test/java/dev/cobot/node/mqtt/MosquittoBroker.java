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

  private MosquittoBroker(Path folder, Path files) throws IOException {
    this.folder = folder;
    this.files = files;
    port = freePort();
    certificatePort = freePort();
  }

  /** Makes accounts and certificates with the shipped script, and starts the broker. */
  public static MosquittoBroker start(Path folder) throws Exception {
    MosquittoBroker broker = new MosquittoBroker(folder, folder.resolve("mqtt"));
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
        "watcher",
        "bridge");
    broker.configure("mosquitto.conf", "acl", "8883", "8884");
    broker.restart();
    return broker;
  }

  /** Starts the broker above this one's site, with the same accounts. */
  MosquittoBroker startPlant(Path itsFolder) throws Exception {
    MosquittoBroker plant = new MosquittoBroker(Files.createDirectories(itsFolder), files);
    plant.configure("plant.conf", "plant-acl", "8885", "8886");
    plant.restart();
    return plant;
  }

  /** Adds the shipped bridge to another broker, and starts this one again. */
  void bridgeTo(MosquittoBroker plant) throws Exception {
    Path config = folder.resolve("mosquitto.conf");
    Files.writeString(
        config,
        Files.readString(config)
            + "\n"
            + Files.readString(ProjectHome.resolve("launch/mqtt/bridge.conf"))
                .replace("8886", "" + plant.certificatePort)
                .replace("runs/mqtt/", files + "/"));
    restart();
  }

  private void configure(String name, String rules, String accounts, String certificates)
      throws IOException {
    String config =
        Files.readString(ProjectHome.resolve("launch/mqtt/" + name))
            .replace(accounts, "" + port)
            .replace(certificates, "" + certificatePort)
            .replace("runs/mqtt/", files + "/")
            .replace("launch/mqtt/" + rules, acl().toString());
    if (System.getProperty("user.name").equals("root")) {
      config += "\nuser root\n";
    }
    Files.writeString(folder.resolve("mosquitto.conf"), config);
    Files.copy(ProjectHome.resolve("launch/mqtt/" + rules), acl());
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
