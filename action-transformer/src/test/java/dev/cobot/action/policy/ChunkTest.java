package dev.cobot.action.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkTest {
  private final SplittableRandom random = new SplittableRandom(21);

  private Transform pose() {
    return new Transform(
        "table",
        "tool0",
        new Vector3(
            random.nextDouble(-0.4, 0.4), random.nextDouble(-0.4, 0.4), random.nextDouble(0.5)),
        new Quaternion(
            random.nextGaussian(),
            random.nextGaussian(),
            random.nextGaussian(),
            random.nextGaussian()));
  }

  private ActionChunk chunk() {
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      steps.add(
          new ActionChunk.Step(pose(), random.nextInt(2), random.nextInt(2), random.nextDouble()));
    }
    return new ActionChunk(17, ActionChunk.STEP_SECONDS, steps);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    for (int run = 0; run < 50; run++) {
      HandState hand = new HandState(pose(), 0.05, 0, false);
      ActionChunk chunk = chunk();
      int size = ActionChunk.STEPS * PolicyNet.STEP_WIDTH;
      float[] out = new float[3 + size];
      ChunkCodec.write(chunk, hand, out, 3);
      assertArrayEquals(new float[3], java.util.Arrays.copyOf(out, 3));
      float[] values = java.util.Arrays.copyOfRange(out, 3, out.length);
      for (int s = 0; s < ActionChunk.STEPS; s++) { // labels to logits
        for (int i = 9; i < 11; i++) {
          int at = s * PolicyNet.STEP_WIDTH + i;
          values[at] = 20 * values[at] - 10;
        }
      }
      ActionChunk back = ChunkCodec.read(17, values, hand);
      assertEquals(17, back.stampNanos());
      assertEquals(ActionChunk.STEP_SECONDS, back.stepSeconds());
      for (int s = 0; s < ActionChunk.STEPS; s++) {
        ActionChunk.Step expected = chunk.steps().get(s);
        ActionChunk.Step got = back.steps().get(s);
        assertEquals("table", got.tableFromTool().target());
        assertEquals("tool0", got.tableFromTool().source());
        assertEquals(
            0,
            expected.tableFromTool().translation().distanceTo(got.tableFromTool().translation()),
            1e-6);
        assertEquals(
            0, expected.tableFromTool().rotation().angleTo(got.tableFromTool().rotation()), 1e-3);
        assertEquals(expected.closeProbability(), got.closeProbability(), 1e-4);
        assertEquals(expected.doneProbability(), got.doneProbability(), 1e-4);
        assertEquals(expected.progress(), got.progress(), 1e-6);
      }
    }
  }

  @Test
  void anyAnswerIsReadAsARotation() {
    HandState hand = new HandState(pose(), 0.05, 0, false);
    for (int run = 0; run < 50; run++) {
      float[] values = new float[ActionChunk.STEPS * PolicyNet.STEP_WIDTH];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.7 * random.nextGaussian());
      }
      for (ActionChunk.Step step : ChunkCodec.read(0, values, hand).steps()) {
        double[] m = step.tableFromTool().rotation().toMatrix();
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            double dot = m[i] * m[j] + m[3 + i] * m[3 + j] + m[6 + i] * m[6 + j];
            assertEquals(i == j ? 1 : 0, dot, 1e-9);
          }
        }
        assertTrue(step.closeProbability() >= 0 && step.closeProbability() <= 1);
        assertTrue(step.progress() >= 0 && step.progress() <= 1);
      }
    }
  }

  @Test
  void anAnswerOfZerosMeansToStay() {
    HandState hand = new HandState(pose(), 0.05, 0, false);
    float[] zeros = new float[ActionChunk.STEPS * PolicyNet.STEP_WIDTH];
    for (ActionChunk.Step step : ChunkCodec.read(0, zeros, hand).steps()) {
      assertEquals(0, step.tableFromTool().translation().distanceTo(hand.positionMeters()), 1e-12);
      assertEquals(
          0, step.tableFromTool().rotation().angleTo(hand.tableFromTool().rotation()), 1e-7);
      assertEquals(0.5, step.closeProbability());
    }
  }

  @Test
  void theFirstColumnKeepsItsDirection() {
    // Gram-Schmidt keeps the first column and turns the second: the order of the two matters.
    HandState hand = new HandState(Transform.identity("table", "tool0"), 0.05, 0, false);
    float[] values = new float[ActionChunk.STEPS * PolicyNet.STEP_WIDTH];
    values[3] = -1;
    values[4] = 2; // first column (0, 2, 0)
    values[6] = -1;
    values[7] = 0; // second column (-1, 1, 0)
    Transform turned = ChunkCodec.read(0, values, hand).steps().get(0).tableFromTool();
    assertEquals(0, turned.rotation().angleTo(Quaternion.fromYaw(Math.PI / 2)), 1e-7);
  }

  @Test
  void chunksMustHaveStepsAndTime() {
    assertThrows(IllegalArgumentException.class, () -> new ActionChunk(0, 0.04, List.of()));
    List<ActionChunk.Step> steps = chunk().steps();
    assertThrows(IllegalArgumentException.class, () -> new ActionChunk(0, 0, steps));
    assertThrows(IllegalArgumentException.class, () -> new ActionChunk(0, Double.NaN, steps));
  }

  @Test
  void theGripperNeedsTwoClearWishes() {
    GripperHysteresis gripper = new GripperHysteresis();
    assertFalse(gripper.closed());
    assertFalse(gripper.update(0.9));
    assertFalse(gripper.update(0.69));
    assertFalse(gripper.update(0.9), "the wish was interrupted");
    assertTrue(gripper.update(0.71));
    for (double p : new double[] {0.31, 0.5, 0.69, 0.31, 0.99}) {
      assertTrue(gripper.update(p), "between the thresholds it stays");
    }
    assertTrue(gripper.update(0.29));
    assertTrue(gripper.update(0.31));
    assertTrue(gripper.update(0.1));
    assertFalse(gripper.update(0.1));
    assertFalse(gripper.closed());
  }
}
