package dev.cobot.ros.bag;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file by position, as long as it was when it was opened; for any thread. */
final class FileBytes implements Closeable {
  private final Path path;
  private final FileChannel channel;
  private final long size;

  private FileBytes(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  static FileBytes open(Path path) throws IOException {
    // The system's own words for these name no file, or no reason.
    if (Files.notExists(path)) {
      throw new NoSuchFileException(path + " does not exist");
    }
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path + " is a folder; a bag is a file, .bag or .mcap");
    }
    if (!Files.isReadable(path)) {
      throw new AccessDeniedException(path + " may not be read: access is denied");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new FileBytes(path, channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  boolean holds(long position, long bytes) {
    return position >= 0 && bytes >= 0 && position <= size && bytes <= size - position;
  }

  /** Reads into new memory; nothing is allocated for bytes that the file does not have. */
  byte[] read(long position, int bytes) throws IOException {
    check(position, bytes);
    byte[] array = new byte[bytes];
    fill(position, ByteBuffer.wrap(array));
    return array;
  }

  void check(long position, int bytes) throws BagFormatException {
    if (!holds(position, bytes)) {
      throw damaged(position, "It ends at byte " + size + ", within " + bytes + " bytes needed");
    }
  }

  void fill(long position, ByteBuffer into) throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        throw new EOFException(path + " became shorter while it was read");
      }
      at += n;
    }
  }

  BagFormatException damaged(long position, String what) {
    return new BagFormatException(path + ", byte " + position + ": " + what);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
