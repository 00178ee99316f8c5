package dev.cobot.brain.vision;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * Dense heads that exist while the vision domain is trained: they make the features at an object's
 * cell carry its attributes. The runtime does not have them; it reads attributes from the
 * workspace.
 *
 * <p>Input {@code features} (batch, 64, 30, 40); output {@code attributes} (batch, {@value
 * #CHANNELS}, 30, 40): cos and sin of the yaw times the symmetry order, sRGB as 2c - 1, height of
 * the centre over the table in decimetres, direction of its own z axis (3).
 */
final class VisionHeads implements Architecture {
  static final int CHANNELS = 9;

  @Override
  public String name() {
    return "heads";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(
        new TensorSpec("features", -1, VisionNet.FEATURES, VisionNet.ROWS, VisionNet.COLUMNS));
  }

  @Override
  public List<String> outputs() {
    return List.of("attributes");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = ops.relu(ops.conv2d(inputs.get(0), "hidden", VisionNet.FEATURES, 48, 1, 1, 0));
    return List.of(ops.conv2d(x, "attributes", 48, CHANNELS, 1, 1, 0));
  }
}
