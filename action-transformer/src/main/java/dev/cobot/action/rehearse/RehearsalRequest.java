package dev.cobot.action.rehearse;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.twin.TwinBelief;
import java.util.List;
import java.util.Optional;

/**
 * What is to be rehearsed.
 *
 * @param command what was said
 * @param belief what is believed about objects and arm
 * @param targetId the believed object that the command is about
 * @param destinationId the believed object that it goes to
 * @param cameras through which the twin is seen, at least one: the models of the real ones
 * @param seed of the draws from the uncertainty
 */
public record RehearsalRequest(
    String command,
    TwinBelief belief,
    String targetId,
    Optional<String> destinationId,
    List<CameraModel> cameras,
    long seed) {
  /** Checks that something sees. */
  public RehearsalRequest {
    cameras = List.copyOf(cameras);
    if (cameras.isEmpty()) {
      throw new IllegalArgumentException("a rehearsal needs a camera that sees the twin, got none");
    }
  }
}
