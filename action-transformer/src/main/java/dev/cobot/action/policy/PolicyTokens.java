package dev.cobot.action.policy;

import dev.cobot.brain.Broadcast;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;

/** Writes what the policy sees of the objects and the body as network inputs. */
public final class PolicyTokens {
  /** Objects that the policy can see at once. */
  public static final int SLOTS = 8;

  private static final int KINDS = ObjectKind.values().length;
  private static final int ROLES = Role.values().length;

  /** Values of an object's slot. */
  public static final int OBJECT_WIDTH = 15 + KINDS + 3 + 3 + ROLES + 2 + 5;

  public static final int BODY_WIDTH = BodyDomain.LATENT_WIDTH;

  /** Values of where the hand is as seen along the way from the target to its goal. */
  private static final int WAY_WIDTH = 2 + 4 + 3;

  /** Values of a task's progress. */
  public static final int PROGRESS_WIDTH = 1 + 3 + 6 + 6 + WAY_WIDTH + 2;

  /** Nearer than this to its goal, a target's way there fades to none instead of turning about. */
  private static final double FADING_METERS = 0.02;

  /** A gripper with two square fingers looks the same to what they push after a quarter turn. */
  private static final int PUSHING_SYMMETRY_ORDER = 4;

  private static final double GOALS_SCALE = 4;

  private static final double LENGTH_SCALE_METERS = 0.3;
  private static final double NEAR_SCALE_METERS = 0.03;
  private static final double SIZE_SCALE_METERS = 0.1;
  private static final double AGE_SCALE_SECONDS = 2;

  private PolicyTokens() {}

  /**
   * Writes one object at {@code offset}: position; position relative to the hand, coarse, then fine
   * (tanh in units of 3 cm); size; colour; one-hot kind; yaw relative to the hand's (cos and sin of
   * the difference times the symmetry order, then the wrapped difference); score, age since it was
   * seen, held; attention of each role's phrase; height; axis in the hand's heading, and cos and
   * sin of twice its heading (a grasp is the same after half a turn), both 0 when it stands.
   *
   * @param attention one a role, in their order
   */
  public static void writeObject(
      Track track, HandState hand, double ageSeconds, double[] attention, float[] out, int offset) {
    ObjectAttributes a = track.attributes();
    Vector3 p = a.positionMeters();
    Vector3 d = p.minus(hand.positionMeters());
    int i = offset;
    i = write(out, i, p.times(1 / LENGTH_SCALE_METERS));
    i = write(out, i, d.times(1 / LENGTH_SCALE_METERS));
    out[i++] = (float) Math.tanh(d.x() / NEAR_SCALE_METERS);
    out[i++] = (float) Math.tanh(d.y() / NEAR_SCALE_METERS);
    out[i++] = (float) Math.tanh(d.z() / NEAR_SCALE_METERS);
    i = write(out, i, a.sizeMeters().times(1 / SIZE_SCALE_METERS));
    out[i++] = (float) (2 * a.color().red() - 1);
    out[i++] = (float) (2 * a.color().green() - 1);
    out[i++] = (float) (2 * a.color().blue() - 1);
    for (int k = 0; k < KINDS; k++) {
      out[i++] = k == a.kind().ordinal() ? 1 : 0;
    }
    int order = a.kind().yawSymmetryOrder();
    double turn = a.yawRad() - hand.yawRad();
    out[i++] = order == 0 ? 0 : (float) Math.cos(order * turn);
    out[i++] = order == 0 ? 0 : (float) Math.sin(order * turn);
    double period = order == 0 ? 1 : 2 * Math.PI / order;
    out[i++] =
        order == 0 ? 0 : (float) (2 * (turn - period * Math.floor(turn / period + 0.5)) / period);
    out[i++] = (float) a.score();
    out[i++] = (float) Math.tanh(ageSeconds / AGE_SCALE_SECONDS);
    out[i++] = track.held() ? 1 : 0;
    for (int r = 0; r < ROLES; r++) {
      out[i++] = (float) attention[r];
    }
    out[i++] = (float) Math.tanh(p.z() / 0.05);
    out[i++] = 1;
    Vector3 axis = Quaternion.fromYaw(-hand.yawRad()).rotate(a.axis());
    i = write(out, i, axis);
    double heading = 2 * Math.atan2(axis.y(), axis.x());
    out[i++] = a.isLying() ? (float) Math.cos(heading) : 0;
    out[i] = a.isLying() ? (float) Math.sin(heading) : 0;
  }

  /**
   * Returns what the policy sees of a task's progress: whether there is a goal, the next one,
   * relative to the target and to the hand, coarse, then fine; the hand along the target's way to
   * it; how many are left; the share that is done.
   */
  static float[] progress(Progress progress, ObjectAttributes target, HandState hand) {
    float[] out = new float[PROGRESS_WIDTH];
    out[PROGRESS_WIDTH - 2] = (float) (progress.goals().size() / GOALS_SCALE);
    out[PROGRESS_WIDTH - 1] = (float) progress.share();
    if (!progress.goals().isEmpty()) {
      Vector3 goal = progress.goals().get(0);
      out[0] = 1;
      int i = write(out, 1, goal.times(1 / LENGTH_SCALE_METERS));
      for (Vector3 from : List.of(target.positionMeters(), hand.positionMeters())) {
        Vector3 d = goal.minus(from);
        i = write(out, i, d.times(1 / LENGTH_SCALE_METERS));
        out[i++] = (float) Math.tanh(d.x() / NEAR_SCALE_METERS);
        out[i++] = (float) Math.tanh(d.y() / NEAR_SCALE_METERS);
        out[i++] = (float) Math.tanh(d.z() / NEAR_SCALE_METERS);
      }
      writeWay(goal, target, hand, out, i);
    }
    return out;
  }

  /**
   * Writes the horizontal direction in which the target has to go; how far the hand is behind the
   * target and to the left of it, looking that way, coarse, then fine, the fine distance behind
   * counted from the target's side; and how the hand is turned against that way.
   */
  private static void writeWay(
      Vector3 goal, ObjectAttributes target, HandState hand, float[] out, int offset) {
    Vector3 way = goal.minus(target.positionMeters());
    double norm = Math.max(FADING_METERS, Math.hypot(way.x(), way.y()));
    double aheadX = way.x() / norm;
    double aheadY = way.y() / norm;
    double sure = Math.hypot(aheadX, aheadY);
    Vector3 fromTarget = hand.positionMeters().minus(target.positionMeters());
    double behind = -(fromTarget.x() * aheadX + fromTarget.y() * aheadY);
    double left = aheadX * fromTarget.y() - aheadY * fromTarget.x();
    double side = sure * target.sizeMeters().x() / 2;
    double turn = PUSHING_SYMMETRY_ORDER * (hand.yawRad() - Math.atan2(aheadY, aheadX));
    double turns = turn / (2 * Math.PI);
    int i = offset;
    out[i++] = (float) aheadX;
    out[i++] = (float) aheadY;
    out[i++] = (float) (behind / LENGTH_SCALE_METERS);
    out[i++] = (float) (left / LENGTH_SCALE_METERS);
    out[i++] = (float) Math.tanh((behind - side) / NEAR_SCALE_METERS);
    out[i++] = (float) Math.tanh(left / NEAR_SCALE_METERS);
    out[i++] = (float) (sure * Math.cos(turn));
    out[i++] = (float) (sure * Math.sin(turn));
    out[i] = (float) (sure * 2 * (turns - Math.floor(turns + 0.5)));
  }

  /** Writes one broadcast at {@code offset}: its latent, then the weight of each fused domain. */
  public static void writeBroadcast(Broadcast broadcast, float[] out, int offset) {
    int width = broadcast.latent().length;
    System.arraycopy(broadcast.latent(), 0, out, offset, width);
    int i = offset + width;
    for (double weight : broadcast.modalityAttention().values()) {
      out[i++] = (float) weight;
    }
  }

  private static int write(float[] out, int i, Vector3 v) {
    out[i] = (float) v.x();
    out[i + 1] = (float) v.y();
    out[i + 2] = (float) v.z();
    return i + 3;
  }
}
