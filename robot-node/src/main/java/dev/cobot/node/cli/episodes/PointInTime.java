package dev.cobot.node.cli.episodes;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as they are typed and shown. */
final class PointInTime implements ITypeConverter<Instant> {
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})(s|min|h|d)");
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  @Override
  public Instant convert(String typed) {
    Matcher ago = AGO.matcher(typed);
    if (ago.matches()) {
      return Instant.now().minus(span(Long.parseLong(ago.group(1)), ago.group(2)));
    }
    try {
      return typed.indexOf('T') >= 0 || typed.indexOf(' ') >= 0
          ? LocalDateTime.parse(typed.replace(' ', 'T')).atZone(ZoneId.systemDefault()).toInstant()
          : LocalDate.parse(typed).atStartOfDay(ZoneId.systemDefault()).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "got '"
              + typed
              + "'; allowed: 2026-11-30, '2026-11-30 14:05' (local time), or an age such as 90s,"
              + " 30min, 12h, 7d");
    }
  }

  private static Duration span(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "min" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  static String show(long epochMillis) {
    return SHOWN.format(Instant.ofEpochMilli(epochMillis));
  }
}
