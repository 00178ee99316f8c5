package dev.cobot.spark;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.Function2;
import scala.collection.Iterator;

/** A task: does its pieces, and returns a line {@code piece NUMBER done TEXT} for each. */
final class Pieces implements Function2<TaskContext, Iterator<Integer>, String[]>, Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> command;
  private final String folder;

  Pieces(List<String> command, String folder) {
    this.command = new ArrayList<>(command);
    this.folder = folder;
  }

  @Override
  public String[] apply(TaskContext task, Iterator<Integer> pieces) {
    List<String> lines = new ArrayList<>();
    while (pieces.hasNext()) {
      task.killTaskIfInterrupted();
      int piece = pieces.next();
      try {
        lines.add("piece " + piece + " done " + Worker.work(piece, command, new File(folder)));
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return lines.toArray(String[]::new);
  }
}
