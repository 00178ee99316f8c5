package dev.cobot.node.bench;

import dev.cobot.ros.bag.BagCompression;
import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.bag.BagCursor;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagMessage;
import dev.cobot.ros.bag.BagOptions;
import dev.cobot.ros.bag.BagQuery;
import dev.cobot.ros.bag.BagReader;
import dev.cobot.ros.bag.BagWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Writing and reading bags, ours against Debian's python rosbag, in one run with the same payloads.
 * Each figure is the best of a few runs; Python's leave out the start of its interpreter.
 */
public final class BagBench {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final int RUNS = 3;
  private static final long TIMEOUT_SECONDS = 300;
  private static final int IMAGE_BYTES = 921_600;
  private static final int SMALL_BYTES = 100;

  /** Raw messages, so that Python's own message classes cost it nothing. */
  private static final String SCRIPT =
      """
      import genpy, rosbag, sys, time
      from std_msgs.msg import UInt8MultiArray as Message
      path, compression, size, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
      half = open(sys.argv[5], 'rb').read()
      raw = (Message._type, half, Message._md5sum, None, Message)
      start = time.perf_counter()
      with rosbag.Bag(path, 'w', compression=compression) as bag:
          for i in range(count):
              bag.write('/data', raw, genpy.Time(1600000000, i * 1000), raw=True)
      written = time.perf_counter()
      n = 0
      with rosbag.Bag(path) as bag:
          for topic, message, t in bag.read_messages(raw=True):
              n += len(message[1])
      print(written - start, time.perf_counter() - written, n)
      """;

  /**
   * One figure.
   *
   * @param name what was measured: action, payload, format, compression
   * @param megabytesPerSecond of messages, ours
   * @param messagesPerSecond ours
   * @param timesPython how many times as fast as Debian's python rosbag with the same payload and
   *     compression; NaN where it has no such compression
   */
  public record Result(
      String name, double megabytesPerSecond, double messagesPerSecond, double timesPython) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-34s %8.1f MB/s %10.0f messages/s %s",
          name,
          megabytesPerSecond,
          messagesPerSecond,
          Double.isNaN(timesPython)
              ? ""
              : String.format(Locale.ROOT, "%6.2f x python", timesPython));
    }
  }

  private record Seconds(double write, double read) {
    Seconds best(Seconds other) {
      return new Seconds(Math.min(write, other.write), Math.min(read, other.read));
    }
  }

  private final Path folder;

  private BagBench(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs everything.
   *
   * @param folder for the bags, some hundred megabytes; they are deleted again
   * @throws IOException if Debian's rosbag is missing or fails
   */
  public static List<Result> run(Path folder) throws IOException, InterruptedException {
    BagBench bench = new BagBench(folder);
    List<Result> results = new ArrayList<>();
    results.addAll(bench.payload("image 921600 B", IMAGE_BYTES, 100));
    results.addAll(bench.payload("small 100 B", SMALL_BYTES, 100_000));
    return results;
  }

  private List<Result> payload(String name, int bytes, int count)
      throws IOException, InterruptedException {
    byte[] data = data(bytes);
    Path raw = folder.resolve("payload");
    Files.write(raw, data);
    List<Result> results = new ArrayList<>();
    for (BagCompression compression : BagCompression.values()) {
      // bz2 is ten times as slow as the rest: a tenth tells as much.
      int n = compression == BagCompression.BZ2 ? Math.max(10, count / 10) : count;
      Seconds python =
          compression.fits(BagFormat.ROSBAG2_0) ? python(raw, compression, bytes, n) : null;
      for (BagFormat format : BagFormat.values()) {
        if (compression.fits(format)) {
          Seconds ours = ours(format, compression, data, n);
          String what = name + ", " + format + " " + compression;
          results.add(
              result("write " + what, ours.write, python == null ? -1 : python.write, bytes, n));
          results.add(
              result("read " + what, ours.read, python == null ? -1 : python.read, bytes, n));
        }
      }
    }
    Files.delete(raw);
    return results;
  }

  private static Result result(
      String name, double seconds, double pythonSeconds, int bytes, int count) {
    return new Result(
        name,
        1e-6 * bytes * count / seconds,
        count / seconds,
        pythonSeconds < 0 ? Double.NaN : pythonSeconds / seconds);
  }

  /** Half noise and half a slope, so that compression has something to do. */
  private static byte[] data(int bytes) {
    byte[] data = new byte[bytes];
    new Random(5).nextBytes(data);
    for (int i = bytes / 2; i < bytes; i++) {
      data[i] = (byte) (i / 64);
    }
    return data;
  }

  private Seconds ours(BagFormat format, BagCompression compression, byte[] data, int count)
      throws IOException {
    BagConnection connection =
        new BagConnection(
            "/data",
            "std_msgs/UInt8MultiArray",
            "82373f1612381bb6ee473b5cd6f5d89c",
            "",
            "/bench",
            false);
    Path file = folder.resolve("bench" + format.suffix());
    Seconds best = new Seconds(Double.MAX_VALUE, Double.MAX_VALUE);
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      try (BagWriter writer =
          BagWriter.create(file, BagOptions.of(format).compressed(compression))) {
        for (int i = 0; i < count; i++) {
          writer.write(connection, 1_600_000_000_000_000_000L + i * 1000L, data);
        }
      }
      long written = System.nanoTime();
      long bytes = 0;
      try (BagReader reader = BagReader.open(file)) {
        BagCursor cursor = reader.read(BagQuery.all());
        for (BagMessage m = cursor.next(); m != null; m = cursor.next()) {
          bytes += m.data().length;
        }
      }
      long read = System.nanoTime();
      Files.delete(file);
      if (bytes != (long) data.length * count) {
        throw new IOException("Read " + bytes + " bytes of messages back, wrote more");
      }
      best = best.best(new Seconds((written - start) * 1e-9, (read - written) * 1e-9));
    }
    return best;
  }

  private Seconds python(Path raw, BagCompression compression, int bytes, int count)
      throws IOException, InterruptedException {
    Path file = folder.resolve("python.bag");
    Seconds best = new Seconds(Double.MAX_VALUE, Double.MAX_VALUE);
    for (int run = 0; run < RUNS; run++) {
      Process process =
          new ProcessBuilder(
                  PYTHON.toString(),
                  "-c",
                  SCRIPT,
                  file.toString(),
                  compression.name().toLowerCase(Locale.ROOT),
                  Integer.toString(bytes),
                  Integer.toString(count),
                  raw.toString())
              .redirectErrorStream(true)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("Debian's python rosbag (package python3-rosbag) failed: " + output);
      }
      String[] words = output.split(" ", -1);
      Files.delete(file);
      best = best.best(new Seconds(Double.parseDouble(words[0]), Double.parseDouble(words[1])));
    }
    return best;
  }
}
