package dev.cobot.node.bench;

/**
 * A number that a bench found.
 *
 * @param n how often it was measured; null for once, without a spread
 * @param low the smallest of them, or null
 * @param high the largest of them, or null
 * @param peer the software that it is compared with, or null
 * @param ratio the median of the ratios of ours to the peer's, or null
 * @param ratioLow the smallest of a repetition, or null
 * @param ratioHigh the largest of a repetition, or null
 */
public record Measurement(
    String name,
    double value,
    String unit,
    Integer n,
    Double low,
    Double high,
    String peer,
    Double ratio,
    Double ratioLow,
    Double ratioHigh) {
  /** A number without a spread. */
  public static Measurement of(String name, double value, String unit) {
    return new Measurement(name, value, unit, null, null, null, null, null, null, null);
  }
}
