package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class HostBatchTest {
  /** Wherever the memory begins: sizes that are no multiple of the alignment have room too. */
  @Test
  void everySizeHasRoom() {
    try (NDManager manager = Engines.pyTorch().newBaseManager()) {
      for (int size = 1; size < 70; size++) {
        HostBatch batch = new HostBatch(size, 11);
        assertEquals(11 * size, batch.values().remaining());
        batch.values().put(11 * size - 1, size);
        assertEquals(size, batch.toArray(manager).getFloat(size - 1, 10));
      }
    }
    assertThrows(IllegalArgumentException.class, () -> new HostBatch(0, 3));
  }
}
