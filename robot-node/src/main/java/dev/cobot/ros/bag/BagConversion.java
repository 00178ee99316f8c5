package dev.cobot.ros.bag;

import java.io.IOException;

/** Copies messages from bag to bag: between formats, into another compression, or a part alone. */
public final class BagConversion {
  private BagConversion() {}

  /**
   * Copies in the order of time, with memory for a chunk or two.
   *
   * @return how many messages
   */
  public static long copy(BagReader from, BagQuery query, BagWriter to) throws IOException {
    BagCursor cursor = from.read(query);
    long count = 0;
    for (BagMessage message = cursor.next(); message != null; message = cursor.next()) {
      to.write(message);
      count++;
    }
    return count;
  }
}
