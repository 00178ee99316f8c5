package dev.cobot.action.policy;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * Between an action chunk and the network's numbers. All steps are relative to the hand's pose at
 * inference (not to the step before, which would accumulate errors); the gripper is absolute.
 *
 * <p>Step values: translation in the table's axes (3, in 0.1 m), the first two columns of the
 * relative rotation's matrix minus those of the identity (6), close logit, done logit, progress.
 */
public final class ChunkCodec {
  private static final double TRANSLATION_SCALE_METERS = 0.1;

  private ChunkCodec() {}

  /** Writes a chunk, as labels: gripper and done hold 0 or 1 instead of logits. */
  public static void write(ActionChunk chunk, HandState hand, float[] out, int offset) {
    Quaternion back = hand.tableFromTool().rotation().inverse();
    int i = offset;
    for (ActionChunk.Step step : chunk.steps()) {
      Vector3 d =
          step.tableFromTool()
              .translation()
              .minus(hand.positionMeters())
              .times(1 / TRANSLATION_SCALE_METERS);
      double[] m = step.tableFromTool().rotation().after(back).toMatrix();
      out[i++] = (float) d.x();
      out[i++] = (float) d.y();
      out[i++] = (float) d.z();
      out[i++] = (float) (m[0] - 1);
      out[i++] = (float) m[3];
      out[i++] = (float) m[6];
      out[i++] = (float) m[1];
      out[i++] = (float) (m[4] - 1);
      out[i++] = (float) m[7];
      out[i++] = (float) step.closeProbability();
      out[i++] = (float) step.doneProbability();
      out[i++] = (float) step.progress();
    }
  }

  /** Reads the network's answer (25, 12) for a hand that was at this pose. */
  public static ActionChunk read(long stampNanos, float[] values, HandState hand) {
    List<ActionChunk.Step> steps = new ArrayList<>(ActionChunk.STEPS);
    for (int s = 0; s < ActionChunk.STEPS; s++) {
      int i = s * PolicyNet.STEP_WIDTH;
      Vector3 d = new Vector3(values[i], values[i + 1], values[i + 2]);
      Vector3 a = new Vector3(values[i + 3] + 1, values[i + 4], values[i + 5]);
      Vector3 b = new Vector3(values[i + 6], values[i + 7] + 1, values[i + 8]);
      Quaternion turn = orthonormal(a, b);
      Transform target =
          new Transform(
              CameraModel.TABLE,
              hand.tableFromTool().source(),
              hand.positionMeters().plus(d.times(TRANSLATION_SCALE_METERS)),
              turn.after(hand.tableFromTool().rotation()));
      steps.add(
          new ActionChunk.Step(
              target,
              sigmoid(values[i + 9]),
              sigmoid(values[i + 10]),
              Math.max(0, Math.min(1, values[i + 11]))));
    }
    return new ActionChunk(stampNanos, ActionChunk.STEP_SECONDS, steps);
  }

  /** Gram-Schmidt on two columns (Zhou et al. 2019). */
  private static Quaternion orthonormal(Vector3 a, Vector3 b) {
    Vector3 x = a.normalized();
    Vector3 y = b.minus(x.times(x.dot(b))).normalized();
    Vector3 z = x.cross(y);
    return Quaternion.fromMatrix(
        new double[] {x.x(), y.x(), z.x(), x.y(), y.y(), z.y(), x.z(), y.z(), z.z()});
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
