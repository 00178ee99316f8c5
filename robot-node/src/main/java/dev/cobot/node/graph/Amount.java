package dev.cobot.node.graph;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So much data, or so much time: {@code 500MB}, {@code 90s}.
 *
 * @param bytes 0 where it is a time
 * @param nanos 0 where it is data
 */
public record Amount(long bytes, long nanos) {
  /** Neither. */
  public static final Amount NONE = new Amount(0, 0);

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)([A-Za-z]+)");
  private static final Map<String, Double> BYTES =
      Map.of("kB", 1e3, "MB", 1e6, "GB", 1e9, "KiB", 1024.0, "MiB", 1048576.0, "GiB", 1073741824.0);
  private static final Map<String, Double> NANOS = Map.of("s", 1e9, "min", 60e9, "h", 3600e9);

  /** Reads an amount with its unit. */
  public static Amount parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      double number = Double.parseDouble(matcher.group(1));
      String unit = matcher.group(2);
      Amount amount =
          new Amount(
              (long) (number * BYTES.getOrDefault(unit, 0.0)),
              (long) (number * NANOS.getOrDefault(unit, 0.0)));
      if (!amount.equals(NONE)) {
        return amount;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no amount; allowed is a number above 0 with a unit of kB MB GB KiB MiB GiB, or"
            + " of s min h, as in 500MB or 90s");
  }

  /** A time. */
  public static Amount ofSeconds(double seconds) {
    if (!(seconds > 0 && seconds < 1e9)) {
      throw new IllegalArgumentException("got " + seconds + " s, must be in (0, 1e9)");
    }
    return new Amount(0, (long) (seconds * 1e9));
  }
}
