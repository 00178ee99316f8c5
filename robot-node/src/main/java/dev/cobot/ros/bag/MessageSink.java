package dev.cobot.ros.bag;

import java.io.IOException;

/** Takes the messages of a chunk in the order of the file. */
interface MessageSink {
  /**
   * One message.
   *
   * @param connection its number in the file
   * @param timeNanos when it was received
   * @param offset of its record in the chunk's content
   * @param dataOffset of its bytes in the chunk's content, or -1 where only the index was read
   * @param length of its bytes
   */
  void message(int connection, long timeNanos, int offset, int dataOffset, int length)
      throws IOException;
}
