package dev.cobot.node.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** A process that takes what the dashboard's page would, so that its work is not counted there. */
final class PageWatcher implements WebSocket.Listener {
  private final CountDownLatch over = new CountDownLatch(1);

  private boolean isReady;

  private PageWatcher() {}

  /**
   * Says {@code ready} with the first message, and ends with the line.
   *
   * @param args the page's line, as {@code ws://127.0.0.1:8080/line}
   */
  public static void main(String[] args) throws InterruptedException {
    PageWatcher watcher = new PageWatcher();
    WebSocket line =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Origin", "http://" + URI.create(args[0]).getAuthority())
            .buildAsync(URI.create(args[0]), watcher)
            .join();
    line.sendText("{\"ask\":\"hello\"}", true).join();
    watcher.over.await();
  }

  @Override
  public CompletionStage<?> onText(WebSocket line, CharSequence text, boolean last) {
    if (!isReady) {
      isReady = true;
      System.out.println("ready");
    }
    line.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket line, ByteBuffer picture, boolean last) {
    line.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket line, int code, String reason) {
    over.countDown();
    return null;
  }

  @Override
  public void onError(WebSocket line, Throwable error) {
    over.countDown();
  }
}
