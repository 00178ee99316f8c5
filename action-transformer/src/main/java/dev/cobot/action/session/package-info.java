/**
 * One command from its text to its end. {@link dev.cobot.action.session.Pilot} is the one tick:
 * perceive, believe, ground, broadcast, act, verify, decode, gate. The node, rollouts and the
 * recorder of demonstrations run the same; only the mind and where observations come from differ.
 *
 * <p>Times are nanoseconds of the clock in use. Not thread-safe: one owner.
 */
package dev.cobot.action.session;
