package dev.cobot.node.record;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a recording goes on in a new file: after so much data or so much time, as in {@code 500MB}
 * or {@code 90s}.
 *
 * @param bytes 0 where it is a time
 * @param nanos 0 where it is data
 */
public record SplitLimit(long bytes, long nanos) {
  /** All in one file. */
  public static final SplitLimit NONE = new SplitLimit(0, 0);

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)([A-Za-z]+)");
  private static final Map<String, Double> BYTES =
      Map.of("kB", 1e3, "MB", 1e6, "GB", 1e9, "KiB", 1024.0, "MiB", 1048576.0, "GiB", 1073741824.0);
  private static final Map<String, Double> NANOS = Map.of("s", 1e9, "min", 60e9, "h", 3600e9);

  /** Reads a limit with its unit. */
  public static SplitLimit parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      double number = Double.parseDouble(matcher.group(1));
      String unit = matcher.group(2);
      SplitLimit limit =
          new SplitLimit(
              (long) (number * BYTES.getOrDefault(unit, 0.0)),
              (long) (number * NANOS.getOrDefault(unit, 0.0)));
      if (!limit.equals(NONE)) {
        return limit;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no size and no time; allowed is a number above 0 with a unit of kB MB GB KiB"
            + " MiB GiB, or of s min h, as in 500MB or 90s");
  }
}
