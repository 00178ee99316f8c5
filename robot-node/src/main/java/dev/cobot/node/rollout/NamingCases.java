package dev.cobot.node.rollout;

import dev.cobot.action.session.Naming;
import dev.cobot.brain.sight.SightQuality;
import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Commands about what a labelled picture shows, and what each is about by the labels alone: one
 * object named by kind, by colour, by its place or by what it stands next to, none, or several.
 * What is nearly so (a colour between two names, a rival that is half hidden) is not asked.
 */
public final class NamingCases {
  /** How an object is named, or why there is none to be named. */
  public enum Group {
    KIND,
    COLOR,
    PLACE,
    RELATION,
    ABSENT,
    AMBIGUOUS
  }

  /**
   * A command.
   *
   * @param targetOrNull what it is about; null when that is none or several
   */
  public record Case(Group group, String text, SceneObject targetOrNull) {
    /** Returns what the runtime should make of it. */
    public Naming.Kind expected() {
      return switch (group) {
        case ABSENT -> Naming.Kind.ABSENT;
        case AMBIGUOUS -> Naming.Kind.AMBIGUOUS;
        default -> Naming.Kind.MEANT;
      };
    }
  }

  /** A colour is called by a name when it is so near to its prototype, ... */
  private static final double CLEAR = 0.28;

  /** ... and by so much farther from every other; sRGB distance. */
  private static final double CLEARER = 0.1;

  /** A colour this far from a prototype is nobody's idea of that name. */
  private static final double OTHER = 0.5;

  private static final double APART_METERS = 0.03;
  private static final double NEXT_METERS = 0.12;
  private static final double NOT_NEXT_METERS = 0.3;

  /** The kinds that are ever named; the others only stand by. */
  private static final List<ObjectKind> NAMED =
      List.of(ObjectKind.CUBE, ObjectKind.BOWL, ObjectKind.BOTTLE, ObjectKind.CUP);

  private final List<SceneObject> objects;
  private final List<Boolean> visible = new ArrayList<>();
  private final SplittableRandom random;
  private final List<Case> cases = new ArrayList<>();

  private NamingCases(LabelledImage image, SplittableRandom random) {
    objects = image.objects();
    for (int i = 0; i < objects.size(); i++) {
      visible.add(
          image.views().isEmpty() || image.views().get(i).visible() >= SightQuality.MIN_VISIBLE);
    }
    this.random = random;
  }

  /**
   * Returns at most one command of each group.
   *
   * @param random decides what is asked
   */
  public static List<Case> of(LabelledImage image, SplittableRandom random) {
    NamingCases made = new NamingCases(image, random);
    made.byKind();
    made.byColor();
    made.byPlace();
    made.byRelation();
    made.absent();
    made.ambiguous();
    return made.cases;
  }

  private void byKind() {
    for (ObjectKind kind : shuffled(NAMED)) {
      List<Integer> all = ofKind(kind);
      if (all.size() == 1 && visible.get(all.get(0))) {
        add(Group.KIND, "the " + kind.word(), all.get(0));
        return;
      }
    }
  }

  private void byColor() {
    for (int i : shuffled(indices())) {
      Optional<ColorName> name = clearName(objects.get(i).color());
      ObjectKind kind = objects.get(i).kind();
      if (NAMED.contains(kind)
          && visible.get(i)
          && name.isPresent()
          && ofKind(kind).stream()
              .allMatch(o -> o == i || isFar(objects.get(o).color(), name.get()))) {
        add(Group.COLOR, "the " + name.get().word() + " " + kind.word(), i);
        return;
      }
    }
  }

  private void byPlace() {
    for (ObjectKind kind : shuffled(NAMED)) {
      List<Integer> all = ofKind(kind);
      if (all.size() < 2 || !all.stream().allMatch(visible::get)) {
        continue;
      }
      // Left is +y of the table.
      List<Integer> fromLeft =
          all.stream()
              .sorted(
                  (a, b) ->
                      Double.compare(
                          objects.get(b).positionMeters().y(), objects.get(a).positionMeters().y()))
              .toList();
      boolean left = random.nextBoolean();
      int end = fromLeft.get(left ? 0 : fromLeft.size() - 1);
      int next = fromLeft.get(left ? 1 : fromLeft.size() - 2);
      double apart =
          Math.abs(objects.get(end).positionMeters().y() - objects.get(next).positionMeters().y());
      if (apart > APART_METERS) {
        add(Group.PLACE, "the " + (left ? "leftmost " : "rightmost ") + kind.word(), end);
        return;
      }
    }
  }

  private void byRelation() {
    for (ObjectKind kind : shuffled(NAMED)) {
      for (ObjectKind other : shuffled(NAMED)) {
        List<Integer> all = ofKind(kind);
        List<Integer> beside = ofKind(other);
        if (kind == other
            || all.size() < 2
            || beside.size() != 1
            || !all.stream().allMatch(visible::get)
            || !visible.get(beside.get(0))) {
          continue;
        }
        SceneObject landmark = objects.get(beside.get(0));
        List<Integer> near = within(all, landmark, NEXT_METERS);
        if (near.size() == 1 && within(all, landmark, NOT_NEXT_METERS).size() == 1) {
          add(Group.RELATION, "the " + kind.word() + " next to the " + other.word(), near.get(0));
          return;
        }
      }
    }
  }

  private void absent() {
    for (ObjectKind kind : shuffled(NAMED)) {
      for (ColorName color : shuffled(List.of(ColorName.values()))) {
        if (ofKind(kind).stream().allMatch(i -> isFar(objects.get(i).color(), color))) {
          add(Group.ABSENT, "the " + color.word() + " " + kind.word(), -1);
          return;
        }
      }
    }
  }

  private void ambiguous() {
    for (ObjectKind kind : shuffled(NAMED)) {
      List<Integer> all = ofKind(kind);
      if (all.stream().filter(visible::get).count() >= 2) {
        add(Group.AMBIGUOUS, "the " + kind.word(), -1);
        return;
      }
    }
  }

  private void add(Group group, String target, int index) {
    // One wording that is heard rightly: what is measured is what it is about.
    cases.add(new Case(group, "pick up " + target, index < 0 ? null : objects.get(index)));
  }

  private List<Integer> indices() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      all.add(i);
    }
    return all;
  }

  private List<Integer> ofKind(ObjectKind kind) {
    return indices().stream().filter(i -> objects.get(i).kind() == kind).toList();
  }

  private List<Integer> within(List<Integer> some, SceneObject landmark, double meters) {
    return some.stream()
        .filter(
            i ->
                objects.get(i).positionMeters().horizontalDistanceTo(landmark.positionMeters())
                    < meters)
        .toList();
  }

  private static Optional<ColorName> clearName(ColorRgb color) {
    ColorName nearest = ColorName.nearest(color);
    double distance = nearest.prototype().distanceTo(color);
    for (ColorName other : ColorName.values()) {
      if (other != nearest && other.prototype().distanceTo(color) < distance + CLEARER) {
        return Optional.empty();
      }
    }
    return distance < CLEAR ? Optional.of(nearest) : Optional.empty();
  }

  private static boolean isFar(ColorRgb color, ColorName name) {
    return name.prototype().distanceTo(color) > OTHER;
  }

  private <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, new Random(random.nextLong()));
    return copy;
  }
}
