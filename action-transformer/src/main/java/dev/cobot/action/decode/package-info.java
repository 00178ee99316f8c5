/**
 * Action chunks to time-stamped joint trajectories inside limits of position, velocity,
 * acceleration, jerk and tool speed. Joint positions in radians, times in seconds from the moment
 * at which following starts. Not thread-safe: one owner an arm, one decoder a motion.
 */
package dev.cobot.action.decode;
