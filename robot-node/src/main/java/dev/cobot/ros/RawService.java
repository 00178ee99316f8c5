package dev.cobot.ros;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A service that is called with encoded bytes, for tools that learn its type from the service
 * itself. Each call is a connection of its own.
 */
public final class RawService {
  private static final int MAX_ANSWER_BYTES = 256 << 20;
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

  private final RosGraph graph;
  private final String name;
  private final Endpoint peer;
  private final String type;
  private final String md5;

  private RawService(RosGraph graph, String name, Endpoint peer, Map<String, String> header) {
    this.graph = graph;
    this.name = name;
    this.peer = peer;
    this.type = header.getOrDefault("type", "");
    this.md5 = header.getOrDefault("md5sum", "");
  }

  /**
   * Asks a service what it is.
   *
   * @param uri where the master says that it is, {@code rosrpc://host:port}
   * @throws RosException when it does not answer
   */
  public static RawService probe(RosGraph graph, String name, URI uri) {
    Endpoint peer = Endpoint.of(uri);
    try (Socket socket = connect(peer, PROBE_TIMEOUT)) {
      Map<String, String> header = introduction(graph, name, "*");
      header.put("probe", "1");
      return new RawService(graph, name, peer, exchangeHeaders(socket, header));
    } catch (IOException e) {
      throw failure(name, peer, PROBE_TIMEOUT, e);
    }
  }

  /** Package and name of its type. */
  public String type() {
    return type;
  }

  /** The md5 of its type. */
  public String md5() {
    return md5;
  }

  /**
   * Calls it.
   *
   * @param request encoded, without its length
   * @param timeout longest silence
   * @return the encoded answer
   * @throws RosException when it cannot be reached, refuses, fails or stays silent
   */
  public byte[] call(byte[] request, Duration timeout) {
    try (Socket socket = connect(peer, timeout)) {
      exchangeHeaders(socket, introduction(graph, name, md5));
      ByteBuffer frame =
          ByteBuffer.allocate(Integer.BYTES + request.length).order(ByteOrder.LITTLE_ENDIAN);
      socket.getOutputStream().write(frame.putInt(request.length).put(request).array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      boolean ok = in.readUnsignedByte() == 1;
      byte[] answer = readBlock(in);
      if (!ok) {
        throw new RosException(
            "Service "
                + name
                + " answered that the call failed: "
                + new String(answer, StandardCharsets.UTF_8));
      }
      return answer;
    } catch (IOException e) {
      throw failure(name, peer, timeout, e);
    }
  }

  private static Socket connect(Endpoint peer, Duration timeout) throws IOException {
    int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(millis);
      socket.connect(peer.address(), millis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Map<String, String> introduction(RosGraph graph, String name, String md5) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("callerid", graph.callerId());
    header.put("service", name);
    header.put("md5sum", md5);
    return header;
  }

  private static Map<String, String> exchangeHeaders(Socket socket, Map<String, String> header)
      throws IOException {
    socket.getOutputStream().write(TcpRosHeader.encode(header));
    Map<String, String> reply = TcpRosHeader.read(socket.getInputStream());
    if (reply.containsKey("error")) {
      throw new IOException("the service refuses: " + reply.get("error"));
    }
    return reply;
  }

  private static byte[] readBlock(InputStream in) throws IOException {
    int length = Integer.reverseBytes(new DataInputStream(in).readInt());
    if (!(length >= 0 && length <= MAX_ANSWER_BYTES)) {
      throw new IOException(
          "the answer announces "
              + Integer.toUnsignedLong(length)
              + " bytes, allowed is up to "
              + MAX_ANSWER_BYTES);
    }
    byte[] block = in.readNBytes(length);
    if (block.length < length) {
      throw new IOException("the answer ends after " + block.length + " of " + length + " bytes");
    }
    return block;
  }

  private static RosException failure(String name, Endpoint peer, Duration timeout, IOException e) {
    return new RosException(
        "Service "
            + name
            + " at "
            + peer.host()
            + ":"
            + peer.port()
            + ServiceConnection.trouble(e, timeout),
        e);
  }
}
