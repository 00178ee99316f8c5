package dev.cobot.sim2real.calibration.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * The runs of one kind and camera that stand on each other, the accepted one on top: what the
 * journal says once what was rolled back is taken away.
 */
final class AcceptedRuns {
  private final Deque<Long> runs = new ArrayDeque<>();

  /** Replays the journal of one kind and camera, oldest entry first. */
  AcceptedRuns(List<JournalEntry> journal) {
    for (JournalEntry entry : journal) {
      if (entry.toRun() == null) {
        runs.clear();
      } else if (runs.contains(entry.toRun())) {
        popWhile(run -> run != entry.toRun());
      } else {
        runs.push(entry.toRun());
      }
    }
  }

  /** Returns the accepted run. */
  Optional<Long> top() {
    return Optional.ofNullable(runs.peek());
  }

  /** Takes the runs on top away that are to go, and returns the one that is then accepted. */
  Optional<Long> without(LongPredicate taken) {
    popWhile(taken);
    return top();
  }

  private void popWhile(LongPredicate taken) {
    while (!runs.isEmpty() && taken.test(runs.peek())) {
      runs.pop();
    }
  }
}
