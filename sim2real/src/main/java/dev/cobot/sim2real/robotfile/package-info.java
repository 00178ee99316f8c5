/**
 * Robots of other makers: what of a description is the arm and what the gripper, the small file
 * that says it, and the checks that it passes before it moves anything.
 *
 * <p>Values for any thread; metres, radians. A gripper of any linkage is simulated as two pads that
 * slide, and drawn as it is.
 */
package dev.cobot.sim2real.robotfile;
