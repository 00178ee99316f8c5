package dev.cobot.action.rehearse;

/**
 * What happened in one twin.
 *
 * @param failure class of the failure, empty after success; {@code twin_} and a reason when no twin
 *     could be made
 * @param detail one sentence about it
 * @param seconds simulated time from the command to its end
 * @param clearanceMeters least distance between gripper and objects that the command does not
 *     concern; infinite without such an object
 * @param nearestId the object of that distance, empty without one
 */
public record TwinEpisode(
    boolean success,
    String failure,
    String detail,
    double seconds,
    double clearanceMeters,
    String nearestId) {

  static TwinEpisode withoutTwin(String reason, String detail) {
    return new TwinEpisode(false, "twin_" + reason, detail, 0, Double.POSITIVE_INFINITY, "");
  }
}
