package dev.cobot.sim2real.shapes;

/**
 * What a caption states of a shape.
 *
 * @param sizeBin 0 (7, 8 pixels), 1 (9, 10), 2 (11, 12), 3 (13, 14)
 * @param color the nearest CSS name's index in {@link CssColors}
 * @param gridSide 7 (bins that begin at 9, 12, 14, 18, 20 and 23 pixels) or 3 (the nearest of 10,
 *     16 and 22 pixels, the lower one of two)
 * @param column from the left
 * @param row from the bottom
 * @param directions 8 or 16 directions around the circle
 * @param direction counter-clockwise, 0 is up; the nearest, also across 2 pi
 */
public record CaptionFacts(
    ShapeClass shape,
    int sizeBin,
    int color,
    int gridSide,
    int column,
    int row,
    int directions,
    int direction) {
  private static final float[] SIZE_EDGES = {9, 11, 13};
  private static final float[] FINE_EDGES = {9, 12, 14, 18, 20, 23};
  private static final float[] COARSE_CENTRES = {10, 16, 22};

  /** Returns what is true of a shape in these grids. */
  public static CaptionFacts of(ShapeAttributes a, int gridSide, int directions) {
    double turn = 2 * Math.PI / directions;
    return new CaptionFacts(
        a.shape(),
        bin(a.sizePixels(), SIZE_EDGES),
        CssColors.nearest(a.red(), a.green(), a.blue()),
        gridSide,
        place(a.xPixels(), gridSide),
        place(a.yPixels(), gridSide),
        directions,
        (int) Math.floorMod(Math.round(a.rotationRad() / turn), (long) directions));
  }

  private static int place(float pixels, int gridSide) {
    if (gridSide == 7) {
      return bin(pixels, FINE_EDGES);
    }
    int nearest = 0;
    for (int i = 1; i < COARSE_CENTRES.length; i++) {
      if (Math.abs(pixels - COARSE_CENTRES[i]) < Math.abs(pixels - COARSE_CENTRES[nearest])) {
        nearest = i;
      }
    }
    return nearest;
  }

  private static int bin(float value, float[] edges) {
    int bin = 0;
    while (bin < edges.length && value >= edges[bin]) {
      bin++;
    }
    return bin;
  }
}
