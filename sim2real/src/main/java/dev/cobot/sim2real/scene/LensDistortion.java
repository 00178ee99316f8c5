package dev.cobot.sim2real.scene;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a lens bends the rays of a pinhole: between a direction in the optical frame and its place on
 * the image plane at focal length one. The formulas and the order of the numbers are OpenCV's and
 * ROS's.
 *
 * <p>A model describes a lens only as far out as its distance from the centre grows with the angle.
 * Beyond that it folds back, and neither a direction nor a place there has a partner: both answers
 * are NaN.
 */
public abstract sealed class LensDistortion permits BrownDistortion, EquidistantDistortion {
  /** The models by the names that {@code sensor_msgs/CameraInfo} gives them. */
  public enum Model {
    /** Three radial and two tangential terms (Brown 1966). */
    PLUMB_BOB("plumb_bob", "k1", "k2", "p1", "p2", "k3"),
    /** As {@link #PLUMB_BOB}, the radial terms over a second polynomial of k4, k5 and k6. */
    RATIONAL_POLYNOMIAL("rational_polynomial", "k1", "k2", "p1", "p2", "k3", "k4", "k5", "k6"),
    /** A polynomial in the angle from the optical axis (Kannala and Brandt 2006): fisheyes. */
    EQUIDISTANT("equidistant", "k1", "k2", "k3", "k4");

    private final String word;
    private final List<String> names;

    Model(String word, String... names) {
      this.word = word;
      this.names = List.of(names);
    }

    /** Returns the name that ROS gives the model. */
    public String word() {
      return word;
    }

    /** Returns the names of the coefficients, in their order. */
    public List<String> names() {
      return names;
    }

    /**
     * Returns the model of this name.
     *
     * @throws IllegalArgumentException for another name
     */
    public static Model of(String word) {
      for (Model model : values()) {
        if (model.word.equals(word)) {
          return model;
        }
      }
      throw new IllegalArgumentException(
          "got '"
              + word
              + "', allowed: "
              + Arrays.stream(values()).map(Model::word).collect(Collectors.joining(", ")));
    }
  }

  private final Model model;
  private final List<Double> coefficients;

  LensDistortion(Model model, List<Double> coefficients) {
    this.model = model;
    this.coefficients = List.copyOf(coefficients);
    if (this.coefficients.size() != model.names.size()
        || this.coefficients.stream().anyMatch(c -> !Double.isFinite(c))) {
      throw new IllegalArgumentException(
          "distortion must be "
              + model.names.size()
              + " finite values ("
              + String.join(", ", model.names)
              + " of "
              + model.word
              + "), got "
              + coefficients);
    }
  }

  /**
   * Returns the distortion of a model.
   *
   * @param coefficients as many as {@link Model#names}, finite
   */
  public static LensDistortion of(Model model, List<Double> coefficients) {
    return model == Model.EQUIDISTANT
        ? new EquidistantDistortion(coefficients)
        : new BrownDistortion(model, coefficients);
  }

  public final Model model() {
    return model;
  }

  public final List<Double> coefficients() {
    return coefficients;
  }

  /**
   * Returns where a direction of the optical frame, of any length, meets the image plane at focal
   * length one: (x, y), NaN where the model does not reach.
   */
  public abstract double[] distort(double x, double y, double z);

  /**
   * Inverts {@link #distort}.
   *
   * @return a direction of the optical frame, not of unit length; NaN where the model does not
   *     reach
   */
  public abstract Vector3 direction(double xDistorted, double yDistorted);

  static double[] nowhere() {
    return new double[] {Double.NaN, Double.NaN};
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof LensDistortion that
        && model == that.model
        && coefficients.equals(that.coefficients);
  }

  @Override
  public final int hashCode() {
    return 31 * model.hashCode() + coefficients.hashCode();
  }

  @Override
  public final String toString() {
    return model.word + coefficients;
  }
}
