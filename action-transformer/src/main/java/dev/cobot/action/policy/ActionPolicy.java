package dev.cobot.action.policy;

import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.network.InferenceNet;
import java.util.List;

/**
 * The learned policy at run time: what is attended, believed and felt, to a chunk of intended
 * motion.
 */
public final class ActionPolicy implements AutoCloseable {
  private final InferenceNet net;

  /**
   * @param net a released {@link PolicyNet}; closed with this policy
   */
  public ActionPolicy(InferenceNet net) {
    this.net = net;
  }

  /**
   * Decides on the next second.
   *
   * @param stampNanos the time of the observation
   * @param grounding what the command's phrases attend to; its order of tracks gives the attention
   *     of {@code tracks} by id
   * @param tracks the objects as believed now; at most {@link PolicyTokens#SLOTS} are used, the
   *     attended ones first
   */
  public ActionChunk act(
      long stampNanos,
      Broadcast broadcast,
      Grounding grounding,
      List<Track> tracks,
      HandState hand) {
    int width = broadcast.latent().length;
    float[] command = new float[2 * width];
    System.arraycopy(grounding.targetPhrase(), 0, command, 0, width);
    System.arraycopy(grounding.destinationPhrase(), 0, command, width, width);
    float[] content = new float[width + 3];
    System.arraycopy(broadcast.latent(), 0, content, 0, width);
    int a = width;
    for (double weight : broadcast.modalityAttention().values()) {
      content[a++] = (float) weight;
    }
    float[] objects = new float[PolicyTokens.SLOTS * PolicyTokens.OBJECT_WIDTH];
    float[] present = new float[PolicyTokens.SLOTS];
    int slot = 0;
    for (Track track : byAttention(grounding, tracks)) {
      if (slot == PolicyTokens.SLOTS) {
        break;
      }
      int index = indexOf(grounding, track);
      PolicyTokens.writeObject(
          track,
          hand,
          (stampNanos - track.lastSeenNanos()) * 1e-9,
          index < 0 ? 0 : grounding.target().weights()[index],
          index < 0 ? 0 : grounding.destination().weights()[index],
          objects,
          slot * PolicyTokens.OBJECT_WIDTH);
      present[slot++] = 1;
    }
    float[][] out = net.run(1, command, content, objects, present, BodyDomain.latent(hand));
    return ChunkCodec.read(stampNanos, out[0], hand);
  }

  private static List<Track> byAttention(Grounding grounding, List<Track> tracks) {
    return tracks.stream()
        .sorted(
            java.util.Comparator.comparingDouble(
                (Track track) -> {
                  int index = indexOf(grounding, track);
                  return index < 0
                      ? 0
                      : -grounding.target().weights()[index]
                          - grounding.destination().weights()[index];
                }))
        .toList();
  }

  private static int indexOf(Grounding grounding, Track track) {
    for (int i = 0; i < grounding.tracks().size(); i++) {
      if (grounding.tracks().get(i).id().equals(track.id())) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() {
    net.close();
  }
}
