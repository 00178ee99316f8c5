package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.objectfile.ObjectFileShape;
import dev.cobot.brain.objectfile.ObjectFileShape.Memory;
import dev.cobot.brain.objectfile.ObjectFileShape.Weighing;
import java.util.Locale;

/** What is trained; each differs in one thing from the first. */
enum FileArm {
  FILE("object file", Memory.HOMOMORPHISM, Weighing.SELECTED),
  NO_MEMORY("without memory", Memory.NONE, Weighing.SELECTED),
  PERCEPTRON("memory by a perceptron", Memory.PERCEPTRON, Weighing.SELECTED),
  EQUAL("equal weights", Memory.HOMOMORPHISM, Weighing.EQUAL),
  CONSTANT("best constant weights", Memory.HOMOMORPHISM, Weighing.CONSTANT);

  private final String label;
  private final ObjectFileShape shape;

  FileArm(String label, Memory memory, Weighing weighing) {
    this.label = label;
    this.shape = ObjectFileShape.of(memory, weighing);
  }

  String label() {
    return label;
  }

  ObjectFileShape shape() {
    return shape;
  }

  /** Whether its weights look at what they weigh. */
  boolean isSelecting() {
    return shape.weighing() == Weighing.SELECTED;
  }

  /** Whether it expects anything, and is among those whose drops are counted. */
  boolean hasSurprise() {
    return this == FILE || this == PERCEPTRON;
  }

  String task(long seed) {
    return "%s-s%d".formatted(name().toLowerCase(Locale.ROOT).replace('_', '-'), seed);
  }
}
