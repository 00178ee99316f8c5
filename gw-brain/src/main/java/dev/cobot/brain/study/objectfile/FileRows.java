package dev.cobot.brain.study.objectfile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.objectfile.FileDomain;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** What is told of objects, one a row, on its way into the networks. */
final class FileRows {
  static final float NEVER = -1e9f;
  static final int DOMAINS = FileDomain.values().length;

  private final int rows;
  final float[][] told = new float[DOMAINS][];
  final float[] present;
  final float[] absent;
  final float[] motion;
  final float[] held;
  final float[] known;
  private final HostBatch[] toldBatch = new HostBatch[DOMAINS];
  private final HostBatch[] presentBatch = new HostBatch[DOMAINS];
  private final HostBatch absentBatch;
  private final HostBatch motionBatch;
  private final HostBatch heldBatch;
  private final HostBatch knownBatch;

  FileRows(int rows) {
    this.rows = rows;
    for (FileDomain domain : FileDomain.values()) {
      told[domain.ordinal()] = new float[rows * domain.width()];
      toldBatch[domain.ordinal()] = new HostBatch(rows, domain.width());
      presentBatch[domain.ordinal()] = new HostBatch(rows, 1);
    }
    present = new float[rows * DOMAINS];
    absent = new float[rows * (DOMAINS + 1)];
    motion = new float[rows * 4];
    held = new float[rows];
    known = new float[rows];
    absentBatch = new HostBatch(rows, DOMAINS + 1);
    motionBatch = new HostBatch(rows, 4);
    heldBatch = new HostBatch(rows, 1);
    knownBatch = new HostBatch(rows, 1);
  }

  /**
   * Fills a row.
   *
   * @param isKnown whether there is a last state
   * @param isHeld whether the hand is taken to hold the object since the last tick
   */
  void put(int row, Senses senses, int object, boolean[] masked, boolean isKnown, boolean isHeld) {
    clear(row, senses, isKnown, isHeld);
    for (FileDomain domain : Senses.DOMAINS) {
      if (!masked[domain.ordinal()] && senses.tells(domain, object)) {
        senses.write(domain, object, told[domain.ordinal()], row * domain.width());
        enter(row, domain);
      }
    }
  }

  /** Fills a row of which nothing is told. */
  void clear(int row, Senses senses, boolean isKnown, boolean isHeld) {
    for (FileDomain domain : Senses.DOMAINS) {
      int from = row * domain.width();
      Arrays.fill(told[domain.ordinal()], from, from + domain.width(), 0);
      present[row * DOMAINS + domain.ordinal()] = 0;
      absent[row * (DOMAINS + 1) + domain.ordinal()] = NEVER;
    }
    absent[row * (DOMAINS + 1) + DOMAINS] = isKnown ? 0 : NEVER;
    for (int i = 0; i < 4; i++) {
      motion[row * 4 + i] = (float) senses.motion[i];
    }
    held[row] = isHeld ? 1 : 0;
    known[row] = isKnown ? 1 : 0;
  }

  void enter(int row, FileDomain domain) {
    present[row * DOMAINS + domain.ordinal()] = 1;
    absent[row * (DOMAINS + 1) + domain.ordinal()] = 0;
  }

  void shut(int row, int domain) {
    present[row * DOMAINS + domain] = 0;
    absent[row * (DOMAINS + 1) + domain] = NEVER;
  }

  boolean enters(int row, int domain) {
    return present[row * DOMAINS + domain] > 0;
  }

  /** The rows as arrays: told and present one a domain, (rows, width) and (rows, 1). */
  record Arrayed(
      NDArray[] told,
      NDArray[] present,
      NDArray absent,
      NDArray motion,
      NDArray held,
      NDArray known) {}

  Arrayed arrays(NDManager manager) {
    NDArray[] tells = new NDArray[DOMAINS];
    NDArray[] there = new NDArray[DOMAINS];
    for (int d = 0; d < DOMAINS; d++) {
      toldBatch[d].values().put(told[d]);
      tells[d] = toldBatch[d].toArray(manager);
      FloatBuffer flags = presentBatch[d].values();
      for (int row = 0; row < rows; row++) {
        flags.put(present[row * DOMAINS + d]);
      }
      there[d] = presentBatch[d].toArray(manager);
    }
    absentBatch.values().put(absent);
    motionBatch.values().put(motion);
    heldBatch.values().put(held);
    knownBatch.values().put(known);
    return new Arrayed(
        tells,
        there,
        absentBatch.toArray(manager),
        motionBatch.toArray(manager),
        heldBatch.toArray(manager),
        knownBatch.toArray(manager));
  }
}
