package dev.cobot.sim2real.calibration.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two runs of one kind side by side.
 *
 * @param sharedImages images that both runs have, by content, whatever their roles
 * @param imagesOfAAlone those that only {@code a} has
 * @param imagesOfBAlone those that only {@code b} has
 * @param onSharedImages whether {@code b} is worse than {@code a} on the images that both held out;
 *     null if there is none or the runs' errors have other units
 * @param warnings why the numbers may not compare, a sentence each
 */
public record RunComparison(
    StoredRun a,
    StoredRun b,
    List<Parameter> parameters,
    int sharedImages,
    int imagesOfAAlone,
    int imagesOfBAlone,
    RegressionCheck onSharedImages,
    List<String> warnings) {
  private static final long SEED = 1;
  private static final int MAX_PARAMETERS = 500;
  private static final String QUATERNION = "quaternionXyzw";

  /**
   * One number of both runs. A rotation has one line, of which {@code difference} alone is known:
   * the angle in radians.
   *
   * @param name path in the camera's document, as in {@code distortion[0]}
   * @param a null if run a does not have it
   * @param b as {@code a}
   * @param difference of b minus a, or null
   * @param sigmas the size of the difference over both sigmas together, as if the runs were
   *     independent (they are not where they share images); null if a sigma is missing
   */
  public record Parameter(String name, Double a, Double b, Double difference, Double sigmas) {}

  /** Compares two runs; they must be of one kind. */
  public static RunComparison of(StoredRun a, StoredRun b) {
    if (a.run().kind() != b.run().kind()) {
      throw new IllegalArgumentException(
          "run "
              + a.number()
              + " is of "
              + a.run().kind().id()
              + " and run "
              + b.number()
              + " of "
              + b.run().kind().id()
              + "; only runs of one kind compare");
    }
    Map<String, RunImage> imagesOfA = byHash(a.run().images());
    Map<String, RunImage> imagesOfB = byHash(b.run().images());
    int shared = (int) imagesOfA.keySet().stream().filter(imagesOfB::containsKey).count();
    return new RunComparison(
        a,
        b,
        parameters(a.run(), b.run()),
        shared,
        imagesOfA.size() - shared,
        imagesOfB.size() - shared,
        onShared(a.run(), b.run()).orElse(null),
        warnings(a.run(), b.run(), shared, imagesOfA.size(), imagesOfB.size()));
  }

  private static Map<String, RunImage> byHash(List<RunImage> images) {
    return images.stream()
        .collect(Collectors.toMap(RunImage::sha256, Function.identity(), (x, y) -> x));
  }

  private static Optional<RegressionCheck> onShared(CalibrationRun a, CalibrationRun b) {
    Map<String, RunImage> ofB = byHash(b.images(ImageRole.HELD_OUT));
    List<RunImage> pairs =
        a.images(ImageRole.HELD_OUT).stream()
            .filter(i -> ofB.containsKey(i.sha256()))
            .map(i -> i.withErrors(i.errorAfter(), ofB.get(i.sha256()).errorAfter()))
            .toList();
    return pairs.isEmpty() || a.errorUnit() != b.errorUnit()
        ? Optional.empty()
        : Optional.of(RegressionCheck.of(pairs, a.errorUnit(), SEED));
  }

  private static List<String> warnings(
      CalibrationRun a, CalibrationRun b, int shared, int imagesOfA, int imagesOfB) {
    List<String> warnings = new ArrayList<>();
    if (!a.cameraId().equals(b.cameraId())) {
      warnings.add("The runs are of two cameras, " + a.cameraId() + " and " + b.cameraId() + ".");
    }
    if (shared < imagesOfA || shared < imagesOfB) {
      warnings.add(
          "The runs are from different images ("
              + shared
              + " shared, of "
              + imagesOfA
              + " and "
              + imagesOfB
              + "): their errors do not compare, except on those that both held out.");
    }
    if (a.errorUnit() != b.errorUnit()) {
      warnings.add(
          "The errors are in " + a.errorUnit().id() + " and in " + b.errorUnit().id() + ".");
    }
    if (!Objects.equals(size(a), size(b))) {
      warnings.add("The cameras' pictures are " + size(a) + " and " + size(b) + " pixels large.");
    }
    return warnings;
  }

  private static String size(CalibrationRun run) {
    JsonNode camera = run.finding().cameraAfter();
    return camera == null
        ? "an unknown number of"
        : camera.path("widthPixels").asText("?") + " x " + camera.path("heightPixels").asText("?");
  }

  private static List<Parameter> parameters(CalibrationRun a, CalibrationRun b) {
    Map<String, JsonNode> ofA = values(a);
    Map<String, JsonNode> ofB = values(b);
    Map<String, JsonNode> sigmasOfA = leaves(a.finding().result().path("sigma"));
    Map<String, JsonNode> sigmasOfB = leaves(b.finding().result().path("sigma"));
    Map<String, JsonNode> names = new LinkedHashMap<>(ofA);
    new TreeSet<>(ofB.keySet()).forEach(name -> names.putIfAbsent(name, ofB.get(name)));
    return names.keySet().stream()
        .map(
            name ->
                isRotation(name, ofA.get(name), ofB.get(name))
                    ? rotation(name, ofA.get(name), ofB.get(name))
                    : parameter(
                        name,
                        number(ofA.get(name)),
                        number(ofB.get(name)),
                        number(sigmasOfA.get(name)),
                        number(sigmasOfB.get(name))))
        .toList();
  }

  private static Map<String, JsonNode> values(CalibrationRun run) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    if (run.finding().cameraAfter() != null) {
      values.putAll(leaves(run.finding().cameraAfter()));
    }
    values.putAll(leaves(run.finding().result().path("parameters")));
    return values;
  }

  /** Returns the numbers of a document by their paths; a quaternion stays whole. */
  private static Map<String, JsonNode> leaves(JsonNode document) {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    collect("", document, leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
    if (leaves.size() >= MAX_PARAMETERS) {
      return;
    }
    if (node.isNumber() || (isQuaternion(path) && isFourNumbers(node))) {
      leaves.put(path, node);
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(path + "[" + i + "]", node.get(i), leaves);
      }
    } else {
      node.properties()
          .forEach(
              field ->
                  collect(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      leaves));
    }
  }

  private static boolean isQuaternion(String path) {
    return path.equals(QUATERNION) || path.endsWith("." + QUATERNION);
  }

  private static boolean isFourNumbers(JsonNode node) {
    return node.isArray()
        && node.size() == 4
        && node.get(0).isNumber()
        && node.get(1).isNumber()
        && node.get(2).isNumber()
        && node.get(3).isNumber();
  }

  private static boolean isRotation(String name, JsonNode a, JsonNode b) {
    return isQuaternion(name) && ((a != null && a.isArray()) || (b != null && b.isArray()));
  }

  private static Parameter rotation(String name, JsonNode a, JsonNode b) {
    String angle = name.substring(0, name.length() - QUATERNION.length()) + "rotationRad";
    if (a == null || b == null || !a.isArray() || !b.isArray()) {
      return new Parameter(angle, null, null, null, null);
    }
    // By the vector part of the quotient: the arc cosine is blind to small angles.
    double[] p = unit(a);
    double[] q = unit(b);
    double scalar = p[0] * q[0] + p[1] * q[1] + p[2] * q[2] + p[3] * q[3];
    double x = p[3] * q[0] - p[0] * q[3] - p[1] * q[2] + p[2] * q[1];
    double y = p[3] * q[1] - p[1] * q[3] - p[2] * q[0] + p[0] * q[2];
    double z = p[3] * q[2] - p[2] * q[3] - p[0] * q[1] + p[1] * q[0];
    double rad = 2 * Math.atan2(Math.sqrt(x * x + y * y + z * z), Math.abs(scalar));
    return new Parameter(angle, null, null, Double.isNaN(rad) ? null : rad, null);
  }

  private static double[] unit(JsonNode xyzw) {
    double[] q = new double[4];
    double square = 0;
    for (int i = 0; i < 4; i++) {
      q[i] = xyzw.get(i).doubleValue();
      square += q[i] * q[i];
    }
    for (int i = 0; i < 4; i++) {
      q[i] /= Math.sqrt(square);
    }
    return q;
  }

  private static Parameter parameter(
      String name, Double a, Double b, Double sigmaOfA, Double sigmaOfB) {
    if (a == null || b == null) {
      return new Parameter(name, a, b, null, null);
    }
    double both = sigmaOfA == null || sigmaOfB == null ? 0 : Math.hypot(sigmaOfA, sigmaOfB);
    return new Parameter(name, a, b, b - a, both > 0 ? Math.abs(b - a) / both : null);
  }

  private static Double number(JsonNode node) {
    return node == null || !node.isNumber() ? null : Double.valueOf(node.doubleValue());
  }
}
