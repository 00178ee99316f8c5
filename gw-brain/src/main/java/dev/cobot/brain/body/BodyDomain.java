package dev.cobot.brain.body;

import dev.cobot.sim2real.scene.Vector3;

/** The body domain's latent: the hand's pose, its opening and whether it holds something. */
public final class BodyDomain {
  /**
   * Position (3, in 0.3 m), first two columns of the rotation matrix (6), opening, its rate,
   * holding.
   */
  public static final int LATENT_WIDTH = 12;

  private static final double LENGTH_SCALE_METERS = 0.3;
  private static final double OPENING_SCALE_METERS = 0.085;
  private static final double RATE_SCALE = 0.1;

  private BodyDomain() {}

  /**
   * Returns the latent of a hand. The rotation is given by two columns of its matrix, which is
   * continuous where angles are not (Zhou et al. 2019, "On the continuity of rotation
   * representations").
   */
  public static float[] latent(HandState hand) {
    Vector3 p = hand.positionMeters();
    double[] m = hand.tableFromTool().rotation().toMatrix();
    return new float[] {
      (float) (p.x() / LENGTH_SCALE_METERS),
      (float) (p.y() / LENGTH_SCALE_METERS),
      (float) (p.z() / LENGTH_SCALE_METERS),
      (float) m[0],
      (float) m[3],
      (float) m[6],
      (float) m[1],
      (float) m[4],
      (float) m[7],
      (float) (hand.openingMeters() / OPENING_SCALE_METERS),
      (float) (hand.openingMetersPerSecond() / RATE_SCALE),
      hand.holding() ? 1 : 0
    };
  }

  /** Returns where a latent says the hand is, in the table's frame. */
  public static Vector3 positionMeters(float[] latent) {
    return new Vector3(
        latent[0] * LENGTH_SCALE_METERS,
        latent[1] * LENGTH_SCALE_METERS,
        latent[2] * LENGTH_SCALE_METERS);
  }
}
