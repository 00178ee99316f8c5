package dev.cobot.node.cli.learning;

import dev.cobot.brain.study.experiment.ExperimentListener;
import dev.cobot.node.batch.Progress;

/** One bar a stage. */
final class StageProgress implements ExperimentListener, AutoCloseable {
  private String stage = "";
  private Progress bar;

  @Override
  public void onProgress(String now, int done, int total, String detail) {
    if (!now.equals(stage)) {
      close();
      stage = now;
      bar = new Progress(now, total);
    }
    bar.to(done, detail);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
