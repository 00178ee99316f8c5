/**
 * The domains of Simple Shapes for a Global Workspace: a vision beta-VAE, attributes as they are or
 * through a VAE, the workspace over both, and what its broadcasts are worth in pixels and
 * attributes.
 *
 * <p>Pictures are (3, 32, 32) in [0, 1], planes first, row 0 at the top. Attributes are the 11
 * numbers of {@link dev.cobot.sim2real.shapes.ShapeVector#SHIMMER}; every error in attributes is in
 * that convention. One training at a time per JVM; a module serves one caller at a time.
 */
package dev.cobot.brain.study.shapes;
