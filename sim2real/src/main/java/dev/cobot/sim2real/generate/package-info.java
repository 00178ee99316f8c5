/**
 * Generated data sets: simulated cells, photographed by the renderer and labelled with the truth.
 * Deterministic in the seed; one thread.
 */
package dev.cobot.sim2real.generate;
