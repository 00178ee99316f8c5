package dev.cobot.sim2real.calibration;

import boofcv.abst.fiducial.SquareHamming_to_FiducialDetector;
import boofcv.alg.fiducial.square.FoundFiducial;
import boofcv.factory.fiducial.ConfigFiducialHammingDetector;
import boofcv.factory.fiducial.ConfigHammingMarker;
import boofcv.factory.fiducial.FactoryFiducial;
import boofcv.factory.fiducial.HammingDictionary;
import boofcv.struct.image.GrayF32;
import georegression.struct.point.Point2D_F64;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds AprilTags of the family 36h11: one, or a grid whose ids count up from tag to tag. */
final class TagFinder implements BoardFinder {
  private static final Map<HammingDictionary, String> OTHER_FAMILIES = new LinkedHashMap<>();
  private static final int MAX_PICTURES_TO_TRY = 3;

  static {
    OTHER_FAMILIES.put(HammingDictionary.APRILTAG_36h10, "tag36h10");
    OTHER_FAMILIES.put(HammingDictionary.APRILTAG_25h9, "tag25h9");
    OTHER_FAMILIES.put(HammingDictionary.APRILTAG_25h7, "tag25h7");
    OTHER_FAMILIES.put(HammingDictionary.ARUCO_OCV_6x6_1000, "ArUco 6x6");
    OTHER_FAMILIES.put(HammingDictionary.ARUCO_OCV_5x5_1000, "ArUco 5x5");
    OTHER_FAMILIES.put(HammingDictionary.ARUCO_OCV_4x4_1000, "ArUco 4x4");
  }

  /** A public tag has a border of one cell of eight; kalibr prints two of ten. */
  private static final double[] BORDERS = {1.0 / 8, 2.0 / 10};

  /** Two wrong bits of 36: a code of another family passes once in tens of thousands. */
  private static final double MAX_WRONG_BITS = 2;

  private static final double MAX_LAYOUT_ERROR = 0.2;

  private final Board board;
  private final List<SquareHamming_to_FiducialDetector<GrayF32>> detectors = new ArrayList<>();
  private int triedOthers;

  /** Which id is the next one up: kalibr counts from the bottom left, others from the top left. */
  private boolean countsDown;

  /** A decoded tag: its corners from the bottom left on, against the clock on the print. */
  private record Tag(int id, double[] u, double[] v) {}

  TagFinder(Board board) {
    this.board = board;
    for (double border : BORDERS) {
      ConfigHammingMarker marker =
          ConfigHammingMarker.loadDictionary(HammingDictionary.APRILTAG_36h11);
      marker.borderWidthFraction = border;
      detectors.add(detector(marker));
    }
  }

  private static SquareHamming_to_FiducialDetector<GrayF32> detector(ConfigHammingMarker marker) {
    return FactoryFiducial.squareHamming(
        marker, new ConfigFiducialHammingDetector(), GrayF32.class);
  }

  @Override
  public Sighting find(GrayF32 picture) {
    List<Tag> tags = known(picture);
    if (tags.isEmpty()) {
      return Sighting.none(whyNone(picture));
    }
    return board.columns() * board.rows() == 1 ? single(picture, tags) : grid(picture, tags);
  }

  /** Returns the tags of the family, with the border that shows most of them. */
  private List<Tag> known(GrayF32 picture) {
    List<Tag> most = List.of();
    for (SquareHamming_to_FiducialDetector<GrayF32> detector : List.copyOf(detectors)) {
      List<Tag> tags = tags(detector, picture);
      if (tags.size() > most.size()) {
        most = tags;
        // The next picture likely shows the same print: fewer tries when it is the first one.
        detectors.remove(detector);
        detectors.add(0, detector);
        break;
      }
    }
    return most;
  }

  private static List<Tag> tags(
      SquareHamming_to_FiducialDetector<GrayF32> detector, GrayF32 picture) {
    detector.detect(picture);
    List<Tag> tags = new ArrayList<>();
    for (FoundFiducial found : detector.getAlgorithm().getFound().toList()) {
      if (!(found.encodingError <= MAX_WRONG_BITS)) {
        continue;
      }
      double[] u = new double[4];
      double[] v = new double[4];
      for (int k = 0; k < 4; k++) {
        // The detector goes with the clock from the top left.
        Point2D_F64 corner = found.distortedPixels.get(3 - k);
        u[k] = corner.x - ChessboardFinder.BOOFCV_PIXEL_CENTRE;
        v[k] = corner.y - ChessboardFinder.BOOFCV_PIXEL_CENTRE;
      }
      tags.add(new Tag((int) found.id, u, v));
    }
    return tags;
  }

  private String whyNone(GrayF32 picture) {
    String detail = "no tag of the family 36h11 found";
    if (triedOthers < MAX_PICTURES_TO_TRY) {
      triedOthers++;
      if (!known(GreyPicture.mirrored(picture)).isEmpty()) {
        return "the picture is mirrored: its tags can be read in a mirror only; switch the"
            + " mirroring of the camera or its driver off";
      }
      for (Map.Entry<HammingDictionary, String> other : OTHER_FAMILIES.entrySet()) {
        int count =
            tags(detector(ConfigHammingMarker.loadDictionary(other.getKey())), picture).size();
        if (count > 0) {
          return detail + "; tags of the family " + other.getValue() + " are seen";
        }
      }
    }
    return detail + "; show it whole with its white border, sharp and evenly lit";
  }

  private Sighting single(GrayF32 picture, List<Tag> tags) {
    List<Tag> fitting =
        tags.stream()
            .filter(tag -> board.firstId() == Board.ANY_ID || tag.id == board.firstId())
            .toList();
    if (fitting.isEmpty()) {
      return Sighting.none(
          "tag "
              + board.firstId()
              + " is not seen; seen: "
              + ids(tags)
              + "; correct the board's ID");
    }
    if (fitting.size() > 1) {
      return Sighting.none(
          fitting.size()
              + " tags are seen ("
              + ids(fitting)
              + "): write the ID of the one to use, tag36h11:1x1:SIDE:ID, or describe the grid");
    }
    return new Sighting(
        List.of(points(fitting, board.columns(), board.rows(), false)),
        null,
        edgePixels(picture, fitting),
        fitting.get(0).id == board.firstId() ? "" : "tag " + fitting.get(0).id);
  }

  private Sighting grid(GrayF32 picture, List<Tag> tags) {
    List<Tag> own = own(tags, board.columns() * board.rows());
    if (own.size() < 2) {
      return Sighting.none(
          "of the ids "
              + board.firstId()
              + " to "
              + (board.firstId() + board.columns() * board.rows() - 1)
              + " "
              + own.size()
              + (own.size() == 1 ? " is seen; seen: " : " are seen; seen: ")
              + ids(tags)
              + "; show more of the board or correct the board's FIRST_ID");
    }
    double kalibr = layoutError(own, board.columns(), board.rows(), countsDown);
    double other = layoutError(own, board.columns(), board.rows(), !countsDown);
    if (other < 0.5 * kalibr) {
      countsDown = !countsDown;
      kalibr = other;
    }
    if (kalibr <= MAX_LAYOUT_ERROR) {
      return new Sighting(
          List.of(points(own, board.columns(), board.rows(), countsDown)),
          null,
          edgePixels(picture, own),
          "");
    }
    String seen = otherColumns(tags);
    String detail =
        "the tags do not lie as in a grid of "
            + board.size()
            + " with a gap of "
            + board.secondMeters()
            + " m for tags of "
            + board.sideMeters()
            + " m";
    return seen == null
        ? Sighting.none(detail + "; measure SIDE and GAP, and check the ids")
        : Sighting.other(seen, detail + ", but as in one of " + seen);
  }

  private List<Tag> own(List<Tag> tags, int count) {
    return tags.stream()
        .filter(tag -> tag.id >= board.firstId() && tag.id < board.firstId() + count)
        .filter(tag -> tags.stream().filter(twin -> twin.id == tag.id).count() == 1)
        .toList();
  }

  /** Returns the size of a grid in which the tags would lie right, or null. */
  private String otherColumns(List<Tag> tags) {
    String best = null;
    double least = MAX_LAYOUT_ERROR;
    int highest = tags.stream().mapToInt(Tag::id).max().orElse(0) - board.firstId();
    for (int columns = 1; columns <= 12; columns++) {
      int rows = Math.max(highest / columns + 1, columns == board.rows() ? board.columns() : 1);
      if (columns == board.columns() || rows > 40) {
        continue;
      }
      List<Tag> own = own(tags, columns * rows);
      if (own.size() < 3) {
        continue;
      }
      for (boolean down : new boolean[] {false, true}) {
        double error = layoutError(own, columns, rows, down);
        if (error < least) {
          least = error;
          best = columns + "x" + rows;
        }
      }
    }
    return best;
  }

  /** Returns how far the corners are from a plane image of the layout, in sides of a tag. */
  private double layoutError(List<Tag> tags, int columns, int rows, boolean down) {
    BoardPoints points = points(tags, columns, rows, down);
    double[] h =
        PlanePose.homography(
            points.xMeters(), points.yMeters(), points.uPixels(), points.vPixels());
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      double x = points.xMeters()[i];
      double y = points.yMeters()[i];
      double w = h[6] * x + h[7] * y + h[8];
      double du = (h[0] * x + h[1] * y + h[2]) / w - points.uPixels()[i];
      double dv = (h[3] * x + h[4] * y + h[5]) / w - points.vPixels()[i];
      sum += du * du + dv * dv;
    }
    double side = 0;
    for (Tag tag : tags) {
      side += Math.hypot(tag.u[1] - tag.u[0], tag.v[1] - tag.v[0]) / tags.size();
    }
    return Math.sqrt(sum / points.size()) / side;
  }

  private BoardPoints points(List<Tag> tags, int columns, int rows, boolean down) {
    double side = board.sideMeters();
    double pitch = side + board.secondMeters();
    double[][] p = new double[4][4 * tags.size()];
    for (int i = 0; i < tags.size(); i++) {
      int index = board.firstId() == Board.ANY_ID ? 0 : tags.get(i).id - board.firstId();
      double x = pitch * (index % columns);
      double y = pitch * (down ? rows - 1 - index / columns : index / columns);
      double[] dx = {0, side, side, 0};
      double[] dy = {0, 0, side, side};
      for (int k = 0; k < 4; k++) {
        p[0][4 * i + k] = x + dx[k];
        p[1][4 * i + k] = y + dy[k];
        p[2][4 * i + k] = tags.get(i).u[k];
        p[3][4 * i + k] = tags.get(i).v[k];
      }
    }
    return new BoardPoints(p[0], p[1], p[2], p[3]);
  }

  private static String ids(List<Tag> tags) {
    return tags.stream()
        .map(tag -> String.valueOf(tag.id))
        .limit(12)
        .reduce((a, b) -> a + ", " + b)
        .orElse("none");
  }

  private static double edgePixels(GrayF32 picture, List<Tag> tags) {
    List<Double> widths = new ArrayList<>();
    for (Tag tag : tags) {
      for (int k = 0; k < 4; k++) {
        int next = (k + 1) % 4;
        double side = Math.hypot(tag.u[next] - tag.u[k], tag.v[next] - tag.v[k]);
        double width =
            GreyPicture.edgeWidth(
                picture, tag.u[k], tag.v[k], tag.u[next], tag.v[next], 0.1 * side);
        if (Double.isFinite(width)) {
          widths.add(width);
        }
      }
    }
    widths.sort(null);
    return widths.isEmpty() ? Double.NaN : widths.get(widths.size() / 2);
  }
}
