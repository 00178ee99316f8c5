package dev.cobot.node.cell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.cobot.sim2real.dataset.ObjectJson;
import dev.cobot.sim2real.scene.SceneObject;
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
        SceneObject object =
            ObjectJson.readPlaced(list.get(i), i, kind -> world.objectModel(kind).sizeMeters());
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

  static String write(List<SceneObject> objects) {
    ArrayNode list = JSON.createArrayNode();
    objects.forEach(object -> list.add(ObjectJson.placed(object)));
    return list.toString();
  }
}
