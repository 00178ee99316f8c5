package dev.cobot.ros;

/**
 * A peer of the ROS graph (master, node, service) could not be reached or refused; the message says
 * what to do.
 */
public final class RosException extends Exception {
  private static final long serialVersionUID = 1L;

  RosException(String message) {
    super(message);
  }

  RosException(String message, Throwable cause) {
    super(message, cause);
  }
}
