package dev.cobot.brain.vision;

import dev.cobot.brain.network.InferenceNet;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.List;

/** The vision domain at run time: frames in, object candidates out. */
public final class VisionDomain implements AutoCloseable {
  /** Values of a candidate's latent: image features, then viewing geometry. */
  public static final int LATENT_WIDTH = VisionNet.FEATURES + CandidateReader.GEOMETRY;

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

  /** Returns the kinds that this model knows, in the order of {@link ObjectCandidate#kindIndex}. */
  public List<ObjectKind> kinds() {
    return kinds;
  }

  /** Returns what may be objects in the frame, best first. */
  public List<ObjectCandidate> look(CameraFrame frame) {
    FrameTensor.write(frame, input, 0);
    float[][] maps = net.run(1, input);
    return CandidateReader.read(
        kinds.size(), maps[0], maps[1], maps[2], frame.camera(), MIN_SCORE, MAX_CANDIDATES);
  }

  @Override
  public void close() {
    net.close();
  }
}
