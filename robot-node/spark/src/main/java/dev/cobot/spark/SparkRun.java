package dev.cobot.spark;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The driver: {@code SparkRun MASTER NAME FOLDER COMMAND...}. Standard input has a line {@code FROM
 * TO} for each range of pieces, TO excluded, and an empty one after them; when it ends later, who
 * called is gone, and this ends too. Standard output has the lines of {@link Pieces} as they come,
 * and at last {@code end} or {@code failed REASON}.
 */
public final class SparkRun {
  private static final int MAX_TASKS = 10_000;
  private static final int CONNECT_MILLIS = 5_000;
  private static final Pattern LOCAL =
      Pattern.compile("local(\\[(\\*|[1-9]\\d{0,3})(,[1-9]\\d?)?\\])?|local-cluster\\[.*\\]");
  private static final Pattern ENDED_BY = Pattern.compile("Task (\\d{1,5}) in stage ");
  private static final Pattern CLUSTER = Pattern.compile("spark://([^:,/]+):(\\d{1,5})");

  private SparkRun() {}

  /** Runs the pieces and exits, with 0 when all are done. */
  public static void main(String[] args) throws IOException {
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what a library prints is no answer
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<Integer> pieces = new ArrayList<>();
    for (String line = orders.readLine();
        line != null && !line.isEmpty();
        line = orders.readLine()) {
      int space = line.indexOf(' ');
      int to = Integer.parseInt(line.substring(space + 1));
      for (int piece = Integer.parseInt(line.substring(0, space)); piece < to; piece++) {
        pieces.add(piece);
      }
    }
    Thread life =
        new Thread(
            () -> {
              try {
                while (orders.readLine() != null) {
                  // nothing more is said
                }
              } catch (IOException e) {
                // as good as its end
              }
              System.exit(1);
            },
            "life-line");
    life.setDaemon(true);
    life.start();

    String failure =
        run(
            args[0],
            args[1],
            pieces,
            Arrays.asList(args).subList(3, args.length),
            args[2],
            answers);
    answers.println(failure.isEmpty() ? "end" : "failed " + failure);
    System.exit(failure.isEmpty() ? 0 : 1);
  }

  /** Returns what failed, or nothing. */
  private static String run(
      String master,
      String name,
      List<Integer> pieces,
      List<String> command,
      String folder,
      PrintStream answers) {
    String wrong = wrong(master);
    if (!wrong.isEmpty()) {
      return wrong;
    }
    Failures failures = new Failures();
    try (JavaSparkContext spark = new JavaSparkContext(conf(master, name))) {
      spark.sc().addSparkListener(failures);
      JavaRDD<Integer> all = spark.parallelize(pieces, Math.min(pieces.size(), MAX_TASKS));
      try {
        spark
            .sc()
            .runJob(
                all.rdd(),
                new Pieces(command, folder),
                new AbstractFunction2<Object, String[], BoxedUnit>() {
                  @Override
                  public BoxedUnit apply(Object partition, String[] lines) {
                    for (String line : lines) {
                      answers.println(line);
                    }
                    return BoxedUnit.UNIT;
                  }
                },
                ClassTag$.MODULE$.apply(String[].class));
        return "";
      } finally {
        spark.setLogLevel("OFF"); // tasks that are broken off have nothing to tell
      }
    } catch (Exception e) { // Scala throws checked ones undeclared
      String words = String.valueOf(e.getMessage());
      return oneLine(failures.thatEnded(words).orElse("Spark at " + master + " gave up: " + words));
    }
  }

  /**
   * Says what is wrong with a master, which Spark would find out after minutes or in many words.
   */
  private static String wrong(String master) {
    if (LOCAL.matcher(master).matches()) {
      return "";
    }
    Matcher cluster = CLUSTER.matcher(master);
    if (!cluster.matches()) {
      return "--spark must be local[N], local[*] or spark://HOST:PORT, got '" + master + "'";
    }
    String host = cluster.group(1);
    String port = cluster.group(2);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, Integer.parseInt(port)), CONNECT_MILLIS);
      return "";
    } catch (IOException | IllegalArgumentException e) {
      return "no Spark master answers at %s:%s (%s); start it or give --spark its address"
          .formatted(host, port, e.getMessage());
    }
  }

  private static SparkConf conf(String master, String name) throws IOException {
    SparkConf conf =
        new SparkConf() // takes what -Dspark.* says in COBOT_SPARK_OPTS
            .setMaster(master)
            .setAppName(name)
            .setIfMissing("spark.ui.enabled", "false")
            .setIfMissing("spark.speculation", "false");
    if (isOnLoopback(master)) { // who calls back is on this machine too
      conf.setIfMissing("spark.driver.host", "127.0.0.1")
          .setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    if (!LOCAL.matcher(master).matches() || master.startsWith("local-cluster")) {
      // An executor only hands out numbers: it needs little, and starts sooner with the quick
      // compiler.
      conf.setJars(JavaSparkContext.jarOfClass(SparkRun.class))
          .setIfMissing("spark.executor.memory", "512m")
          .setIfMissing(
              "spark.executor.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    }
    return conf;
  }

  private static boolean isOnLoopback(String master) throws IOException {
    Matcher cluster = CLUSTER.matcher(master);
    return cluster.matches()
        ? InetAddress.getByName(cluster.group(1)).isLoopbackAddress()
        : master.startsWith("local");
  }

  /** Keeps the last failure of each task in its own words, and tells of each. */
  private static final class Failures extends SparkListener {
    private final Map<Integer, String> last = new ConcurrentHashMap<>();

    /**
     * Returns the failure of the task that Spark names as the one that ended the work: others may
     * have failed after it, before they were broken off.
     */
    Optional<String> thatEnded(String why) {
      Matcher task = ENDED_BY.matcher(why);
      return task.find()
          ? Optional.ofNullable(last.get(Integer.valueOf(task.group(1))))
          : Optional.empty();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.reason() instanceof TaskFailedReason failed && !end.taskInfo().killed()) {
        String words =
            oneLine(
                failed instanceof ExceptionFailure thrown
                    ? thrown.description()
                    : failed.toErrorString());
        last.put(end.taskInfo().index(), words);
        System.err.println(
            String.format(Locale.ROOT, "spark: try %d: %s", end.taskInfo().attemptNumber(), words));
      }
    }
  }

  private static String oneLine(String words) {
    return words.replace('\n', ' ').replace('\r', ' ');
  }
}
