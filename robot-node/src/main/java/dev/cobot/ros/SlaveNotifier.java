package dev.cobot.ros;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells slaves what changed, in order and one worker per slave, so that a slave that hangs delays
 * nobody else. A newer notice replaces one of the same subject that still waits.
 */
final class SlaveNotifier implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SlaveNotifier.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** One call to a slave; refused is told when the slave answers -1. */
  record Notice(String method, Object[] args, Consumer<XmlRpcClient.Reply> onReply) {}

  private final Map<String, Map<String, Notice>> waiting = new HashMap<>();
  private final ExecutorService workers;

  SlaveNotifier(String threadName) {
    AtomicInteger serial = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, threadName + "-" + serial.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Queues a notice; subject says which waiting notice it replaces. */
  void send(String slaveUri, String subject, Notice notice) {
    synchronized (waiting) {
      Map<String, Notice> queue = waiting.get(slaveUri);
      if (queue != null) {
        queue.remove(subject);
        queue.put(subject, notice);
        return;
      }
      queue = new LinkedHashMap<>();
      queue.put(subject, notice);
      waiting.put(slaveUri, queue);
      try {
        workers.execute(() -> drain(slaveUri));
      } catch (RejectedExecutionException e) {
        waiting.remove(slaveUri);
        log.debug("Closed: {} is not told of {}", slaveUri, subject, e);
      }
    }
  }

  private void drain(String slaveUri) {
    while (true) {
      Notice notice;
      synchronized (waiting) {
        Map<String, Notice> queue = waiting.get(slaveUri);
        if (queue.isEmpty() || workers.isShutdown()) {
          waiting.remove(slaveUri);
          return;
        }
        String subject = queue.keySet().iterator().next();
        notice = queue.remove(subject);
      }
      try {
        notice
            .onReply()
            .accept(
                XmlRpcClient.call(URI.create(slaveUri), TIMEOUT, notice.method(), notice.args()));
      } catch (IOException | IllegalArgumentException e) {
        log.debug("{} did not take {}: {}", slaveUri, notice.method(), e.toString());
      } catch (RuntimeException e) {
        log.error("Telling {} failed", slaveUri, e);
      }
    }
  }

  @Override
  public void close() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
