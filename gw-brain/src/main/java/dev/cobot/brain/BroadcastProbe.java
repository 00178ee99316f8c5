package dev.cobot.brain;

import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.List;

/**
 * Measures what can be read from broadcasts: the object and the hand, against what vision and body
 * alone say before anything is taken from them. Thread-safe.
 */
public final class BroadcastProbe {
  private long broadcasts;
  private double objectMeters;
  private long sameKind;
  private double handMeters;

  /**
   * What was read so far; means are NaN before the first broadcast.
   *
   * @param objectMeters mean distance between the object's places
   * @param sameKind part of the broadcasts that tell the object's kind
   * @param handMeters mean distance between the hand's places
   */
  public record Readings(
      long broadcasts, double objectMeters, double sameKind, double handMeters) {}

  /** Returns a fusion that does as another, and is measured. */
  public Fusion around(Fusion fusion) {
    return (workspace, encodings) -> {
      Broadcast broadcast = fusion.of(workspace, encodings);
      read(workspace, encodings, broadcast.latent());
      return broadcast;
    };
  }

  private void read(GlobalWorkspace workspace, List<float[]> encodings, float[] latent) {
    float[] seen = workspace.alone(encodings.get(Brain.FUSED.indexOf(Brain.VISION)));
    float[] felt = workspace.alone(encodings.get(Brain.FUSED.indexOf(Brain.BODY)));
    ObjectAttributes object = object(workspace, seen);
    ObjectAttributes told = object(workspace, latent);
    double ofObject = told.positionMeters().minus(object.positionMeters()).norm();
    double ofHand =
        BodyDomain.positionMeters(workspace.decode(Brain.BODY, 1, latent))
            .minus(BodyDomain.positionMeters(workspace.decode(Brain.BODY, 1, felt)))
            .norm();
    synchronized (this) {
      broadcasts++;
      objectMeters += ofObject;
      sameKind += told.kind() == object.kind() ? 1 : 0;
      handMeters += ofHand;
    }
  }

  private static ObjectAttributes object(GlobalWorkspace workspace, float[] latent) {
    return AttributeDomain.decode("read", workspace.decode(Brain.ATTRIBUTES, 1, latent), 0, 1, 1);
  }

  /** Returns what was read so far. */
  public synchronized Readings readings() {
    return new Readings(
        broadcasts,
        objectMeters / broadcasts,
        sameKind / (double) broadcasts,
        handMeters / broadcasts);
  }
}
