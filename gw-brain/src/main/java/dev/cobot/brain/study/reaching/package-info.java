/**
 * The reaching task of Simple Shapes and the transfer of its policy between modalities (Maytié et
 * al., RLJ 2024): a policy learns from workspace states of one modality and is tried, without
 * further training, on those of another. Start at {@link
 * dev.cobot.brain.study.reaching.PolicyTransfer#run}.
 *
 * <p>Positions are in pixels of a 32 x 32 picture, y up; angles in radians, counter-clockwise, 0
 * points up. A return is the sum of an episode's rewards, not discounted. One training at a time
 * per JVM; nothing here is thread-safe.
 */
package dev.cobot.brain.study.reaching;
