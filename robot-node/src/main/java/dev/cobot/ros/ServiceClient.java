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

/**
 * Calls a service of another node, one connection for each call. Safe for use from any thread.
 *
 * @param <Q> request
 * @param <S> answer
 */
public final class ServiceClient<Q extends RosMessage, S extends RosMessage> {
  private final RosNode node;
  private final String name;
  private final ServiceType<Q, S> type;

  ServiceClient(RosNode node, String name, ServiceType<Q, S> type) {
    this.node = node;
    this.name = name;
    this.type = type;
  }

  /** The full name of the service. */
  public String name() {
    return name;
  }

  /** Whether some node offers the service now. */
  public boolean isAvailable() throws RosException {
    return node.callMaster("lookupService", node.name(), name).ok();
  }

  /**
   * Calls the service and waits for the answer.
   *
   * @param timeout longest wait for all of it
   * @throws RosException when nobody offers the service, the service refuses or fails, or the time
   *     is over
   */
  public S call(Q request, Duration timeout) throws RosException {
    XmlRpcClient.Reply provider = node.callMaster("lookupService", node.name(), name);
    if (!provider.ok()) {
      throw new RosException(
          "Service "
              + name
              + " is offered by no node of "
              + node.masterUri()
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
    byte[] body = ServiceServer.readBlock(in, node.config().maxMessageBytes());
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
