package dev.cobot.sim2real.shapes;

import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Scenes held out by their attributes: of some attributes one third of the range each; a scene that
 * lies in all of these thirds is out of distribution. The last third has its upper end.
 */
public final class OodSplit {
  /** An attribute with three thirds. */
  public enum Kind {
    SHAPE(0, 3, l -> l.attributes().shape().ordinal()),
    COLOR(0, 180, ShapeLabel::hue),
    SIZE(
        ShapeSampler.MIN_SIZE_PIXELS,
        ShapeSampler.MAX_SIZE_PIXELS,
        l -> l.attributes().sizePixels()),
    ROTATION(0, 2 * Math.PI, l -> l.attributes().rotationRad()),
    X(
        ShapeSampler.MIN_POSITION_PIXELS,
        ShapeSampler.MAX_POSITION_PIXELS + 1,
        l -> l.attributes().xPixels()),
    Y(
        ShapeSampler.MIN_POSITION_PIXELS,
        ShapeSampler.MAX_POSITION_PIXELS + 1,
        l -> l.attributes().yPixels());

    private final double min;
    private final double max;
    private final ToDoubleFunction<ShapeLabel> value;

    Kind(double min, double max, ToDoubleFunction<ShapeLabel> value) {
      this.min = min;
      this.max = max;
      this.value = value;
    }
  }

  /**
   * A third that is held out.
   *
   * @param third 0, 1 or 2
   */
  public record Boundary(Kind kind, int third) {
    public Boundary {
      if (!(third >= 0 && third <= 2)) {
        throw new IllegalArgumentException("a third is 0, 1 or 2, got " + third);
      }
    }

    /** Returns the lower end, in the label's units. */
    public double min() {
      return kind.min + third * (kind.max - kind.min) / 3;
    }

    /** Returns the upper end. */
    public double max() {
      return kind.min + (third + 1) * (kind.max - kind.min) / 3;
    }

    boolean holdsOut(ShapeLabel label) {
      double value = kind.value.applyAsDouble(label);
      return value >= min() && (value < max() || (third == 2 && value <= max()));
    }
  }

  private final List<Boundary> boundaries;

  public OodSplit(List<Boundary> boundaries) {
    if (boundaries.isEmpty()
        || boundaries.stream().map(Boundary::kind).distinct().count() < boundaries.size()) {
      throw new IllegalArgumentException(
          "an OOD split needs boundaries of different attributes, got " + boundaries);
    }
    this.boundaries = List.copyOf(boundaries);
  }

  /**
   * Draws which attributes and thirds are held out.
   *
   * @param attributes how many, 1 to 6; the papers take 2
   */
  public static OodSplit draw(int attributes, long seed) {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    if (!(attributes >= 1 && attributes <= kinds.size())) {
      throw new IllegalArgumentException(
          "an OOD split holds out 1 to " + kinds.size() + " attributes, got " + attributes);
    }
    SplittableRandom random = new SeedStreams(seed).stream("ood");
    List<Boundary> boundaries = new ArrayList<>();
    while (boundaries.size() < attributes) {
      boundaries.add(new Boundary(kinds.remove(random.nextInt(kinds.size())), random.nextInt(3)));
    }
    return new OodSplit(boundaries);
  }

  public List<Boundary> boundaries() {
    return boundaries;
  }

  /** Returns whether the scene is held out. */
  public boolean holdsOut(ShapeLabel label) {
    return boundaries.stream().allMatch(b -> b.holdsOut(label));
  }

  @Override
  public String toString() {
    return boundaries.stream()
        .map(b -> b.kind() + " in [" + b.min() + ", " + b.max() + "]")
        .collect(Collectors.joining(" and "));
  }
}
