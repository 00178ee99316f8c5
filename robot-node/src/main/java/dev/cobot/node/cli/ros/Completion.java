package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a tool that runs until something happens. Safe for use from any thread. */
public final class Completion {
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** The tool has done what it was to do. */
  public void complete() {
    done.complete(null);
  }

  /** The tool cannot go on. */
  public void fail(CliException reason) {
    done.completeExceptionally(reason);
  }

  /** Runs this at the end, or now when that is over. */
  public void whenOver(Runnable action) {
    // The end itself is what is waited for, not what follows it.
    var unused = done.whenComplete((nothing, error) -> action.run());
  }

  /** Waits for the end; throws the reason when it is a failure. */
  public void await() throws InterruptedException {
    try {
      done.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CliException known ? known : new IllegalStateException(e);
    }
  }

  /** Waits for the end no longer than that; says whether it came. */
  public boolean within(long millis) throws InterruptedException {
    try {
      done.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }
}
