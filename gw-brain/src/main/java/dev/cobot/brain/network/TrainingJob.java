package dev.cobot.brain.network;

import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What every training is told beside its data and its configuration. Of these the seed alone
 * decides the weights, on one machine and device with one number of threads.
 *
 * @param seed root of all that is drawn
 * @param out folder of the {@link TrainingRun}
 * @param resume whether to go on from the checkpoint in {@code out}; without one there, it starts
 * @param device on which networks are trained and measured
 * @param listener hears how it goes
 */
public record TrainingJob(
    long seed, Path out, boolean resume, InferenceDevice device, TrainingListener listener) {
  /** Checks that all is there. */
  public TrainingJob {
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(listener, "listener; TrainingListener.SILENT hears nothing");
  }

  /** Returns a job that starts anew, on the CPU, in silence. */
  public static TrainingJob of(long seed, Path out) {
    return new TrainingJob(seed, out, false, InferenceDevice.CPU, TrainingListener.SILENT);
  }

  /** Returns this, going on from the last checkpoint. */
  public TrainingJob resumed() {
    return new TrainingJob(seed, out, true, device, listener);
  }

  /** Returns this with another listener. */
  public TrainingJob heardBy(TrainingListener other) {
    return new TrainingJob(seed, out, resume, device, other);
  }

  /** Returns the streams of the seed. */
  public SeedStreams seeds() {
    return new SeedStreams(seed);
  }

  /** Returns the folder of the released model. */
  public Path model() {
    return out.resolve("model");
  }
}
