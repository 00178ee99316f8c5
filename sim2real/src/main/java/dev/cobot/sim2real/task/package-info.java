/**
 * Tasks: declarative suites, the scenes that are drawn for them and the referee that judges them on
 * the simulator's true state. No class of this package is used while a robot acts.
 */
package dev.cobot.sim2real.task;
