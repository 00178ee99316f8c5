package dev.cobot.node.dataset;

import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.picture.ContactSheet;
import dev.cobot.sim2real.generate.povray.Povray;
import dev.cobot.sim2real.generate.povray.PovrayTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Pictures of an independent renderer as scene folders of one: each has a camera of its own. Whole
 * folders are kept, so that a stopped run goes on.
 */
public final class PovraySet {
  private PovraySet() {}

  /**
   * Writes the set and its contact sheet.
   *
   * @param crew by whom; the bytes do not depend on it
   */
  public static void write(SetPart part, Povray povray, long seed, Crew crew, Path out)
      throws IOException, InterruptedException {
    Shards shards = new Shards(out, part.from(), part.to(), i -> List.of(String.format("%04d", i)));
    int total = part.to() - part.from();
    try (Progress progress = new Progress("pictures", total, total - shards.missing().length)) {
      PovrayTables tables = new PovrayTables(povray, seed);
      shards.make(
          () ->
              (index, aside) -> {
                tables.writeFolder(aside.resolve(String.format("%04d", index)), index);
                progress.step("");
              },
          crew,
          index -> progress.step(""));
    }
    ContactSheet.write(out);
  }
}
