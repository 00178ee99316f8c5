package dev.cobot.node.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
  /** Counts its life. */
  private abstract static class Counted implements WorkerPool.Worker {
    private final AtomicInteger open;

    Counted(AtomicInteger open) {
      this.open = open;
      open.incrementAndGet();
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  @Test
  void everyPieceIsDoneOnceByNamedThreadsThatCloseTheirWorkers() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger made = new AtomicInteger();
    AtomicIntegerArray done = new AtomicIntegerArray(100);
    Set<String> names = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(3);
    new WorkerPool("piece", 3)
        .run(
            done.length(),
            () -> {
              made.incrementAndGet();
              return new Counted(open) {
                private boolean begun;

                @Override
                public void work(int piece) {
                  done.incrementAndGet(piece);
                  names.add(Thread.currentThread().getName());
                  if (!begun) { // holds each thread at its first piece until all have one
                    begun = true;
                    all.countDown();
                    awaitAll();
                  }
                }

                private void awaitAll() {
                  try {
                    all.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
              };
            });
    for (int i = 0; i < done.length(); i++) {
      assertEquals(1, done.get(i), "piece " + i);
    }
    assertEquals(Set.of("piece-0", "piece-1", "piece-2"), names);
    assertEquals(3, made.get());
    assertEquals(0, open.get());
  }

  @Test
  void thereAreNoMoreThreadsThanPieces() throws Exception {
    AtomicInteger made = new AtomicInteger();
    new WorkerPool("piece", 8)
        .run(
            2,
            () -> {
              made.incrementAndGet();
              return piece -> {};
            });
    assertTrue(made.get() <= 2, "workers: " + made);
    new WorkerPool("piece", 8).run(0, () -> assertNever());
  }

  private static WorkerPool.Worker assertNever() {
    throw new IllegalStateException("a worker without a piece");
  }

  @Test
  void afterAFailureNothingIsBegunAndTheWorkersAreClosed() {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger begun = new AtomicInteger();
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                new WorkerPool("piece", 1)
                    .run(
                        10,
                        () ->
                            new Counted(open) {
                              @Override
                              public void work(int piece) throws IOException {
                                begun.incrementAndGet();
                                if (piece == 3) {
                                  throw new IOException("the disk is full");
                                }
                              }
                            }));
    assertEquals("the disk is full", failure.getMessage());
    assertEquals(4, begun.get());
    assertEquals(0, open.get());
    assertThrows(
        IllegalStateException.class, () -> new WorkerPool("piece", 2).run(2, () -> assertNever()));
  }

  @Test
  void theNumberOfThreadsIsBounded() {
    for (int threads : new int[] {0, -1, 257}) {
      String said =
          assertThrows(IllegalArgumentException.class, () -> new WorkerPool("piece", threads))
              .getMessage();
      assertTrue(said.contains("[1, 256]") && said.contains("" + threads), said);
    }
  }
}
