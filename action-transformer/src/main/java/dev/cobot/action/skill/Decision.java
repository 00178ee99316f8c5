package dev.cobot.action.skill;

import dev.cobot.sim2real.scene.Vector3;

/**
 * What an expert does in one step. The hand points down.
 *
 * @param positionMeters where the tool should be one step from now, table frame
 * @param yawRad direction of the tool's x axis in the table's plane
 * @param close whether the gripper should be closed
 * @param done whether the task is finished
 * @param progress share of the task that is done, in [0, 1]
 * @param phase what the expert is at, for logs
 */
public record Decision(
    Vector3 positionMeters,
    double yawRad,
    boolean close,
    boolean done,
    double progress,
    String phase) {}
