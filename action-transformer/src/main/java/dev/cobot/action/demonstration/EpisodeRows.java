package dev.cobot.action.demonstration;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.Progress;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An episode's values as rows of numbers: metres, radians, seconds, sRGB, table frame.
 *
 * <p>Tick: seconds, hand, opening, its rate, holding, then the first step of what was done, then
 * how many goals are left, the share that is done and the next goal (3; zeros for none). Pose:
 * position (3), quaternion xyzw (4). Step: pose, close, done, progress. Object: index of its kind
 * in the set's kinds, position (3), yaw, colour (3), size (3), score, sigmas of position (3), yaw
 * and colour (3), axis (3). Track: object, seconds since it was seen, sightings, held, index of its
 * id in the episode's ids.
 */
final class EpisodeRows {
  private static final int POSE = 7;
  private static final int STEP = POSE + 3;
  private static final int PROGRESS = 1 + POSE + 3 + STEP;
  static final int TICK = PROGRESS + 5;
  static final int LABEL = ActionChunk.STEPS * STEP;
  private static final int MOST_GOALS = 64;
  static final int OBJECT = 22;
  static final int TRACK = OBJECT + 4;

  private EpisodeRows() {}

  static void putTick(Episode.Tick tick, float[] out, int at) {
    HandState hand = tick.hand();
    out[at] = (float) tick.seconds();
    putPose(hand.tableFromTool(), out, at + 1);
    out[at + 8] = (float) hand.openingMeters();
    out[at + 9] = (float) hand.openingMetersPerSecond();
    out[at + 10] = hand.holding() ? 1 : 0;
    putStep(tick.done(), out, at + 11);
    Progress progress = tick.progress();
    out[at + PROGRESS] = progress.goals().size();
    out[at + PROGRESS + 1] = (float) progress.share();
    if (!progress.goals().isEmpty()) {
      putVector(progress.goals().get(0), out, at + PROGRESS + 2);
    }
  }

  /** Returns the progress of a tick; each goal after the next is given as the next one. */
  static Progress progress(float[] in, int at) {
    int left = Math.max(0, Math.min(MOST_GOALS, (int) in[at + PROGRESS]));
    return new Progress(
        Collections.nCopies(left, vector(in, at + PROGRESS + 2)),
        in[at + PROGRESS + 1],
        Optional.empty());
  }

  static double seconds(float[] in, int at) {
    return in[at];
  }

  static HandState hand(float[] in, int at) {
    return new HandState(pose(in, at + 1), in[at + 8], in[at + 9], in[at + 10] > 0.5f);
  }

  static ActionChunk.Step done(float[] in, int at) {
    return step(in, at + 11);
  }

  static void putLabel(ActionChunk label, float[] out, int at) {
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      putStep(label.steps().get(i), out, at + i * STEP);
    }
  }

  static ActionChunk label(long stampNanos, float[] in, int at) {
    ActionChunk.Step[] steps = new ActionChunk.Step[ActionChunk.STEPS];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = step(in, at + i * STEP);
    }
    return new ActionChunk(stampNanos, ActionChunk.STEP_SECONDS, List.of(steps));
  }

  static void putObject(ObjectAttributes a, List<ObjectKind> kinds, float[] out, int at) {
    out[at] = kinds.indexOf(a.kind());
    putVector(a.positionMeters(), out, at + 1);
    out[at + 4] = (float) a.yawRad();
    out[at + 5] = (float) a.color().red();
    out[at + 6] = (float) a.color().green();
    out[at + 7] = (float) a.color().blue();
    putVector(a.sizeMeters(), out, at + 8);
    out[at + 11] = (float) a.score();
    putVector(a.uncertainty().positionMeters(), out, at + 12);
    out[at + 15] = (float) a.uncertainty().yawRad();
    putVector(a.uncertainty().colorRgb(), out, at + 16);
    putVector(a.axis(), out, at + 19);
  }

  static ObjectAttributes object(String id, List<ObjectKind> kinds, float[] in, int at) {
    return new ObjectAttributes(
        id,
        kinds.get((int) in[at]),
        vector(in, at + 1),
        in[at + 4],
        ColorRgb.clamped(in[at + 5], in[at + 6], in[at + 7]),
        vector(in, at + 8),
        in[at + 11],
        new ObjectAttributes.Uncertainty(vector(in, at + 12), in[at + 15], vector(in, at + 16)),
        vector(in, at + 19));
  }

  static void putTrack(
      Track track,
      double nowSeconds,
      List<ObjectKind> kinds,
      List<String> ids,
      float[] out,
      int at) {
    putObject(track.attributes(), kinds, out, at);
    out[at + OBJECT] = (float) (nowSeconds - track.lastSeenNanos() * 1e-9);
    out[at + OBJECT + 1] = track.sightings();
    out[at + OBJECT + 2] = track.held() ? 1 : 0;
    out[at + OBJECT + 3] = ids.indexOf(track.id());
  }

  static Track track(long nowNanos, List<ObjectKind> kinds, List<String> ids, float[] in, int at) {
    return new Track(
        object(ids.get((int) in[at + OBJECT + 3]), kinds, in, at),
        new float[0],
        nowNanos - Math.round(in[at + OBJECT] * 1e9),
        (int) in[at + OBJECT + 1],
        in[at + OBJECT + 2] > 0.5f);
  }

  private static void putStep(ActionChunk.Step step, float[] out, int at) {
    putPose(step.tableFromTool(), out, at);
    out[at + POSE] = (float) step.closeProbability();
    out[at + POSE + 1] = (float) step.doneProbability();
    out[at + POSE + 2] = (float) step.progress();
  }

  private static ActionChunk.Step step(float[] in, int at) {
    return new ActionChunk.Step(pose(in, at), in[at + POSE], in[at + POSE + 1], in[at + POSE + 2]);
  }

  private static void putPose(Transform tableFromTool, float[] out, int at) {
    putVector(tableFromTool.translation(), out, at);
    Quaternion q = tableFromTool.rotation();
    out[at + 3] = (float) q.x();
    out[at + 4] = (float) q.y();
    out[at + 5] = (float) q.z();
    out[at + 6] = (float) q.w();
  }

  private static Transform pose(float[] in, int at) {
    return new Transform(
        CameraModel.TABLE,
        RobotModel.TOOL,
        vector(in, at),
        new Quaternion(in[at + 3], in[at + 4], in[at + 5], in[at + 6]));
  }

  private static void putVector(Vector3 v, float[] out, int at) {
    out[at] = (float) v.x();
    out[at + 1] = (float) v.y();
    out[at + 2] = (float) v.z();
  }

  private static Vector3 vector(float[] in, int at) {
    return new Vector3(in[at], in[at + 1], in[at + 2]);
  }
}
