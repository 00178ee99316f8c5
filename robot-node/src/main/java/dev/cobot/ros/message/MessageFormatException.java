package dev.cobot.ros.message;

import java.io.IOException;

/** The bytes of a message do not follow the definition of its type. */
public final class MessageFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public MessageFormatException(String message) {
    super(message);
  }

  public MessageFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
