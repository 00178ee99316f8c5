/**
 * {@code cobot calibrate}: command lines that calibrate cameras, tables and hands from pictures of
 * a printed board, and those for the sessions that they leave. Each verb is a class; the
 * calibrations and the store are in {@code sim2real}.
 */
package dev.cobot.node.cli.calibrate;
