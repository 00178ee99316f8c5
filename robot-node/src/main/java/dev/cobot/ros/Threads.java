package dev.cobot.ros;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Starting and ending of this package's threads: all are daemons and named {@code ros-...}. */
final class Threads {
  private static final long ANSWER_MILLIS = 150;

  private Threads() {}

  static Thread startDaemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Waits a moment, so that the answer to the call that caused {@code task} leaves before the task
   * closes its socket.
   */
  static Thread startDaemonAfterAnswer(String name, Runnable task) {
    return startDaemon(
        name,
        () -> {
          try {
            Thread.sleep(ANSWER_MILLIS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          task.run();
        });
  }

  /** A pool whose threads are named after it and end after a minute without work. */
  static ScheduledExecutorService newScheduledPool(String name, int threads) {
    AtomicInteger serial = new AtomicInteger();
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(
            threads,
            task -> {
              Thread thread = new Thread(task, name + "-" + serial.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.setKeepAliveTime(1, TimeUnit.MINUTES);
    pool.allowCoreThreadTimeOut(true);
    pool.setRemoveOnCancelPolicy(true);
    return pool;
  }

  /** Waits for a thread's end, at most that long; a thread does not wait for itself. */
  static void join(Thread thread, long millis) {
    if (thread == Thread.currentThread() || millis <= 0) {
      return;
    }
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
