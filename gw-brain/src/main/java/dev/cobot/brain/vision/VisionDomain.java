package dev.cobot.brain.vision;

import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.List;

/** The vision domain at run time: frames in, object candidates out. */
public final class VisionDomain implements AutoCloseable {
  /** Values of a candidate's latent: image features, viewing geometry, one-hot kind. */
  public static final int LATENT_WIDTH =
      VisionNet.FEATURES + CandidateReader.GEOMETRY + CandidateReader.KINDS;

  /** Name of the channels of the sub-cell position in the card's architecture. */
  public static final String OFFSETS = "offsets";

  /** Peaks below this score are not candidates. */
  public static final double MIN_SCORE = 0.3;

  private static final int MAX_CANDIDATES = 16;

  private final InferenceNet net;
  private final List<ObjectKind> kinds;
  private final float[] input = new float[3 * VisionNet.WIDTH_PIXELS * VisionNet.HEIGHT_PIXELS];

  /**
   * @param net a released {@link VisionNet}; closed with this domain
   * @param kinds the kinds of its heat maps, in order
   */
  public VisionDomain(InferenceNet net, List<ObjectKind> kinds) {
    this.net = net;
    this.kinds = List.copyOf(kinds);
  }

  /**
   * Requires that a model is of the present layout.
   *
   * @throws ModelException when it is of an earlier one
   */
  public static void require(ModelFolder model) {
    int offsets = model.card().architecture().path(OFFSETS).asInt(2);
    if (offsets != VisionNet.OFFSETS) {
      throw new ModelException(
          "%s has %d channels of sub-cell positions, here there are %d; it is of an earlier release: train the vision domain again"
              .formatted(model.directory(), offsets, VisionNet.OFFSETS));
    }
  }

  /** Returns the kinds that this model knows, in the order of {@link ObjectCandidate#kindIndex}. */
  public List<ObjectKind> kinds() {
    return kinds;
  }

  /** Returns what may be objects in the frame, best first. */
  public List<ObjectCandidate> look(CameraFrame frame) {
    FrameTensor.write(frame, input, 0);
    float[][] maps = net.run(1, input);
    return CandidateReader.read(
        kinds, maps[0], maps[1], maps[2], frame.camera(), MIN_SCORE, MAX_CANDIDATES);
  }

  @Override
  public void close() {
    net.close();
  }
}
