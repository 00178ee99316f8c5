package dev.cobot.action.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PolicyNetTest {
  private static final int WIDTH = 12;
  private static final int SLOTS = PolicyTokens.SLOTS;
  private static final int OBJECT = PolicyTokens.OBJECT_WIDTH;
  private static TorchNet net;

  private final SplittableRandom random = new SplittableRandom(31);
  private final float[] task = {0, 1, 0};
  private final float[] command = gaussian(2 * WIDTH);
  private final float[] broadcast = gaussian(2 * (WIDTH + 3));
  private final float[] objects = gaussian(SLOTS * OBJECT);
  private final float[] body = gaussian(PolicyTokens.BODY_WIDTH);
  private final float[] progress = gaussian(PolicyTokens.PROGRESS_WIDTH);
  private final float[] present = {1, 1, 1, 1, 1, 0, 0, 0};

  @BeforeAll
  static void open() {
    PolicyNet architecture = new PolicyNet(new PolicyNet.Config(32, 2, 4, WIDTH, 3, 3));
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(2), InferenceDevice.CPU)) {
      trainer.create(architecture);
      net = TorchNet.open(architecture, trainer.weights(architecture), InferenceDevice.CPU);
    }
  }

  @AfterAll
  static void close() {
    net.close();
  }

  private float[] gaussian(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private float[][] run(float[] slots, float[] used) {
    return net.run(1, task, command, broadcast, slots, used, body, progress);
  }

  @Test
  void theAnswerHasItsShape() {
    float[][] out = run(objects, present);
    assertEquals(ActionChunk.STEPS * PolicyNet.STEP_WIDTH, out[0].length);
    assertEquals(SLOTS, out[1].length);
  }

  @Test
  void theOrderOfTheObjectsMeansNothing() {
    int[] order = {4, 2, 0, 7, 1, 6, 3, 5};
    float[] slots = new float[objects.length];
    float[] used = new float[SLOTS];
    for (int i = 0; i < SLOTS; i++) {
      System.arraycopy(objects, order[i] * OBJECT, slots, i * OBJECT, OBJECT);
      used[i] = present[order[i]];
    }
    float[][] expected = run(objects, present);
    float[][] got = run(slots, used);
    assertArrayEquals(expected[0], got[0], 1e-5f);
    for (int i = 0; i < SLOTS; i++) {
      if (used[i] == 1) {
        assertEquals(expected[1][order[i]], got[1][i], 1e-5f);
      } else {
        assertTrue(got[1][i] < -1e8f, "the pointer never leads to an empty slot");
      }
    }
  }

  @Test
  void emptySlotsSayNothing() {
    float[] other = objects.clone();
    for (int i = 5 * OBJECT; i < other.length; i++) {
      other[i] = 50 * (float) random.nextGaussian();
    }
    float[][] expected = run(objects, present);
    float[][] got = run(other, present);
    assertArrayEquals(expected[0], got[0], 1e-6f);
    for (int i = 0; i < 5; i++) {
      assertEquals(expected[1][i], got[1][i], 1e-6f);
    }
    float[][] none = run(objects, new float[SLOTS]);
    for (float value : none[0]) {
      assertTrue(Float.isFinite(value));
    }
  }

  @Test
  void everyInputMatters() {
    float[] before = run(objects, present)[0];
    for (float[] input : new float[][] {command, broadcast, objects, body, progress}) {
      float kept = input[3];
      input[3] += 1;
      float change = difference(before, run(objects, present)[0]);
      input[3] = kept;
      assertTrue(change > 1e-4f, "change " + change);
    }
  }

  @Test
  void eachTaskAndEachRoleHasAPlaceOfItsOwn() {
    float[] before = run(objects, present)[0];
    float[] first =
        net.run(1, new float[] {1, 0, 0}, command, broadcast, objects, present, body, progress)[0];
    float[] last =
        net.run(1, new float[] {0, 0, 1}, command, broadcast, objects, present, body, progress)[0];
    assertTrue(difference(before, first) > 1e-4f, "another task, another motion");
    assertTrue(difference(first, last) > 1e-4f);
    float[] swapped = broadcast.clone();
    System.arraycopy(broadcast, 0, swapped, WIDTH + 3, WIDTH + 3);
    System.arraycopy(broadcast, WIDTH + 3, swapped, 0, WIDTH + 3);
    float[] other = net.run(1, task, command, swapped, objects, present, body, progress)[0];
    assertTrue(difference(before, other) > 1e-4f, "which role has which broadcast matters");
  }

  private static float difference(float[] a, float[] b) {
    float most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  @Test
  void sizesThatCannotBeAreErrors() {
    for (int[] c : new int[][] {{32, 2, 5, 12, 3, 1}, {32, 0, 4, 12, 3, 1}, {32, 2, 4, 12, 3, 0}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new PolicyNet.Config(c[0], c[1], c[2], c[3], c[4], c[5]));
    }
  }

  @Test
  void rowsOfABatchDoNotMix() {
    float[] twoTasks = twice(task);
    float[] twoCommands = twice(command);
    float[] twoBroadcasts = twice(broadcast);
    float[] twoObjects = twice(objects);
    float[] twoPresent = twice(present);
    float[] twoBodies = twice(body);
    float[] twoProgresses = twice(progress);
    twoObjects[1] += 3;
    twoProgresses[2] -= 3;
    float[][] both =
        net.run(
            2,
            twoTasks,
            twoCommands,
            twoBroadcasts,
            twoObjects,
            twoPresent,
            twoBodies,
            twoProgresses);
    float[] second = java.util.Arrays.copyOfRange(both[0], both[0].length / 2, both[0].length);
    assertArrayEquals(run(objects, present)[0], second, 1e-5f);
  }

  private static float[] twice(float[] values) {
    float[] two = java.util.Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, two, values.length, values.length);
    return two;
  }
}
