package dev.cobot.sim2real.render;

/** What stands in the light of one point of a lamp. */
interface Shadows {
  /** A caster closer to the lit point than this is its neighbour on the same surface, metres. */
  double CONTACT_METERS = 3e-4;

  /**
   * Returns whether something stands between the lamp and the point, table frame.
   *
   * @param self the primitive the point lies on, which cannot shade itself unless it is a mesh; -1
   *     for none
   */
  boolean shadowed(double px, double py, double pz, int self);
}
