/**
 * The twin: scenes for a simulator out of what is believed. Beliefs overlap and float; a twin must
 * not. What cannot be put right is refused as a value, and what was put right is told.
 *
 * <p>Metres, radians, table frame. Immutable but for {@link dev.cobot.sim2real.twin.Twins}, which
 * remembers shapes: one thread each. The same beliefs and seed give the same scene bit for bit.
 */
package dev.cobot.sim2real.twin;
