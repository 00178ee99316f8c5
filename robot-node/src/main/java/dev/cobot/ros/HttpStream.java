package dev.cobot.ros;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The little of HTTP/1.1 that XML-RPC needs, over one socket, with size limits and whole-message
 * deadlines.
 */
final class HttpStream {
  static final int MAX_BODY_BYTES = 16 << 20;

  private static final int MAX_HEAD_BYTES = 16 << 10;

  /** A start line and its header fields, names in lower case. */
  record Head(String startLine, Map<String, String> fields) {
    boolean closes() {
      return "close".equalsIgnoreCase(fields.get("connection")) || startLine.contains("HTTP/1.0");
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final byte[] buffer = new byte[8192];
  private int position;
  private int limit;

  HttpStream(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** Reads a head, or null when the peer closed between messages. */
  Head readHead(long deadlineNanos) throws IOException {
    StringBuilder head = new StringBuilder();
    while (true) {
      if (position == limit && !fill(deadlineNanos)) {
        if (head.length() == 0) {
          return null;
        }
        throw new EOFException("The peer closed within an HTTP head");
      }
      head.append((char) (buffer[position++] & 0xFF));
      int length = head.length();
      if (length >= 4
          && head.charAt(length - 1) == '\n'
          && head.indexOf("\r\n\r\n", length - 4) >= 0) {
        return parse(head);
      }
      if (length > MAX_HEAD_BYTES) {
        throw new IOException(
            "The HTTP head is longer than the " + MAX_HEAD_BYTES + " bytes allowed");
      }
    }
  }

  private static Head parse(StringBuilder head) {
    Map<String, String> fields = new HashMap<>();
    String startLine = null;
    for (String line : head.toString().lines().toList()) {
      int colon = line.indexOf(':');
      if (startLine == null) {
        startLine = line;
      } else if (colon > 0) {
        fields.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return new Head(startLine, fields);
  }

  /** Reads the body that the head announces. */
  byte[] readBody(Head head, long deadlineNanos) throws IOException {
    String announced = head.fields().get("content-length");
    int length;
    try {
      length = Integer.parseInt(announced == null ? "" : announced);
    } catch (NumberFormatException e) {
      throw new IOException("HTTP without a usable Content-Length: got " + announced, e);
    }
    if (!(length >= 0 && length <= MAX_BODY_BYTES)) {
      throw new IOException(
          "The HTTP body announces " + length + " bytes, allowed is up to " + MAX_BODY_BYTES);
    }
    // Grows with the bytes that come, not with those that were announced.
    byte[] body = new byte[Math.min(length, 64 << 10)];
    int filled = 0;
    while (filled < length) {
      if (position == limit && !fill(deadlineNanos)) {
        throw new EOFException(
            "The peer closed after " + filled + " of " + length + " bytes of an HTTP body");
      }
      if (filled == body.length) {
        body = Arrays.copyOf(body, (int) Math.min(length, body.length * 2L));
      }
      int take = Math.min(limit - position, body.length - filled);
      System.arraycopy(buffer, position, body, filled, take);
      position += take;
      filled += take;
    }
    return body;
  }

  private boolean fill(long deadlineNanos) throws IOException {
    long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (leftMillis <= 0) {
      throw new SocketTimeoutException("The peer did not finish its HTTP message in time");
    }
    socket.setSoTimeout((int) Math.min(leftMillis, Integer.MAX_VALUE));
    position = 0;
    limit = Math.max(in.read(buffer), 0);
    return limit > 0;
  }

  /** Writes head and body at once, so that no half message waits for an acknowledgement. */
  void write(String head, byte[] body) throws IOException {
    byte[] ascii = head.getBytes(StandardCharsets.US_ASCII);
    byte[] message = Arrays.copyOf(ascii, ascii.length + body.length);
    System.arraycopy(body, 0, message, ascii.length, body.length);
    socket.getOutputStream().write(message);
  }
}
