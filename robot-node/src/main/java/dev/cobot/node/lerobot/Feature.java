package dev.cobot.node.lerobot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.foreign.Columns;
import dev.cobot.node.parquet.ParquetColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * A feature of a data set, as {@code meta/info.json} names it.
 *
 * @param dtype float32, int64, bool, image, ...
 * @param shape numbers a frame; height, width, channels of a picture
 * @param names one a number, or empty
 */
public record Feature(String name, String dtype, List<Integer> shape, List<String> names) {
  /** Features that only this project reads begin so; policies of LeRobot pass over them. */
  static final String OWN = "cobot.";

  static final String FLOAT32 = "float32";
  static final String INT64 = "int64";
  static final String BOOL = "bool";
  static final String IMAGE = "image";

  /** What every data set has, in the order of the columns. */
  static final List<Feature> INDICES =
      List.of(
          scalar("timestamp", FLOAT32),
          scalar("frame_index", INT64),
          scalar("episode_index", INT64),
          scalar("index", INT64),
          scalar("task_index", INT64));

  public Feature {
    shape = List.copyOf(shape);
    names = List.copyOf(names);
  }

  static Feature scalar(String name, String dtype) {
    return new Feature(name, dtype, List.of(1), List.of());
  }

  static Feature vector(String name, String dtype, int size) {
    return new Feature(name, dtype, List.of(size), List.of());
  }

  static Feature floats(String name, List<String> names) {
    return new Feature(name, FLOAT32, List.of(names.size()), names);
  }

  static Feature picture(String camera, int widthPixels, int heightPixels) {
    return new Feature(
        Columns.IMAGES + camera,
        IMAGE,
        List.of(heightPixels, widthPixels, 3),
        List.of("height", "width", "channels"));
  }

  boolean isPicture() {
    return dtype.equals(IMAGE);
  }

  boolean isOwn() {
    return name.startsWith(OWN);
  }

  /** Returns how many numbers a frame has. */
  int size() {
    return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
  }

  ParquetColumn column() {
    boolean isScalar = shape.equals(List.of(1));
    return new ParquetColumn(
        name,
        switch (dtype) {
          case IMAGE -> ParquetColumn.Kind.PICTURE;
          case FLOAT32 -> isScalar ? ParquetColumn.Kind.FLOAT32 : ParquetColumn.Kind.FLOAT32_LIST;
          case INT64 -> isScalar ? ParquetColumn.Kind.INT64 : ParquetColumn.Kind.INT64_LIST;
          case BOOL -> ParquetColumn.Kind.BOOL;
          default -> throw new IllegalArgumentException(name + ": " + dtype + " is not written");
        });
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("dtype", dtype);
    shape.forEach(node.putArray("shape")::add);
    if (names.isEmpty()) {
      node.putNull("names");
    } else {
      names.forEach(node.putArray("names")::add);
    }
    return node;
  }

  /**
   * Reads a feature.
   *
   * @throws IllegalArgumentException when it is none, with a sentence
   */
  static Feature of(String name, JsonNode node) {
    String dtype = node.path("dtype").asText("");
    if (dtype.isEmpty()) {
      throw new IllegalArgumentException("feature " + name + " has no dtype");
    }
    List<Integer> shape = new ArrayList<>();
    long size = 1;
    for (JsonNode length : node.path("shape")) {
      if (!(length.isIntegralNumber() && length.asLong() > 0 && length.asLong() <= 1 << 20)) {
        throw new IllegalArgumentException(
            "feature " + name + " has shape " + node.path("shape") + "; allowed are whole numbers");
      }
      shape.add(length.asInt());
      size = Math.min(1L << 32, size * length.asLong());
    }
    if (shape.isEmpty() || shape.size() > 5 || size > 1L << 26) {
      throw new IllegalArgumentException(
          "feature "
              + name
              + " has shape "
              + node.path("shape")
              + "; allowed are 1 to 5 lengths, 2^26 numbers a frame in all");
    }
    List<String> names = new ArrayList<>();
    // Old sets have an object with one list; an object with numbers is allowed as well.
    JsonNode told = node.path("names");
    if (told.isObject() && told.size() == 1 && told.elements().next().isArray()) {
      told = told.elements().next();
    }
    if (told.isArray()) {
      told.forEach(n -> names.add(n.asText()));
    }
    return new Feature(name, dtype, shape, names);
  }
}
