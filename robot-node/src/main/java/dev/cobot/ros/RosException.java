package dev.cobot.ros;

/**
 * A peer of the ROS graph (master, node, service) could not be reached or refused; the message says
 * what to do. Unchecked, as in rosjava, so that ported nodes compile; who calls over the network
 * should expect it.
 */
public final class RosException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RosException(String message) {
    super(message);
  }

  RosException(String message, Throwable cause) {
    super(message, cause);
  }
}
