package dev.cobot.node.episodes;

import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.RecordingsProfile;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.PartHealth;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.PictureFormat;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.store.SqliteDamage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a record of every command: listens to the loop, which never waits for it, and writes from a
 * thread of its own. What a slow disk leaves no room for is counted and told.
 */
public final class Recordings implements CellListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recordings.class);
  private static final int CAPACITY = 8192;
  private static final int BATCH = 512;
  private static final long TURN_MILLIS = 500;
  private static final long WRITE_NANOS = 1_000_000_000L;
  private static final long RETRY_MILLIS = 1000;
  private static final long ASIDE_NANOS = 600_000_000_000L;
  private static final long TOLD_NANOS = 60_000_000_000L;
  private static final long CLOSE_SECONDS = 10;
  private static final long DAY_MILLIS = 86_400_000L;

  /** Episodes that wait for a disk that does not take them. */
  private static final int MAX_WAITING = 100;

  private static final PictureFormat PNG = new PictureFormat(PictureFormat.Kind.PNG, 100);

  private final RecordingsProfile profile;
  private final Path folder;
  private final String about;
  private final NoteQueue queue;
  private final MomentWatch watch;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile boolean isServed;
  private volatile String problem;
  private final AtomicLong lostEpisodes = new AtomicLong();

  // Of whoever asks how it is.
  private long toldDropped;
  private long droppedNanos;

  // Of the writing thread.
  private EpisodeStore store;
  private final Map<String, OpenEpisode> open = new LinkedHashMap<>();
  private long writtenNanos = System.nanoTime();
  private boolean isSetAside;
  private long asideNanos;

  private Recordings(RecordingsProfile profile, Path folder, String about, int capacity) {
    this.profile = profile;
    this.folder = folder;
    this.about = about;
    queue = new NoteQueue(capacity);
    watch = new MomentWatch(queue, profile.pictureSeconds(), System::currentTimeMillis);
  }

  /**
   * Opens the store; a damaged one is moved aside and a new one begun.
   *
   * @param about what this run is, JSON
   * @throws IOException when it cannot be used, with a sentence that says what to do
   */
  public static Recordings open(RecordingsProfile profile, String about) throws IOException {
    return open(profile, about, CAPACITY);
  }

  static Recordings open(RecordingsProfile profile, String about, int capacity) throws IOException {
    Recordings recordings =
        new Recordings(profile, ProjectHome.kept(profile.folder()), about, capacity);
    recordings.openStore();
    return recordings;
  }

  private void openStore() throws IOException {
    try {
      store = begin();
    } catch (SqliteDamage e) {
      setAside(e);
    }
  }

  private EpisodeStore begin() throws IOException {
    return EpisodeStore.open(folder, about, RunningProcess.current(), System.currentTimeMillis());
  }

  private void setAside(SqliteDamage damage) throws IOException {
    long now = System.nanoTime();
    if (isSetAside && now - asideNanos < ASIDE_NANOS) {
      // A disk that damages one store after the other would soon be full of them.
      throw damage;
    }
    isSetAside = true;
    asideNanos = now;
    if (store != null) {
      store.close();
    }
    Path aside = EpisodeStore.moveAside(folder, Instant.now());
    log.warn("Recordings: {}; it is now {}, and a new store is begun", damage.getMessage(), aside);
    // What is open goes into the new store as a whole, as far as it is still known.
    open.values().forEach(OpenEpisode::forgetRow);
    store = begin();
  }

  @Override
  public void on(CellEvent event) {
    if (!closed) {
      watch.on(event);
    }
  }

  /** Returns what the thread of the recordings does, until they are closed. */
  public Runnable serving() {
    isServed = true;
    return () -> {
      try {
        while (!closed || (!queue.isEmpty() && problem == null)) {
          turn();
        }
        write();
        finish();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        store.close();
        ended.countDown();
      }
    };
  }

  private void turn() throws InterruptedException {
    if (problem != null) {
      // As long as the disk takes nothing the notes stay in the queue, which is bounded.
      TimeUnit.MILLISECONDS.sleep(closed ? 0 : RETRY_MILLIS);
      if (!write()) {
        return;
      }
    }
    for (EpisodeNote note : queue.take(TURN_MILLIS, BATCH)) {
      try {
        take(note);
      } catch (RuntimeException e) {
        log.error("Recordings: a note of command '{}' is left out", note.commandId(), e);
      }
    }
    boolean anyEnded = open.values().stream().anyMatch(OpenEpisode::isEnded);
    long now = System.nanoTime();
    // A transaction for each tick would be much for a disk.
    if (anyEnded || now - writtenNanos >= WRITE_NANOS) {
      writtenNanos = now;
      write();
    }
  }

  private void take(EpisodeNote note) {
    if (note instanceof EpisodeNote.Told told) {
      OpenEpisode episode = open.get(note.commandId());
      if (told.event() instanceof CellEvent.Accepted accepted && episode == null) {
        episode =
            new OpenEpisode(
                note.commandId(),
                accepted.command().text(),
                accepted.command().source(),
                told.atMillis(),
                accepted.stampNanos());
        open.put(note.commandId(), episode);
      } else if (told.event() instanceof CellEvent.Ended end
          && (episode == null || episode.isEnded())) {
        // It was turned away, or its beginning was dropped.
        episode =
            new OpenEpisode(
                note.commandId(),
                end.report().text(),
                told.source(),
                told.atMillis(),
                end.stampNanos());
        open.put(note.commandId() + " turned away " + end.stampNanos(), episode);
      }
      if (episode != null && !episode.isEnded()) {
        episode.take(told.event(), told.atMillis());
      }
    } else if (note instanceof EpisodeNote.Pictures pictures) {
      OpenEpisode episode = open.get(note.commandId());
      if (episode != null) {
        pictures.frames().forEach(frame -> episode.newShots.add(shot(pictures.moment(), frame)));
      }
    }
    while (open.size() > MAX_WAITING) {
      lostEpisodes.incrementAndGet();
      open.remove(open.keySet().iterator().next());
    }
  }

  private static OpenEpisode.NewShot shot(String moment, CameraFrame frame) {
    byte[] png = CameraCodec.compressed(frame, PNG).data();
    return new OpenEpisode.NewShot(
        new Shot(
            frame.camera().id(),
            frame.stampNanos(),
            moment,
            sha256(png),
            frame.widthPixels(),
            frame.heightPixels()),
        png);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Returns whether everything that is known is on the disk. */
  private boolean write() {
    if (open.values().stream().noneMatch(OpenEpisode::isChanged)) {
      return true;
    }
    try {
      try {
        store.write(open.values());
      } catch (SqliteDamage e) {
        setAside(e);
        store.write(open.values());
      }
      if (open.values().removeIf(OpenEpisode::isEnded)) {
        store.prune(
            profile.maxMegabytes() * 1_000_000L,
            System.currentTimeMillis() - profile.maxDays() * DAY_MILLIS);
      }
      problem = null;
      return true;
    } catch (IOException e) {
      if (!e.getMessage().equals(problem)) {
        log.warn("Recordings: {}; it is tried again", e.getMessage());
      }
      problem = e.getMessage();
      return false;
    }
  }

  private void finish() {
    try {
      store.end(System.currentTimeMillis());
    } catch (IOException e) {
      log.warn("Recordings: the end of the run is not kept: {}", e.getMessage());
    }
  }

  /**
   * Returns how many pictures, ticks, decisions and whole episodes were dropped since the start.
   */
  public Map<String, Long> dropped() {
    Map<String, Long> dropped = new LinkedHashMap<>();
    dropped.put("picture", queue.droppedPictures());
    dropped.put("tick", queue.droppedTicks());
    dropped.put("decision", queue.droppedDecisions());
    dropped.put("episode", lostEpisodes.get());
    return dropped;
  }

  @Override
  public Optional<PartHealth> health() {
    Map<String, String> values = new LinkedHashMap<>();
    dropped().forEach((what, count) -> values.put("dropped " + what + "s", Long.toString(count)));
    boolean hasDropped = hasDropped();
    String sentence = problem;
    return Optional.of(
        new PartHealth(
            "recordings",
            sentence == null && !hasDropped,
            sentence != null
                ? sentence
                : hasDropped ? "the disk was too slow; some is missing" : "kept in " + folder,
            values));
  }

  /** Whether something was dropped in the last minute. */
  private synchronized boolean hasDropped() {
    long all = dropped().values().stream().mapToLong(Long::longValue).sum();
    if (all > toldDropped) {
      toldDropped = all;
      droppedNanos = System.nanoTime();
    }
    return all > 0 && System.nanoTime() - droppedNanos < TOLD_NANOS;
  }

  /** Writes what is left, and marks what is not finished as interrupted. */
  @Override
  public void close() {
    boolean isFirst = !closed;
    closed = true;
    if (!isServed) {
      if (isFirst) {
        finish();
        store.close();
      }
      return;
    }
    try {
      if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("Recordings: {} does not take the last records in time", folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the store's folder. */
  public Path folder() {
    return folder;
  }
}
