/**
 * The last check before motion: what is asked for goes in, what may be moved comes out, with what
 * was changed. Pure functions of their arguments and a latch; no threads, no clock of its own. One
 * owner. Radians, metres, seconds; the workspace box is in the table frame.
 *
 * <p>This is defence in depth, not a safety-rated function: the robot's own controller stays
 * responsible for protective stops.
 */
package dev.cobot.action.safety;
