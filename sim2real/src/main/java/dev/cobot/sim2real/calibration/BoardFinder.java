package dev.cobot.sim2real.calibration;

import boofcv.struct.image.GrayF32;

/** Finds a board in a picture. Keeps buffers: one thread. */
interface BoardFinder {
  /** Looks for the board in a grey picture of values in [0, 255]. */
  Sighting find(GrayF32 picture);
}
