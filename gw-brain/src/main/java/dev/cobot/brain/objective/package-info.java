/**
 * The training of a workspace over any domains: what is minimised, on which rows, and how the
 * weights are chosen (Devillers, Maytie and VanRullen 2024, arXiv 2306.15711).
 *
 * <p>A {@link dev.cobot.brain.objective.Domain} is all that a new domain has to write; {@link
 * dev.cobot.brain.objective.LatentTraining} trains over frozen ones, {@link
 * dev.cobot.brain.objective.WorkspaceObjective} gives the losses to trainings of another kind. What
 * is trained is released as a {@link dev.cobot.brain.workspace.GlobalWorkspace}, which knows
 * nothing of this package. One training at a time per JVM, on one thread.
 */
package dev.cobot.brain.objective;
