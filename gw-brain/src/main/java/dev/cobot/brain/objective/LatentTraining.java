package dev.cobot.brain.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.objective.LossWeights.Loss;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceFormat;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains a workspace over frozen domains, whose latents stand in a table, and releases it. On the
 * same machine with the same number of threads the same seed gives the same bits, resumed or not.
 */
public final class LatentTraining {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How to train.
   *
   * @param selectionTemperature of the random weights of the fused loss
   * @param batchRows rows a group and step
   * @param validateEverySteps steps between measurements on the held-out rows
   * @param kept which weights are released
   */
  public record Recipe(
      LossWeights losses,
      double selectionTemperature,
      OptimizerConfig optimizer,
      int batchRows,
      int steps,
      int validateEverySteps,
      Kept kept) {
    /** Which weights of a training are released. */
    public enum Kept {
      /** Those after the last step. */
      LAST,
      /**
       * Those of the measurement with the least translation loss plus 0.1 of the contrastive one,
       * as Devillers et al. chose theirs; of the two only those that are trained. A training
       * without both goes by the sum of its losses.
       */
      BEST
    }

    /** Returns a recipe that keeps the last weights. */
    public Recipe(
        LossWeights losses,
        double selectionTemperature,
        OptimizerConfig optimizer,
        int batchRows,
        int steps,
        int validateEverySteps) {
      this(
          losses, selectionTemperature, optimizer, batchRows, steps, validateEverySteps, Kept.LAST);
    }

    /** Checks the ranges. */
    public Recipe {
      if (!(batchRows > 0 && batchRows <= 1 << 20 && steps > 0 && validateEverySteps > 0)) {
        throw new IllegalArgumentException(
            "recipe with %d rows a batch, %d steps, validated every %d; allowed: all above 0"
                .formatted(batchRows, steps, validateEverySteps));
      }
    }
  }

  private final WorkspaceShape shape;
  private final List<Domain> domains;
  private final Recipe recipe;
  private final WorkspaceObjective objective;

  /** Creates a training of a workspace over some domains. */
  public LatentTraining(int latentWidth, List<Domain> domains, Recipe recipe) {
    this.shape = WorkspaceShape.of(latentWidth, domains.stream().map(Domain::spec).toList());
    this.domains = List.copyOf(domains);
    this.recipe = recipe;
    objective =
        new WorkspaceObjective(
            new TrainableWorkspace(shape),
            domains,
            recipe.losses(),
            Selection.randomSoftmax(recipe.selectionTemperature()));
  }

  /** Returns the shape of the workspace. */
  public WorkspaceShape shape() {
    return shape;
  }

  /** Returns the updates of this training, one by one, without files. */
  public LatentSteps steps(
      LatentTable table, Alignment alignment, SeedStreams seeds, InferenceDevice device) {
    return new LatentSteps(objective, recipe, table, alignment, seeds, device);
  }

  /** As the longer one; the rows that choose the weights are also those that measure them. */
  public Map<String, Double> train(
      LatentTable table,
      Alignment alignment,
      LatentTable validation,
      JsonNode description,
      TrainingJob job)
      throws IOException {
    return train(table, alignment, validation, validation, description, job);
  }

  /**
   * Trains in {@code out} and releases the workspace in {@code out/model}.
   *
   * @param validation held-out rows that the curves show and that choose the weights, all of them
   *     known together
   * @param test held-out rows of the result, all of them known together
   * @param description what {@code run.json} and the cards say of the data
   * @return the losses on the test rows by name; where the best weights are kept, beside them those
   *     of the last ones, {@code last/...}
   */
  public Map<String, Double> train(
      LatentTable table,
      Alignment alignment,
      LatentTable validation,
      LatentTable test,
      JsonNode description,
      TrainingJob job)
      throws IOException {
    SeedStreams seeds = job.seeds();
    ObjectNode config = JSON.createObjectNode();
    config.set("recipe", JSON.valueToTree(recipe));
    config.set("workspace", WorkspaceFormat.write(shape));
    config.set("data", description);
    TrainingRun run = TrainingRun.open(job, config, config, TrainingRun.Plan.of(recipe.steps()));
    int logEvery = Math.max(1, recipe.steps() / 200);
    BestWeights best = BestWeights.in(job.out().resolve("best"));
    try (LatentSteps steps = steps(table, alignment, seeds, job.device())) {
      NetworkTrainer trainer = steps.trainer();
      run.train(
          trainer,
          step -> {
            Map<String, Double> metrics = steps.step((step + 1) % logEvery == 0);
            if ((step + 1) % recipe.validateEverySteps() == 0) {
              Map<String, Double> measured = measure(trainer, validation);
              measured.forEach((n, v) -> metrics.put("validation/" + n, v));
              if (recipe.kept() == Recipe.Kept.BEST) {
                best.offer(trainer, score(measured));
              }
            }
            return metrics;
          });
      if (!best.isThere()) {
        return release(trainer, test, config, job);
      }
      Map<String, Double> last = measure(trainer, test);
      try (NetworkTrainer chosen = new NetworkTrainer(recipe.optimizer(), seeds, job.device())) {
        best.load(chosen);
        Map<String, Double> results = release(chosen, test, config, job);
        for (Loss loss : Loss.values()) {
          String name = WorkspaceObjective.name(loss);
          results.put("last/" + name, last.get(name));
        }
        return results;
      }
    }
  }

  private Map<String, Double> release(
      NetworkTrainer trainer, LatentTable test, JsonNode config, TrainingJob job)
      throws IOException {
    Map<String, Double> results = measure(trainer, test);
    WorkspaceFolder.write(job.model(), shape, trainer::weights, job.seed(), config, results);
    return results;
  }

  private double score(Map<String, Double> measured) {
    LossWeights losses = recipe.losses();
    double score = 0;
    boolean paired = losses.has(Loss.TRANSLATION) || losses.has(Loss.CONTRASTIVE);
    for (Loss loss : Loss.values()) {
      double weight =
          switch (loss) {
            case TRANSLATION -> 1;
            case CONTRASTIVE -> 0.1;
            default -> paired ? 0 : 1;
          };
      if (losses.has(loss) && weight > 0) {
        score += weight * measured.get(WorkspaceObjective.name(loss));
      }
    }
    return score;
  }

  /**
   * Measures every loss on all rows, those that are switched off included, batch by batch: the
   * contrastive loss depends on the size of a batch.
   */
  private Map<String, Double> measure(NetworkTrainer trainer, LatentTable table) {
    WorkspaceObjective all =
        new WorkspaceObjective(
            new TrainableWorkspace(shape),
            domains,
            recipe.losses().allOn(),
            Selection.randomSoftmax(recipe.selectionTemperature()));
    List<String> names = domains.stream().map(d -> d.spec().name()).toList();
    int batchRows = Math.min(recipe.batchRows(), table.rows());
    Map<String, Double> sums = new LinkedHashMap<>();
    int used = 0;
    for (int from = 0; from < table.rows(); from += batchRows) {
      int rows = Math.min(batchRows, table.rows() - from);
      int start = from;
      Map<String, Double> metrics =
          trainer.evaluate(
              scope -> {
                Map<String, NDArray> pairs = new LinkedHashMap<>();
                for (String name : names) {
                  pairs.put(name, rows(scope.manager(), table, name, start, rows));
                }
                return all.of(scope, WorkspaceObjective.completed(pairs)).toMetrics();
              });
      metrics.forEach((name, value) -> sums.merge(name, value * rows, Double::sum));
      used += rows;
    }
    Map<String, Double> means = new LinkedHashMap<>();
    int total = used;
    sums.forEach((name, sum) -> means.put(name, sum / total));
    means.remove("loss"); // of other coefficients than those that were trained with
    return means;
  }

  private static NDArray rows(
      NDManager manager, LatentTable table, String domain, int from, int rows) {
    int width = table.width(domain);
    float[] values = Arrays.copyOfRange(table.of(domain), from * width, (from + rows) * width);
    return manager.create(values, new Shape(rows, width));
  }
}
