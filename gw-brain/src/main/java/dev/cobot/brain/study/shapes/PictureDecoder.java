package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * p(picture | z): three transposed convolutions with batch norm and ReLU (1, 8, 16, 32 pixels), one
 * row and column of zeros, a convolution, a sigmoid.
 *
 * <p>Input {@code latent} (batch, latent width); output {@code picture} (batch, 3, 32, 32) in [0,
 * 1].
 */
final class PictureDecoder implements Architecture {
  private final int channels;
  private final int latentWidth;

  PictureDecoder(VaeConfig config) {
    channels = config.width();
    latentWidth = config.latentWidth();
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("latent", -1, latentWidth));
  }

  @Override
  public List<String> outputs() {
    return List.of("picture");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = ops.reshape(inputs.get(0), 0, latentWidth, 1, 1);
    x = ops.convTranspose2d(x, "up0", latentWidth, channels, 8, 1, 0, false);
    x = ops.batchNormRelu(x, "norm0", channels);
    for (int i = 1; i < 3; i++) {
      int in = channels >> (i - 1);
      x = ops.convTranspose2d(x, "up" + i, in, in / 2, 4, 2, 1, false);
      x = ops.batchNormRelu(x, "norm" + i, in / 2);
    }
    x = ops.zeroPad2d(x, 0, 1, 0, 1);
    return List.of(ops.sigmoid(ops.conv2d(x, "last", channels / 4, 3, 4, 1, 1)));
  }
}
