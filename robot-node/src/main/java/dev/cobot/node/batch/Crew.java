package dev.cobot.node.batch;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Who does a long work of independent pieces: threads of this process, or processes on other
 * machines. What a piece comes to depends on its index only, so it does not matter who does it.
 */
public interface Crew {
  /** Does one piece at a time; belongs to one thread, which closes it at its end. */
  interface Hand extends AutoCloseable {
    void work(int piece) throws IOException;

    /**
     * Returns what the last piece came to, in one line, for {@link Elsewhere} in the process that
     * asked for it; nothing when it stands in files.
     */
    default String told() {
      return "";
    }

    @Override
    default void close() {}
  }

  /** Hears of pieces that were done in another process. */
  interface Elsewhere {
    void done(int piece, String told) throws IOException, InterruptedException;
  }

  /**
   * Does the pieces, each once. After a failure no further piece is begun.
   *
   * @param pieces their indices
   * @param hands gives each thread its own, on that thread; they work in whichever process does the
   *     pieces
   * @param elsewhere is told of each piece that no hand of this process did, on the caller's thread
   * @throws IOException the first failure
   * @throws InterruptedException when the caller is interrupted; no further piece is begun
   */
  void run(int[] pieces, Supplier<? extends Hand> hands, Elsewhere elsewhere)
      throws IOException, InterruptedException;

  /** Returns whether this process does pieces for another one, which looks after the whole. */
  default boolean isMember() {
    return false;
  }

  /**
   * Returns threads of this process.
   *
   * @param name of the threads
   * @param threads how many, in [1, 256]
   */
  static Crew here(String name, int threads) {
    WorkerPool pool = new WorkerPool(name, threads);
    return (pieces, hands, elsewhere) ->
        pool.run(
            pieces.length,
            () -> {
              Hand hand = hands.get();
              return new WorkerPool.Worker() {
                @Override
                public void work(int index) throws IOException {
                  hand.work(pieces[index]);
                }

                @Override
                public void close() {
                  hand.close();
                }
              };
            });
  }
}
