package dev.cobot.node.record;

import dev.cobot.ros.bag.BagWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bag that is recorded, or one after the other where it is split. For one thread. */
final class BagSeries implements AutoCloseable {
  private final RecordSettings settings;
  private final List<Path> files = new ArrayList<>();
  private BagWriter writer;
  private long firstNanos = -1;

  private BagSeries(RecordSettings settings) {
    this.settings = settings;
  }

  /** Begins the first file, so that what is wrong with it is told at once. */
  static BagSeries begin(RecordSettings settings) throws IOException {
    BagSeries series = new BagSeries(settings);
    series.open();
    return series;
  }

  private void open() throws IOException {
    Path file = settings.splits() ? part(settings.file(), files.size()) : settings.file();
    writer = BagWriter.create(file, settings.options());
    files.add(file);
    firstNanos = -1;
  }

  private static Path part(Path file, int number) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(name.substring(0, dot) + "_" + number + name.substring(dot));
  }

  void write(ReceivedMessage arrival) throws IOException {
    if (isFull(arrival.timeNanos())) {
      writer.close();
      open();
    }
    if (firstNanos < 0) {
      firstNanos = arrival.timeNanos();
    }
    writer.write(arrival.connection(), arrival.timeNanos(), arrival.data());
  }

  private boolean isFull(long timeNanos) {
    if (firstNanos < 0) {
      return false;
    }
    return (settings.splitBytes() > 0 && writer.fileBytes() >= settings.splitBytes())
        || (settings.splitNanos() > 0 && timeNanos - firstNanos >= settings.splitNanos());
  }

  /** The files so far, the one that is being written included. */
  List<Path> files() {
    return List.copyOf(files);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
