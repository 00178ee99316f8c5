package dev.cobot.node.dataset;

import dev.cobot.node.batch.Crew;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A data set that is made shard by shard. A shard is written into a folder aside and moved into
 * place when it is whole, so that what stands in the set is whole after any kind of end, and a next
 * run makes the rest.
 */
final class Shards {
  private static final String ASIDE = ".unfinished";

  /** How long a network's file system may keep saying that a file is not there. */
  private static final int SHARED_SECONDS = 60;

  /** Makes shards, one at a time; what a shard holds depends on its index only. */
  interface Writer {
    /** Writes a shard's entries into an empty folder. */
    void write(int shard, Path folder) throws IOException;
  }

  private final Path set;
  private final int first;
  private final int end;
  private final IntFunction<List<String>> entries;

  /**
   * @param entries the files or folders of a shard, named relative to the set; the last one says
   *     that the shard is whole
   */
  Shards(Path set, int count, IntFunction<List<String>> entries) {
    this(set, 0, count, entries);
  }

  /**
   * The shards from {@code first} to before {@code end}; see {@link #Shards(Path, int,
   * IntFunction)}.
   */
  Shards(Path set, int first, int end, IntFunction<List<String>> entries) {
    this.set = set;
    this.first = first;
    this.end = end;
    this.entries = entries;
  }

  /** Returns the shards that are not there yet. */
  int[] missing() {
    return IntStream.range(first, end).filter(shard -> !Files.exists(marker(shard))).toArray();
  }

  private Path marker(int shard) {
    List<String> names = entries.apply(shard);
    return set.resolve(names.get(names.size() - 1));
  }

  /**
   * Makes the missing shards.
   *
   * @param writers gives each thread its own writer
   * @param elsewhere is told of each shard that another process made
   * @throws IOException if a shard cannot be written or another process writes this set
   */
  void make(Supplier<Writer> writers, Crew crew, IntConsumer elsewhere)
      throws IOException, InterruptedException {
    Path aside = set.resolve(ASIDE);
    if (crew.isMember()) {
      if (!Files.exists(aside.resolve("lock"))) {
        throw new IOException(
            set
                + " is not the folder in which the caller writes; the machines need a folder that"
                + " they share, at the same place on each");
      }
      crew.run(new int[0], () -> new Maker(writers.get(), aside), (shard, told) -> {});
      return;
    }
    int[] missing = missing();
    if (missing.length == 0) {
      return;
    }
    Files.createDirectories(aside);
    try (FileChannel file =
            FileChannel.open(
                aside.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(file)) {
      if (lock == null) {
        throw new IOException(
            set + " is being written by another run; wait for its end or choose another folder");
      }
      crew.run(
          missing,
          () -> new Maker(writers.get(), aside),
          (shard, told) -> {
            for (int i = 0; i < SHARED_SECONDS && !Files.exists(marker(shard)); i++) {
              Thread.sleep(1000);
            }
            if (!Files.exists(marker(shard))) {
              throw new IOException(
                  "shard "
                      + shard
                      + " was made elsewhere and is not in "
                      + set
                      + "; the machines need a folder that they share, at the same place on each");
            }
            elsewhere.accept(shard);
          });
    }
    delete(aside);
  }

  /** Makes a shard aside and moves it into place. */
  private final class Maker implements Crew.Hand {
    private final Writer writer;
    private final Path aside;

    Maker(Writer writer, Path aside) {
      this.writer = writer;
      this.aside = aside;
    }

    @Override
    public void work(int shard) throws IOException {
      if (Files.exists(marker(shard))) {
        return; // a machine that was given up had made it
      }
      // Of this process alone: one that was given up may still write the same shard.
      Path folder = aside.resolve(String.format(Locale.ROOT, "%04d-%s", shard, UUID.randomUUID()));
      Files.createDirectories(folder);
      writer.write(shard, folder);
      for (String name : entries.apply(shard)) {
        try {
          Files.move(folder.resolve(name), set.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
          if (!Files.isDirectory(set.resolve(name))) {
            throw e;
          } // the same one came first, whole and with the same bytes
        }
      }
      delete(folder);
    }
  }

  private static FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) { // held in this process
      return null;
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
