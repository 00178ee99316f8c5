package dev.cobot.ros.bag;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a bag, message by message. The file is called {@code NAME.active} until {@link #close} has
 * written its index. To be used by one thread at a time.
 *
 * <p>Messages go to the file in whole chunks. If the process dies, the file has every chunk that
 * was finished, and {@link BagRecovery} gets them; {@link #flush} finishes one early. Nothing here
 * forces the operating system to write to the disk.
 *
 * <p>After an {@code IOException} (a full disk) the writer takes nothing more, and {@code close}
 * leaves the {@code .active} file as it is for {@link BagRecovery}.
 */
public abstract sealed class BagWriter implements AutoCloseable permits RosbagWriter, McapWriter {
  /** What a bag that is being written has behind its name. */
  public static final String ACTIVE_SUFFIX = ".active";

  private final Path file;
  private final Path active;
  private final FileChannel channel;
  private long position;
  private long messages;
  private boolean failed;
  private boolean closed;

  BagWriter(Path file) throws IOException {
    this.file = file;
    active = file.resolveSibling(file.getFileName() + ACTIVE_SUFFIX);
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString(), null, "it is not overwritten");
    }
    if (Files.exists(active)) {
      throw new FileAlreadyExistsException(
          active.toString(), null, "a bag that was not closed: recover or delete it first");
    }
    channel = FileChannel.open(active, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  /**
   * Begins a bag.
   *
   * @param file what it is called once it is closed; must not exist, nor its {@code .active}
   */
  public static BagWriter create(Path file, BagOptions options) throws IOException {
    return switch (options.format()) {
      case ROSBAG2_0 -> RosbagWriter.begin(file, options);
      case MCAP -> McapWriter.begin(file, options);
    };
  }

  /**
   * Writes a message.
   *
   * @param timeNanos when it was received, at least 0; may be earlier than that of the message
   *     before
   * @param data its bytes; read to the end
   * @throws IllegalArgumentException if the format cannot tell the time, or the connection has no
   *     md5 and the format needs one
   */
  public final void write(BagConnection connection, long timeNanos, ByteBuffer data)
      throws IOException {
    if (closed || failed) {
      throw new IOException(
          failed ? active + " failed before and takes nothing more" : file + " is closed");
    }
    check(connection, timeNanos, data.remaining());
    boolean done = false;
    try {
      append(connection, timeNanos, data);
      done = true;
    } finally {
      failed = !done;
    }
    messages++;
  }

  public final void write(BagConnection connection, long timeNanos, byte[] data)
      throws IOException {
    write(connection, timeNanos, ByteBuffer.wrap(data));
  }

  public final void write(BagMessage message) throws IOException {
    write(message.connection(), message.timeNanos(), message.data());
  }

  /** Finishes the chunk, so that the operating system has all messages so far. */
  public final void flush() throws IOException {
    if (!closed && !failed) {
      boolean done = false;
      try {
        finishChunk();
        done = true;
      } finally {
        failed = !done;
      }
    }
  }

  public final long messages() {
    return messages;
  }

  /** How long the file is, without the chunk that is being filled. */
  public final long fileBytes() {
    return position;
  }

  /** Writes the index and gives the file its name. */
  @Override
  public final void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (channel) {
      if (failed) {
        return;
      }
      finishChunk();
      finish();
    }
    Files.move(active, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Refuses what the format cannot hold, before anything is written. */
  abstract void check(BagConnection connection, long timeNanos, int bytes);

  abstract void append(BagConnection connection, long timeNanos, ByteBuffer data)
      throws IOException;

  abstract void finishChunk() throws IOException;

  /** Writes what stands behind the chunks. */
  abstract void finish() throws IOException;

  final long position() {
    return position;
  }

  /** Writes at the end. */
  final void emit(GrowingBytes bytes) throws IOException {
    ByteBuffer buffer = bytes.toBuffer();
    while (buffer.hasRemaining()) {
      position += channel.write(buffer);
    }
  }

  /** Writes over bytes that were written before. */
  final void overwrite(long at, GrowingBytes bytes) throws IOException {
    ByteBuffer buffer = bytes.toBuffer();
    long to = at;
    while (buffer.hasRemaining()) {
      to += channel.write(buffer, to);
    }
  }
}
