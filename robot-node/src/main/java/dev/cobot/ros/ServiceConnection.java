package dev.cobot.ros;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A client's connection to a service: one call at a time. Only {@link #close} is thread-safe. */
final class ServiceConnection implements AutoCloseable {
  private final SocketChannel channel;

  /**
   * What came back.
   *
   * @param ok whether the service did its work
   * @param body the encoded response, or the text that says why not
   */
  record Answer(boolean ok, byte[] body) {}

  private ServiceConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects and introduces itself.
   *
   * @throws IOException when the service cannot be reached, refuses, or the time is over
   */
  static ServiceConnection open(
      InetSocketAddress service, Map<String, String> introduction, long deadlineNanos)
      throws IOException {
    ServiceConnection connection = new ServiceConnection(SocketChannel.open());
    try {
      connection.introduce(service, introduction, deadlineNanos);
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void introduce(
      InetSocketAddress service, Map<String, String> introduction, long deadlineNanos)
      throws IOException {
    Sockets.prepare(channel);
    Socket socket = channel.socket();
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (leftMillis <= 0) {
      throw new SocketTimeoutException("no time is left");
    }
    socket.connect(service, (int) Math.min(leftMillis, Integer.MAX_VALUE));
    socket.getOutputStream().write(TcpRosHeader.encode(introduction));
    Map<String, String> reply = TcpRosHeader.read(new DeadlineInput(socket, deadlineNanos));
    if (reply.containsKey("error")) {
      throw new IOException("the service refuses: " + reply.get("error"));
    }
  }

  /**
   * Sends a request and waits for the answer. After an error the connection is of no use.
   *
   * @param frame the encoded request with its length
   */
  Answer call(byte[] frame, int maxBytes, long deadlineNanos) throws IOException {
    channel.socket().getOutputStream().write(frame);
    DataInputStream in = new DataInputStream(new DeadlineInput(channel.socket(), deadlineNanos));
    boolean ok = in.readUnsignedByte() == 1;
    return new Answer(ok, ServiceServer.readBlock(in, maxBytes));
  }

  /** What is wrong with a call, as the end of a sentence that begins with the service. */
  static String trouble(Exception e, Duration timeout) {
    if (e instanceof SocketTimeoutException) {
      return " did not answer within "
          + timeout.toMillis() / 1e3
          + " s; see whether its node hangs, or allow more time";
    } else if (e instanceof ConnectException) {
      return " cannot be reached (" + e.getMessage() + "); its node may have died";
    } else if (e instanceof EOFException || e instanceof SocketException) {
      return " closed the connection without an answer"
          + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")")
          + "; see what its node says, it may have died";
    }
    return " failed: " + e.getMessage();
  }

  /** Whether the service has not closed the connection since the last answer. */
  boolean stands() {
    try {
      channel.configureBlocking(false);
      try {
        // Between two calls a service has nothing to say.
        return channel.read(ByteBuffer.allocate(1)) == 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    Sockets.closeQuietly(channel);
  }
}
