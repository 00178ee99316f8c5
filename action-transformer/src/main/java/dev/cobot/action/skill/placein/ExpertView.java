package dev.cobot.action.skill.placein;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Vector3;

/**
 * The true state that the expert acts on.
 *
 * @param targetPositionMeters centre of the object to move, table frame
 * @param graspYawRad how the hand is to be turned about z when it grasps
 * @param targetHalfHeightMeters half of its height
 * @param destinationPositionMeters centre of the container, table frame
 * @param destinationRimZMeters height of the container's rim above the table
 * @param travelZMeters height at which the hand passes over what stands between
 */
record ExpertView(
    HandState tool,
    Vector3 targetPositionMeters,
    double graspYawRad,
    double targetHalfHeightMeters,
    Vector3 destinationPositionMeters,
    double destinationRimZMeters,
    double travelZMeters) {}
