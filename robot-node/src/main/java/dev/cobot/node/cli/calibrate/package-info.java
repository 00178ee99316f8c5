/**
 * {@code cobot calibrate}: command lines for calibration and for the sessions that it leaves. Each
 * verb is a class.
 */
package dev.cobot.node.cli.calibrate;
