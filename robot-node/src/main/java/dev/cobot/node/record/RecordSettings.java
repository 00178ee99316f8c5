package dev.cobot.node.record;

import dev.cobot.ros.bag.BagOptions;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is recorded, and where to.
 *
 * @param topics full names of those that are wanted by name; empty for all
 * @param excluded says which of them are left out, by their full names
 * @param file the bag; with a split its parts are {@code NAME_0.bag}, {@code NAME_1.bag} and so on
 * @param options how it is written
 * @param splitBytes a part ends when its file is so long, 0 for never
 * @param splitNanos a part ends when its messages span so long, 0 for never
 * @param durationNanos the recording ends after so long by the clock in use, 0 for never
 * @param queueBytes what may wait to be written
 */
public record RecordSettings(
    Set<String> topics,
    Predicate<String> excluded,
    Path file,
    BagOptions options,
    long splitBytes,
    long splitNanos,
    long durationNanos,
    long queueBytes) {
  public RecordSettings {
    topics = Set.copyOf(topics);
    if (splitBytes < 0 || splitNanos < 0 || durationNanos < 0) {
      throw new IllegalArgumentException(
          "RecordSettings: split and duration must not be negative, got "
              + splitBytes
              + " bytes, "
              + splitNanos
              + " ns, "
              + durationNanos
              + " ns");
    }
    if (!(queueBytes >= 1)) {
      throw new IllegalArgumentException("RecordSettings: queueBytes is " + queueBytes);
    }
  }

  boolean splits() {
    return splitBytes > 0 || splitNanos > 0;
  }
}
