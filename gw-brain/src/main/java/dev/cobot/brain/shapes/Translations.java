package dev.cobot.brain.shapes;

import dev.cobot.brain.workspace.GlobalWorkspace;

/**
 * A trained workspace with its two modules: every way from pictures and attributes to the other.
 */
final class Translations {
  private final GlobalWorkspace workspace;
  private final ShapesModule vision;
  private final ShapesModule attributes;

  Translations(GlobalWorkspace workspace, ShapesModule vision, ShapesModule attributes) {
    this.workspace = workspace;
    this.vision = vision;
    this.attributes = attributes;
  }

  /** Returns tanh(e_v(u)), (rows, workspace width), of the latents of pictures. */
  float[] fromVision(int rows, float[] latents) {
    return workspace.alone(workspace.encode(ShapesModule.VISION, rows, latents));
  }

  /** Returns tanh(e_a(u)), (rows, workspace width), of the latents of attributes. */
  float[] fromAttributes(int rows, float[] latents) {
    return workspace.alone(workspace.encode(ShapesModule.ATTRIBUTES, rows, latents));
  }

  /** Returns the pictures that states stand for, (rows, 3, 32, 32). */
  float[] pictures(int rows, float[] states) {
    return vision.decode(rows, workspace.decode(ShapesModule.VISION, rows, states));
  }

  /** Returns the attribute vectors that states stand for, (rows, 11). */
  float[] vectors(int rows, float[] states) {
    return attributes.decode(rows, workspace.decode(ShapesModule.ATTRIBUTES, rows, states));
  }

  /** Returns the states after a translation to attributes: half a cycle. */
  float[] viaAttributes(int rows, float[] states) {
    float[] decoded = workspace.decode(ShapesModule.ATTRIBUTES, rows, states);
    return fromAttributes(rows, attributes.asLatents(decoded));
  }

  /** Returns the states after a translation to a picture's latents: half a cycle. */
  float[] viaVision(int rows, float[] states) {
    float[] decoded = workspace.decode(ShapesModule.VISION, rows, states);
    return fromVision(rows, vision.asLatents(decoded));
  }

  /** Returns pictures decoded from their own latents, without the workspace. */
  float[] reconstructed(int rows, float[] latents) {
    return vision.decode(rows, latents);
  }
}
