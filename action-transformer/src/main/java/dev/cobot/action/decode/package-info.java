/**
 * Action chunks to time-stamped joint trajectories inside the joint limits. Joint positions in
 * radians, times in seconds from the moment at which following starts. Not thread-safe: one owner
 * an arm.
 */
package dev.cobot.action.decode;
