package dev.cobot.brain.study.shapes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.objective.Alignment;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.brain.objective.LatentTraining;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Trains a workspace over frozen modules of Simple Shapes and measures what its translations are
 * worth. Writes beside the training's own files {@code decoded.csv}, {@code decoded.md} and {@code
 * pictures.png}.
 */
public final class ShapesWorkspaceTraining {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MEASURED_SCENES = 10_000;
  private static final int SHOWN_SCENES = 10;

  private final ShapesWorkspaceConfig config;
  private final List<ShapesModule> modules;

  /**
   * @param modules one for each of the configuration's domains, in its order
   */
  public ShapesWorkspaceTraining(ShapesWorkspaceConfig config, List<ShapesModule> modules) {
    this.config = config;
    this.modules = List.copyOf(modules);
    List<String> names = modules.stream().map(ShapesModule::name).toList();
    List<String> wanted = names(config.domains());
    if (!names.equals(wanted)) {
      throw new IllegalArgumentException(
          "workspace over the modules %s; the configuration's domains need %s"
              .formatted(names, wanted));
    }
  }

  private static List<String> names(List<ShapesDomain> domains) {
    return domains.stream().map(ShapesDomain::moduleName).toList();
  }

  /** Which training scenes are known together. */
  @FunctionalInterface
  public interface Pairs {
    /** Returns the groups of a training split. */
    Alignment of(ShapesPart training, long seed) throws IOException;

    /** Every scene alone in each domain, and so many, drawn from the seed, in all of them. */
    static Pairs drawn(int count, List<ShapesDomain> domains) {
      return (training, seed) ->
          Alignment.semiSupervised(
              training.size(), names(domains), count, new SeedStreams(seed).stream("pairs"));
    }

    /**
     * The groups of a data set's file; those that have another domain too do not count.
     *
     * @param groups as {@link ShapesPart#pairs} returns them
     */
    static Pairs given(Map<Set<String>, int[]> groups, List<ShapesDomain> domains) {
      Map<String, String> moduleNames = new LinkedHashMap<>();
      domains.forEach(domain -> moduleNames.put(domain.fileName(), domain.moduleName()));
      List<Alignment.Group> known = new ArrayList<>();
      // By name: the order of a map must not change the sums.
      Map<String, Set<String>> byName = new TreeMap<>();
      groups.keySet().forEach(names -> byName.put(String.join("+", new TreeSet<>(names)), names));
      for (Set<String> names : byName.values()) {
        int[] rows = groups.get(names);
        if (moduleNames.keySet().containsAll(names) && rows.length > 0) {
          known.add(
              new Alignment.Group(names.stream().sorted().map(moduleNames::get).toList(), rows));
        }
      }
      Alignment alignment = new Alignment(known);
      return (training, seed) -> alignment;
    }
  }

  /**
   * Trains in {@code out}, releases the workspace in {@code out/model} and reports.
   *
   * @param cache folder of the latents of whole splits
   * @return the losses and the decoded errors on the validation scenes by name
   */
  public Map<String, Double> train(SimpleShapes set, Pairs pairs, Path cache, TrainingJob job)
      throws IOException {
    LatentCache latents = new LatentCache(cache, modules);
    ShapesPart training = set.part(ShapeSplit.TRAIN);
    ShapesPart held = set.part(ShapeSplit.VAL);
    LatentTable table = latents.of(set, ShapeSplit.TRAIN);
    LatentTable validation = latents.of(set, ShapeSplit.VAL);
    Alignment alignment = pairs.of(training, job.seed());
    ObjectNode description = JSON.createObjectNode();
    description.put("scenes", training.size()).put("validationScenes", held.size());
    modules.forEach(module -> description.put(module.name(), module.fingerprint()));
    ObjectNode groups = description.putObject("groups");
    for (Alignment.Group group : alignment.groups()) {
      groups.put(String.join("+", group.domains()), group.rows().length);
    }
    Map<String, Double> results = new LinkedHashMap<>();
    LatentTraining latentTraining =
        new LatentTraining(
            config.latentWidth(),
            modules.stream().map(module -> module.domain(config.mlp())).toList(),
            config.recipe());
    results.putAll(latentTraining.train(table, alignment, validation, description, job));
    try (GlobalWorkspace workspace = WorkspaceFolder.open(job.model(), job.device())) {
      Translations on = new Translations(workspace, modules);
      ShapesTruth truth = new ShapesTruth(held, on.domains());
      DecodedReport report =
          DecodedReport.of(on, validation, truth, Math.min(MEASURED_SCENES, held.size()));
      report.write(job.out());
      TranslationGrid.write(
          job.out().resolve("pictures.png"),
          on,
          validation,
          truth,
          Math.min(SHOWN_SCENES, held.size()));
      results.putAll(report.toMetrics());
    }
    return results;
  }
}
