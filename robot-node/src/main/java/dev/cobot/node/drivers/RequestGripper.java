package dev.cobot.node.drivers;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A gripper that is asked, by an action's goal or a service's call, and answers. It is asked when
 * something changes only: a goal that is sent again would begin the grasp anew.
 */
final class RequestGripper implements GripperDriver {
  /** The fingers may have been moved by others while nobody told them anything for so long. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final Function<Boolean, Request> ask;
  private final Supplier<Optional<String>> missing;
  private final Consumer<DriverFault> faults;
  private final LongSupplier monotonic;
  private Request newest;
  private boolean isKnown;
  private boolean closes;
  private long toldMonotonic;

  /**
   * Something that was asked.
   *
   * @param failure completes with what went wrong, or nothing
   */
  record Request(CompletableFuture<Optional<String>> failure, Runnable cancel) {}

  /**
   * @param ask asks to close ({@code true}) or to open
   * @param missing says what is not there
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  RequestGripper(
      Function<Boolean, Request> ask,
      Supplier<Optional<String>> missing,
      Consumer<DriverFault> faults,
      LongSupplier monotonic) {
    this.ask = ask;
    this.missing = missing;
    this.faults = faults;
    this.monotonic = monotonic;
  }

  @Override
  public synchronized void grip(boolean close) {
    long now = monotonic.getAsLong();
    boolean goesOn = isKnown && close == closes && now - toldMonotonic < PAUSE_NANOS;
    toldMonotonic = now;
    if (goesOn) {
      return;
    }
    isKnown = true;
    closes = close;
    Request request = ask.apply(close);
    newest = request;
    var unused =
        request
            .failure()
            .whenComplete(
                (failure, thrown) -> {
                  if (failure != null && failure.isPresent() && forget(request)) {
                    faults.accept(new DriverFault("gripper", failure.get()));
                  }
                });
  }

  /** Lets a request that failed be asked again; what became of older ones does not matter. */
  private synchronized boolean forget(Request failed) {
    boolean isNewest = failed.equals(newest);
    isKnown &= !isNewest;
    return isNewest;
  }

  @Override
  public synchronized void cancel() {
    if (newest != null && !newest.failure().isDone()) {
      newest.cancel().run();
      isKnown = false;
    }
  }

  @Override
  public Optional<String> missing() {
    return missing.get();
  }
}
