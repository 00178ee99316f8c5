/**
 * The runtime's node: sensors and commands in, released motion and explanations out. {@link
 * dev.cobot.node.app.CellLoop} is the main path. Only classes of this package start threads of the
 * runtime; the loop itself runs on one. Stamps are nanoseconds of the clock in use, durations from
 * the monotonic clock; SI units.
 */
package dev.cobot.node.app;
