package dev.cobot.sim2real.robot;

import java.io.IOException;

/** A robot or world file that cannot be used; the message names the file, the line and the fix. */
public final class DescriptionException extends IOException {
  private static final long serialVersionUID = 1L;

  public DescriptionException(String message) {
    super(message);
  }

  public DescriptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
