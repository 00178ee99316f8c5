package dev.cobot.action.evaluate;

import dev.cobot.action.skill.Outcome;

/**
 * One judged rollout.
 *
 * @param success what the task wanted happened in truth
 * @param failure class of the failure, empty after success
 * @param outcome how the runtime says that it ended
 * @param detail what the runtime says about it
 * @param pickedId the id of the first object that was lifted, empty if none was
 * @param pickedNamed whether that object is the one that the command names
 * @param gateStops how often the gate stopped the motion
 * @param gateClips how many limits the gate enforced by changing the motion
 * @param seconds simulated time from the command to its end
 * @param lost what left the fingers, and what was noticed of it
 * @param moved whether the arm moved at all
 * @param meant what the command's target was taken to be
 */
public record EpisodeResult(
    String taskId,
    long seed,
    String prompt,
    boolean success,
    String failure,
    Outcome.Kind outcome,
    String detail,
    String pickedId,
    boolean pickedNamed,
    int gateStops,
    int gateClips,
    double seconds,
    LostGrasps lost,
    boolean moved,
    Meant meant) {}
