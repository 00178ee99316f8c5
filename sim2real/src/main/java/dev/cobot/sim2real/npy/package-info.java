/**
 * NumPy's array files: {@code .npy} of versions 1 to 3 with float32, float64, int64, bool and
 * unicode elements, little endian, C order, and the two kinds of pickled object arrays that data
 * sets of the field contain (a list of strings, a dictionary of index groups).
 *
 * <p>Files come from anywhere: they are read strictly, within limits, and no pickle is executed: an
 * own reader knows some thirty opcodes that build values and five names, and refuses everything
 * else. Immutable readers, any thread; a writer belongs to one thread.
 */
package dev.cobot.sim2real.npy;
