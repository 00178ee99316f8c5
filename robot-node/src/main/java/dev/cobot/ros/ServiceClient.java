package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.ServiceType;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls a service of another node, one connection for each call. Safe for use from any thread.
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
  private final Set<CompletableFuture<S>> pending = ConcurrentHashMap.newKeySet();

  ServiceClient(ConnectedNode node, String name, ServiceType<Q, S> type) {
    this.node = node;
    this.name = name;
    this.type = type;
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

  /** Ends waiting: futures that are not done fail. */
  @Override
  public void close() {
    RosException reason = new RosException("Service " + name + ": the client is closed");
    pending.forEach(answer -> answer.completeExceptionally(reason));
  }

  /**
   * Calls the service and waits for the answer.
   *
   * @param timeout longest wait for all of it
   * @throws RosException when nobody offers the service, the service refuses or fails, or the time
   *     is over
   */
  public S callAndWait(Q request, Duration timeout) {
    XmlRpcClient.Reply provider = node.callMaster("lookupService", node.name(), name);
    if (!provider.ok()) {
      throw new RosException(
          "Service "
              + name
              + " is offered by no node of "
              + node.getMasterUri()
              + "; start the node that offers it");
    }
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    try (Socket socket = new Socket()) {
      Endpoint peer = Endpoint.of(String.valueOf(provider.value()));
      socket.setTcpNoDelay(true);
      socket.connect(peer.address(), (int) Math.max(1, timeout.toMillis()));
      return exchange(socket, deadlineNanos, request);
    } catch (SocketTimeoutException e) {
      throw new RosException(
          "Service "
              + name
              + " did not answer within "
              + timeout
              + "; see whether its node hangs, or allow more time",
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new RosException(
          "Service " + name + " at " + provider.value() + " failed: " + e.getMessage(), e);
    }
  }

  private S exchange(Socket socket, long deadlineNanos, Q request)
      throws IOException, RosException {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("callerid", node.name());
    header.put("service", name);
    header.put("md5sum", type.md5());
    header.put("type", type.name());
    byte[] introduction = TcpRosHeader.encode(header);
    byte[] frame = type.requestType().encodeFrame(request);
    socket.getOutputStream().write(introduction);
    DataInputStream in = new DataInputStream(new DeadlineInput(socket, deadlineNanos));
    Map<String, String> reply = TcpRosHeader.read(in);
    if (reply.containsKey("error")) {
      throw new IOException("the service refuses: " + reply.get("error"));
    }
    socket.getOutputStream().write(frame);
    boolean ok = in.readUnsignedByte() == 1;
    byte[] body = ServiceServer.readBlock(in, node.config().getMaxMessageBytes());
    if (!ok) {
      throw new RosException(
          "Service "
              + name
              + " answered that the call failed: "
              + new String(body, StandardCharsets.UTF_8));
    }
    return type.responseType().decode(ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN));
  }
}
