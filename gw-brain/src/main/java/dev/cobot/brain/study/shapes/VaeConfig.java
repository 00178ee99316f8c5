package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;

/**
 * A variational autoencoder and how it is trained: AdamW under PyTorch's one-cycle schedule, no
 * clipping. The loss is a sum over the batch and all values, so that beta means what it does in the
 * published code; the sum's scale does not matter to Adam.
 *
 * @param width of pictures: channels of the widest layer, a multiple of 8; of attributes: hidden
 *     width
 * @param hiddenWidth of attributes: width of the layer before the latent; 0: as published, that of
 *     the latent, where each unit that its ReLU shuts for good costs the latent a value; of
 *     pictures: 0
 * @param latentWidth values of the latent
 * @param beta weight of the KL divergence, at least 0
 * @param batch rows a step, above 1
 * @param steps above 1
 * @param learningRate the highest one
 * @param weightDecay at least 0
 */
public record VaeConfig(
    int width,
    int hiddenWidth,
    int latentWidth,
    double beta,
    int batch,
    int steps,
    double learningRate,
    double weightDecay) {
  /** Checks the ranges. */
  public VaeConfig {
    if (!(width > 0 && width <= 4096 && latentWidth > 0 && latentWidth <= 1024)
        || !(hiddenWidth >= 0 && hiddenWidth <= 4096)
        || !(beta >= 0 && beta < 1e6)
        || !(batch > 1 && batch <= 1 << 16 && steps > 1)) {
      throw new IllegalArgumentException(
          "VAE of width %d, hidden %d, latent %d, beta %s, batch %d, %d steps; allowed: 1 to 4096, 0 to 4096, 1 to 1024, at least 0, 2 to 65536, 2 or more"
              .formatted(width, hiddenWidth, latentWidth, beta, batch, steps));
    }
    // The optimiser refuses rates and decays out of range.
    OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
  }

  /** The library's default for pictures: 256 channels, latent 8 (1,497,427 parameters). */
  public static VaeConfig pictures() {
    return new VaeConfig(256, 0, 8, 0.1, 2056, 2000, 5e-3, 1e-5);
  }

  /** The sizes of the paper and of its released checkpoints: 512 channels, latent 12. */
  public static VaeConfig paperPictures() {
    return new VaeConfig(512, 0, 12, 0.1, 2056, 2000, 5e-3, 1e-5);
  }

  /** The library's default for attributes (11,377 parameters). */
  public static VaeConfig attributes() {
    return new VaeConfig(64, 0, 10, 0.05, 2056, 2000, 5e-3, 1e-5);
  }

  OptimizerConfig optimizer() {
    return OptimizerConfig.of(learningRate)
        .withSchedule(RateSchedule.OneCycle.ofTorch(steps))
        .withWeightDecay(weightDecay)
        .withClipNorm(0);
  }
}
