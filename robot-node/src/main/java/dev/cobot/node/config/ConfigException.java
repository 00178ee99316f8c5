package dev.cobot.node.config;

/** A profile or setting that cannot be used; the message says what, where, got and allowed. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }

  ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
