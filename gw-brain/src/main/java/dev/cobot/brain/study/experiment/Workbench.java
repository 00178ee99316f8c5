package dev.cobot.brain.study.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.objective.Alignment;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.brain.objective.LatentTraining;
import dev.cobot.brain.study.shapes.LatentCache;
import dev.cobot.brain.study.shapes.ShapesDomain;
import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.study.shapes.ShapesWorkspaceTraining;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What experiments stand on: the data set with its latents, the frozen modules, and trained
 * workspaces, which experiments share.
 */
final class Workbench {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final List<String> DOMAINS = List.of(ShapesModule.VISION, ShapesModule.ATTRIBUTES);

  /**
   * A workspace to be trained.
   *
   * @param pairs scenes that are known in both domains
   * @param seed of the pairs, the initial weights and the batches
   */
  record Cell(LossSet losses, int pairs, long seed) {
    String name() {
      return "%s-n%d-s%d".formatted(losses.fileName(), pairs, seed);
    }
  }

  private final ExperimentConfig config;
  private final SimpleShapes set;
  private final ShapesModule vision;
  private final ShapesModule attributes;
  private final ShapesModule text;
  private final Path out;
  private final long seed;
  private final InferenceDevice device;
  private final LatentTable training;
  private final Map<ShapeSplit, LatentTable> held = new LinkedHashMap<>();
  private final Map<ShapeSplit, ShapesPart> parts = new LinkedHashMap<>();

  /**
   * Opens the data and computes the latents that are not there yet.
   *
   * @param modules vision, attributes and text, in this order
   * @param out the experiments' folder
   */
  Workbench(
      ExperimentConfig config,
      SimpleShapes set,
      List<ShapesModule> modules,
      Path out,
      long seed,
      InferenceDevice device)
      throws IOException {
    this.config = config;
    this.set = set;
    List<String> names = modules.stream().map(ShapesModule::name).toList();
    if (!names.equals(ShapesDomain.ALL.stream().map(ShapesDomain::moduleName).toList())) {
      throw new IllegalArgumentException(
          "experiments over the modules %s, expected those of %s"
              .formatted(names, ShapesDomain.ALL));
    }
    vision = modules.get(0);
    attributes = modules.get(1);
    text = modules.get(2);
    this.out = out;
    this.seed = seed;
    this.device = device;
    for (ShapeSplit split : ShapeSplit.values()) {
      parts.put(split, set.part(split));
    }
    int scenes = parts.get(ShapeSplit.TRAIN).size();
    if (scenes < config.scenes()) {
      throw new IllegalArgumentException(
          "%s has %d training scenes, the experiments want %d; make a larger set or lower 'scenes'"
              .formatted(set.folder(), scenes, config.scenes()));
    }
    LatentCache cache = new LatentCache(out.resolve("latents"), List.of(vision, attributes));
    LatentTable all = cache.of(set, ShapeSplit.TRAIN);
    training = scenes == config.scenes() ? all : rows(all, 0, config.scenes());
    held.put(ShapeSplit.VAL, cache.of(set, ShapeSplit.VAL));
    held.put(ShapeSplit.TEST, cache.of(set, ShapeSplit.TEST));
  }

  ExperimentConfig config() {
    return config;
  }

  ShapesModule vision() {
    return vision;
  }

  ShapesModule attributes() {
    return attributes;
  }

  InferenceDevice device() {
    return device;
  }

  /** Returns the latents of the training scenes. */
  LatentTable training() {
    return training;
  }

  /** Returns the latents of the scenes that everything is measured on. */
  LatentTable test() {
    return held.get(ShapeSplit.TEST);
  }

  /** Returns the class number of the first scenes of a split. */
  int[] shapes(ShapeSplit split, int scenes) {
    ShapesPart part = parts.get(split);
    return IntStream.range(0, scenes)
        .map(i -> part.label(i).attributes().shape().ordinal())
        .toArray();
  }

  ShapesPart part(ShapeSplit split) {
    return parts.get(split);
  }

  /** Returns the seeds of everything that is trained several times. */
  static List<Long> seeds(ExperimentConfig config, long first) {
    return IntStream.range(0, config.seeds()).mapToObj(i -> first + i).toList();
  }

  List<Long> seeds() {
    return seeds(config, seed);
  }

  long seed() {
    return seed;
  }

  /** Returns the training of a workspace; its numbers are the losses on the test scenes. */
  Task task(Cell cell) {
    return new Task(
        taskName(cell),
        (folder, listener) -> {
          LatentTraining workspace =
              new LatentTraining(
                  config.latentWidth(),
                  List.of(vision.domain(config.mlp()), attributes.domain(config.mlp())),
                  config.recipe(cell.losses()));
          ObjectNode description = JSON.createObjectNode();
          description.put("scenes", training.rows()).put("pairs", cell.pairs());
          description.put(ShapesModule.VISION, vision.fingerprint());
          description.put(ShapesModule.ATTRIBUTES, attributes.fingerprint());
          return workspace.train(
              training,
              alignment(cell),
              held.get(ShapeSplit.VAL),
              test(),
              description,
              new TrainingJob(cell.seed(), folder, true, device, listener));
        });
  }

  /** Returns the training of a workspace over some domains, with a report of its own. */
  Task task(String name, ShapesWorkspaceConfig recipe) {
    List<ShapesModule> modules =
        recipe.domains().stream().map(domain -> module(domain.moduleName())).toList();
    return new Task(
        name,
        (folder, listener) ->
            new ShapesWorkspaceTraining(recipe, modules)
                .train(
                    set,
                    ShapesWorkspaceTraining.Pairs.drawn(config.tutorialPairs(), recipe.domains()),
                    out.resolve("latents"),
                    new TrainingJob(seed, folder, true, device, listener)));
  }

  private Alignment alignment(Cell cell) {
    return Alignment.semiSupervised(
        training.rows(), DOMAINS, cell.pairs(), new SeedStreams(cell.seed()).stream("pairs"));
  }

  /** A name with a hash of all that a workspace depends on: another recipe trains another one. */
  String taskName(Cell cell) {
    try {
      ObjectNode all = JSON.createObjectNode();
      all.set("recipe", JSON.valueToTree(config.recipe(cell.losses())));
      all.put("width", config.latentWidth());
      all.set("mlp", JSON.valueToTree(config.mlp()));
      all.put("vision", vision.fingerprint()).put("attributes", attributes.fingerprint());
      all.put("scenes", training.rows());
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(all.toString().getBytes(StandardCharsets.UTF_8));
      return "workspaces/%s-%s"
          .formatted(cell.name(), HexFormat.of().formatHex(digest).substring(0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  /** Opens a workspace that is trained. */
  GlobalWorkspace open(Cell cell) {
    return WorkspaceFolder.open(folder(cell), device);
  }

  /** Returns the folder of a workspace that is trained. */
  Path folder(Cell cell) {
    return out.resolve(taskName(cell)).resolve("model");
  }

  private ShapesModule module(String name) {
    return Stream.of(vision, attributes, text)
        .filter(module -> module.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  Domain domain(String name) {
    return module(name).domain(config.mlp());
  }

  /** Returns some rows of a table as a table. */
  static LatentTable rows(LatentTable table, int from, int to) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (String domain : DOMAINS) {
      int width = table.width(domain);
      values.put(domain, Arrays.copyOfRange(table.of(domain), from * width, to * width));
    }
    return new LatentTable(to - from, values);
  }

  /** Returns z = tanh(e(u)) of some rows of one domain, (rows, workspace width). */
  static float[] states(
      GlobalWorkspace workspace, LatentTable table, String domain, int from, int to) {
    int width = table.width(domain);
    float[] latents = Arrays.copyOfRange(table.of(domain), from * width, to * width);
    return workspace.alone(workspace.encode(domain, to - from, latents));
  }
}
