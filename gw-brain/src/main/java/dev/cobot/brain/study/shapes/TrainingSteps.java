package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.objective.Alignment;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.objective.LatentSteps;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.brain.objective.LatentTraining;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Training steps on random data, to measure how long one takes: the same code as the trainings run,
 * with their batches, and without their files.
 */
public final class TrainingSteps implements AutoCloseable {
  private static final int LATENT_WIDTH = 12; // of both domains in the published recipe
  private static final int SCENES = 20_000;
  private static final int PICTURES = 1024;

  private final Runnable step;
  private final LongSupplier parameters;
  private final Runnable release;

  private TrainingSteps(Runnable step, LongSupplier parameters, Runnable release) {
    this.step = step;
    this.parameters = parameters;
    this.release = release;
  }

  /** Returns steps of a workspace over two domains of 12 values. */
  public static TrainingSteps ofWorkspace(ShapesWorkspaceConfig config, InferenceDevice device) {
    List<String> names = List.of(ShapesModule.VISION, ShapesModule.ATTRIBUTES);
    List<Domain> domains =
        names.stream()
            .map(name -> DomainSpec.of(name, LATENT_WIDTH, config.mlp()))
            .map(spec -> (Domain) () -> spec)
            .toList();
    LatentTable table =
        new LatentTable(
            SCENES, Map.of(names.get(0), gaussian(SCENES, 1), names.get(1), gaussian(SCENES, 2)));
    LatentSteps steps =
        new LatentTraining(config.latentWidth(), domains, config.recipe())
            .steps(table, Alignment.complete(SCENES, names), new SeedStreams(1), device);
    return new TrainingSteps(steps::step, steps::parameterCount, steps::close);
  }

  private static float[] gaussian(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * LATENT_WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Returns steps of a VAE of pictures. */
  public static TrainingSteps ofPictures(VaeConfig config, InferenceDevice device) {
    SeedStreams seeds = new SeedStreams(1);
    float[] pictures = new float[PICTURES * ShapeRows.PICTURE_VALUES];
    SplittableRandom random = seeds.stream("pictures");
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = (float) random.nextDouble();
    }
    Autoencoder vae = Autoencoder.ofPictures(config);
    HostBatch batch = new HostBatch(vae.encoder().inputs().get(0).shapeFor(config.batch()));
    NetworkTrainer trainer = new NetworkTrainer(config.optimizer(), seeds, device);
    Runnable step =
        () -> {
          SplittableRandom draws = seeds.child(trainer.steps()).stream("batch");
          var values = batch.values();
          for (int i = 0; i < config.batch(); i++) {
            int row = draws.nextInt(PICTURES);
            values.put(pictures, row * ShapeRows.PICTURE_VALUES, ShapeRows.PICTURE_VALUES);
          }
          trainer.step(scope -> vae.of(scope, batch.toArray(scope.manager())).total());
        };
    return new TrainingSteps(step, trainer::parameterCount, trainer::close);
  }

  /** Makes some steps and returns the milliseconds of one, on average. */
  public double millisPerStep(int steps) {
    long start = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      step.run();
    }
    return (System.nanoTime() - start) / 1e6 / steps;
  }

  /** Returns the number of trained values; known after the first step. */
  public long parameterCount() {
    return parameters.getAsLong();
  }

  @Override
  public void close() {
    release.run();
  }
}
