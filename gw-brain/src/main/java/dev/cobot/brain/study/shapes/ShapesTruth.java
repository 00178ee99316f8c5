package dev.cobot.brain.study.shapes;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;
import java.util.List;

/** What is true of the scenes of a split: what translations are measured against. */
final class ShapesTruth {
  private final ShapesPart part;
  private final ShapeRows vectors;
  private final ShapeRows picturesOrNull;

  /** Reads the pictures if vision is one of the domains. */
  ShapesTruth(ShapesPart part, List<ShapesDomain> domains) throws IOException {
    this.part = part;
    vectors = ShapeRows.attributes(part);
    picturesOrNull = domains.contains(ShapesDomain.VISION) ? ShapeRows.pictures(part) : null;
  }

  /** Returns attribute vectors. */
  ShapeRows vectors() {
    return vectors;
  }

  /** Returns pictures. */
  ShapeRows pictures() {
    if (picturesOrNull == null) {
      throw new IllegalStateException("pictures of a workspace without vision");
    }
    return picturesOrNull;
  }

  ShapeAttributes scene(int row) {
    return part.label(row).attributes();
  }

  /** Returns the captions of the first scenes. */
  List<String> captions(int count) throws IOException {
    return part.captions(0, count);
  }
}
