package dev.cobot.node.app;

import dev.cobot.action.rehearse.Rehearsal;
import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.action.rehearse.RehearsalRequest;
import dev.cobot.action.rehearse.TwinEpisode;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Rehearses on threads of its own, so that the loop goes on. */
final class Rehearser implements AutoCloseable {
  private final int twins;
  private final double minRate;
  private final long seed;
  private final ExecutorService pool;
  private final BlockingQueue<Rehearsal> idle = new LinkedBlockingQueue<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private String skill = "";

  /** A rehearsal with what it needs and what has to be closed after it. */
  record Stage(Rehearsal rehearsal, AutoCloseable models) {}

  private Rehearser(int twins, double minRate, long seed, int threads) {
    this.twins = twins;
    this.minRate = minRate;
    this.seed = seed;
    pool =
        Executors.newFixedThreadPool(
            threads,
            runnable -> {
              Thread thread = new Thread(runnable, "cobot-rehearsal");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a rehearser.
   *
   * @param minRate share of the twins that must succeed
   * @param stages opens what one thread rehearses with; called once a thread
   */
  static Rehearser start(int twins, double minRate, long seed, int threads, Supplier<Stage> stages)
      throws InterruptedException {
    Rehearser rehearser = new Rehearser(twins, minRate, seed, threads);
    try {
      List<Future<Stage>> opened = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        opened.add(rehearser.pool.submit(stages::get));
      }
      for (Future<Stage> stage : opened) {
        Stage open = result(stage);
        rehearser.parts.push(open.models());
        rehearser.idle.add(open.rehearsal());
        rehearser.skill = open.rehearsal().skill();
      }
      return rehearser;
    } catch (InterruptedException | RuntimeException e) {
      rehearser.close();
      throw e;
    }
  }

  /** Returns the name of the skill that can be rehearsed. */
  String skill() {
    return skill;
  }

  double minRate() {
    return minRate;
  }

  long seed() {
    return seed;
  }

  /** Begins a rehearsal; returns at once. */
  Pending begin(RehearsalRequest request) {
    return new Pending(request);
  }

  /** A rehearsal that may still be going on. */
  final class Pending {
    private final long beganNanos = System.nanoTime();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final List<Future<TwinEpisode>> episodes = new ArrayList<>();
    private final Future<CommandReport.Rehearsed> end;

    private Pending(RehearsalRequest request) {
      for (int i = 0; i < twins; i++) {
        int number = i;
        episodes.add(pool.submit(() -> with(r -> r.play(request, number, cancelled::get))));
      }
      end = pool.submit(() -> with(r -> addUp(r, request)));
    }

    private <T> T with(java.util.function.Function<Rehearsal, T> work) throws InterruptedException {
      Rehearsal mine = idle.take();
      try {
        return work.apply(mine);
      } finally {
        idle.add(mine);
      }
    }

    /** Comes last on its thread; the other threads may still play. */
    private CommandReport.Rehearsed addUp(Rehearsal rehearsal, RehearsalRequest request) {
      List<TwinEpisode> played = new ArrayList<>();
      try {
        Optional<CameraFrame> picture = rehearsal.picture(request);
        for (Future<TwinEpisode> episode : episodes) {
          played.add(Rehearser.result(episode));
        }
        return new CommandReport.Rehearsed(
            RehearsalReport.of(played, rehearsal.mostLikely(request)),
            minRate,
            (System.nanoTime() - beganNanos) * 1e-9,
            picture);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the rehearsal was interrupted", e);
      }
    }

    /** Returns what came out, or null while it goes on. */
    CommandReport.Rehearsed result() {
      if (!end.isDone()) {
        return null;
      }
      try {
        return Rehearser.result(end);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }

    /** Gives it up. */
    void cancel() {
      cancelled.set(true);
    }
  }

  private static <T> T result(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
    try {
      if (!pool.awaitTermination(5, java.util.concurrent.TimeUnit.SECONDS)) {
        return; // its models are in use; the process ends anyway
      }
      for (AutoCloseable part : parts) {
        part.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
