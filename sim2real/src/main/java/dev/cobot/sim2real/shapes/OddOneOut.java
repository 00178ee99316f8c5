package dev.cobot.sim2real.shapes;

import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Triplets of scenes, two of which share an attribute while the third shares none with either; the
 * task is to say which one is odd.
 */
public final class OddOneOut {
  /** What two scenes can share. */
  public enum Attribute {
    SHAPE,
    POSITION,
    SIZE,
    ROTATION,
    COLOR
  }

  /**
   * A triplet.
   *
   * @param scenes three indices in the order in which they are shown
   * @param odd which of the three is odd, 0 to 2
   * @param shared what the other two share
   */
  public record Triplet(List<Integer> scenes, int odd, Attribute shared) {
    public Triplet {
      scenes = List.copyOf(scenes);
    }
  }

  // Enough for a near neighbour and a far stranger, few enough for a million triplets.
  private static final int CANDIDATES = 256;

  private OddOneOut() {}

  /**
   * Draws triplets: a reference, of some hundred random scenes the one nearest to it in one
   * attribute, and the one farthest from both in the attribute in which it is nearest to them.
   *
   * @param labels the scenes, 3 or more
   */
  public static List<Triplet> draw(List<ShapeLabel> labels, int count, long seed) {
    if (labels.size() < 3) {
      throw new IllegalArgumentException("a triplet needs 3 scenes, got " + labels.size());
    }
    SeedStreams streams = new SeedStreams(seed);
    List<Triplet> triplets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      triplets.add(draw(labels, streams.child(i).stream("odd-one-out")));
    }
    return triplets;
  }

  private static Triplet draw(List<ShapeLabel> labels, SplittableRandom random) {
    Attribute shared = Attribute.values()[random.nextInt(Attribute.values().length)];
    int reference = random.nextInt(labels.size());
    int[] candidates =
        random.ints(0, labels.size()).filter(k -> k != reference).limit(CANDIDATES).toArray();
    int match = candidates[0];
    for (int k : candidates) {
      if (distance(labels, reference, k, shared) < distance(labels, reference, match, shared)) {
        match = k;
      }
    }
    int odd = -1;
    double farthest = -1;
    for (int attempt = 0; odd < 0; attempt++) {
      int k = attempt < CANDIDATES ? candidates[attempt] : random.nextInt(labels.size());
      if (k != match && k != reference) {
        odd = k;
        farthest = leastDistance(labels, reference, match, k);
      }
    }
    for (int k : candidates) {
      double distance = k == match ? -1 : leastDistance(labels, reference, match, k);
      if (distance > farthest) {
        farthest = distance;
        odd = k;
      }
    }
    List<Integer> scenes = new ArrayList<>(List.of(reference, match));
    if (random.nextBoolean()) {
      scenes.add(scenes.remove(0));
    }
    int place = random.nextInt(3);
    scenes.add(place, odd);
    return new Triplet(scenes, place, shared);
  }

  private static double leastDistance(List<ShapeLabel> labels, int a, int b, int other) {
    double least = Double.POSITIVE_INFINITY;
    for (Attribute attribute : Attribute.values()) {
      least = Math.min(least, distance(labels, a, other, attribute));
      least = Math.min(least, distance(labels, b, other, attribute));
    }
    return least;
  }

  /** Returns how far two scenes are apart in an attribute, 0 to 1 being its whole range. */
  static double distance(List<ShapeLabel> labels, int first, int second, Attribute attribute) {
    ShapeAttributes a = labels.get(first).attributes();
    ShapeAttributes b = labels.get(second).attributes();
    return switch (attribute) {
      case SHAPE -> a.shape() == b.shape() ? 0 : 1;
      case POSITION ->
          Math.hypot(a.xPixels() - b.xPixels(), a.yPixels() - b.yPixels())
              / Math.hypot(
                  ShapeSampler.MAX_POSITION_PIXELS - ShapeSampler.MIN_POSITION_PIXELS,
                  ShapeSampler.MAX_POSITION_PIXELS - ShapeSampler.MIN_POSITION_PIXELS);
      case SIZE ->
          Math.abs(a.sizePixels() - b.sizePixels())
              / (ShapeSampler.MAX_SIZE_PIXELS - ShapeSampler.MIN_SIZE_PIXELS);
      case ROTATION ->
          Math.abs(Math.IEEEremainder(a.rotationRad() - b.rotationRad(), 2 * Math.PI)) / Math.PI;
      case COLOR -> {
        double red = a.red() - b.red();
        double green = a.green() - b.green();
        double blue = a.blue() - b.blue();
        yield Math.sqrt((red * red + green * green + blue * blue) / 3) / 255;
      }
    };
  }
}
