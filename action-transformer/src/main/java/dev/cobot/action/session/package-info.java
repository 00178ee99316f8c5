/**
 * One command from its text to its end: look, understand, ground, act, verify. The node and the
 * evaluation run the same session; only where pictures and joint states come from differs.
 *
 * <p>Times are nanoseconds of the clock in use. Not thread-safe: one owner.
 */
package dev.cobot.action.session;
