package dev.cobot.action.session;

import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Holds the arm that one camera shows against where the joint states and the calibration say it is.
 * Nothing is known of the arm's looks: at rest it should have an outline, and what it covers and
 * uncovers when it moves should change. A picture is called wrong only when another place explains
 * it much better, so that an arm that hardly stands out from its background is no fault.
 */
final class ArmSight {
  // At rest.
  private static final int OUTLINES = 3;
  private static final int LEAST_OUTLINE_CELLS = 12;
  private static final double LEAST_CONTRAST = 20;
  private static final double OUTLINE_LEAD = 0.5;

  // In motion.
  private static final int LEAST_MOVED_CELLS = 40;
  private static final int ENOUGH_RIVAL_CELLS = 100;
  private static final int ENOUGH_CELLS = 400;
  private static final double MIRRORED_SHARE = 0.7;
  private static final double MIRRORED_LEAD = 3;
  private static final double SEEN_SHARE = 0.6;
  private static final double UNSEEN_SHARE = 0.3;
  private static final double ELSEWHERE_SHARE = 0.5;

  /** How many of some cells show what is expected of them. */
  private static final class Count {
    private int shown;
    private int cells;

    void add(BitSet expected, BitSet changed) {
      cells += expected.cardinality();
      BitSet both = (BitSet) expected.clone();
      both.and(changed);
      shown += both.cardinality();
    }

    double share() {
      return cells == 0 ? 0 : (double) shown / cells;
    }
  }

  /** A mirroring, on those cells where it and the plain picture expect different things. */
  private static final class Rival {
    private final Count plain = new Count();
    private final Count mirrored = new Count();
    private int outlines;
    private double outlineShare;

    boolean isFound() {
      return outlines >= OUTLINES
          || (mirrored.cells >= ENOUGH_RIVAL_CELLS
              && mirrored.share() >= MIRRORED_SHARE
              && mirrored.share() >= MIRRORED_LEAD * plain.share());
    }

    double likeness() {
      return mirrored.cells >= ENOUGH_RIVAL_CELLS ? mirrored.share() : outlineShare;
    }

    boolean isRuledOut() {
      return plain.cells >= ENOUGH_RIVAL_CELLS && plain.share() >= SEEN_SHARE;
    }
  }

  private final Map<Mirroring, Rival> rivals = new EnumMap<>(Mirroring.class);
  private final Count expected = new Count();
  private int changes;
  private int changesElsewhere;
  private CoarsePicture reference;
  private BitSet armThen;

  ArmSight() {
    for (Mirroring mirroring : Mirroring.values()) {
      rivals.put(mirroring, new Rival());
    }
  }

  /** Returns whether enough was seen to trust the pictures, so that no more need be shown. */
  boolean isConfirmed() {
    return expected.cells >= ENOUGH_CELLS
        && expected.share() >= SEEN_SHARE
        && rivals.values().stream().allMatch(Rival::isRuledOut);
  }

  /**
   * Takes the outline of an arm at rest in.
   *
   * @param arm the cells that should show it
   */
  void seeAtRest(CoarsePicture picture, BitSet arm) {
    BitSet near = picture.near(picture.edge(arm));
    rivals.forEach(
        (mirroring, rival) -> {
          BitSet mirrored = mirroring.of(arm, picture.width(), picture.height());
          Count there = outline(picture, mirrored, near);
          Count here = outline(picture, arm, picture.near(picture.edge(mirrored)));
          boolean isThere =
              there.cells >= LEAST_OUTLINE_CELLS
                  && here.cells >= LEAST_OUTLINE_CELLS
                  && there.share() - here.share() >= OUTLINE_LEAD;
          rival.outlineShare = there.share();
          rival.outlines = isThere ? rival.outlines + 1 : 0;
        });
  }

  /** Counts those parts of a mask's border that have a contrast, away from {@code except}. */
  private static Count outline(CoarsePicture picture, BitSet mask, BitSet except) {
    Count count = new Count();
    without(mask, except).stream()
        .forEach(
            cell -> {
              for (CoarsePicture.Step step : CoarsePicture.Step.values()) {
                int outside = picture.beside(cell, step);
                if (!mask.get(outside)) {
                  count.cells++;
                  count.shown += picture.contrast(cell, step) > LEAST_CONTRAST ? 1 : 0;
                }
              }
            });
    return count;
  }

  /**
   * Takes in what an arm in motion has changed.
   *
   * @param arm the cells that should show it
   */
  void seeMoving(CoarsePicture picture, BitSet arm) {
    if (reference == null || !reference.isOfTheSameSize(picture)) {
      reference = picture;
      armThen = arm;
      return;
    }
    BitSet moved = (BitSet) arm.clone();
    moved.xor(armThen);
    if (moved.cardinality() < LEAST_MOVED_CELLS) {
      return;
    }
    BitSet swept = (BitSet) arm.clone();
    swept.or(armThen);
    BitSet near = picture.near(swept);
    BitSet changed = picture.changedSince(reference);
    expected.add(moved, changed);
    changes += changed.cardinality();
    changesElsewhere += without(changed, near).cardinality();
    rivals.forEach(
        (mirroring, rival) -> {
          BitSet movedThere = mirroring.of(moved, picture.width(), picture.height());
          BitSet nearThere = mirroring.of(near, picture.width(), picture.height());
          rival.plain.add(without(moved, nearThere), changed);
          rival.mirrored.add(without(movedThere, near), changed);
        });
    reference = picture;
    armThen = arm;
  }

  /** Returns what is wrong with the pictures, if something is. */
  Optional<String> fault() {
    return mirroring().or(this::displacement);
  }

  private Optional<String> mirroring() {
    return rivals.entrySet().stream()
        .filter(e -> e.getValue().isFound())
        .max(Comparator.comparingDouble(e -> e.getValue().likeness()))
        .map(
            e ->
                "its pictures are "
                    + e.getKey().words()
                    + ": the arm is seen where it would be then, not where the joint states and the"
                    + " calibration say; switch that off in the camera's driver");
  }

  private Optional<String> displacement() {
    double elsewhere = changes == 0 ? 0 : (double) changesElsewhere / changes;
    return expected.cells >= ENOUGH_CELLS
            && expected.share() <= UNSEEN_SHARE
            && elsewhere >= ELSEWHERE_SHARE
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the arm moves elsewhere in its pictures than the joint states and the calibration"
                    + " say: %.0f %% of what it should have covered or uncovered changed, and"
                    + " %.0f %% of all changes lie elsewhere; check camera_info, the camera's pose,"
                    + " and whose joint states these are",
                expected.share() * 100,
                elsewhere * 100))
        : Optional.empty();
  }

  private static BitSet without(BitSet mask, BitSet except) {
    BitSet rest = (BitSet) mask.clone();
    rest.andNot(except);
    return rest;
  }
}
