package dev.cobot.node.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.OnnxExporter;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.brain.network.Weights;
import dev.cobot.node.parquet.LeafValues;
import dev.cobot.node.parquet.ParquetInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A policy that is made of nothing but an exported data set, as another program would: kernel
 * regression (Nadaraya 1964) from a frame's state to the actions of that frame and those after it.
 * It knows one arrangement of the objects and sees none of them.
 */
final class NearestFrames implements Architecture {
  static final int STEPS = 25;
  private static final JsonMapper JSON = new JsonMapper();

  /** Of the kernel, in standard deviations of a column. */
  private static final double WIDTH = 0.06;

  /**
   * So many frames early is the gripper told: a hand that rests looks the same before and after.
   */
  private static final int LEAD = 5;

  /** An arm that is told to go no farther than that, m or rad, rests. */
  private static final double STILL = 1e-3;

  private final List<String> state;
  private final List<String> action;
  private final double[][] mean = new double[2][];
  private final double[][] std = new double[2][];
  private final List<double[]> states = new ArrayList<>();
  private final List<double[][]> chunks = new ArrayList<>();

  /** Reads a data set of one Parquet file. */
  NearestFrames(Path set) throws IOException {
    JsonNode features = JSON.readTree(set.resolve("meta/info.json").toFile()).path("features");
    state = names(features.path("observation.state"));
    action = names(features.path("action"));
    JsonNode stats = JSON.readTree(set.resolve("meta/stats.json").toFile());
    for (int i = 0; i < 2; i++) {
      JsonNode of = stats.path(i == 0 ? "observation.state" : "action");
      mean[i] = JSON.convertValue(of.path("mean"), double[].class);
      std[i] = JSON.convertValue(of.path("std"), double[].class);
    }
    try (ParquetInput in = ParquetInput.open(set.resolve("data/chunk-000/file-000.parquet"))) {
      for (int group = 0; group < in.rowGroups(); group++) {
        add(in.read(group, "observation.state"), in.read(group, "action"));
      }
    }
  }

  private static List<String> names(JsonNode feature) {
    List<String> names = new ArrayList<>();
    feature.path("names").forEach(name -> names.add(name.asText()));
    return names;
  }

  /**
   * Takes in an episode, a row group, without the frames in which nothing goes on: all that look
   * alike would be answered by the mean of what came after each.
   */
  private void add(LeafValues seen, LeafValues done) {
    List<double[]> before = new ArrayList<>();
    List<double[]> after = new ArrayList<>();
    for (int row = 0; row < seen.rows(); row++) {
      double[] now = seen.numbers(row);
      double[] next = seen.numbers(Math.min(row + 1, seen.rows() - 1));
      int opening = state.indexOf("gripper_opening_m");
      boolean isGripping = Math.abs(next[opening] - now[opening]) > STILL / 10;
      if (isGripping || !isStill(now, done.numbers(row))) {
        before.add(now);
        after.add(done.numbers(row));
      }
    }
    int last = before.size() - 1;
    for (int row = 0; row <= last; row++) {
      states.add(normalised(before.get(row), 0));
      double[][] chunk = new double[STEPS][];
      for (int step = 0; step < STEPS; step++) {
        double[] does = after.get(Math.min(row + step, last)).clone();
        double[] later = after.get(Math.min(row + step + LEAD, last));
        does[does.length - 1] = later[later.length - 1];
        chunk[step] = normalised(does, 1);
      }
      chunks.add(chunk);
    }
  }

  private boolean isStill(double[] seen, double[] done) {
    double farthest = 0;
    for (int i = 0; i < state.size(); i++) {
      int same = action.indexOf(state.get(i));
      farthest = Math.max(farthest, same < 0 ? 0 : Math.abs(done[same] - seen[i]));
    }
    return farthest < STILL;
  }

  private double[] normalised(double[] values, int of) {
    double[] scaled = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = (values[i] - mean[of][i]) / (std[of][i] + 1e-8);
    }
    return scaled;
  }

  /** How much a column tells where in the motion a frame is. */
  private static double weight(String column) {
    boolean isTurn = column.startsWith("hand_q");
    return isTurn ? 0.01 : column.endsWith("_per_s") ? 0.1 : 1;
  }

  @Override
  public String name() {
    return "nearest";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("observation.state", -1, state.size()));
  }

  @Override
  public List<String> outputs() {
    return List.of("action");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    int frames = states.size();
    T near = ops.softmax(ops.linear(inputs.get(0), "states", state.size(), frames));
    T chunk = ops.linear(near, "chunks", frames, STEPS * action.size());
    return List.of(ops.reshape(chunk, -1, STEPS, action.size()));
  }

  private Weights weights() {
    int frames = states.size();
    int width = STEPS * action.size();
    float[] keys = new float[frames * state.size()];
    float[] norms = new float[frames];
    float[] values = new float[width * frames];
    double sharp = 1 / (2 * WIDTH * WIDTH);
    for (int f = 0; f < frames; f++) {
      double norm = 0;
      for (int i = 0; i < state.size(); i++) {
        double weighed = weight(state.get(i)) * states.get(f)[i];
        keys[f * state.size() + i] = (float) (2 * sharp * weighed);
        norm += weighed * states.get(f)[i];
      }
      norms[f] = (float) (-sharp * norm);
      for (int s = 0; s < STEPS; s++) {
        for (int c = 0; c < action.size(); c++) {
          values[(s * action.size() + c) * frames + f] = (float) chunks.get(f)[s][c];
        }
      }
    }
    return new Weights(
        Map.of(
            "states.weight", new FloatTensor(new long[] {frames, state.size()}, keys),
            "states.bias", new FloatTensor(new long[] {frames}, norms),
            "chunks.weight", new FloatTensor(new long[] {width, frames}, values),
            "chunks.bias", new FloatTensor(new long[] {width}, new float[width])));
  }

  /** Writes the network and its {@code policy.yaml} into a folder. */
  void write(Path folder) throws Exception {
    Files.createDirectories(folder);
    byte[] onnx = OnnxExporter.export(this, weights());
    Files.write(folder.resolve("model.onnx"), onnx);
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        format: 1
        model: model.onnx
        sha256: %s
        periodSeconds: 0.04
        executeSteps: 2
        skills:
          place_in: {target: [cube], destination: [bowl]}
        inputs:
          observation.state:
            columns: %s
            normalizer: {mean: %s, std: %s}
        output:
          name: action
          steps: %d
          columns: %s
          relative: false
          normalizer: {mean: %s, std: %s}
        """
            .formatted(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(onnx)),
                state,
                list(mean[0]),
                list(std[0]),
                STEPS,
                action,
                list(mean[1]),
                list(std[1])));
  }

  private static String list(double[] numbers) {
    return java.util.Arrays.stream(numbers)
        .mapToObj(n -> String.format(Locale.ROOT, "%.9f", n))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
