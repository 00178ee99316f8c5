/**
 * Rehearsal: before the arm moves, the motion is played in twins of what is believed. What acts in
 * a twin sees what the twin's camera renders, never the twin's state; only the referee does.
 *
 * <p>Deterministic in beliefs and seed. One {@link dev.cobot.action.rehearse.Rehearsal} a thread.
 */
package dev.cobot.action.rehearse;
