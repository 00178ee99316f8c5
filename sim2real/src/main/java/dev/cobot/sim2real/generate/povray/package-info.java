/**
 * An independent judge of what is learned from our own pictures: tables of another making, drawn by
 * POV-Ray, a renderer that is not ours. Shapes, textures, light and arrangement share no code with
 * {@code generate.varied}; pictures of this package are to measure with, never to train or to
 * choose models with.
 *
 * <p>The outlines that the labels tell of are POV-Ray's own: a second pass draws each object in a
 * flat colour. No physics: things are put where they could rest. Lengths in metres, table frame;
 * scene files are in centimetres, because POV-Ray's tolerances are absolute.
 */
package dev.cobot.sim2real.generate.povray;
