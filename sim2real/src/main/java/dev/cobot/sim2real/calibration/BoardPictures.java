package dev.cobot.sim2real.calibration;

import boofcv.struct.image.GrayF32;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The pictures of a folder and where the board is in them.
 *
 * @param pictures in the order of their names
 */
record BoardPictures(Board board, List<Picture> pictures) {
  /** More pictures than this are a film: its neighbours tell nothing new. */
  static final int MAX_PICTURES = 1000;

  /**
   * One picture.
   *
   * @param widthPixels 0 when it could not be read
   * @param error why it could not be read, or null
   */
  record Picture(
      String image, Path file, int widthPixels, int heightPixels, Sighting sighting, String error) {
    CalibratedView view(CalibratedView.Status status, Double residualPixels, String detail) {
      double edge = sighting.edgePixels();
      return new CalibratedView(
          image,
          status,
          sighting.found() ? sighting.points().size() : 0,
          residualPixels,
          null,
          Double.isFinite(edge) ? edge : null,
          detail);
    }
  }

  /**
   * Looks for the board in all PNG and JPEG files of a folder.
   *
   * @throws IOException if the folder cannot be listed or holds no or too many pictures; a picture
   *     that cannot be read is told in its place
   */
  static BoardPictures look(PictureSet set) throws IOException {
    BoardFinder finder = set.board().finder();
    List<Picture> pictures = new ArrayList<>();
    for (String name : names(set.folder())) {
      set.progress().accept(name);
      pictures.add(look(set.folder().resolve(name), finder));
    }
    return new BoardPictures(set.board(), List.copyOf(pictures));
  }

  private static Picture look(Path file, BoardFinder finder) {
    String name = file.getFileName().toString();
    GrayF32 grey;
    try {
      RgbImage image = FrameFiles.readImage(file);
      grey = GreyPicture.of(image);
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      String prefix = file + ": ";
      return new Picture(
          name,
          file,
          0,
          0,
          Sighting.none(""),
          message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }
    Sighting sighting =
        Math.min(grey.width, grey.height) < 64
            ? Sighting.none("the picture is too small, at least 64 pixels a side are needed")
            : finder.find(grey);
    return new Picture(name, file, grey.width, grey.height, sighting, null);
  }

  private static SortedSet<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + ": not a folder; expected a folder with pictures");
    }
    SortedSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".png") || lower.endsWith(".jpg") || lower.endsWith(".jpeg")) {
          names.add(name);
        }
        if (names.size() > MAX_PICTURES) {
          throw new IOException(
              folder
                  + ": more than "
                  + MAX_PICTURES
                  + " pictures; 20 to 60 of different views are enough");
        }
      }
    }
    if (names.isEmpty()) {
      throw new IOException(
          folder + ": no PNG or JPEG file in it; put pictures of the board there");
    }
    return names;
  }

  /** Returns the width and height that most pictures with the board have; null if none has it. */
  int[] commonSize() {
    Map<Long, Integer> counts = new LinkedHashMap<>();
    for (Picture picture : pictures) {
      if (picture.sighting.found()) {
        long key = (long) picture.widthPixels << 32 | picture.heightPixels;
        counts.merge(key, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(entry -> new int[] {(int) (entry.getKey() >> 32), entry.getKey().intValue()})
        .orElse(null);
  }

  /** Returns a sentence if the board is not the one that was said, as far as pictures tell. */
  Optional<String> wrongBoard() {
    long found = pictures.stream().filter(picture -> picture.sighting.found()).count();
    Map<String, Integer> others = new LinkedHashMap<>();
    for (Picture picture : pictures) {
      if (picture.sighting.otherSize() != null) {
        others.merge(picture.sighting.otherSize(), 1, Integer::sum);
      }
    }
    return others.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        // A board that is cut by the border looks smaller; a smaller match in a larger one is one
        // that was cut by chance.
        .filter(entry -> found == 0 || (entry.getValue() >= found && holds(entry.getKey(), board)))
        .map(
            entry ->
                "the board has "
                    + entry.getKey()
                    + " "
                    + board.marks()
                    + " in "
                    + entry.getValue()
                    + " of "
                    + pictures.size()
                    + " pictures, not "
                    + board.size()
                    + "; if that is the board, say so with --board, otherwise show the whole of"
                    + " it");
  }

  private static boolean holds(String size, Board board) {
    String[] counts = size.split("x", -1);
    int more = Math.max(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]));
    int fewer = Math.min(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]));
    return more >= Math.max(board.columns(), board.rows())
        && fewer >= Math.min(board.columns(), board.rows());
  }

  /** Returns the reason that most pictures without a board have. */
  String commonReason() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Picture picture : pictures) {
      String reason =
          picture.error != null ? "unreadable: " + picture.error : picture.sighting.detail();
      if (!picture.sighting.found()) {
        counts.merge(reason, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** Says that a camera's lens model ends before points of the board. */
  static String beyond(CameraIntrinsics lens, Picture picture) {
    BoardPoints points = picture.sighting().points();
    return "the lens model of the camera file ends before "
        + PlanePose.beyond(lens, points)
        + " of the "
        + points.size()
        + " points; show the board nearer to the middle, or calibrate the intrinsics with points up"
        + " to the borders";
  }

  /** Returns the view of a picture in which the board was not found. */
  static CalibratedView withoutBoard(Picture picture) {
    return picture.error != null
        ? picture.view(CalibratedView.Status.UNREADABLE, null, picture.error)
        : picture.view(CalibratedView.Status.NOT_FOUND, null, picture.sighting.detail());
  }
}
