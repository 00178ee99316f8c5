package dev.cobot.node.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Does independent pieces of work on a few threads. */
public final class WorkerPool {
  /** Does one piece at a time; belongs to one thread. */
  public interface Worker {
    void work(int piece) throws IOException;
  }

  private WorkerPool() {}

  /**
   * Does the pieces 0 to {@code pieces} - 1, each once, in about this order. After a failure no
   * further piece is begun.
   *
   * @param workers gives each thread its own worker
   * @throws IOException the first failure; a {@link RuntimeException} comes as it is
   */
  public static void run(int pieces, int threads, String name, Supplier<Worker> workers)
      throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            runnable -> {
              Thread thread = new Thread(runnable, name);
              thread.setDaemon(true);
              return thread;
            });
    Throwable failure = null;
    try {
      List<Future<Void>> parts = new ArrayList<>();
      for (int t = 0; t < Math.min(threads, pieces); t++) {
        parts.add(
            pool.submit(
                () -> {
                  boolean whole = false;
                  try {
                    Worker worker = workers.get();
                    int piece = next.getAndIncrement();
                    for (; piece < pieces && !failed.get(); piece = next.getAndIncrement()) {
                      worker.work(piece);
                    }
                    whole = true;
                  } finally {
                    failed.compareAndSet(false, !whole);
                  }
                  return null;
                }));
      }
      for (Future<Void> part : parts) { // all of them: nobody works on when this returns
        try {
          part.get();
        } catch (ExecutionException e) {
          failure = failure == null ? e.getCause() : failure;
        }
      }
    } finally {
      pool.shutdownNow();
    }
    if (failure instanceof IOException io) {
      throw io;
    } else if (failure instanceof RuntimeException runtime) {
      throw runtime;
    } else if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }
}
