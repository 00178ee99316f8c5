package dev.cobot.ros.message;

import java.io.IOException;

/** A message definition is missing, malformed, or larger than anybody could mean. */
public final class DefinitionException extends IOException {
  private static final long serialVersionUID = 1L;

  DefinitionException(String message) {
    super(message);
  }

  DefinitionException(String message, Throwable cause) {
    super(message, cause);
  }
}
