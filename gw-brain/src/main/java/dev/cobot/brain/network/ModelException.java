package dev.cobot.brain.network;

/**
 * A model, checkpoint or weight file that cannot be used; the message says which, why and what to
 * do.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a complete sentence. */
  public ModelException(String message) {
    super(message);
  }

  /** Creates the exception with a complete sentence and its cause. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
