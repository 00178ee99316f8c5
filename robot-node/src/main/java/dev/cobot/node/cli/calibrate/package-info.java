/**
 * {@code cobot calibrate}: cameras, tables and hands from pictures of a printed board. Reads
 * folders, prints results; the calibrations are in {@code sim2real}.
 */
package dev.cobot.node.cli.calibrate;
