package dev.cobot.ros;

import java.io.IOException;

/** A document that is no XML-RPC, or a fault that the peer answered. */
final class XmlRpcException extends IOException {
  private static final long serialVersionUID = 1L;

  XmlRpcException(String message) {
    super(message);
  }

  XmlRpcException(String message, Throwable cause) {
    super(message, cause);
  }
}
