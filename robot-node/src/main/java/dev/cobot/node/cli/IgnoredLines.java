package dev.cobot.node.cli;

import dev.cobot.sim2real.world.World;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Tells what the files of a world say and the simulator does not use. */
final class IgnoredLines {
  private static final int MAX_LINES = 10;

  private IgnoredLines() {}

  /** Prints one line a place, and a count of those beyond the first ten. */
  static void print(World world, PrintWriter err) {
    List<String> lines = new ArrayList<>(world.ignored());
    world.arm().ifPresent(arm -> lines.addAll(arm.model().ignored()));
    for (String line : lines.subList(0, Math.min(MAX_LINES, lines.size()))) {
      err.println("cobot: not used: " + line);
    }
    if (lines.size() > MAX_LINES) {
      err.println("cobot: not used: " + (lines.size() - MAX_LINES) + " more places");
    }
    err.flush();
  }
}
