package dev.cobot.node.batch;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on standard error, or nothing when that is not a terminal; the launcher says which
 * through the system property {@code cobot.terminal}. Any thread.
 */
public final class Progress implements AutoCloseable {
  private final ProgressBar bar;

  public Progress(String task, long total) {
    this(task, total, 0);
  }

  /**
   * @param already how much of the total an earlier run did; it does not count for the rate
   */
  public Progress(String task, long total, long already) {
    bar =
        !Boolean.getBoolean("cobot.terminal")
            ? null
            : new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .startsFrom(already, Duration.ZERO)
                .showSpeed()
                .build();
  }

  /** Says how much is done. */
  public void to(long done, String message) {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(" " + message);
    }
  }

  /** Says that one more is done. */
  public void step(String message) {
    step(1, message);
  }

  /** Says that so many more are done. */
  public void step(long done, String message) {
    if (bar != null) {
      bar.stepBy(done);
      bar.setExtraMessage(" " + message);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
