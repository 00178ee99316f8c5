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

/**
 * Does independent pieces of work on a few threads: data sets, rollouts and benches. The threads
 * are daemons with names, live as long as the call and never outnumber the pieces.
 */
public final class WorkerPool {
  private static final int MAX_THREADS = 256;

  /** Does one piece at a time; belongs to one thread, which closes it at its end. */
  public interface Worker extends AutoCloseable {
    void work(int piece) throws IOException;

    @Override
    default void close() {}
  }

  private final String name;
  private final int threads;

  /**
   * @param name of the threads, which are numbered from 0
   * @param threads in [1, 256]
   */
  public WorkerPool(String name, int threads) {
    if (!(threads >= 1 && threads <= MAX_THREADS)) {
      throw new IllegalArgumentException(
          "the threads for " + name + " must be in [1, " + MAX_THREADS + "], got " + threads);
    }
    this.name = name;
    this.threads = threads;
  }

  /**
   * Does the pieces 0 to {@code pieces} - 1, each once, in about this order. After a failure no
   * further piece is begun, and those that are begun are waited for.
   *
   * @param workers gives each thread its own worker, on that thread
   * @throws IOException the first failure; a {@link RuntimeException} or {@link Error} comes as it
   *     is
   * @throws InterruptedException when the caller is interrupted; the threads are too, and no
   *     further piece is begun
   */
  public void run(int pieces, Supplier<? extends Worker> workers)
      throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    AtomicInteger started = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            runnable -> {
              Thread thread = new Thread(runnable, name + "-" + started.getAndIncrement());
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
                  try (Worker worker = workers.get()) {
                    int piece = next.getAndIncrement();
                    for (; piece < pieces && !ended.get(); piece = next.getAndIncrement()) {
                      worker.work(piece);
                    }
                    whole = true;
                  } finally {
                    ended.compareAndSet(false, !whole);
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
      ended.set(true);
      pool.shutdownNow();
    }
    if (failure instanceof IOException io) {
      throw io;
    } else if (failure instanceof RuntimeException runtime) {
      throw runtime;
    } else if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }
}
