package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.ModelException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpeningTest {
  @Test
  void twoAreOpenedSideBySide() {
    CountDownLatch both = new CountDownLatch(2);
    AtomicInteger closed = new AtomicInteger();
    Opening<AutoCloseable> first = Opening.begin("first", () -> waitFor(both, closed));
    Opening<AutoCloseable> second = Opening.begin("second", () -> waitFor(both, closed));
    assertSame(first.get(), first.get());
    second.close();
    assertEquals(1, closed.get());
  }

  /** Comes back when the other opening has begun too. */
  private static AutoCloseable waitFor(CountDownLatch both, AtomicInteger closed) {
    both.countDown();
    try {
      both.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return closed::incrementAndGet;
  }

  @Test
  void whatTheOpeningThrowsIsToldAsItIs() {
    ModelException damaged = new ModelException("model.onnx is damaged");
    Opening<AutoCloseable> opening =
        Opening.begin(
            "damaged",
            () -> {
              throw damaged;
            });
    assertSame(damaged, assertThrows(ModelException.class, opening::get));
    opening.close();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().equals("damaged")));
  }
}
