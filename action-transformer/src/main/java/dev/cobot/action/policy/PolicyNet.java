package dev.cobot.action.policy;

import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The prompt-to-action transformer: a small encoder over tokens for the command, the workspace's
 * broadcasts, the task, the objects and the body; one readout token emits the whole chunk (readout
 * as in Octo, parallel chunk regression as in ACT and OpenVLA-OFT).
 *
 * <p>Inputs: {@code task} (batch, skills) one-hot, {@code command} (batch, roles, workspace width),
 * {@code broadcast} (batch, roles, workspace width + fused domains), {@code objects} (batch,
 * {@value PolicyTokens#SLOTS}, {@link PolicyTokens#OBJECT_WIDTH}), {@code present} (batch, {@value
 * PolicyTokens#SLOTS}) 1 for a slot in use, {@code body} (batch, 12), {@code progress} (batch,
 * {@link PolicyTokens#PROGRESS_WIDTH}). Outputs: {@code chunk} (batch, 25, {@value #STEP_WIDTH}) as
 * {@link ChunkCodec} reads it, {@code pointer} (batch, {@value PolicyTokens#SLOTS}) logits of which
 * slot the command names.
 */
public final class PolicyNet implements Architecture {
  /** Values of a step: translation (3), rotation (6), close logit, done logit, progress. */
  public static final int STEP_WIDTH = 12;

  private static final int ROLES = Role.values().length;
  private static final float FORBIDDEN = 1e9f;

  private final Config config;

  /**
   * The sizes of the network.
   *
   * @param width of a token
   * @param layers of the encoder
   * @param heads divides the width
   * @param workspaceWidth of the shared latent
   * @param fusedDomains how many domains a broadcast is fused from
   * @param skills how many tasks it tells apart
   */
  public record Config(
      int width, int layers, int heads, int workspaceWidth, int fusedDomains, int skills) {
    public Config {
      if (!(width > 0 && layers > 0 && heads > 0 && width % heads == 0)) {
        throw new IllegalArgumentException(
            "width, layers and heads must be positive and heads divide the width, got %d, %d and %d"
                .formatted(width, layers, heads));
      }
      if (!(workspaceWidth > 0 && fusedDomains > 0 && skills > 0)) {
        throw new IllegalArgumentException(
            "workspaceWidth, fusedDomains and skills must be positive, got %d, %d and %d"
                .formatted(workspaceWidth, fusedDomains, skills));
      }
    }

    int broadcastWidth() {
      return workspaceWidth + fusedDomains;
    }
  }

  public PolicyNet(Config config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(
        new TensorSpec("task", -1, config.skills()),
        new TensorSpec("command", -1, ROLES, config.workspaceWidth()),
        new TensorSpec("broadcast", -1, ROLES, config.broadcastWidth()),
        new TensorSpec("objects", -1, PolicyTokens.SLOTS, PolicyTokens.OBJECT_WIDTH),
        new TensorSpec("present", -1, PolicyTokens.SLOTS),
        new TensorSpec("body", -1, PolicyTokens.BODY_WIDTH),
        new TensorSpec("progress", -1, PolicyTokens.PROGRESS_WIDTH));
  }

  @Override
  public List<String> outputs() {
    return List.of("chunk", "pointer");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    int d = config.width();
    T task = ops.reshape(ops.linear(inputs.get(0), "task", config.skills(), d), -1, 1, d);
    T command = ops.linear(inputs.get(1), "command", config.workspaceWidth(), d);
    T broadcast = ops.linear(inputs.get(2), "broadcast", config.broadcastWidth(), d);
    T objects =
        ops.linear(
            ops.gelu(ops.linear(inputs.get(3), "objectIn", PolicyTokens.OBJECT_WIDTH, 2 * d)),
            "object",
            2 * d,
            d);
    T body =
        ops.reshape(
            ops.linear(
                ops.gelu(ops.linear(inputs.get(5), "bodyIn", PolicyTokens.BODY_WIDTH, d)),
                "body",
                d,
                d),
            -1,
            1,
            d);
    T progress =
        ops.reshape(
            ops.linear(
                ops.gelu(ops.linear(inputs.get(6), "progressIn", PolicyTokens.PROGRESS_WIDTH, d)),
                "progress",
                d,
                d),
            -1,
            1,
            d);
    // The readout starts as the body token with its own place, so that it needs no batch-sized
    // constant.
    T x = ops.concat(1, List.of(body, body, task, progress, command, broadcast, objects));
    int fixed = 4 + 2 * ROLES;
    int tokens = fixed + PolicyTokens.SLOTS;
    T place = ops.parameter("place", 0.02f, 1, fixed, d);
    T objectPlace = ops.parameter("objectPlace", 0.02f, 1, 1, d);
    List<T> places = new ArrayList<>(List.of(place));
    for (int i = 0; i < PolicyTokens.SLOTS; i++) {
      places.add(objectPlace); // all slots share one place: their order means nothing
    }
    x = ops.add(x, ops.concat(1, places));

    T absent = ops.scale(ops.addScalar(inputs.get(4), -1f), FORBIDDEN);
    T always = ops.scale(ops.slice(inputs.get(6), 1, 0, fixed), 0f);
    T mask = ops.reshape(ops.concat(1, List.of(always, absent)), -1, 1, 1, tokens);
    for (int layer = 0; layer < config.layers(); layer++) {
      String p = "layer" + layer + ".";
      T n = ops.layerNorm(x, p + "norm1", d);
      T attended =
          ops.attention(
              ops.linear(n, p + "query", d, d),
              ops.linear(n, p + "key", d, d),
              ops.linear(n, p + "value", d, d),
              mask,
              config.heads());
      x = ops.add(x, ops.linear(attended, p + "project", d, d));
      n = ops.layerNorm(x, p + "norm2", d);
      x = ops.add(x, ops.linear(ops.gelu(ops.linear(n, p + "in", d, 4 * d)), p + "out", 4 * d, d));
    }
    x = ops.layerNorm(x, "norm", d);
    T readout = ops.reshape(ops.slice(x, 1, 0, 1), -1, d);
    T chunk =
        ops.linear(
            ops.gelu(ops.linear(readout, "chunkIn", d, 2 * d)),
            "chunk",
            2 * d,
            ActionChunk.STEPS * STEP_WIDTH);
    T slots = ops.slice(x, 1, fixed, tokens);
    T asked = ops.reshape(ops.linear(readout, "pointer", d, d), -1, d, 1);
    T pointer =
        ops.add(
            ops.reshape(
                ops.scale(ops.matmul(slots, asked), (float) (1 / Math.sqrt(d))),
                -1,
                PolicyTokens.SLOTS),
            absent);
    return List.of(ops.reshape(chunk, -1, ActionChunk.STEPS, STEP_WIDTH), pointer);
  }
}
