package dev.cobot.ros.bag;

import java.io.IOException;

/** A file does not follow its format, or asks for more than the limits allow. */
public final class BagFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  BagFormatException(String message) {
    super(message);
  }

  BagFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
