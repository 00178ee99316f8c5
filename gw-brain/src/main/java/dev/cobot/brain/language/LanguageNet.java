package dev.cobot.brain.language;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.List;

/**
 * Reads a command's frozen token embeddings and answers what it asks for: one encoder layer over
 * the tokens, then three learned queries (skill, target, destination) that attend to them.
 *
 * <p>Inputs: {@code tokens} (batch, {@value #TOKENS}, {@value #TOKEN_WIDTH}) padded with zeros,
 * {@code mask} (batch, {@value #TOKENS}) 1 for a token and 0 for padding. Outputs: {@code intent}
 * (batch, skills + 1) logits of the skill that is asked for, the last of none; {@code target} and
 * {@code destination} (batch, {@value #LATENT_WIDTH}) in [-1, 1], the domain's latents of the two
 * phrases; {@code targetMeaning} and {@code destinationMeaning} (batch, {@link #MEANING_WIDTH})
 * logits of kind (the last: none named), then of colour (the last: none named).
 */
public final class LanguageNet implements Architecture {
  public static final int TOKENS = 32;
  public static final int TOKEN_WIDTH = 384;
  public static final int LATENT_WIDTH = 32;
  public static final int KIND_LOGITS = ObjectKind.values().length + 1;
  public static final int COLOR_LOGITS = ColorName.values().length + 1;
  public static final int MEANING_WIDTH = KIND_LOGITS + COLOR_LOGITS;
  private static final int WIDTH = 96;
  private static final int HEADS = 4;
  private static final float FORBIDDEN = 1e9f;

  private final int skills;

  /**
   * @param skills how many skills it tells apart
   */
  public LanguageNet(int skills) {
    this.skills = skills;
  }

  @Override
  public String name() {
    return "language";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(
        new TensorSpec("tokens", -1, TOKENS, TOKEN_WIDTH), new TensorSpec("mask", -1, TOKENS));
  }

  @Override
  public List<String> outputs() {
    return List.of("intent", "target", "destination", "targetMeaning", "destinationMeaning");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T forbidden = ops.scale(ops.addScalar(inputs.get(1), -1f), FORBIDDEN);
    T x = ops.linear(ops.dropout(inputs.get(0), 0.1f), "embed", TOKEN_WIDTH, WIDTH);
    x = ops.add(x, ops.parameter("position", 0.02f, 1, TOKENS, WIDTH));

    T n = ops.layerNorm(x, "norm1", WIDTH);
    T self =
        ops.attention(
            ops.linear(n, "query", WIDTH, WIDTH),
            ops.linear(n, "key", WIDTH, WIDTH),
            ops.linear(n, "value", WIDTH, WIDTH),
            ops.reshape(forbidden, -1, 1, 1, TOKENS),
            HEADS);
    x = ops.add(x, ops.linear(self, "project", WIDTH, WIDTH));
    n = ops.layerNorm(x, "norm2", WIDTH);
    T f = ops.gelu(ops.linear(n, "expand", WIDTH, 2 * WIDTH));
    x = ops.add(x, ops.linear(ops.dropout(f, 0.1f), "shrink", 2 * WIDTH, WIDTH));
    x = ops.layerNorm(x, "norm3", WIDTH);

    // Three learned queries; their product with (batch, width, tokens) broadcasts over the batch.
    T queries = ops.parameter("questions", 1f, 1, 3, WIDTH);
    T keys = ops.transpose(ops.linear(x, "readKey", WIDTH, WIDTH), 0, 2, 1);
    T scores = ops.scale(ops.matmul(queries, keys), (float) (1 / Math.sqrt(WIDTH)));
    T weights = ops.softmax(ops.add(scores, ops.reshape(forbidden, -1, 1, TOKENS)));
    T read = ops.matmul(weights, ops.linear(x, "readValue", WIDTH, WIDTH));
    T summary = ops.reshape(read, -1, 3 * WIDTH);
    T hidden = ops.gelu(ops.linear(summary, "hidden", 3 * WIDTH, 2 * WIDTH));

    T intent = ops.linear(hidden, "intent", 2 * WIDTH, skills + 1);
    T target = ops.tanh(ops.linear(hidden, "target", 2 * WIDTH, LATENT_WIDTH));
    T destination = ops.tanh(ops.linear(hidden, "destination", 2 * WIDTH, LATENT_WIDTH));
    // One shared reading of both phrases: "red cube" means the same as target and as destination.
    return List.of(
        intent,
        target,
        destination,
        ops.linear(target, "meaning", LATENT_WIDTH, MEANING_WIDTH),
        ops.linear(destination, "meaning", LATENT_WIDTH, MEANING_WIDTH));
  }
}
