/**
 * Simple Shapes, the data set of the Global Workspace papers: 32 x 32 pictures of one filled shape,
 * its attributes, captions, and which of them are paired.
 *
 * <p>Folders have the public generator's layout and are read whoever wrote them. What is drawn here
 * follows the public sampling and geometry, with own named seed streams instead of NumPy's
 * generator: the same distributions, not the same scenes.
 *
 * <p>Positions and sizes in pixels, x to the right, y UP, the picture's lower left corner at (0,
 * 0); rotations in radians, counter-clockwise, 0 points up; colours 0 to 255. Deterministic in the
 * seed, whatever the order and the thread; a renderer belongs to one thread, everything else is
 * immutable.
 */
package dev.cobot.sim2real.shapes;
