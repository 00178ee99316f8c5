package dev.cobot.sim2real.npy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The element type of an array.
 *
 * @param chars the width of a {@link Kind#UNICODE} element in code points; 0 for the others
 */
public record NpyType(Kind kind, int chars) {
  /** What can be read and written. */
  public enum Kind {
    FLOAT32("<f4", 4),
    FLOAT64("<f8", 8),
    INT64("<i8", 8),
    BOOL("|b1", 1),
    UNICODE("<U", 4);

    private final String description;
    private final int bytes;

    Kind(String description, int bytes) {
      this.description = description;
      this.bytes = bytes;
    }
  }

  public static final NpyType FLOAT32 = new NpyType(Kind.FLOAT32, 0);
  public static final NpyType FLOAT64 = new NpyType(Kind.FLOAT64, 0);
  public static final NpyType INT64 = new NpyType(Kind.INT64, 0);
  public static final NpyType BOOL = new NpyType(Kind.BOOL, 0);

  private static final Pattern TEXT = Pattern.compile("<U(\\d{1,7})");
  static final int MAX_CHARS = 1 << 16;
  static final String ALLOWED = "<f4, <f8, <i8, |b1, <U1 to <U" + MAX_CHARS;

  public NpyType {
    boolean text = kind == Kind.UNICODE;
    if (text ? !(chars >= 1 && chars <= MAX_CHARS) : chars != 0) {
      throw new IllegalArgumentException(
          "a unicode element has 1 to " + MAX_CHARS + " characters, others have 0; got " + chars);
    }
  }

  /** Returns text of at most {@code chars} code points an element. */
  public static NpyType unicode(int chars) {
    return new NpyType(Kind.UNICODE, chars);
  }

  int bytes() {
    return kind == Kind.UNICODE ? kind.bytes * chars : kind.bytes;
  }

  /** Returns NumPy's name, for example {@code <f4}. */
  String description() {
    return kind == Kind.UNICODE ? kind.description + chars : kind.description;
  }

  static Optional<NpyType> parse(String description) {
    Matcher text = TEXT.matcher(description);
    if (text.matches()) {
      int chars = Integer.parseInt(text.group(1));
      return chars >= 1 && chars <= MAX_CHARS ? Optional.of(unicode(chars)) : Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.UNICODE && kind.description.equals(description)) {
        return Optional.of(new NpyType(kind, 0));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return description();
  }
}
