package dev.cobot.brain.objective;

import dev.cobot.brain.network.AtomicFile;
import dev.cobot.brain.network.NetworkTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The weights with the lowest score of a training, in a folder. A resumed training offers some of
 * them again, with the same bits: what is kept does not depend on where it stopped.
 */
final class BestWeights {
  private final Path folder;
  private double lowest;

  private BestWeights(Path folder, double lowest) {
    this.folder = folder;
    this.lowest = lowest;
  }

  /** Returns what is kept in a folder, which need not be there. */
  static BestWeights in(Path folder) throws IOException {
    Path score = folder.resolve("score.txt");
    return new BestWeights(
        folder,
        Files.exists(score)
            ? Double.parseDouble(Files.readString(score).strip())
            : Double.POSITIVE_INFINITY);
  }

  void offer(NetworkTrainer trainer, double score) {
    if (score < lowest) {
      try {
        trainer.save(folder);
        // Whole or not at all: half a number would be a wrong one.
        AtomicFile.write(
            folder.resolve("score.txt"), Double.toString(score).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      lowest = score;
    }
  }

  boolean isThere() {
    return Double.isFinite(lowest);
  }

  /** Puts the weights into a fresh trainer. */
  void load(NetworkTrainer trainer) {
    trainer.resume(folder);
  }
}
