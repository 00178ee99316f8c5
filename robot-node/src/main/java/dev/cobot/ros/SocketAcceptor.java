package dev.cobot.ros;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket that serves every connection on a daemon thread of its own, up to a limit. */
final class SocketAcceptor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SocketAcceptor.class);

  /**
   * Serves one connection; the socket, which has a channel, is closed when it returns unless it is
   * kept.
   */
  interface Handler {
    void serve(Socket socket) throws IOException;
  }

  private final ServerSocketChannel server;
  private final String threadName;
  private final int maxConnections;
  private final Handler handler;
  private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();
  private final Set<Socket> kept = ConcurrentHashMap.newKeySet();
  private final AtomicInteger serial = new AtomicInteger();
  private final Thread acceptThread;

  private SocketAcceptor(
      ServerSocketChannel server, String threadName, int maxConnections, Handler handler) {
    this.server = server;
    this.threadName = threadName;
    this.maxConnections = maxConnections;
    this.handler = handler;
    this.acceptThread = new Thread(this::acceptAll, threadName);
    acceptThread.setDaemon(true);
  }

  static SocketAcceptor open(
      InetSocketAddress bind, String threadName, int maxConnections, Handler handler)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(bind, 50);
    } catch (IOException e) {
      server.close();
      throw new IOException("Cannot listen on " + bind + ": " + e.getMessage(), e);
    }
    SocketAcceptor acceptor = new SocketAcceptor(server, threadName, maxConnections, handler);
    acceptor.acceptThread.start();
    return acceptor;
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        Socket socket = channel.socket();
        if (connections.size() >= maxConnections) {
          log.warn("{}: refused a connection, {} are open already", threadName, maxConnections);
          socket.close();
          continue;
        }
        Sockets.prepare(channel);
        Thread thread =
            new Thread(() -> serve(socket), threadName + "-" + serial.incrementAndGet());
        thread.setDaemon(true);
        connections.put(socket, thread);
        thread.start();
        if (!server.isOpen()) {
          socket.close();
        }
      } catch (IOException e) {
        if (server.isOpen()) {
          log.warn("{}: cannot accept a connection: {}", threadName, e.toString());
          pause();
        }
      }
    }
  }

  /** Out of file descriptors, accept fails at once and for some time. */
  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves a connection open when its handler returns, until it is released. */
  void keep(Socket socket) {
    kept.add(socket);
  }

  /** Closes a connection that was kept. */
  void release(Socket socket) {
    kept.remove(socket);
    connections.remove(socket);
    Sockets.closeQuietly(socket);
  }

  private void serve(Socket socket) {
    try {
      handler.serve(socket);
    } catch (IOException e) {
      log.debug("{}: connection ended: {}", threadName, e.toString());
    } catch (RuntimeException e) {
      log.error("{}: connection failed", threadName, e);
    } finally {
      if (!kept.contains(socket)) {
        release(socket);
      }
    }
  }

  @Override
  public void close() {
    Sockets.closeQuietly(server);
    connections.keySet().forEach(Sockets::closeQuietly);
    Threads.join(acceptThread, 1000);
    connections.keySet().forEach(Sockets::closeQuietly);
    connections.values().forEach(thread -> Threads.join(thread, 1000));
  }
}
