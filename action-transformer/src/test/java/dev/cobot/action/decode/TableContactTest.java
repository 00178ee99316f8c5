package dev.cobot.action.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableContactTest {
  private static final double HAND_Z_METERS = 0.05;

  private static ActionChunk wavering() {
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      Vector3 place = new Vector3(0.1 + 0.002 * i, -0.1, 0.2 + 0.01 * Math.sin(i));
      steps.add(
          new ActionChunk.Step(
              new Transform(
                  CameraModel.TABLE, RobotModel.TOOL, place, Quaternion.fromYaw(0.01 * i)),
              0.9,
              0.1,
              0.5));
    }
    return new ActionChunk(7, ActionChunk.STEP_SECONDS, steps);
  }

  private static double z(ActionChunk chunk, int step) {
    return chunk.steps().get(step).tableFromTool().translation().z();
  }

  /** Down or up to the contact without passing it, nearly there within the chunk's second. */
  @ParameterizedTest
  @ValueSource(doubles = {-0.004, 0.003, -0.02})
  void theHeightGoesToTheContact(double rise) {
    ActionChunk kept = TableContact.keep(wavering(), HAND_Z_METERS, rise);
    double before = HAND_Z_METERS;
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      double left = HAND_Z_METERS + rise - z(kept, i);
      assertTrue(Math.signum(left) == Math.signum(rise), "not past it");
      assertTrue(Math.abs(left) < Math.abs(HAND_Z_METERS + rise - before), "nearer each step");
      before = z(kept, i);
    }
    assertEquals(HAND_Z_METERS + rise, before, 0.01 * Math.abs(rise));
  }

  @Test
  void fromHighUpItGoesNoFasterThanAnApproach() {
    ActionChunk kept = TableContact.keep(wavering(), 0.4, -0.35);
    assertEquals(0.4 - 0.16 * ActionChunk.STEP_SECONDS, z(kept, 0), 1e-9);
    assertTrue(z(kept, ActionChunk.STEPS - 1) > 0.4 - 0.1601);
  }

  @Test
  void everythingElseIsThePolicys() {
    ActionChunk asked = wavering();
    ActionChunk kept = TableContact.keep(asked, HAND_Z_METERS, -0.004);
    assertEquals(asked.stampNanos(), kept.stampNanos());
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      ActionChunk.Step a = asked.steps().get(i);
      ActionChunk.Step k = kept.steps().get(i);
      assertEquals(a.tableFromTool().rotation(), k.tableFromTool().rotation());
      assertEquals(a.tableFromTool().translation().x(), k.tableFromTool().translation().x());
      assertEquals(a.tableFromTool().translation().y(), k.tableFromTool().translation().y());
      assertEquals(a.closeProbability(), k.closeProbability());
    }
  }
}
