package dev.cobot.node.app;

import dev.cobot.brain.network.ModelException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A model, or several, being opened on a thread of its own while others are opened beside it.
 *
 * @param <T> what is opened
 */
final class Opening<T extends AutoCloseable> implements AutoCloseable {
  private final FutureTask<T> task;

  private Opening(FutureTask<T> task) {
    this.task = task;
  }

  /**
   * Begins to open.
   *
   * @param name the thread's
   */
  static <T extends AutoCloseable> Opening<T> begin(String name, Supplier<T> open) {
    Opening<T> opening = new Opening<>(new FutureTask<>(open::get));
    Thread thread = new Thread(opening.task, name);
    thread.setDaemon(true);
    thread.start();
    return opening;
  }

  /**
   * Waits until it is open; the caller closes it.
   *
   * @throws RuntimeException what the opening threw
   */
  T get() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("the opening of a model was interrupted; start again", e);
    }
  }

  /** Waits, and closes what was opened; a failure to open is not told again. */
  @Override
  public void close() {
    try {
      get().close();
    } catch (Exception e) {
      // get() has told it, or what failed before it is the cause to tell.
      return;
    }
  }
}
