package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.ServiceType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls a service of another node, over one connection for each call, or over one that is kept.
 * Safe for use from any thread.
 *
 * @param <Q> request
 * @param <S> answer
 */
public final class ServiceClient<Q extends RosMessage, S extends RosMessage>
    implements AutoCloseable {

  private static final Duration LISTENER_TIMEOUT = Duration.ofSeconds(30);

  private final ConnectedNode node;
  private final String name;
  private final ServiceType<Q, S> type;
  private final boolean persistent;
  private final Set<CompletableFuture<S>> pending = ConcurrentHashMap.newKeySet();

  /** Calls over the kept connection go one after the other. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile ServiceConnection kept;
  private volatile boolean closed;

  /** Who offered the service when it was looked up last, for errors. */
  private volatile String provider;

  ServiceClient(ConnectedNode node, String name, ServiceType<Q, S> type, boolean persistent) {
    this.node = node;
    this.name = name;
    this.type = type;
    this.persistent = persistent;
  }

  /** The full name of the service. */
  public GraphName getName() {
    return GraphName.of(name);
  }

  /** Whether some node offers the service now. */
  public boolean isAvailable() throws RosException {
    return node.callMaster("lookupService", node.name(), name).ok();
  }

  /**
   * Calls the service on a thread of its own; the future gives the answer, or the RosException that
   * {@link #callAndWait} throws. Who cancels the future does not hear of the call any more.
   *
   * @param timeout longest wait for all of it
   */
  public CompletableFuture<S> call(Q request, Duration timeout) {
    CompletableFuture<S> answer = new CompletableFuture<>();
    pending.add(answer);
    Threads.startDaemon(
        node.threadName("service-" + name),
        () -> {
          try {
            answer.complete(callAndWait(request, timeout));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          } finally {
            pending.remove(answer);
          }
        });
    return answer;
  }

  /** Calls the service; the listener is told on another thread within 30 s. */
  public void call(Q request, ServiceResponseListener<S> listener) {
    Threads.startDaemon(
        node.threadName("service-" + name),
        () -> {
          S response;
          try {
            response = callAndWait(request, LISTENER_TIMEOUT);
          } catch (RosException e) {
            listener.onFailure(e);
            return;
          }
          listener.onSuccess(response);
        });
  }

  /** Ends waiting for all answers, as {@link #close} does. */
  public void shutdown() {
    close();
  }

  /**
   * Ends waiting: futures that are not done fail. The connection that is kept is closed, and calls
   * in progress over it fail.
   */
  @Override
  public void close() {
    closed = true;
    ServiceConnection connection = kept;
    if (connection != null) {
      connection.close();
    }
    node.forget(this);
    RosException reason = new RosException("Service " + name + ": the client is closed");
    pending.forEach(answer -> answer.completeExceptionally(reason));
  }

  /**
   * Calls the service and waits for the answer.
   *
   * @param timeout longest wait for all of it
   * @throws RosException when nobody offers the service, the service refuses or fails, or the time
   *     is over; whether the service did its work is unknown when the connection broke
   */
  public S callAndWait(Q request, Duration timeout) {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    byte[] frame = type.requestType().encodeFrame(request);
    try {
      ServiceConnection.Answer answer =
          persistent ? callOverKept(frame, deadlineNanos) : callOnce(frame, deadlineNanos);
      if (!answer.ok()) {
        throw new RosException(
            "Service "
                + name
                + " answered that the call failed: "
                + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return type.responseType().decode(ByteBuffer.wrap(answer.body()));
    } catch (IOException | IllegalArgumentException e) {
      throw new RosException(
          "Service " + name + " at " + provider + ServiceConnection.trouble(e, timeout), e);
    }
  }

  private ServiceConnection.Answer callOnce(byte[] frame, long deadlineNanos) throws IOException {
    try (ServiceConnection connection = connect(deadlineNanos)) {
      return connection.call(frame, node.config().getMaxMessageBytes(), deadlineNanos);
    }
  }

  private ServiceConnection.Answer callOverKept(byte[] frame, long deadlineNanos)
      throws IOException {
    try {
      if (!turn.tryLock(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException("other calls took all of the time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    try {
      if (kept == null || !kept.stands()) {
        dropKept();
        kept = connect(deadlineNanos);
        if (closed) {
          throw new IOException("the client is closed");
        }
      }
      return kept.call(frame, node.config().getMaxMessageBytes(), deadlineNanos);
    } catch (IOException | RuntimeException e) {
      dropKept(); // an answer that comes late would be taken for that of the next call
      throw e;
    } finally {
      turn.unlock();
    }
  }

  private void dropKept() {
    ServiceConnection connection = kept;
    kept = null;
    if (connection != null) {
      connection.close();
    }
  }

  private ServiceConnection connect(long deadlineNanos) throws IOException {
    XmlRpcClient.Reply reply = node.callMaster("lookupService", node.name(), name);
    if (!reply.ok()) {
      throw new RosException(
          "Service "
              + name
              + " is offered by no node of "
              + node.getMasterUri()
              + "; start the node that offers it");
    }
    provider = String.valueOf(reply.value());
    Map<String, String> header = new LinkedHashMap<>();
    header.put("callerid", node.name());
    header.put("service", name);
    header.put("md5sum", type.md5());
    header.put("type", type.name());
    if (persistent) {
      header.put("persistent", "1");
    }
    return ServiceConnection.open(Endpoint.of(provider).address(), header, deadlineNanos);
  }
}
