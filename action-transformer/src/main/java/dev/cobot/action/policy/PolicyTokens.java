package dev.cobot.action.policy;

import dev.cobot.brain.Broadcast;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;

/** Writes what the policy sees of the objects and the body as network inputs. */
public final class PolicyTokens {
  /** Objects that the policy can see at once. */
  public static final int SLOTS = 8;

  private static final int KINDS = ObjectKind.values().length;
  private static final int ROLES = Role.values().length;

  /** Values of an object's slot. */
  public static final int OBJECT_WIDTH = 15 + KINDS + 3 + 3 + ROLES + 2;

  public static final int BODY_WIDTH = BodyDomain.LATENT_WIDTH;

  private static final double LENGTH_SCALE_METERS = 0.3;
  private static final double NEAR_SCALE_METERS = 0.03;
  private static final double SIZE_SCALE_METERS = 0.1;
  private static final double AGE_SCALE_SECONDS = 2;

  private PolicyTokens() {}

  /**
   * Writes one object at {@code offset}: position; position relative to the hand, coarse, then fine
   * (tanh in units of 3 cm); size; colour; one-hot kind; yaw relative to the hand's (cos and sin of
   * the difference times the symmetry order, then the wrapped difference); score, age since it was
   * seen, held; attention of each role's phrase.
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
    out[i] = 1;
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
