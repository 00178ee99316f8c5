package dev.cobot.ros;

/** Work that is repeated until it is cancelled or its node ends. */
public abstract class CancellableLoop implements Runnable {
  private final Object state = new Object();
  private Thread thread;
  private boolean cancelled;

  @Override
  public final void run() {
    synchronized (state) {
      if (thread != null || cancelled) {
        return;
      }
      thread = Thread.currentThread();
    }
    try {
      setup();
      while (!isCancelled()) {
        loop();
      }
    } catch (InterruptedException e) {
      handleInterruptedException(e);
    } finally {
      synchronized (state) {
        cancelled = true;
        thread = null;
        // The thread goes back to where it came from.
        Thread.interrupted();
      }
    }
  }

  private boolean isCancelled() {
    synchronized (state) {
      return cancelled || Thread.currentThread().isInterrupted();
    }
  }

  /** Called once before the first turn. */
  protected void setup() {}

  /** One turn. */
  protected abstract void loop() throws InterruptedException;

  /** The loop was cancelled while it waited. */
  protected void handleInterruptedException(InterruptedException e) {}

  /** Ends the loop after this turn, which is interrupted. */
  public void cancel() {
    synchronized (state) {
      cancelled = true;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  public boolean isRunning() {
    synchronized (state) {
      return thread != null && !cancelled;
    }
  }
}
