package dev.cobot.sim2real.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A printed calibration board.
 *
 * @param columns inner corners, circles or tags along x
 * @param rows inner corners, circles or tags along y
 * @param sideMeters side of a square, distance between the centres of circles, side of a tag's
 *     black square
 * @param secondMeters diameter of a circle; gap between tags; 0 for a chessboard
 * @param firstId id of the first tag; {@link #ANY_ID} for a single tag of any id
 */
public record Board(
    Kind kind, int columns, int rows, double sideMeters, double secondMeters, int firstId) {
  /** The id of a single tag that may have any. */
  public static final int ANY_ID = -1;

  /** How boards are written. */
  public static final String FORMS =
      "chessboard:COLSxROWS:SIDE (inner corners, side of a square),"
          + " circles:COLSxROWS:DISTANCE:DIAMETER (between centres),"
          + " tag36h11:COLSxROWS:SIDE:GAP[:FIRST_ID] or tag36h11:1x1:SIDE[:ID] (AprilTags; side of"
          + " the black square, gap between tags); all lengths in metres";

  private static final int MAX_COUNT = 40;
  private static final int TAG_IDS = 587;

  /** What is printed on it. */
  public enum Kind {
    CHESSBOARD("chessboard"),
    CIRCLES("circles"),
    TAG36H11("tag36h11");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  public Board {
    int least = kind == Kind.TAG36H11 ? 1 : 2;
    if (!(columns >= least && columns <= MAX_COUNT && rows >= least && rows <= MAX_COUNT)) {
      throw new IllegalArgumentException(
          "columns and rows must be in ["
              + least
              + ", "
              + MAX_COUNT
              + "], got "
              + columns
              + "x"
              + rows);
    }
    if (kind == Kind.CHESSBOARD && columns * rows < 6) {
      throw new IllegalArgumentException(
          "a chessboard needs at least 3x2 inner corners, got " + columns + "x" + rows);
    }
    requireLength("side or distance", sideMeters);
    if (kind == Kind.CIRCLES) {
      requireLength("diameter", secondMeters);
      if (!(secondMeters < sideMeters)) {
        throw new IllegalArgumentException(
            "circles of diameter "
                + secondMeters
                + " m overlap at a distance of "
                + sideMeters
                + " m; DISTANCE goes from centre to centre and comes first");
      }
    } else if (kind == Kind.TAG36H11 && columns * rows > 1) {
      requireLength("gap", secondMeters);
    }
    if (!(firstId >= ANY_ID && firstId + columns * rows <= TAG_IDS)) {
      throw new IllegalArgumentException(
          "tag36h11 has the ids 0 to " + (TAG_IDS - 1) + ", got first id " + firstId);
    }
  }

  private static void requireLength(String what, double meters) {
    if (!(meters >= 0.0005 && meters <= 5)) {
      throw new IllegalArgumentException(
          "the " + what + " must be in [0.0005, 5] metres, got " + meters);
    }
  }

  /**
   * Parses a board as it is written on the command line, see {@link #FORMS}.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static Board parse(String text) {
    String[] parts = text.split(":", -1);
    Kind kind = null;
    for (Kind candidate : Kind.values()) {
      kind = candidate.word.equals(parts[0].toLowerCase(Locale.ROOT)) ? candidate : kind;
    }
    if (kind == null) {
      throw new IllegalArgumentException("there is no board '" + parts[0] + "'; allowed: " + FORMS);
    }
    try {
      String[] counts = parts.length > 1 ? parts[1].split("[xX]", -1) : new String[0];
      boolean single = kind == Kind.TAG36H11 && parts.length > 1 && parts[1].equals("1x1");
      int least = kind == Kind.CHESSBOARD || single ? 3 : 4;
      int most = kind == Kind.TAG36H11 ? (single ? 4 : 5) : least;
      if (counts.length != 2 || parts.length < least || parts.length > most) {
        throw new NumberFormatException("wrong number of parts");
      }
      int id = single ? ANY_ID : 0;
      if (kind == Kind.TAG36H11 && parts.length == most) {
        id = Integer.parseInt(parts[most - 1]);
      }
      return new Board(
          kind,
          Integer.parseInt(counts[0]),
          Integer.parseInt(counts[1]),
          Double.parseDouble(parts[2]),
          least == 4 ? Double.parseDouble(parts[3]) : 0,
          id);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the board '" + text + "' cannot be read; allowed: " + FORMS, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the board '" + text + "': " + e.getMessage(), e);
    }
  }

  /** Returns the board with another count of columns and rows. */
  Board sized(int newColumns, int newRows) {
    return new Board(kind, newColumns, newRows, sideMeters, secondMeters, firstId);
  }

  /** Returns the count as people write it, for example {@code 6x4}. */
  String size() {
    return columns + "x" + rows;
  }

  /** Returns the middle of the points, metres in the board's frame: x, y. */
  double[] middleMeters() {
    double pitch = kind == Kind.TAG36H11 ? sideMeters + secondMeters : sideMeters;
    double extra = kind == Kind.TAG36H11 ? sideMeters : 0;
    return new double[] {((columns - 1) * pitch + extra) / 2, ((rows - 1) * pitch + extra) / 2};
  }

  /** Returns the finder of this board. */
  BoardFinder finder() {
    return switch (kind) {
      case CHESSBOARD -> new ChessboardFinder(this);
      case CIRCLES -> new CircleGridFinder(this);
      case TAG36H11 -> new TagFinder(this);
    };
  }

  /** What the board's marks are called. */
  String marks() {
    return switch (kind) {
      case CHESSBOARD -> "inner corners";
      case CIRCLES -> "circles";
      case TAG36H11 -> "tags";
    };
  }

  /** Returns sizes that the board may have instead, the likely ones first. */
  List<Board> otherSizes() {
    List<Board> others = new ArrayList<>();
    int[][] steps = {{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {1, 1}, {-1, -1}};
    for (int[] step : steps) {
      if (columns + step[0] >= 3 && rows + step[1] >= 2) {
        others.add(sized(columns + step[0], rows + step[1]));
      }
    }
    return others;
  }
}
