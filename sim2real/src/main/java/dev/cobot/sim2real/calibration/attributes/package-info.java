/**
 * What a cell needs that a model has not learned: a small correction of what is seen, estimated
 * from a few labelled pictures and never baked into weights.
 *
 * <p>{@link dev.cobot.sim2real.calibration.attributes.AttributeCalibration} matches what is seen to
 * labels, estimates each part of an {@link
 * dev.cobot.sim2real.calibration.attributes.AttributeCorrection} robustly, and accepts a part only
 * if pictures that it was not estimated from get better. Metres and radians in the table frame,
 * colours in sRGB unless a name says linear. Pure functions of their arguments and seed; records
 * are immutable; any thread.
 */
package dev.cobot.sim2real.calibration.attributes;
