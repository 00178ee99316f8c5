package dev.cobot.sim2real.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * The catalogue of kinds of objects, in the order of the one-hot encoding: what is known of a kind
 * beside its model in {@code worlds/models} stands here, and every width that counts kinds follows.
 * Models name the kinds that they were trained for and are refused with others: after a change,
 * train them again.
 *
 * <p>An entry says, in this order: {@link #form}; {@link #yawSymmetryOrder}; {@link #isContainer};
 * the shortest and the longest side that an object of the kind can have, metres; how often it is
 * drawn to train with, beside the others ({@link #PICTURED}, {@link #TARGETS}, {@link
 * #DESTINATIONS}), 0 for never; {@link #nouns}.
 */
public enum ObjectKind {
  CUBE(Form.BOX, 4, false, 0.01, 0.2, new Shares(3, 3, 1), "cube", "cube", "cube", "block"),
  BOWL(Form.ROUND, 0, true, 0.02, 0.4, new Shares(2, 1, 4), "bowl", "bowl", "bowl", "dish"),
  BOTTLE(Form.ROUND, 0, false, 0.02, 0.4, new Shares(2, 1, 0), "bottle", "bottle", "flask"),
  CUP(Form.ROUND, 0, false, 0.02, 0.3, new Shares(2, 1, 1), "cup", "cup", "mug"),
  PEDESTAL(Form.ROUND, 0, false, 0.005, 1, new Shares(2, 0, 0), "pedestal"),
  CLOTH(Form.BOX, 2, false, 0.0005, 0.6, new Shares(2, 1, 0), "cloth"),
  CONE(Form.ROUND, 0, false, 0.01, 0.5, new Shares(0, 1, 0), "cone"),
  CYLINDER(Form.ROUND, 0, false, 0.01, 0.5, new Shares(0, 1, 0), "cylinder", "can"),
  TABLE(Form.BOX, 1, false, 0.1, 4, Shares.NONE);

  /** The simplest body that looks like the kind, for viewers. */
  public enum Form {
    BOX,
    /** A cylinder that stands upright. */
    ROUND
  }

  /**
   * How often a kind is drawn to train with, beside the others; 0: never.
   *
   * @param pictures in pictures for the vision domain
   * @param targets as what a command is about
   * @param destinations as where the target goes
   */
  private record Shares(int pictures, int targets, int destinations) {
    static final Shares NONE = new Shares(0, 0, 0);
  }

  /** Kinds as they are drawn in pictures for the vision domain, each as often as its share. */
  public static final List<ObjectKind> PICTURED = drawn(kind -> kind.shares.pictures());

  /** Kinds as commands are drawn to be about them, each as often as its share. */
  public static final List<ObjectKind> TARGETS = drawn(kind -> kind.shares.targets());

  /** Kinds as commands are drawn to go to them, each as often as its share. */
  public static final List<ObjectKind> DESTINATIONS = drawn(kind -> kind.shares.destinations());

  private final Form form;
  private final int yawSymmetryOrder;
  private final boolean container;
  private final double shortestMeters;
  private final double longestMeters;
  private final Shares shares;
  private final List<String> nouns;

  ObjectKind(
      Form form,
      int yawSymmetryOrder,
      boolean container,
      double shortestMeters,
      double longestMeters,
      Shares shares,
      String... nouns) {
    this.form = form;
    this.yawSymmetryOrder = yawSymmetryOrder;
    this.container = container;
    this.shortestMeters = shortestMeters;
    this.longestMeters = longestMeters;
    this.shares = shares;
    this.nouns = List.of(nouns);
  }

  /** The most frequent first, of equals the newest: which one a seed draws depends on the order. */
  private static List<ObjectKind> drawn(ToIntFunction<ObjectKind> share) {
    List<ObjectKind> kinds = new ArrayList<>(Arrays.asList(values()));
    Collections.reverse(kinds);
    kinds.sort(Comparator.comparingInt(share).reversed());
    return kinds.stream()
        .flatMap(kind -> Collections.nCopies(share.applyAsInt(kind), kind).stream())
        .toList();
  }

  public Form form() {
    return form;
  }

  /**
   * Returns n when a turn by 2 pi / n about the vertical maps the object onto itself; 0 for a body
   * of revolution, whose yaw carries no information.
   */
  public int yawSymmetryOrder() {
    return yawSymmetryOrder;
  }

  /** Whether other things stand on it or lie in it. */
  public boolean isSupport() {
    return container || this == PEDESTAL;
  }

  /** Whether other objects are believed inside of it, where two could not share a place. */
  public boolean isContainer() {
    return container;
  }

  /** Whether the sides of a bounding box, in metres, are possible for an object of this kind. */
  public boolean canMeasure(Vector3 sizeMeters) {
    double shortest = Math.min(sizeMeters.x(), Math.min(sizeMeters.y(), sizeMeters.z()));
    double longest = Math.max(sizeMeters.x(), Math.max(sizeMeters.y(), sizeMeters.z()));
    return shortest >= shortestMeters && longest <= longestMeters;
  }

  /** Returns the length of the shortest side that is possible. */
  public double shortestMeters() {
    return shortestMeters;
  }

  /** Returns the length of the longest side that is possible. */
  public double longestMeters() {
    return longestMeters;
  }

  /**
   * Returns the words by which commands name it, a word that stands twice twice as often; empty
   * when commands do not name it.
   */
  public List<String> nouns() {
    return nouns;
  }

  /** Returns the name as scene files write it, for example {@code cube}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the names of all kinds, in order, as model cards write them. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ObjectKind::name).toList();
  }

  /**
   * Returns the kind of a scene-file word; an unknown word is an error that lists the allowed ones.
   */
  public static ObjectKind of(String word) {
    for (ObjectKind kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    StringBuilder allowed = new StringBuilder();
    for (ObjectKind kind : values()) {
      allowed.append(allowed.isEmpty() ? "" : ", ").append(kind.word());
    }
    throw new IllegalArgumentException("unknown object kind '" + word + "'; allowed: " + allowed);
  }
}
