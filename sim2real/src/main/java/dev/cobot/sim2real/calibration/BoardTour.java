package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.picture.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Leads a person who moves a board before a camera to the views that a calibration needs: all over
 * the picture, near and far, tilted to all sides, and none twice. One thread.
 */
public final class BoardTour {
  /** Fields of the picture, a side: its middle and the strips along its borders. */
  private static final int FIELDS = 3;

  /** So much of the picture's width or height is a strip, where lenses bend most. */
  private static final double STRIP = 0.2;

  /** Motion of the board between two pictures, part of the picture's width, that blurs it. */
  private static final double STILL = 0.004;

  /** At least this part of the points must be in both pictures to tell that nothing moved. */
  private static final double COMMON = 0.5;

  /** How unlike all kept views a new one must be: the sum of its differences. */
  private static final double NEW = 0.12;

  /** Difference of the logarithms of opposite sides that is a tilt. */
  private static final double TILTED = 0.1;

  /**
   * A tilt is one only near the middle of the picture, parts of its sides: towards the borders a
   * lens makes the sides of a board unlike that is not tilted at all.
   */
  private static final double NEAR_MIDDLE = 0.15;

  /** A tilted view to each side, so often. */
  private static final int TILTS = 2;

  /** The nearest board is this much larger than the farthest. */
  private static final double NEARER = 1.4;

  private static final String[][] FIELD_WORDS = {
    {"upper left corner", "upper edge", "upper right corner"},
    {"left edge", "middle", "right edge"},
    {"lower left corner", "lower edge", "lower right corner"}
  };

  private final Board board;
  private final BoardFinder finder;
  private final int wanted;
  private final List<View> kept = new ArrayList<>();
  private final boolean[][] reached = new boolean[FIELDS][FIELDS];
  private BoardPoints before;
  private int width;
  private int height;

  /** A view: middle and size as parts of the picture, ratios of opposite sides as logarithms. */
  private record View(double x, double y, double size, double leftNearer, double upperNearer) {
    double unlike(View other) {
      return Math.abs(x - other.x)
          + Math.abs(y - other.y)
          + Math.abs(size - other.size)
          + Math.abs(leftNearer - other.leftNearer)
          + Math.abs(upperNearer - other.upperNearer);
    }

    boolean isNearMiddle() {
      return Math.abs(x - 0.5) < NEAR_MIDDLE && Math.abs(y - 0.5) < NEAR_MIDDLE;
    }
  }

  /**
   * What a picture is worth.
   *
   * @param isKept whether it belongs into the calibration
   * @param says what to do next, or why it is not kept; one sentence
   */
  public record Step(boolean isKept, String says) {}

  /**
   * @param wanted how many views are enough once nothing is missing; 5 to 200
   */
  public BoardTour(Board board, int wanted) {
    if (!(wanted >= 5 && wanted <= 200)) {
      throw new IllegalArgumentException("views must be in [5, 200], got " + wanted);
    }
    this.board = board;
    this.finder = board.finder();
    this.wanted = wanted;
  }

  /** Returns how many views are kept. */
  public int views() {
    return kept.size();
  }

  /** Returns how many of the nine fields of the picture points have been in. */
  public int fields() {
    int count = 0;
    for (boolean[] row : reached) {
      for (boolean field : row) {
        count += field ? 1 : 0;
      }
    }
    return count;
  }

  /** Returns how many there are. */
  public static int allFields() {
    return FIELDS * FIELDS;
  }

  /** Whether the views are enough. */
  public boolean isDone() {
    return kept.size() >= wanted && missing().isEmpty();
  }

  /**
   * Looks at the next picture of the camera.
   *
   * @throws IllegalArgumentException when it has another size than those before
   */
  public Step look(RgbImage picture) {
    return look(picture, false);
  }

  /** Takes in a picture that was kept before, however it fits to the others. */
  public Step again(RgbImage picture) {
    return look(picture, true);
  }

  private Step look(RgbImage picture, boolean keepsAll) {
    if (width != 0 && (picture.widthPixels() != width || picture.heightPixels() != height)) {
      throw new IllegalArgumentException(
          "the picture has %d x %d pixels, those before %d x %d; one camera and one size at a time"
              .formatted(picture.widthPixels(), picture.heightPixels(), width, height));
    }
    width = picture.widthPixels();
    height = picture.heightPixels();
    Sighting sighting = finder.find(GreyPicture.of(picture));
    if (!sighting.found()) {
      before = null;
      return new Step(
          false,
          "no board is seen" + (sighting.detail().isEmpty() ? "" : ": " + sighting.detail()));
    }
    BoardPoints points = sighting.points();
    boolean moves = moves(points);
    before = points;
    if (moves && !keepsAll) {
      return new Step(false, "hold the board still");
    }
    View view = view(points);
    if (!keepsAll && kept.stream().anyMatch(other -> view.unlike(other) < NEW)) {
      return new Step(false, next());
    }
    kept.add(view);
    for (int i = 0; i < points.size(); i++) {
      reached[field(points.vPixels()[i], height)][field(points.uPixels()[i], width)] = true;
    }
    return new Step(true, isDone() ? "that is enough" : next());
  }

  private static int field(double at, int side) {
    double part = (at + 0.5) / side;
    return part < STRIP ? 0 : part > 1 - STRIP ? FIELDS - 1 : 1;
  }

  /** Whether the same points are elsewhere than in the picture before, or too few are the same. */
  private boolean moves(BoardPoints points) {
    if (before == null) {
      return true;
    }
    double sum = 0;
    int common = 0;
    for (int i = 0; i < points.size(); i++) {
      for (int k = 0; k < before.size(); k++) {
        if (points.xMeters()[i] == before.xMeters()[k]
            && points.yMeters()[i] == before.yMeters()[k]) {
          common++;
          sum +=
              Math.hypot(
                  points.uPixels()[i] - before.uPixels()[k],
                  points.vPixels()[i] - before.vPixels()[k]);
        }
      }
    }
    return common < COMMON * Math.max(points.size(), before.size())
        || sum / Math.max(1, common) > STILL * width;
  }

  private View view(BoardPoints points) {
    double x = 0;
    double y = 0;
    // The outermost points towards the board's own corners, however it is held.
    int[] corners = new int[4];
    for (int i = 0; i < points.size(); i++) {
      x += points.uPixels()[i] / points.size();
      y += points.vPixels()[i] / points.size();
      for (int c = 0; c < 4; c++) {
        corners[c] = towards(c, points, i) > towards(c, points, corners[c]) ? i : corners[c];
      }
    }
    double[] pixelsPerMeter = new double[4];
    double[] middleU = new double[4];
    double[] middleV = new double[4];
    for (int side = 0; side < 4; side++) {
      int a = corners[side];
      int b = corners[(side + 1) % 4];
      // By its own length: where a tag is hidden a side may be shorter than the other.
      pixelsPerMeter[side] =
          Math.max(
                  1,
                  Math.hypot(
                      points.uPixels()[a] - points.uPixels()[b],
                      points.vPixels()[a] - points.vPixels()[b]))
              / Math.max(
                  1e-6,
                  Math.hypot(
                      points.xMeters()[a] - points.xMeters()[b],
                      points.yMeters()[a] - points.yMeters()[b]));
      middleU[side] = (points.uPixels()[a] + points.uPixels()[b]) / 2;
      middleV[side] = (points.vPixels()[a] + points.vPixels()[b]) / 2;
    }
    // Which side is left and which is up is told by the picture.
    int left = 0;
    for (int side = 1; side < 4; side++) {
      left = middleU[side] < middleU[left] ? side : left;
    }
    int right = (left + 2) % 4;
    int upper = (left + 1) % 4;
    int lower = (left + 3) % 4;
    if (middleV[upper] > middleV[lower]) {
      int swapped = upper;
      upper = lower;
      lower = swapped;
    }
    double[] middle = board.middleMeters();
    return new View(
        x / width,
        y / height,
        Arrays.stream(pixelsPerMeter).average().orElseThrow()
            * 2
            * Math.hypot(middle[0], middle[1])
            / Math.hypot(width, height),
        Math.log(pixelsPerMeter[left] / pixelsPerMeter[right]),
        Math.log(pixelsPerMeter[upper] / pixelsPerMeter[lower]));
  }

  /** How far a point lies towards a corner of the board, going round it. */
  private static double towards(int corner, BoardPoints points, int i) {
    double x = points.xMeters()[i];
    double y = points.yMeters()[i];
    return (corner == 0 || corner == 3 ? -x : x) + (corner < 2 ? -y : y);
  }

  private String next() {
    List<String> missing = missing();
    return missing.isEmpty()
        ? "show it elsewhere or turned otherwise, %d views to go".formatted(wanted - kept.size())
        : missing.get(0);
  }

  /** Returns what no kept view shows yet, as what to do, the most needed first. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < FIELDS; i++) {
      for (int j = 0; j < FIELDS; j++) {
        if (!reached[i][j]) {
          missing.add("bring it to the " + FIELD_WORDS[i][j] + " of the picture");
        }
      }
    }
    List<View> middle = kept.stream().filter(View::isNearMiddle).toList();
    tilt(missing, "left", middle.stream().filter(v -> v.leftNearer > TILTED).count());
    tilt(missing, "right", middle.stream().filter(v -> v.leftNearer < -TILTED).count());
    tilt(missing, "upper", middle.stream().filter(v -> v.upperNearer > TILTED).count());
    tilt(missing, "lower", middle.stream().filter(v -> v.upperNearer < -TILTED).count());
    double largest = kept.stream().mapToDouble(View::size).max().orElse(0);
    double smallest = kept.stream().mapToDouble(View::size).min().orElse(1);
    if (largest < NEARER * smallest) {
      missing.add("show it " + (largest < 0.45 ? "nearer to" : "farther from") + " the camera");
    }
    return missing;
  }

  private static void tilt(List<String> missing, String side, long times) {
    if (times < TILTS) {
      missing.add(
          "near the middle, tilt it with its %s side towards the camera%s"
              .formatted(side, times == 0 ? "" : ", a little elsewhere"));
    }
  }
}
