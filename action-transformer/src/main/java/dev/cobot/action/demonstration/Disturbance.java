package dev.cobot.action.demonstration;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What keeps the hand from following the expert exactly: a slow drift, and now and then a push
 * (DART, Laskey et al. 2017). One instance an episode.
 */
final class Disturbance {
  private static final double LOWEST_HAND_METERS = 0.012;
  private static final double KICK_PER_TICK = 0.008;
  private static final double KICK_METERS = 0.004;

  private final SplittableRandom random;
  private final double driftMeters;
  private final double driftRad;
  private Vector3 offset = Vector3.ZERO;
  private double yawRad;

  Disturbance(SplittableRandom random) {
    this.random = random;
    double[] levels = {0, 0, 0.0004, 0.0008};
    driftMeters = levels[random.nextInt(levels.length)];
    driftRad = driftMeters * 8;
  }

  ActionChunk apply(ActionChunk chunk) {
    offset = offset.times(0.85).plus(gaussian(driftMeters));
    yawRad = 0.9 * yawRad + random.nextGaussian() * driftRad;
    if (driftMeters > 0 && random.nextDouble() < KICK_PER_TICK) {
      Vector3 kick = gaussian(KICK_METERS);
      offset = offset.plus(new Vector3(kick.x(), kick.y(), Math.abs(kick.z())));
    }
    Quaternion turn = Quaternion.fromYaw(yawRad);
    List<ActionChunk.Step> steps = new ArrayList<>(chunk.steps().size());
    for (ActionChunk.Step step : chunk.steps()) {
      Vector3 p = step.tableFromTool().translation().plus(offset);
      steps.add(
          new ActionChunk.Step(
              new Transform(
                  CameraModel.TABLE,
                  RobotModel.TOOL,
                  new Vector3(p.x(), p.y(), Math.max(LOWEST_HAND_METERS, p.z())),
                  turn.after(step.tableFromTool().rotation())),
              step.closeProbability(),
              step.doneProbability(),
              step.progress()));
    }
    return new ActionChunk(chunk.stampNanos(), chunk.stepSeconds(), steps);
  }

  private Vector3 gaussian(double sigma) {
    return new Vector3(
        random.nextGaussian() * sigma,
        random.nextGaussian() * sigma,
        random.nextGaussian() * sigma);
  }
}
