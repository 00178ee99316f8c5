package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * q(z | picture): four convolutions that halve the side, each with batch norm and ReLU, then mean
 * and log variance.
 *
 * <p>Input {@code picture} (batch, 3, 32, 32) in [0, 1]; outputs {@code mean} and {@code
 * log_variance} (batch, latent width).
 */
final class PictureEncoder implements Architecture {
  private final int channels;
  private final int latentWidth;

  PictureEncoder(VaeConfig config) {
    if (config.width() % 8 != 0 || config.hiddenWidth() != 0) {
      throw new IllegalArgumentException(
          "pictures need a width that is a multiple of 8 and a hiddenWidth of 0, got %d and %d"
              .formatted(config.width(), config.hiddenWidth()));
    }
    channels = config.width();
    latentWidth = config.latentWidth();
  }

  @Override
  public String name() {
    return "encode";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("picture", -1, 3, 32, 32));
  }

  @Override
  public List<String> outputs() {
    return List.of("mean", "log_variance");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = inputs.get(0);
    int in = 3;
    for (int i = 0; i < 4; i++) {
      int out = channels >> (3 - i);
      x = ops.conv2d(x, "conv" + i, in, out, 4, 2, 1, false);
      x = ops.batchNormRelu(x, "norm" + i, out);
      in = out;
    }
    x = ops.reshape(x, 0, 4L * channels);
    return List.of(
        ops.linear(x, "mean", 4 * channels, latentWidth),
        ops.linear(x, "log_variance", 4 * channels, latentWidth));
  }
}
