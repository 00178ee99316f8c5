package dev.cobot.node.cell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The objects on the table as JSON, each in the shape of {@code labels.json} with an optional
 * {@code id}. The size is the model's: {@code sizeMeters} is written, and ignored when read.
 */
public final class SceneText {
  static final int MAX_CHARS = 1 << 20;
  static final int MAX_OBJECTS = 64;
  private static final double MAX_METERS = 10;
  private static final int MAX_ID_CHARS = 64;
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "kind",
          "positionMeters",
          "yawRad",
          "pitchRad",
          "rollRad",
          "colorRgb",
          "sizeMeters");
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_CHARS)
                          .maxNestingDepth(8)
                          .maxNumberLength(100)
                          .maxStringLength(1000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SceneText() {}

  /**
   * Reads a list of objects.
   *
   * @throws IllegalArgumentException when it is no such list, or the world has no such model
   */
  public static List<SceneObject> read(String text, World world) {
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "a scene has at most " + MAX_CHARS + " characters, got " + text.length());
    }
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the scene is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!(root instanceof ArrayNode list) || list.size() > MAX_OBJECTS) {
      throw new IllegalArgumentException(
          "a scene is a list of at most "
              + MAX_OBJECTS
              + " objects such as [{\"kind\":\"cube\",\"positionMeters\":[0,0,0.02],"
              + "\"yawRad\":0,\"colorRgb\":[1,0,0]}]");
    }
    List<SceneObject> objects = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        SceneObject object = object(list.get(i), i, world);
        if (!ids.add(object.id())) {
          throw new IllegalArgumentException("id '" + object.id() + "' is used twice");
        }
        objects.add(object);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("objects[" + i + "]: " + e.getMessage(), e);
      }
    }
    return objects;
  }

  private static SceneObject object(JsonNode node, int index, World world) {
    if (!(node instanceof ObjectNode)) {
      throw new IllegalArgumentException("an object is needed, got " + node.getNodeType());
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                    "unknown key '" + key + "'; allowed: " + KEYS.stream().sorted().toList());
              }
            });
    ObjectKind kind = ObjectKind.of(node.path("kind").asText());
    String id = node.path("id").asText(kind.word() + index);
    if (id.isBlank() || id.length() > MAX_ID_CHARS) {
      throw new IllegalArgumentException("an id has 1 to " + MAX_ID_CHARS + " characters");
    }
    double[] at = triple(node, "positionMeters", MAX_METERS);
    double[] color = triple(node, "colorRgb", 1);
    return new SceneObject(
        id,
        kind,
        new Vector3(at[0], at[1], at[2]),
        Quaternion.fromRollPitchYaw(
            angle(node, "rollRad"), angle(node, "pitchRad"), angle(node, "yawRad")),
        new ColorRgb(color[0], color[1], color[2]),
        world.objectModel(kind).sizeMeters());
  }

  private static double angle(JsonNode node, String key) {
    return node.has(key) ? number(node.get(key), key, 100) : 0;
  }

  private static double[] triple(JsonNode node, String key, double limit) {
    JsonNode values = node.path(key);
    if (!values.isArray() || values.size() != 3) {
      throw new IllegalArgumentException(key + " must be a list of 3 numbers");
    }
    return new double[] {
      number(values.get(0), key, limit),
      number(values.get(1), key, limit),
      number(values.get(2), key, limit)
    };
  }

  private static double number(JsonNode value, String key, double limit) {
    if (!value.isNumber() || !(Math.abs(value.asDouble()) <= limit)) {
      throw new IllegalArgumentException(key + " needs numbers in [-" + limit + ", " + limit + "]");
    }
    return value.asDouble();
  }

  static String write(List<SceneObject> objects) {
    ArrayNode list = JSON.createArrayNode();
    objects.forEach(object -> list.add(write(object)));
    return list.toString();
  }

  static ObjectNode write(SceneObject object) {
    double[] rollPitchYaw = object.rotation().toRollPitchYaw();
    ObjectNode node = JSON.createObjectNode();
    node.put("id", object.id()).put("kind", object.kind().word());
    Vector3 at = object.positionMeters();
    node.putArray("positionMeters").add(at.x()).add(at.y()).add(at.z());
    node.put("yawRad", rollPitchYaw[2]);
    node.put("pitchRad", rollPitchYaw[1]);
    node.put("rollRad", rollPitchYaw[0]);
    ColorRgb color = object.color();
    node.putArray("colorRgb").add(color.red()).add(color.green()).add(color.blue());
    Vector3 size = object.sizeMeters();
    node.putArray("sizeMeters").add(size.x()).add(size.y()).add(size.z());
    return node;
  }
}
