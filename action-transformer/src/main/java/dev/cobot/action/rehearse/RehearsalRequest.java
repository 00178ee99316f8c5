package dev.cobot.action.rehearse;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.twin.TwinBelief;
import java.util.Optional;

/**
 * What is to be rehearsed.
 *
 * @param command what was said
 * @param belief what is believed about objects and arm
 * @param targetId the believed object that the command is about
 * @param destinationId the believed object that it goes to
 * @param camera through which the twin is seen: the real one's model
 * @param seed of the draws from the uncertainty
 */
public record RehearsalRequest(
    String command,
    TwinBelief belief,
    String targetId,
    Optional<String> destinationId,
    CameraModel camera,
    long seed) {}
