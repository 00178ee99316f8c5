package dev.cobot.action.decode;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Averages the last chunks where they speak of the same moment (temporal ensembling, Zhao et al.
 * 2023): a policy that is asked anew at each tick and wavers between two motions then carries on
 * with one of them. Chunk i, the oldest being 0, weighs {@code exp(-DECAY * i)}. Poses alone are
 * averaged; gripper, done and progress are the newest chunk's. One instance a motion.
 */
public final class ChunkEnsemble {
  private static final double DECAY = 0.01;

  private final int most;
  private final Deque<ActionChunk> chunks = new ArrayDeque<>();

  /**
   * @param most chunks that are averaged; 1 takes the newest alone
   */
  public ChunkEnsemble(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("an ensemble has at least one chunk, got " + most);
    }
    this.most = most;
  }

  /**
   * Takes the newest chunk in and returns it with its poses averaged. A chunk that is no newer than
   * the one before begins anew, as does one that comes when the one before has run out.
   */
  public ActionChunk add(ActionChunk newest) {
    ActionChunk before = chunks.peekLast();
    if (before != null
        && (newest.stampNanos() <= before.stampNanos()
            || stepOf(before, due(newest, 0)) > before.steps().size() - 1)) {
      chunks.clear();
    }
    chunks.addLast(newest);
    if (chunks.size() > most) {
      chunks.removeFirst();
    }
    List<ActionChunk.Step> steps = new ArrayList<>(newest.steps().size());
    for (int i = 0; i < newest.steps().size(); i++) {
      ActionChunk.Step step = newest.steps().get(i);
      steps.add(
          new ActionChunk.Step(
              mean(step.tableFromTool(), due(newest, i)),
              step.closeProbability(),
              step.doneProbability(),
              step.progress()));
    }
    return new ActionChunk(newest.stampNanos(), newest.stepSeconds(), steps);
  }

  private static long due(ActionChunk chunk, int step) {
    return chunk.stampNanos() + Math.round((step + 1) * chunk.stepSeconds() * 1e9);
  }

  /** Returns which of a chunk's steps is due then, between two as a fraction. */
  private static double stepOf(ActionChunk chunk, long nanos) {
    return (nanos - chunk.stampNanos()) * 1e-9 / chunk.stepSeconds() - 1;
  }

  /** Returns the mean of what all chunks say of a moment for which the newest says {@code pose}. */
  private Transform mean(Transform pose, long nanos) {
    Quaternion like = pose.rotation();
    Vector3 position = Vector3.ZERO;
    double[] rotation = new double[4];
    double sum = 0;
    double weight = 1;
    for (ActionChunk chunk : chunks) {
      double step = stepOf(chunk, nanos);
      int last = chunk.steps().size() - 1;
      // Half a nanosecond of rounding is no step beyond the end.
      if (step > -1e-6 && step < last + 1e-6) {
        int before = (int) Math.min(last, Math.max(0, Math.floor(step + 1e-6)));
        double share = Math.max(0, step - before);
        position = position.plus(add(chunk, before, weight * (1 - share), like, rotation));
        if (share > 1e-6) {
          position = position.plus(add(chunk, before + 1, weight * share, like, rotation));
        }
        sum += weight;
      }
      weight *= Math.exp(-DECAY);
    }
    return new Transform(
        pose.target(),
        pose.source(),
        position.times(1 / sum),
        new Quaternion(rotation[0], rotation[1], rotation[2], rotation[3]));
  }

  /** Adds a step's rotation, on the side of {@code like}, and returns its place, both weighted. */
  private static Vector3 add(
      ActionChunk chunk, int step, double weight, Quaternion like, double[] rotation) {
    Transform pose = chunk.steps().get(step).tableFromTool();
    Quaternion q = pose.rotation();
    double dot = q.x() * like.x() + q.y() * like.y() + q.z() * like.z() + q.w() * like.w();
    double signed = dot < 0 ? -weight : weight;
    rotation[0] += signed * q.x();
    rotation[1] += signed * q.y();
    rotation[2] += signed * q.z();
    rotation[3] += signed * q.w();
    return pose.translation().times(weight);
  }
}
