package dev.cobot.brain.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.ModelException;
import java.nio.file.Path;
import java.util.List;

/**
 * How a workspace's shape stands in its cards. Older formats are brought to the present one, step
 * by step, when they are read.
 */
public final class WorkspaceFormat {
  static final int VERSION = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private WorkspaceFormat() {}

  /** Returns a shape as it stands in cards, with the number of the format. */
  public static ObjectNode write(WorkspaceShape shape) {
    ObjectNode node = JSON.createObjectNode();
    node.put("format", VERSION);
    node.set("shape", JSON.valueToTree(shape));
    return node;
  }

  /**
   * Reads a shape of any known format.
   *
   * @param where for the message of an error
   */
  static WorkspaceShape read(JsonNode node, Path where) {
    int format = node.path("format").asInt(1);
    if (format > VERSION || format < 1) {
      throw new ModelException(
          "%s is a workspace of format %d, this release reads 1 to %d; use a newer release"
              .formatted(where, format, VERSION));
    }
    // Format 2 knew no standardization of a domain: what is missing is none.
    JsonNode present = format == 1 ? fromFirst(node, where) : node.path("shape");
    try {
      return JSON.treeToValue(present, WorkspaceShape.class);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          where + " is not a workspace (" + e.getOriginalMessage() + "); train it again", e);
    }
  }

  /**
   * Format 1 knew one hidden width for all, one hidden layer with a direct path, a selection over
   * vision, language and body, and always an attention to objects.
   */
  private static JsonNode fromFirst(JsonNode first, Path where) {
    if (!first.path("hiddenWidth").isInt() || !(first.path("domains") instanceof ArrayNode)) {
      throw new ModelException(where + " is not a workspace; train it again");
    }
    int hidden = first.path("hiddenWidth").intValue();
    JsonNode mlp = JSON.valueToTree(new MlpShape(hidden, 1, MlpShape.Activation.GELU, true));
    ObjectNode shape = JSON.createObjectNode();
    shape.set("latentWidth", first.path("latentWidth"));
    ArrayNode domains = shape.putArray("domains");
    for (JsonNode domain : first.path("domains")) {
      ObjectNode copy = domain.deepCopy();
      copy.set("encoder", mlp);
      copy.set("decoder", mlp);
      domains.add(copy);
    }
    int keyWidth = first.path("keyWidth").intValue();
    shape.set(
        "selection",
        JSON.valueToTree(
            new SelectionShape(
                SelectionShape.Kind.MEAN_QUERY,
                keyWidth,
                0,
                List.of("vision", "language", "body"))));
    shape.set("objects", JSON.valueToTree(new ObjectAttentionShape(hidden, keyWidth)));
    return shape;
  }
}
