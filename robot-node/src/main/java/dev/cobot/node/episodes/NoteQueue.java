package dev.cobot.node.episodes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bounded way from the loop to the disk. Nobody waits to put something in: what has no room is
 * counted and dropped, pictures first, then ticks of motion, decisions last. Any thread.
 */
final class NoteQueue {
  private static final int MAX_PICTURES = 8;

  private final ArrayBlockingQueue<EpisodeNote> notes;
  private final int forDecisions;
  private final AtomicInteger pictures = new AtomicInteger();
  private final AtomicLong droppedPictures = new AtomicLong();
  private final AtomicLong droppedTicks = new AtomicLong();
  private final AtomicLong droppedDecisions = new AtomicLong();

  /**
   * @param capacity notes that may wait; a quarter of it is for decisions alone
   */
  NoteQueue(int capacity) {
    notes = new ArrayBlockingQueue<>(capacity);
    forDecisions = capacity / 4;
  }

  void putDecision(EpisodeNote note) {
    count(droppedDecisions, notes.offer(note));
  }

  void putTick(EpisodeNote note) {
    count(droppedTicks, notes.remainingCapacity() > forDecisions && notes.offer(note));
  }

  void putPictures(EpisodeNote.Pictures note) {
    boolean fits =
        pictures.get() < MAX_PICTURES
            && notes.remainingCapacity() > forDecisions
            && notes.offer(note);
    if (fits) {
      pictures.incrementAndGet();
    }
    count(droppedPictures, fits);
  }

  private static void count(AtomicLong dropped, boolean fits) {
    if (!fits) {
      dropped.incrementAndGet();
    }
  }

  /** Waits for a note, and returns those that are there; none when none came in time. */
  List<EpisodeNote> take(long waitMillis, int atMost) throws InterruptedException {
    List<EpisodeNote> taken = new ArrayList<>();
    EpisodeNote first = notes.poll(waitMillis, TimeUnit.MILLISECONDS);
    if (first != null) {
      taken.add(first);
      notes.drainTo(taken, atMost - 1);
    }
    for (EpisodeNote note : taken) {
      if (note instanceof EpisodeNote.Pictures) {
        pictures.decrementAndGet();
      }
    }
    return taken;
  }

  boolean isEmpty() {
    return notes.isEmpty();
  }

  long droppedPictures() {
    return droppedPictures.get();
  }

  long droppedTicks() {
    return droppedTicks.get();
  }

  long droppedDecisions() {
    return droppedDecisions.get();
  }
}
