package dev.cobot.node.drivers;

/**
 * A driver does not do what it was told.
 *
 * @param part {@code arm} or {@code gripper}
 * @param sentence for a person: which controller, and what it says
 */
public record DriverFault(String part, String sentence) {}
