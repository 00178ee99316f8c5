package dev.cobot.brain.belief;

import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;

/**
 * An object that is followed.
 *
 * @param attributes its attributes, with the track's id
 * @param encoding the newest encoding that a detection of it sent to the workspace
 * @param lastSeenNanos when a picture last showed it
 * @param sightings how many pictures have shown it
 * @param held whether it moves with the hand
 */
public record Track(
    ObjectAttributes attributes,
    float[] encoding,
    long lastSeenNanos,
    int sightings,
    boolean held) {
  /** What no picture has shown for so long is remembered. */
  private static final long REMEMBERED_NANOS = 500_000_000L;

  /**
   * Whether pictures have come since, but none showed it: something hides it.
   *
   * @param newestNanos when a picture last showed anything
   */
  public boolean isRemembered(long newestNanos) {
    return !held && newestNanos - lastSeenNanos > REMEMBERED_NANOS;
  }

  /**
   * Returns the same as if no picture told of it: it tells its attributes, as what is held does.
   */
  public Track unseen() {
    return new Track(attributes, new float[0], lastSeenNanos, sightings, true);
  }

  /** Returns the same where the hand does not hold it. */
  public Track letGo() {
    return new Track(attributes, encoding, lastSeenNanos, sightings, false);
  }

  /**
   * Returns the same object elsewhere.
   *
   * @param wayMeters from where it was believed
   */
  Track moved(Vector3 wayMeters) {
    ObjectAttributes a = attributes;
    return new Track(
        new ObjectAttributes(
            a.id(),
            a.kind(),
            a.positionMeters().plus(wayMeters),
            a.yawRad(),
            a.color(),
            a.sizeMeters(),
            a.score(),
            a.uncertainty(),
            a.axis()),
        encoding,
        lastSeenNanos,
        sightings,
        held);
  }

  /** Returns when a picture last showed one of these objects; the smallest value for none. */
  public static long newestNanos(List<Track> tracks) {
    return tracks.stream().mapToLong(Track::lastSeenNanos).max().orElse(Long.MIN_VALUE);
  }

  public String id() {
    return attributes.id();
  }
}
