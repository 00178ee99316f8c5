/**
 * Rollouts that judge a policy or an expert on the tasks of a suite, and films of them. Several
 * threads; each has its own simulator and models, and an episode depends on its task and seed only.
 */
package dev.cobot.node.rollout;
