package dev.cobot.sim2real.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.LensDistortion;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The JSON documents of a scene folder, key for key, and the strict mapper that reads them. */
final class SceneJson {
  private static final int MAX_MESSAGE_CHARS = 400;
  private static final int MAX_OBJECTS = 1024;
  private static final double MAX_METERS = 1000;

  private SceneJson() {}

  static JsonMapper strictMapper(long maxDocumentChars) {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(maxDocumentChars)
                    .maxStringLength(1000)
                    .maxNameLength(1000)
                    .maxNumberLength(100)
                    .maxNestingDepth(16)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .build();
  }

  record PoseJson(List<Double> positionMeters, List<Double> quaternionXyzw) {}

  /**
   * @param distortionModel null for plumb_bob
   */
  record CameraJson(
      Integer widthPixels,
      Integer heightPixels,
      Double fx,
      Double fy,
      Double cx,
      Double cy,
      List<Double> distortion,
      @JsonInclude(JsonInclude.Include.NON_NULL) String distortionModel,
      PoseJson tableFromCamera) {

    static CameraJson of(CameraModel camera) {
      CameraIntrinsics lens = camera.intrinsics();
      LensDistortion.Model model = lens.lensDistortion().model();
      Quaternion q = camera.tableFromCamera().rotation();
      return new CameraJson(
          lens.widthPixels(),
          lens.heightPixels(),
          lens.fx(),
          lens.fy(),
          lens.cx(),
          lens.cy(),
          lens.distortion(),
          model == LensDistortion.Model.PLUMB_BOB ? null : model.word(),
          new PoseJson(
              numbers(camera.tableFromCamera().translation()),
              List.of(q.x(), q.y(), q.z(), q.w())));
    }

    private LensDistortion.Model model() {
      try {
        return distortionModel == null
            ? LensDistortion.Model.PLUMB_BOB
            : LensDistortion.Model.of(distortionModel);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("distortionModel: " + e.getMessage(), e);
      }
    }

    CameraModel toCamera() {
      LensDistortion.Model model = model();
      requireNumbers(
          "distortion",
          distortion,
          model.names().size(),
          " (" + String.join(", ", model.names()) + " of " + model.word() + ")");
      requirePresent("tableFromCamera", tableFromCamera);
      List<Double> q = tableFromCamera.quaternionXyzw();
      requireNumbers("tableFromCamera.quaternionXyzw", q, 4);
      return new CameraModel(
          new CameraIntrinsics(
              requirePresent("widthPixels", widthPixels),
              requirePresent("heightPixels", heightPixels),
              requirePresent("fx", fx),
              requirePresent("fy", fy),
              requirePresent("cx", cx),
              requirePresent("cy", cy),
              LensDistortion.of(model, distortion)),
          new Transform(
              CameraModel.TABLE,
              CameraModel.OPTICAL,
              position("tableFromCamera.positionMeters", tableFromCamera.positionMeters()),
              new Quaternion(q.get(0), q.get(1), q.get(2), q.get(3))));
    }
  }

  record ImageJson(String image, List<JsonNode> objects) {

    static ImageJson of(String image, List<SceneObject> objects, List<ObjectView> views) {
      List<JsonNode> labels = new ArrayList<>(objects.size());
      for (int i = 0; i < objects.size(); i++) {
        labels.add(
            ObjectJson.label(
                objects.get(i), views.isEmpty() ? Optional.empty() : Optional.of(views.get(i))));
      }
      return new ImageJson(image, labels);
    }

    List<SceneObject> toObjects() {
      requirePresent("objects", objects);
      if (objects.size() > MAX_OBJECTS) {
        throw new IllegalArgumentException(
            "objects: at most " + MAX_OBJECTS + " an image, got " + objects.size());
      }
      List<SceneObject> parsed = new ArrayList<>(objects.size());
      for (int i = 0; i < objects.size(); i++) {
        try {
          parsed.add(ObjectJson.readLabel(objects.get(i), i));
        } catch (IllegalArgumentException e) {
          throw atObject(i, e);
        }
      }
      return parsed;
    }

    /** Returns how each object is seen, or nothing when one of them does not say it. */
    List<ObjectView> toViews() {
      List<ObjectView> parsed = new ArrayList<>(objects.size());
      for (int i = 0; i < objects.size(); i++) {
        try {
          ObjectJson.readView(objects.get(i)).ifPresent(parsed::add);
        } catch (IllegalArgumentException e) {
          throw atObject(i, e);
        }
      }
      return parsed.size() == objects.size() ? parsed : List.of();
    }

    private static IllegalArgumentException atObject(int index, IllegalArgumentException e) {
      return new IllegalArgumentException("objects[" + index + "]: " + e.getMessage(), e);
    }
  }

  private static List<Double> numbers(Vector3 v) {
    return List.of(v.x(), v.y(), v.z());
  }

  private static Vector3 position(String what, List<Double> values) {
    requireNumbers(what, values, 3);
    for (double value : values) {
      if (!(Math.abs(value) <= MAX_METERS)) {
        throw new IllegalArgumentException(
            what + " must be in [-" + MAX_METERS + ", " + MAX_METERS + "], got " + values);
      }
    }
    return new Vector3(values.get(0), values.get(1), values.get(2));
  }

  private static void requireNumbers(String what, List<Double> values, int count) {
    requireNumbers(what, values, count, "");
  }

  private static void requireNumbers(String what, List<Double> values, int count, String meaning) {
    if (values == null || values.size() != count || values.contains(null)) {
      throw new IllegalArgumentException(
          what
              + " must be a list of "
              + count
              + " numbers"
              + meaning
              + ", got "
              + (values == null || values.size() <= 16 ? values : values.size() + " values"));
    }
  }

  // The mapper's own check of required keys would hide the unknown key that was meant for it.
  static <T> T requirePresent(String key, T value) {
    if (value == null) {
      throw new IllegalArgumentException("key '" + key + "' is missing or null; add it");
    }
    return value;
  }

  /** Returns the parser's complaint as one of the house: file, line, path, what, allowed. */
  static IOException explain(String file, String place, IOException e) {
    StringBuilder message = new StringBuilder(file);
    String what = e.getMessage();
    if (e instanceof JsonProcessingException json) {
      JsonLocation location = json.getLocation();
      if (location != null && location.getLineNr() > 0) {
        message.append(':').append(location.getLineNr());
      }
      what = json.getOriginalMessage();
    }
    message.append(": ").append(place);
    if (e instanceof JsonMappingException mapping) {
      StringBuilder path = new StringBuilder();
      for (JsonMappingException.Reference step : mapping.getPath()) {
        if (step.getFieldName() != null) {
          path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
        } else {
          path.append('[').append(step.getIndex()).append(']');
        }
      }
      if (!path.isEmpty()) {
        message.append(path).append(": ");
      }
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      TreeSet<String> allowed = new TreeSet<>();
      unknown.getKnownPropertyIds().forEach(id -> allowed.add(String.valueOf(id)));
      what =
          "unknown key '"
              + unknown.getPropertyName()
              + "'; allowed: "
              + String.join(", ", allowed)
              + "; remove or rename it";
    } else if (e instanceof ValueInstantiationException bad && bad.getCause() != null) {
      what = bad.getCause().getMessage();
    }
    message.append(shortened(what));
    return new IOException(message.toString(), e);
  }

  static String shortened(String text) {
    String given = String.valueOf(text);
    return given.length() <= MAX_MESSAGE_CHARS
        ? given
        : given.substring(0, MAX_MESSAGE_CHARS) + "...";
  }
}
