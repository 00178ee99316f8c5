/**
 * Rollouts of the runtime's own session in the simulator, judged on the true state, and what they
 * add up to. Lock-step and deterministic in the seed; one thread an evaluation.
 */
package dev.cobot.action.evaluate;
