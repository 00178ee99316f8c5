package dev.cobot.node.bench;

import dev.cobot.ros.RosCore;
import dev.cobot.ros.RosException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Measures our client beside roscpp and rospy: the same roles and payloads, every end in a process
 * of its own, all on one master of ours. The pairs take turns within each repetition, so that what
 * else the machine does hits them alike; a ratio is the median of those of the repetitions.
 */
public final class RosBench implements AutoCloseable {
  private static final int WARM_UP_TRIPS = 10_000;
  private static final int TRIPS = 10_000;
  private static final int RARE_TRIPS = 1_000;
  private static final int WINDOW = 4;
  private static final int WARM_UP_IMAGES = 300;
  private static final int IMAGES = 1_500;
  private static final double IMAGE_MEGABYTES = 0.9216;
  private static final int SUBSCRIBERS = 50;
  private static final int HERTZ = 100;
  private static final int DRUM_SECONDS = 10;
  private static final long PEER_SECONDS = 180;

  /** Which software an end runs. */
  private enum Peer {
    COBOT,
    ROSCPP,
    ROSPY
  }

  private final Path home;
  private final Path scratch;
  private final int repetitions;
  private final Consumer<String> progress;
  private final Path roscpp;
  private final RosCore master;
  private final List<Process> running = new ArrayList<>();

  /**
   * @param home the project's folder
   * @param repetitions how often each pair is measured
   * @param progress hears what is measured
   * @throws IOException when the peers cannot be built
   */
  public RosBench(Path home, int repetitions, Consumer<String> progress)
      throws IOException, InterruptedException, RosException {
    this.home = home;
    this.repetitions = repetitions;
    this.progress = progress;
    this.scratch = Files.createTempDirectory("cobot-bench-ros");
    this.roscpp = RoscppPeer.build(home);
    this.master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Round trips of 64 bytes and images of 921,600 bytes, each beside the peers'. */
  public List<Measurement> run() throws IOException, InterruptedException {
    Peer[][] pairs = {
      {Peer.COBOT, Peer.COBOT},
      {Peer.ROSCPP, Peer.ROSCPP},
      {Peer.COBOT, Peer.ROSCPP},
      {Peer.ROSCPP, Peer.COBOT},
      {Peer.ROSPY, Peer.ROSPY}
    };
    double[][] p50 = new double[pairs.length][repetitions];
    double[][] p99 = new double[pairs.length][repetitions];
    double[][] rate = new double[pairs.length][repetitions];
    for (int r = 0; r < repetitions; r++) {
      for (int p = 0; p < pairs.length; p++) {
        double[] micros = roundTrips(pairs[p][0], pairs[p][1]);
        p50[p][r] = micros[micros.length / 2];
        p99[p][r] = micros[micros.length * 99 / 100];
        rate[p][r] = megabytesPerSecond(pairs[p][0], pairs[p][1]);
        progress.accept(
            String.format(
                Locale.ROOT,
                "%d/%d %s-%s: %.1f us, p99 %.1f us, %.0f MB/s",
                r + 1,
                repetitions,
                pairs[p][0],
                pairs[p][1],
                p50[p][r],
                p99[p][r],
                rate[p][r]));
      }
    }
    List<Measurement> results = new ArrayList<>();
    String[] names = {"", null, ".cobotToRoscpp", ".roscppToCobot"};
    for (int p = 0; p < names.length; p++) {
      if (names[p] != null) {
        results.add(
            against("ros.roundTrip64B" + names[p] + ".p50", p50[p], "us", "roscpp", p50[1]));
        results.add(
            against("ros.roundTrip64B" + names[p] + ".p99", p99[p], "us", "roscpp", p99[1]));
        results.add(
            against(
                "ros.image900k" + names[p] + ".throughput", rate[p], "MB/s", "roscpp", rate[1]));
      }
    }
    results.add(against("ros.roundTrip64B.p50.rospy", p50[0], "us", "rospy", p50[4]));
    results.add(against("ros.image900k.throughput.rospy", rate[0], "MB/s", "rospy", rate[4]));
    return results;
  }

  /** Messages that 50 subscribers of one topic missed at 100 Hz. */
  public List<Measurement> fan() throws IOException, InterruptedException {
    int count = DRUM_SECONDS * HERTZ;
    double[] missed = new double[repetitions];
    double[] dropped = new double[repetitions];
    for (int r = 0; r < repetitions; r++) {
      Process fan = start(Peer.COBOT, "fan", SUBSCRIBERS, count);
      Process drum = start(Peer.COBOT, "drum", SUBSCRIBERS, count, HERTZ);
      dropped[r] = Double.parseDouble(output(drum).strip());
      missed[r] = Double.parseDouble(output(fan).strip());
      progress.accept(
          String.format(
              Locale.ROOT,
              "%d/%d 50 subscribers at 100 Hz: %.0f missed, %.0f dropped",
              r + 1,
              repetitions,
              missed[r],
              dropped[r]));
    }
    return List.of(
        plain("ros.fan50x100Hz.missed", missed, "messages"),
        plain("ros.fan50x100Hz.dropped", dropped, "messages"));
  }

  private double[] roundTrips(Peer ping, Peer echo) throws IOException, InterruptedException {
    boolean rare = ping == Peer.ROSPY;
    Process echoing = start(echo, "echo");
    Process pinging =
        rare
            ? start(ping, "ping", RARE_TRIPS, RARE_TRIPS)
            : start(ping, "ping", WARM_UP_TRIPS, TRIPS);
    double[] micros =
        output(pinging)
            .lines()
            .filter(line -> line.matches("\\d+"))
            .mapToDouble(line -> Long.parseLong(line) / 1e3)
            .sorted()
            .toArray();
    end(echoing);
    if (micros.length < RARE_TRIPS) {
      throw new IOException(ping + " to " + echo + " gave " + micros.length + " round trips");
    }
    return micros;
  }

  private double megabytesPerSecond(Peer source, Peer sink)
      throws IOException, InterruptedException {
    Process sending = start(source, "source", WINDOW);
    long nanos = Long.parseLong(output(start(sink, "sink", WARM_UP_IMAGES, IMAGES)).strip());
    end(sending);
    return IMAGES * IMAGE_MEGABYTES * 1e9 / nanos;
  }

  private Process start(Peer peer, String role, int... numbers) throws IOException {
    List<String> command = new ArrayList<>();
    switch (peer) {
      case COBOT ->
          command.addAll(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx768m",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  RosPeer.class.getName()));
      case ROSCPP -> command.add(roscpp.toString());
      default ->
          command.addAll(
              List.of("/usr/bin/python3", home.resolve("robot-node/src/bench/ros/peer.py") + ""));
    }
    command.add(role);
    IntStream.of(numbers).forEach(number -> command.add(Integer.toString(number)));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("ROS_"));
    environment.putAll(
        Map.of(
            "ROS_MASTER_URI", master.getUri().toString(),
            "ROS_IP", "127.0.0.1",
            "ROS_HOME", scratch.toString(),
            "ROS_LOG_DIR", scratch.toString()));
    Process process =
        builder
            .redirectError(ProcessBuilder.Redirect.appendTo(scratch.resolve("errors.txt").toFile()))
            .start();
    running.add(process);
    return process;
  }

  /** What a process that ends by itself writes. */
  private String output(Process process) throws IOException, InterruptedException {
    // The guard ends a process that hangs, which ends the reading.
    process.onExit().orTimeout(PEER_SECONDS, TimeUnit.SECONDS).exceptionally(e -> destroy(process));
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    running.remove(process);
    if (code != 0) {
      throw new IOException(
          "a peer ended with "
              + code
              + " after '"
              + text.strip()
              + "': "
              + Files.readString(scratch.resolve("errors.txt")));
    }
    return text;
  }

  private static Process destroy(Process process) {
    return process.destroyForcibly();
  }

  private void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    running.remove(process);
  }

  private static Measurement plain(String name, double[] values, String unit) {
    double[] sorted = sorted(values);
    return new Measurement(
        name,
        sorted[sorted.length / 2],
        unit,
        sorted.length,
        sorted[0],
        sorted[sorted.length - 1],
        null,
        null,
        null,
        null);
  }

  private static Measurement against(
      String name, double[] ours, String unit, String peer, double[] theirs) {
    double[] ratios = new double[ours.length];
    Arrays.setAll(ratios, r -> ours[r] / theirs[r]);
    double[] values = sorted(ours);
    double[] sorted = sorted(ratios);
    return new Measurement(
        name,
        values[values.length / 2],
        unit,
        values.length,
        values[0],
        values[values.length - 1],
        peer,
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  @Override
  public void close() {
    List.copyOf(running).forEach(Process::destroyForcibly);
    master.close();
  }
}
