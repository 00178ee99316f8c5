package dev.cobot.node.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Processes that Apache Spark starts on many machines. Spark runs in a process of its own, from the
 * folder that the Maven profile {@code spark} builds, and starts this same command on each machine
 * as a {@link MemberCrew}: neither class path reaches the other.
 */
public final class SparkCrew implements Crew {
  /** Words of JVM options for Spark's process, for example -Dspark.executor.cores=4. */
  private static final String OPTIONS = "COBOT_SPARK_OPTS";

  private static final Pattern DONE = Pattern.compile("piece (\\d{1,9}) done (.*)");
  private static final String FAILED = "failed ";

  private final String master;
  private final String name;
  private final List<String> member;
  private final Path jar;

  /**
   * @param master of Spark: local[N], local[*] or spark://HOST:PORT
   * @param name of the work, for Spark's pages
   * @param home the project's folder
   * @param member command that starts a member on any of the machines
   * @throws IOException if Spark was not built
   */
  public SparkCrew(String master, String name, Path home, List<String> member) throws IOException {
    this.master = master;
    this.name = name;
    this.member = List.copyOf(member);
    Optional<Path> found =
        Stream.of("robot-node/spark/target/spark", "spark")
            .map(folder -> home.resolve(folder).resolve("cobot-spark.jar"))
            .filter(Files::exists)
            .findFirst();
    jar =
        found.orElseThrow(
            () ->
                new IOException(
                    "--spark needs Spark, which is not part of the default build; in a checkout:"
                        + " mvn -Pspark -pl robot-node/spark package; for an installed program copy"
                        + " the checkout's robot-node/spark/target/spark to "
                        + home.resolve("spark")));
  }

  @Override
  public void run(int[] pieces, Supplier<? extends Hand> hands, Elsewhere elsewhere)
      throws IOException, InterruptedException {
    if (pieces.length == 0) {
      return;
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1")); // it only hands out numbers: most of it is its start
    StringTokenizer options =
        new StringTokenizer(Optional.ofNullable(System.getenv(OPTIONS)).orElse(""));
    while (options.hasMoreTokens()) {
      command.add(options.nextToken());
    }
    command.addAll(
        List.of("-jar", jar.toString(), master, name, Path.of("").toAbsolutePath().toString()));
    command.addAll(member);
    Process spark =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (Writer orders = spark.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers = spark.inputReader(StandardCharsets.UTF_8)) {
      try {
        order(pieces, orders);
        listen(spark, pieces, lines(answers), elsewhere);
      } finally {
        spark.destroy(); // before its pipes are closed: a read that waits holds them
      }
    }
  }

  /** Writes the pieces as ranges; the pipe stays open, so that Spark notices when we are gone. */
  private static void order(int[] pieces, Writer orders) throws IOException {
    for (int i = 0; i < pieces.length; ) {
      int from = i;
      while (i < pieces.length && pieces[i] == pieces[from] + i - from) {
        i++;
      }
      orders.write(pieces[from] + " " + (pieces[i - 1] + 1) + "\n");
    }
    orders.write("\n");
    orders.flush();
  }

  /** Tells of each piece as it is answered, until all are. */
  private void listen(
      Process spark, int[] pieces, BlockingQueue<Optional<String>> answers, Elsewhere elsewhere)
      throws IOException, InterruptedException {
    Set<Integer> left = new HashSet<>();
    Arrays.stream(pieces).forEach(left::add);
    String line = answers.take().orElse(null);
    for (; line != null && !line.equals("end"); line = answers.take().orElse(null)) {
      Matcher done = DONE.matcher(line);
      if (line.startsWith(FAILED)) {
        throw new IOException(line.substring(FAILED.length()));
      } else if (done.matches() && left.remove(Integer.valueOf(done.group(1)))) {
        elsewhere.done(Integer.parseInt(done.group(1)), done.group(2));
      } else {
        throw new IOException("Spark's process answered '" + line + "', which nobody asked for");
      }
    }
    if (line == null || !left.isEmpty()) {
      throw new IOException(
          "Spark's process ended with exit code "
              + spark.waitFor()
              + " while "
              + left.size()
              + " of "
              + pieces.length
              + " pieces were not done; the same call goes on with them");
    }
  }

  /** Returns the lines as they come, then nothing; unlike a pipe, a queue can be interrupted. */
  private static BlockingQueue<Optional<String>> lines(BufferedReader answers) {
    BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                for (String l = answers.readLine(); l != null; l = answers.readLine()) {
                  lines.add(Optional.of(l));
                }
              } catch (IOException e) {
                // as good as the end
              }
              lines.add(Optional.empty());
            },
            "spark-answers");
    reader.setDaemon(true);
    reader.start();
    return lines;
  }
}
