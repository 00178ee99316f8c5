package dev.cobot.node.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between a cell and its broker that can be cut. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  CuttingProxy(int target) throws IOException {
    this.target = target;
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket in = server.accept();
        if (isCut) {
          in.close();
          continue;
        }
        open.add(in);
        Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(out);
        start(() -> copy(in, out));
        start(() -> copy(out, in));
      } catch (IOException e) {
        // The broker is away, or the test has ended: whoever came finds the line dead.
        cutNow();
      }
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[4096];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // The other end is told by the closed sockets.
      return;
    }
  }

  private void cutNow() {
    for (Socket socket : open) {
      close(socket);
    }
    open.clear();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is as good as cut.
      return;
    }
  }

  /** Cuts every line, and lets nobody through until it is mended. */
  void cut() {
    isCut = true;
    cutNow();
  }

  void mend() {
    isCut = false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
