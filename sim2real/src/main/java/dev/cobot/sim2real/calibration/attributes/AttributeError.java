package dev.cobot.sim2real.calibration.attributes;

/**
 * The error of an attribute without and with the whole accepted correction, on held-out pictures.
 *
 * @param median of all errors, in the attribute's unit
 * @param percentile90Before of the same errors
 * @param percentile90After of the same errors
 * @param coverageBefore part of the errors within one stated sigma; NaN where no sigma is stated
 * @param coverageAfter as {@code coverageBefore}
 */
public record AttributeError(
    SeenAttribute attribute,
    HeldOutComparison median,
    double percentile90Before,
    double percentile90After,
    double coverageBefore,
    double coverageAfter) {}
