package dev.cobot.brain.study.reaching;

/**
 * How an episode went.
 *
 * @param sum its return: the sum of its rewards
 * @param steps moves that were made
 * @param arrived whether it ended at the target
 */
record Trial(double sum, int steps, boolean arrived) {}
