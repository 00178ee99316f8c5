package dev.cobot.ros;

import dev.cobot.ros.message.MessageFormatException;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.ServiceType;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that a node offers, until it is closed.
 *
 * @param <Q> request
 * @param <S> answer
 */
public final class ServiceServer<Q extends RosMessage, S extends RosMessage>
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceServer.class);
  private static final long REQUEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ConnectedNode node;
  private final String name;
  private final Exchange exchange;
  private final Map<String, String> description;
  private final Registration registration;

  /** One call from bytes to bytes. */
  private interface Exchange {
    byte[] answer(byte[] request) throws Exception;
  }

  ServiceServer(
      ConnectedNode node,
      String name,
      ServiceType<Q, S> type,
      ServiceResponseBuilder<Q, S> handler) {
    this.node = node;
    this.name = name;
    this.exchange =
        request ->
            type.responseType()
                .encode(handler.build(type.requestType().decode(ByteBuffer.wrap(request))));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("callerid", node.name());
    fields.put("service", name);
    fields.put("type", type.name());
    fields.put("md5sum", type.md5());
    fields.put("request_type", type.requestType().name());
    fields.put("response_type", type.responseType().name());
    this.description = fields;
    this.registration = node.serviceRegistration(name);
  }

  String name() {
    return name;
  }

  /** The full name of the service. */
  public GraphName getName() {
    return GraphName.of(name);
  }

  /** Where the service is reached, {@code rosrpc://host:port}. */
  public URI getUri() {
    return node.serviceUri();
  }

  /** The ROS type of the service. */
  public String getType() {
    return description.get("type");
  }

  Registration registration() {
    return registration;
  }

  /** Serves one client that introduced itself by this header. */
  void serve(Socket socket, Map<String, String> header) throws IOException {
    OutputStream out = socket.getOutputStream();
    String md5 = header.getOrDefault("md5sum", "");
    if (!md5.equals("*") && !md5.equals(description.get("md5sum"))) {
      out.write(
          TcpRosHeader.encode(
              Map.of(
                  "error",
                  "service "
                      + name
                      + " of type "
                      + description.get("type")
                      + " has the md5sum "
                      + description.get("md5sum")
                      + ", not '"
                      + md5
                      + "'")));
      return;
    }
    out.write(TcpRosHeader.encode(description));
    if ("1".equals(header.get("probe"))) {
      return;
    }
    String persistent = header.getOrDefault("persistent", "0");
    boolean repeats = persistent.equals("1") || persistent.equalsIgnoreCase("true");
    DataInputStream in =
        new DataInputStream(
            repeats
                ? socket.getInputStream()
                : new DeadlineInput(socket, System.nanoTime() + REQUEST_NANOS));
    do {
      byte[] request = readBlock(in, node.config().getMaxMessageBytes());
      out.write(answer(request));
    } while (repeats);
  }

  private byte[] answer(byte[] request) {
    try {
      return block((byte) 1, exchange.answer(request));
    } catch (MessageFormatException e) {
      return refusal("the request is malformed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refusal("the node shuts down");
    } catch (Exception e) {
      log.warn("Service {} failed", name, e);
      return refusal(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static byte[] refusal(String reason) {
    return block((byte) 0, reason.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] block(byte ok, byte[] body) {
    byte[] block = new byte[1 + Integer.BYTES + body.length];
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).put(ok).putInt(body.length).put(body);
    return block;
  }

  /** Reads a length and as many bytes; allocates with the bytes that come. */
  static byte[] readBlock(DataInputStream in, int maxBytes) throws IOException {
    int length = Integer.reverseBytes(in.readInt());
    if (!(length >= 0 && length <= maxBytes)) {
      throw new IOException(
          "the peer announces "
              + Integer.toUnsignedLong(length)
              + " bytes, allowed is up to "
              + maxBytes
              + " (NodeConfiguration.setMaxMessageBytes)");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the peer closed after " + body.length + " of " + length + " bytes");
    }
    return body;
  }

  /** Ends the service, as {@link #close} does. */
  public void shutdown() {
    close();
  }

  /** Unregisters the service; calls in progress end. */
  @Override
  public void close() {
    registration.end();
    node.forget(this);
  }
}
