package dev.cobot.brain.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training's output directory: {@code config.json} (as given), {@code run.json} (resolved
 * configuration, seed, versions), {@code metrics.csv} (long form: step, seconds, metric, value),
 * {@code curves.png} and {@code checkpoint/}. Prints nothing.
 */
public final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Pattern METRIC_LINE =
      Pattern.compile(
          "[0-9]{1,18},[0-9]+[.][0-9]+,[^,]+,(NaN|-?Infinity|-?[0-9][0-9.]*(E-?[0-9]+)?)");
  private static final String HEADER = "step,seconds,metric,value\n";

  /**
   * How a run goes.
   *
   * @param totalSteps the update at which it ends, above 0
   * @param logEverySteps steps in a log interval, above 0
   * @param checkpointEverySteps steps between checkpoints, above 0
   * @param checkpointEverySeconds seconds between checkpoints, above 0: whichever comes first
   */
  public record Plan(
      long totalSteps, int logEverySteps, int checkpointEverySteps, double checkpointEverySeconds) {
    /** Checks the ranges. */
    public Plan {
      if (!(totalSteps > 0
          && logEverySteps > 0
          && checkpointEverySteps > 0
          && checkpointEverySeconds > 0)) {
        throw new IllegalArgumentException(
            "training plan %d steps, log every %d, checkpoint every %d steps or %s s; allowed: all above 0"
                .formatted(
                    totalSteps, logEverySteps, checkpointEverySteps, checkpointEverySeconds));
      }
    }

    /** Returns a plan that logs about 200 times and saves every two minutes. */
    public static Plan of(long totalSteps) {
      return new Plan(
          totalSteps, (int) Math.max(1, Math.min(1000, totalSteps / 200)), 1_000_000, 120);
    }
  }

  private final Path directory;
  private final Plan plan;
  private final TrainingListener listener;
  private final long startNanos = System.nanoTime();
  private double secondsBefore; // of the runs that this one continues
  private final Map<String, double[]> sums = new LinkedHashMap<>(); // name -> {sum, count}
  private final Map<String, List<double[]>> curves = new LinkedHashMap<>(); // name -> {step, value}

  private TrainingRun(Path directory, Plan plan, TrainingListener listener) {
    this.directory = directory;
    this.plan = plan;
    this.listener = listener;
  }

  /**
   * Opens the job's folder and writes the descriptions.
   *
   * @param config the configuration as the user gave it
   * @param resolved the configuration with all defaults
   * @throws ModelException if the job does not resume and its folder already holds a run, or if it
   *     resumes one of another configuration; it may have more steps
   */
  public static TrainingRun open(TrainingJob job, JsonNode config, JsonNode resolved, Plan plan)
      throws IOException {
    Path directory = job.out();
    Path metrics = directory.resolve("metrics.csv");
    if (!job.resume() && Files.exists(metrics)) {
      throw new ModelException(
          "%s already holds a training run; give another --out, or --resume to continue it"
              .formatted(directory));
    }
    if (job.resume() && Checkpoint.isIn(directory.resolve("checkpoint"))) {
      requireSame(directory, resolved);
    }
    Files.createDirectories(directory);
    write(directory.resolve("config.json"), config);
    ObjectNode run = JSON.createObjectNode();
    run.set("config", resolved);
    run.put("seed", job.seed()).put("totalSteps", plan.totalSteps()).put("resumed", job.resume());
    run.set("versions", JSON.valueToTree(versions()));
    write(directory.resolve("run.json"), run);
    return new TrainingRun(directory, plan, job.listener());
  }

  private static void requireSame(Path directory, JsonNode resolved) {
    Path file = directory.resolve("run.json");
    List<String> differences = new ArrayList<>();
    try {
      JsonNode then = JSON.readTree(AtomicFile.read(file)).path("config");
      // Through text, so that numbers have the form in which the file has them.
      compare("", then, JSON.readTree(JSON.writeValueAsBytes(resolved)), differences);
    } catch (IOException e) {
      throw new ModelException(
          "%s is not JSON (%s); give another --out".formatted(file, e.getMessage()), e);
    }
    if (!differences.isEmpty()) {
      throw new ModelException(
          "%s holds a run of another configuration: %s; resume it with its own, or give another --out"
              .formatted(directory, String.join(", ", differences)));
    }
  }

  private static void compare(String name, JsonNode then, JsonNode now, List<String> differences) {
    if (then.isObject() && now.isObject()) {
      Set<String> fields = new LinkedHashSet<>();
      then.fieldNames().forEachRemaining(fields::add);
      now.fieldNames().forEachRemaining(fields::add);
      for (String field : fields) {
        compare(
            name.isEmpty() ? field : name + "." + field,
            then.path(field),
            now.path(field),
            differences);
      }
    } else if (!then.equals(now) && !isLonger(name, then, now)) {
      differences.add("%s was %s, is %s".formatted(name, said(then), said(now)));
    }
  }

  /** A run may go on for longer than was planned. */
  private static boolean isLonger(String name, JsonNode then, JsonNode now) {
    return (name.equals("steps") || name.endsWith(".steps"))
        && then.isIntegralNumber()
        && now.isIntegralNumber()
        && now.longValue() > then.longValue();
  }

  private static String said(JsonNode value) {
    return value.isMissingNode() ? "missing" : value.toString();
  }

  /** Returns the versions that go into {@code run.json} and {@link ModelCard}. */
  public static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("djl", ai.djl.engine.Engine.getDjlVersion());
    versions.put("pytorch", Engines.pyTorch().getVersion());
    return versions;
  }

  private static void write(Path file, JsonNode node) throws IOException {
    AtomicFile.write(
        file,
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(node)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Returns whether training goes on from a checkpoint. */
  public boolean hasCheckpoint() {
    return Checkpoint.isIn(directory.resolve("checkpoint"));
  }

  /** Returns the directory. */
  public Path directory() {
    return directory;
  }

  /**
   * Trains to the end of the plan, from the checkpoint in the directory if there is one, and saves
   * a last checkpoint.
   *
   * @param trainer fresh if there is a checkpoint
   * @param step makes the update with the given number, counted from 0, and returns named metrics
   */
  public void train(NetworkTrainer trainer, LongFunction<Map<String, Double>> step)
      throws IOException {
    Path checkpoint = directory.resolve("checkpoint");
    if (hasCheckpoint()) {
      trainer.resume(checkpoint);
    }
    restoreMetrics(trainer.steps());
    long savedNanos = System.nanoTime();
    while (trainer.steps() < plan.totalSteps()) {
      step.apply(trainer.steps())
          .forEach(
              (name, value) -> {
                double[] sum = sums.computeIfAbsent(name, n -> new double[2]);
                sum[0] += value;
                sum[1]++;
              });
      long done = trainer.steps();
      if (done % plan.logEverySteps() == 0 || done == plan.totalSteps()) {
        log(done);
      }
      boolean due = (System.nanoTime() - savedNanos) / 1e9 >= plan.checkpointEverySeconds();
      if (due || done % plan.checkpointEverySteps() == 0 || done == plan.totalSteps()) {
        // Metrics that are not yet logged would be lost with the process: log them first.
        if (!sums.isEmpty()) {
          log(done);
        }
        trainer.save(checkpoint);
        drawCurves();
        savedNanos = System.nanoTime();
      }
    }
  }

  private void log(long step) throws IOException {
    Map<String, Double> averages = new LinkedHashMap<>();
    sums.forEach((name, sum) -> averages.put(name, sum[0] / sum[1]));
    sums.clear();
    record(step, averages);
    listener.onProgress(step, plan.totalSteps(), averages);
  }

  /** Adds metrics that are not averaged over steps, for example of a validation. */
  public void record(long step, Map<String, Double> metrics) throws IOException {
    double seconds = secondsBefore + (System.nanoTime() - startNanos) / 1e9;
    StringBuilder lines = new StringBuilder();
    metrics.forEach(
        (name, value) -> {
          if (!name.matches("[A-Za-z0-9_./ -]{1,80}")) {
            throw new IllegalArgumentException(
                "metric name '%s'; allowed: letters, digits, . / _ - and blanks".formatted(name));
          }
          lines.append(String.format(Locale.ROOT, "%d,%.2f,%s,%s\n", step, seconds, name, value));
          curves.computeIfAbsent(name, n -> new ArrayList<>()).add(new double[] {step, value});
        });
    Files.writeString(
        directory.resolve("metrics.csv"),
        lines,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Keeps the lines up to the checkpoint's step: a resumed run repeats the later ones. */
  private void restoreMetrics(long step) throws IOException {
    Path file = directory.resolve("metrics.csv");
    StringBuilder kept = new StringBuilder(HEADER);
    curves.clear();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        String[] cells = line.split(",", -1);
        if (METRIC_LINE.matcher(line).matches() && Long.parseLong(cells[0]) <= step) {
          kept.append(line).append('\n');
          secondsBefore = Double.parseDouble(cells[1]);
          curves
              .computeIfAbsent(cells[2], n -> new ArrayList<>())
              .add(new double[] {Double.parseDouble(cells[0]), Double.parseDouble(cells[3])});
        }
      }
    }
    AtomicFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A machine without fonts cannot draw; that must not cost a training. */
  private void drawCurves() throws IOException {
    try {
      paintCurves();
    } catch (LinkageError | InternalError e) {
      LOG.warn(
          "curves.png of {} is not drawn, metrics.csv has the numbers: {} (are fontconfig and a"
              + " font installed?)",
          directory,
          e.toString());
    }
  }

  private void paintCurves() throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(600)
            .title(directory.getFileName().toString())
            .xAxisTitle("step")
            .build();
    boolean positive = true;
    for (Map.Entry<String, List<double[]>> curve : curves.entrySet()) {
      double[] x = curve.getValue().stream().mapToDouble(p -> p[0]).toArray();
      double[] y = curve.getValue().stream().mapToDouble(p -> p[1]).toArray();
      for (double value : y) {
        positive &= value > 0;
      }
      chart.addSeries(curve.getKey(), x, y).setMarker(SeriesMarkers.NONE);
    }
    if (curves.isEmpty()) {
      return;
    }
    // Losses fall over decades; with a zero or a negative value there is no logarithm.
    chart.getStyler().setYAxisLogarithmic(positive);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ImageIO.write(image, "png", png);
    AtomicFile.write(directory.resolve("curves.png"), png.toByteArray());
  }
}
