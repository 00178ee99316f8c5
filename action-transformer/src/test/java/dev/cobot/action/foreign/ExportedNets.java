package dev.cobot.action.foreign;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.OnnxExporter;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.brain.network.TensorValue;
import dev.cobot.brain.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Folders with small networks of other makers. */
public final class ExportedNets {
  static final String ALL_OF_HAND = String.join(", ", Columns.HAND_ACTION);

  private ExportedNets() {}

  /** A network given as a function of its inputs. */
  record Net(List<TensorSpec> inputs, Body body) implements Architecture {
    interface Body {
      <T> T apply(Ops<T> ops, List<T> inputs);
    }

    @Override
    public String name() {
      return "exported";
    }

    @Override
    public List<String> outputs() {
      return List.of("action");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      return List.of(body.apply(ops, inputs));
    }
  }

  static FloatTensor drawn(SplittableRandom random, double most, long... shape) {
    float[] values = new float[TensorValue.size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (most * random.nextDouble(-1, 1));
    }
    return new FloatTensor(shape, values);
  }

  static void write(Path folder, Architecture net, Weights weights, String yaml)
      throws IOException {
    byte[] onnx = OnnxExporter.export(net, weights);
    Files.write(folder.resolve("model.onnx"), onnx);
    try {
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(onnx));
      Files.writeString(folder.resolve("policy.yaml"), yaml.replace("HASH", hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What every file of these tests begins with; two steps of three are carried out. */
  static final String BEGIN =
      """
      format: 1
      model: model.onnx
      sha256: HASH
      periodSeconds: 0.04
      executeSteps: 2
      skills:
        place_in: {target: [cube], destination: [bowl]}
      """;

  /**
   * Writes a policy of three steps that wants the same of the hand at any place.
   *
   * @param hand the columns of the hand's action
   * @param isRooted whether it adds the root of the hand's x to all, which is no number where that
   *     is negative
   */
  public static void constant(Path folder, boolean isRooted, float... hand) throws IOException {
    float[] bias = new float[24];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = hand[i % 8];
    }
    Net net =
        new Net(
            List.of(new TensorSpec("observation.state", -1, 1)),
            new Net.Body() {
              @Override
              public <T> T apply(Ops<T> ops, List<T> inputs) {
                T x = isRooted ? ops.sqrt(inputs.get(0)) : inputs.get(0);
                return ops.reshape(ops.linear(x, "out", 1, 24), -1, 3, 8);
              }
            });
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    weights.put("out.weight", new FloatTensor(new long[] {24, 1}, new float[24]));
    weights.put("out.bias", new FloatTensor(new long[] {24}, bias));
    write(
        folder,
        net,
        new Weights(weights),
        BEGIN
            + """
            inputs:
              observation.state: {columns: [hand_x_m], normalizer: inside}
            output:
              name: action
              steps: 3
              columns: [%s]
              relative: false
              normalizer: inside
            """
                .formatted(ALL_OF_HAND));
  }
}
