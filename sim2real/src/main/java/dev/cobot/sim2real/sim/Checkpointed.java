package dev.cobot.sim2real.sim;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A part of the simulator that has a state of its own between steps. */
interface Checkpointed {
  /** Writes all that the next step depends on, but for what is set anew before each step. */
  void save(DataOutput out) throws IOException;

  /**
   * Takes over what the same part of another simulator wrote, bit for bit.
   *
   * @throws IOException when the bytes do not fit; the part is of no use then
   */
  void restore(DataInput in) throws IOException;
}
