package dev.cobot.sim2real.calibration.session;

import java.util.regex.Pattern;

/** The name that a user gives a session. */
public final class SessionId {
  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private SessionId() {}

  /** Returns the id, or throws an {@code IllegalArgumentException} that says what is allowed. */
  public static String require(String id) {
    if (id == null || !ALLOWED.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "session id: got "
              + StoredText.quoted(id)
              + ", must be 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter or a digit;"
              + " for example head-2026-05-04");
    }
    return id;
  }
}
