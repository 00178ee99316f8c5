package dev.cobot.sim2real.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The JSON of one object, the same in data sets, scenes and results. Its keys, in this order:
 * {@code kind}, {@code positionMeters} (the centre, 3 numbers, table frame), {@code yawRad}, {@code
 * pitchRad}, {@code rollRad}, {@code colorRgb} (3 numbers in [0, 1], sRGB), {@code sizeMeters} (3
 * numbers). Where objects have names, {@code id} comes first; labels may end with {@code box} (x0,
 * y0, x1, y1 in pixels) and {@code visible}; what is believed ends with {@code score} and {@code
 * uncertainty}, one sigma a value.
 *
 * <p>Reading is strict: an unknown key, a value of another type or out of range is an {@link
 * IllegalArgumentException} that says which.
 */
public final class ObjectJson {
  private static final Set<String> ATTRIBUTE_KEYS =
      Set.of("kind", "positionMeters", "yawRad", "pitchRad", "rollRad", "colorRgb", "sizeMeters");
  private static final Set<String> LABEL_KEYS = with(ATTRIBUTE_KEYS, "box", "visible");
  private static final Set<String> PLACED_KEYS = with(ATTRIBUTE_KEYS, "id");
  private static final double MAX_LABEL_METERS = 1000;
  private static final double MAX_PLACED_METERS = 10;
  private static final double MAX_RAD = 100;
  private static final int MAX_ID_CHARS = 64;

  private ObjectJson() {}

  private static Set<String> with(Set<String> keys, String... more) {
    Set<String> all = new TreeSet<>(keys);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  /**
   * Reads what a picture shows. Pitch and roll may be left out, or null, by those who label what
   * stands upright.
   *
   * @param index of the object in its picture, which makes its id
   */
  static SceneObject readLabel(JsonNode node, int index) {
    requireKeys(node, LABEL_KEYS);
    ObjectKind kind = kind(node);
    ColorRgb color = color(node);
    double[] size = numbers(node, "sizeMeters");
    for (double side : size) {
      if (!(side > 0 && side <= MAX_LABEL_METERS)) {
        throw new IllegalArgumentException(
            "sizeMeters must be in (0, " + MAX_LABEL_METERS + "], got " + Arrays.toString(size));
      }
    }
    requirePresent(node, "yawRad");
    return new SceneObject(
        kind.word() + index,
        kind,
        position(node, MAX_LABEL_METERS),
        Quaternion.fromRollPitchYaw(
            node.hasNonNull("rollRad") ? angle(node, "rollRad") : 0,
            node.hasNonNull("pitchRad") ? angle(node, "pitchRad") : 0,
            angle(node, "yawRad")),
        color,
        Vector3.of(size));
  }

  /** Reads how a picture shows an object; empty unless {@code box} is there. */
  static Optional<ObjectView> readView(JsonNode node) {
    if (!node.has("box")) {
      return Optional.empty();
    }
    double[] box = numbers(node, "box", 4);
    double visible = node.has("visible") ? node.get("visible").asDouble(Double.NaN) : 1;
    return Optional.of(new ObjectView(box[0], box[1], box[2], box[3], visible));
  }

  /**
   * Reads what is to be put on the table. The angles and the id may be left out; {@code sizeMeters}
   * is ignored, as the size is the model's.
   *
   * @param index of the object in its scene, which makes its id when it has none
   * @param modelSizeMeters the extents of each kind's model; may refuse a kind
   */
  public static SceneObject readPlaced(
      JsonNode node, int index, Function<ObjectKind, Vector3> modelSizeMeters) {
    requireKeys(node, PLACED_KEYS);
    ObjectKind kind = kind(node);
    String id = node.path("id").asText(kind.word() + index);
    if (id.isBlank() || id.length() > MAX_ID_CHARS) {
      throw new IllegalArgumentException("an id has 1 to " + MAX_ID_CHARS + " characters");
    }
    return new SceneObject(
        id,
        kind,
        position(node, MAX_PLACED_METERS),
        Quaternion.fromRollPitchYaw(
            node.has("rollRad") ? angle(node, "rollRad") : 0,
            node.has("pitchRad") ? angle(node, "pitchRad") : 0,
            node.has("yawRad") ? angle(node, "yawRad") : 0),
        color(node),
        modelSizeMeters.apply(kind));
  }

  /** Returns an object without its id, as {@code labels.json} has it. */
  static ObjectNode label(SceneObject object, Optional<ObjectView> view) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    write(node, object);
    view.ifPresent(
        seen -> {
          node.putArray("box").add(seen.x0()).add(seen.y0()).add(seen.x1()).add(seen.y1());
          node.put("visible", seen.visible());
        });
    return node;
  }

  /** Returns an object with its id. */
  public static ObjectNode placed(SceneObject object) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", object.id());
    write(node, object);
    return node;
  }

  /** Returns what is believed about an object, which is taken to stand upright. */
  public static ObjectNode believed(ObjectAttributes object) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", object.id());
    write(
        node,
        object.kind(),
        object.positionMeters(),
        new double[] {0, 0, object.yawRad()},
        object.color(),
        object.sizeMeters());
    node.put("score", object.score());
    ObjectAttributes.Uncertainty sigma = object.uncertainty();
    ObjectNode uncertainty = node.putObject("uncertainty");
    write(uncertainty, "positionMeters", sigma.positionMeters());
    uncertainty.put("yawRad", sigma.yawRad());
    write(uncertainty, "colorRgb", sigma.colorRgb());
    return node;
  }

  private static void write(ObjectNode node, SceneObject object) {
    write(
        node,
        object.kind(),
        object.positionMeters(),
        object.rotation().toRollPitchYaw(),
        object.color(),
        object.sizeMeters());
  }

  private static void write(
      ObjectNode node,
      ObjectKind kind,
      Vector3 positionMeters,
      double[] rollPitchYawRad,
      ColorRgb color,
      Vector3 sizeMeters) {
    node.put("kind", kind.word());
    write(node, "positionMeters", positionMeters);
    node.put("yawRad", rollPitchYawRad[2]);
    node.put("pitchRad", rollPitchYawRad[1]);
    node.put("rollRad", rollPitchYawRad[0]);
    write(node, "colorRgb", new Vector3(color.red(), color.green(), color.blue()));
    write(node, "sizeMeters", sizeMeters);
  }

  private static void write(ObjectNode node, String key, Vector3 v) {
    node.putArray(key).add(v.x()).add(v.y()).add(v.z());
  }

  private static void requireKeys(JsonNode node, Set<String> allowed) {
    if (!(node instanceof ObjectNode)) {
      throw new IllegalArgumentException("an object is needed, got " + brief(node));
    }
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      if (!allowed.contains(key)) {
        throw new IllegalArgumentException(
            "unknown key '"
                + key
                + "'; allowed: "
                + String.join(", ", new TreeSet<>(allowed))
                + "; remove or rename it");
      }
    }
  }

  private static JsonNode requirePresent(JsonNode node, String key) {
    return SceneJson.requirePresent(key, node.hasNonNull(key) ? node.get(key) : null);
  }

  private static ObjectKind kind(JsonNode node) {
    JsonNode kind = requirePresent(node, "kind");
    if (!kind.isTextual()) {
      throw new IllegalArgumentException("kind must be a text, got " + brief(kind));
    }
    return ObjectKind.of(kind.asText());
  }

  private static Vector3 position(JsonNode node, double maxMeters) {
    double[] at = numbers(node, "positionMeters");
    for (double value : at) {
      if (!(Math.abs(value) <= maxMeters)) {
        throw new IllegalArgumentException(
            "positionMeters must be in ["
                + -maxMeters
                + ", "
                + maxMeters
                + "], got "
                + Arrays.toString(at));
      }
    }
    return Vector3.of(at);
  }

  private static ColorRgb color(JsonNode node) {
    double[] channels = numbers(node, "colorRgb");
    return new ColorRgb(channels[0], channels[1], channels[2]);
  }

  private static double[] numbers(JsonNode node, String key) {
    return numbers(node, key, 3);
  }

  private static double[] numbers(JsonNode node, String key, int count) {
    JsonNode values = node.path(key);
    double[] numbers = new double[count];
    boolean allNumbers = values instanceof ArrayNode && values.size() == numbers.length;
    for (int i = 0; allNumbers && i < numbers.length; i++) {
      allNumbers = values.get(i).isNumber();
      numbers[i] = values.get(i).asDouble();
    }
    if (!allNumbers) {
      throw new IllegalArgumentException(
          key + " must be a list of " + count + " numbers, got " + brief(values));
    }
    return numbers;
  }

  private static double angle(JsonNode node, String key) {
    JsonNode value = node.get(key);
    if (!value.isNumber() || !(Math.abs(value.asDouble()) <= MAX_RAD)) {
      throw new IllegalArgumentException(
          key + " must be in [" + -MAX_RAD + ", " + MAX_RAD + "] rad, got " + brief(value));
    }
    return value.asDouble();
  }

  private static String brief(JsonNode node) {
    return node.isMissingNode()
        ? "nothing"
        : node.size() > 16 ? node.size() + " values" : SceneJson.shortened(node.toString());
  }
}
