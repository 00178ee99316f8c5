package dev.cobot.action.session;

import java.util.BitSet;

/** A way in which a driver may hand on pictures otherwise than the camera took them. */
enum Mirroring {
  LEFT_TO_RIGHT("mirrored left to right", true, false),
  TOP_TO_BOTTOM("mirrored top to bottom", false, true),
  UPSIDE_DOWN("upside down", true, true);

  private final String words;
  private final boolean reversesColumns;
  private final boolean reversesRows;

  Mirroring(String words, boolean reversesColumns, boolean reversesRows) {
    this.words = words;
    this.reversesColumns = reversesColumns;
    this.reversesRows = reversesRows;
  }

  /** Returns what such a picture is, as in "the picture is upside down". */
  String words() {
    return words;
  }

  /** Returns a mask of (height, width), row-major, as it is in such a picture. */
  BitSet of(BitSet mask, int width, int height) {
    BitSet mirrored = new BitSet(width * height);
    mask.stream()
        .forEach(
            cell -> {
              int row = cell / width;
              int column = cell % width;
              mirrored.set(
                  (reversesRows ? height - 1 - row : row) * width
                      + (reversesColumns ? width - 1 - column : column));
            });
    return mirrored;
  }
}
