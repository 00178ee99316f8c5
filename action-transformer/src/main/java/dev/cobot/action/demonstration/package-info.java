/**
 * Demonstrations: a scripted expert that sees the true state of the simulator, and the recorder
 * that turns its episodes into training samples. Nothing of this package runs on a robot.
 */
package dev.cobot.action.demonstration;
