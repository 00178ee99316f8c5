/**
 * What a camera is and where it stands, from pictures of a printed board: intrinsics, the pose of
 * the table, the pose of the camera on the hand or beside the arm.
 *
 * <p>Metres, radians, pixels; integer pixel coordinates are pixel centres. The frame of a board has
 * its origin at the first point, x along the columns, y along the rows, z out of the board to who
 * looks at it. Pictures come from anywhere: a damaged file costs its view, not the session. Each
 * calibration is a pure function; results are immutable records with a verdict and a sentence. The
 * finders keep buffers and belong to one thread.
 */
package dev.cobot.sim2real.calibration;
