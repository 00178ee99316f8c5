package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;

/** A frozen domain of Simple Shapes: its data to latents and back. */
public interface ShapesModule extends AutoCloseable {
  /** Name of the vision domain in a workspace. */
  String VISION = "shapes-vision";

  /** Name of the attribute domain in a workspace. */
  String ATTRIBUTES = "shapes-attributes";

  /** Name of the text domain in a workspace. */
  String TEXT = "shapes-text";

  /** Returns the name of the domain in a workspace. */
  String name();

  /** Returns the domain as a workspace is trained over it. */
  Domain domain(MlpShape mlp);

  /**
   * Returns the latents of some data; of a VAE the means.
   *
   * @param data (rows, ...), row-major: pictures, attribute vectors or numbers of words
   * @return (rows, latent width), row-major
   */
  float[] encode(int rows, float[] data);

  /**
   * Returns the latents of all scenes of a split.
   *
   * @return (scenes, latent width)
   */
  FloatTensor latents(ShapesPart part) throws IOException;

  /**
   * Returns what latents stand for.
   *
   * @param latents (rows, decoded width), row-major: what a workspace decoded for this domain
   * @return (rows, ...), row-major: pictures, attribute vectors whose first three values are scores
   *     of the classes, or numbers of words
   */
  float[] decode(int rows, float[] latents);

  /**
   * Returns what a workspace decoded as latents that it can encode again, for cycles.
   *
   * @param decoded (rows, decoded width), row-major
   * @return (rows, latent width), row-major
   */
  default float[] asLatents(float[] decoded) {
    return decoded;
  }

  /** Returns what the latents depend on besides the data, in hexadecimal. */
  String fingerprint();

  @Override
  void close();
}
