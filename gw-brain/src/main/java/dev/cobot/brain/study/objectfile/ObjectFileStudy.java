package dev.cobot.brain.study.objectfile;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.network.AtomicFile;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.study.experiment.ExperimentListener;
import dev.cobot.brain.study.experiment.Task;
import dev.cobot.brain.study.experiment.TaskRunner;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Is an object better followed by a workspace state with memory than by the belief rules? Trains
 * five networks on simulated tracks, a few seeds each, and measures them and the rules on the same
 * tables, with senses that fail as none was trained on. What is done is not done again; processes
 * may share the folder.
 */
public final class ObjectFileStudy {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ITEMS = "items.json";
  private static final String CHECKPOINT = "checkpoint";
  static final String RULES = "rules";

  /**
   * How much of everything.
   *
   * @param seeds trainings of each arm
   * @param steps of a training
   * @param streams lives that are followed side by side
   * @param chunkTicks ticks that a step looks back over
   * @param sequences tables of each measure
   * @param scenes tables of each number of objects in the measure of recall
   * @param hours of work, over all tables, in which false alarms are counted
   */
  public record Config(
      int seeds,
      int steps,
      int streams,
      int chunkTicks,
      double learningRate,
      int sequences,
      int scenes,
      double hours) {
    /** Checks the ranges. */
    public Config {
      OptimizerConfig.of(learningRate);
      if (!(seeds > 0
          && seeds <= 100
          && steps > 1
          && streams > 1
          && streams <= 4096
          && chunkTicks > 0
          && chunkTicks <= 1000
          && sequences > 9
          && sequences <= 100_000
          && scenes > 1
          && scenes <= 10_000
          && hours > 0
          && hours <= 10_000)) {
        throw new IllegalArgumentException(
            "%d seeds, %d steps of %d streams and %d ticks, %d sequences, %d scenes, %s hours; allowed: 1 to 100, above 1, 2 to 4096, 1 to 1000, 10 to 100000, 2 to 10000, above 0 to 10000"
                .formatted(seeds, steps, streams, chunkTicks, sequences, scenes, hours));
      }
    }

    /** Returns the recipe of the documented numbers. */
    public static Config full() {
      return new Config(1, 600, 48, 16, 4e-3, 250, 40, 12);
    }

    /** Returns one that takes about a minute, with numbers worth nothing. */
    public static Config quick() {
      return new Config(1, 60, 32, 10, 3e-3, 20, 4, 0.5);
    }
  }

  /**
   * What the study found.
   *
   * @param report its {@code report.md}
   * @param numbers of each task by name
   */
  public record Outcome(Path report, Map<String, Map<String, Double>> numbers) {}

  private final Config config;
  private final Path out;
  private final SeedStreams seeds;
  private final InferenceDevice device;
  private final TaskRunner runner;
  private final FileMeasures measures;

  /**
   * @param out where everything goes
   */
  public ObjectFileStudy(
      Config config, Path out, long seed, InferenceDevice device, ExperimentListener listener) {
    this.config = config;
    this.out = out;
    this.seeds = new SeedStreams(seed);
    this.device = device;
    runner = new TaskRunner(out, listener);
    measures = new FileMeasures(config, seeds.child(1));
  }

  /** Trains and measures what is not done yet, and writes the report. */
  public Outcome run() throws IOException, InterruptedException {
    Files.createDirectories(out);
    List<Task> trainings = new ArrayList<>();
    List<Task> measured = new ArrayList<>();
    for (int seed = 0; seed < config.seeds(); seed++) {
      for (FileArm arm : FileArm.values()) {
        SeedStreams own = seeds.child(100 + seed);
        trainings.add(
            new Task(
                "train/" + arm.task(seed),
                (folder, heard) ->
                    new FileTraining(config, arm.shape(), own)
                        .run(folder.resolve(CHECKPOINT), device, heard)));
        Path checkpoint = runner.folderOf("train/" + arm.task(seed)).resolve(CHECKPOINT);
        measured.add(
            new Task(
                "measure/" + arm.task(seed),
                (folder, heard) -> {
                  try (FileRunner files =
                      new FileRunner(config, arm.shape(), own, checkpoint, device)) {
                    return written(folder, measure(arm, files));
                  }
                }));
      }
    }
    measured.add(new Task("measure/" + RULES, (folder, heard) -> written(folder, measureRules())));
    Map<String, Map<String, Double>> numbers =
        new LinkedHashMap<>(runner.run("trainings", trainings));
    numbers.putAll(runner.run("measures", measured));
    FileReport report = new FileReport(config, out, seeds.child(2));
    for (Task task : measured) {
      report.add(task.name(), read(runner.folderOf(task.name())));
    }
    return new Outcome(report.write(numbers), numbers);
  }

  private Map<String, double[]> measure(FileArm arm, FileRunner files) {
    Map<String, double[]> items = new LinkedHashMap<>();
    Follower.Files open = new Follower.Files(files, Follower.Shutter.OPEN);
    follow(items, "", open);
    items.put("numb", measures.held(open, true));
    FileScenes scenes = new FileScenes(files);
    FileMeasures.Memory memory =
        new FileMeasures.Memory() {
          @Override
          public void begin(int tables) {
            scenes.begin(tables);
          }

          @Override
          public void tick(List<Senses> senses) {
            scenes.tick(senses);
          }

          @Override
          public boolean recalls(int table, SimulatedTable.Thing thing) {
            return scenes.recalls(table, thing.kind, thing.position, FileMeasures.RECALLED_METERS);
          }
        };
    for (int objects = 1; objects <= FileMeasures.MOST_OBJECTS; objects++) {
      items.put("recall/" + objects, measures.recall(objects, memory));
    }
    OutlierRules rules = measures.rules();
    measures.probe(files).forEach((name, list) -> items.put("probe/" + name, list));
    if (arm.isSelecting()) {
      measures.selection(files, rules).forEach((name, list) -> items.put("select/" + name, list));
    }
    if (arm.hasSurprise()) {
      measures.drops(files).forEach((name, list) -> items.put("drop/" + name, list));
    }
    items.put("composition", new double[] {files.compositionError(seeds.stream("motions"))});
    if (arm == FileArm.FILE) {
      shut(items, "oracle.", new Follower.Files(files, Follower.Shutter.ORACLE));
      shut(items, "outlier.", new Follower.Files(files, rules::isOutlier));
      shut(items, "innovation.", new Follower.Files(files, OutlierRules::isSurprising));
    }
    return items;
  }

  private void follow(Map<String, double[]> items, String prefix, Follower follower) {
    items.put(prefix + "held", measures.held(follower, false));
    items.put(prefix + "free", measures.free(follower));
    shut(items, prefix, follower);
  }

  private void shut(Map<String, double[]> items, String prefix, Follower follower) {
    measures.mixed(follower).forEach((name, list) -> items.put(prefix + "mixed/" + name, list));
  }

  private Map<String, double[]> measureRules() {
    Map<String, double[]> items = new LinkedHashMap<>();
    follow(items, "last.", new Follower.LastLook());
    BeliefFollower belief = new BeliefFollower();
    follow(items, "", belief);
    FileMeasures.Memory memory =
        new FileMeasures.Memory() {
          @Override
          public void begin(int tables) {
            belief.begin(tables);
          }

          @Override
          public void tick(List<Senses> senses) {
            belief.tick(senses);
          }

          @Override
          public boolean recalls(int table, SimulatedTable.Thing thing) {
            return belief.tracks(table).stream()
                .map(track -> track.attributes())
                .anyMatch(
                    a ->
                        a.kind() == thing.kind
                            && a.positionMeters().distanceTo(thing.position)
                                < FileMeasures.RECALLED_METERS);
          }
        };
    for (int objects = 1; objects <= FileMeasures.MOST_OBJECTS; objects++) {
      items.put("recall/" + objects, measures.recall(objects, memory));
    }
    return items;
  }

  /** Keeps the items and returns their means. */
  private static Map<String, Double> written(Path folder, Map<String, double[]> items)
      throws IOException {
    AtomicFile.write(
        folder.resolve(ITEMS), JSON.writeValueAsString(items).getBytes(StandardCharsets.UTF_8));
    Map<String, Double> means = new LinkedHashMap<>();
    items.forEach(
        (name, values) -> {
          double mean = Interval.present(values).average().orElse(0);
          means.put(name, mean);
        });
    return means;
  }

  private static Map<String, double[]> read(Path folder) throws IOException {
    return JSON.readValue(
        Files.readString(folder.resolve(ITEMS)), new TypeReference<Map<String, double[]>>() {});
  }
}
