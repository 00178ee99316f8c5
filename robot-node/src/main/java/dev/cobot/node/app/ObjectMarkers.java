package dev.cobot.node.app;

import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.ros.message.ColorRGBA;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Marker;
import dev.cobot.ros.message.MarkerArray;
import dev.cobot.ros.message.Point;
import dev.cobot.ros.message.Pose;
import dev.cobot.ros.message.QuaternionMessage;
import dev.cobot.ros.message.RosDuration;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.Vector3Message;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is believed about the objects, as shapes for a viewer, table frame. Namespaces: {@code
 * objects}; {@code names} with what is known of each; {@code sigmas}, the ellipsoid of {@value
 * #SIGMAS} sigmas around a place; {@code target} and {@code destination}, an arrow down on what a
 * command's phrase means.
 */
final class ObjectMarkers {
  /** 95 % of a normal distribution lie within as many, along each axis. */
  static final double SIGMAS = 2;

  private static final double TEXT_METERS = 0.02;
  private static final double ARROW_METERS = 0.08;
  private static final double ARROW_WIDTH_METERS = 0.012;
  private static final double MIN_SCALE_METERS = 1e-4;
  private static final float SEEN_ALPHA = 0.8f;
  private static final float SIGMA_ALPHA = 0.35f;
  private static final ColorRgb WHITE = new ColorRgb(1, 1, 1);
  private static final Quaternion DOWN = Quaternion.fromRollPitchYaw(0, Math.PI / 2, 0);
  private static final Map<Role, ColorRgb> ROLE_COLORS =
      Map.of(Role.TARGET, new ColorRgb(1, 0.85, 0), Role.DESTINATION, new ColorRgb(0, 0.9, 1));

  /** What is hidden now is drawn fainter. */
  private static final float REMEMBERED_ALPHA = 0.3f;

  private static final RosDuration LIFETIME = new RosDuration(2, 0);

  private final Header header;
  private final List<Marker> markers = new ArrayList<>();

  private ObjectMarkers(long stampNanos) {
    header = new Header(0, RosTime.ofNanos(stampNanos), CameraModel.TABLE);
  }

  /**
   * @param grounding what a command's phrases mean, while one runs
   */
  static MarkerArray of(List<Track> tracks, Optional<Grounding> grounding, long stampNanos) {
    ObjectMarkers made = new ObjectMarkers(stampNanos);
    long newest = Track.newestNanos(tracks);
    for (int i = 0; i < tracks.size(); i++) {
      made.add(i, tracks.get(i), tracks.get(i).isRemembered(newest));
    }
    for (Role role : Role.values()) {
      grounding
          .filter(now -> now.roles().containsKey(role))
          .flatMap(now -> now.meant(role))
          .ifPresent(meant -> made.point(role, meant.attributes()));
    }
    return new MarkerArray(made.markers);
  }

  private void add(int id, Track track, boolean remembered) {
    ObjectAttributes object = track.attributes();
    int shape = object.kind().form() == ObjectKind.Form.BOX ? Marker.CUBE : Marker.CYLINDER;
    add(
        "objects",
        id,
        shape,
        object.positionMeters(),
        object.rotation(),
        object.sizeMeters(),
        object.color(),
        remembered ? REMEMBERED_ALPHA : SEEN_ALPHA,
        "");
    add(
        "names",
        id,
        Marker.TEXT_VIEW_FACING,
        above(object, 0.03),
        Quaternion.IDENTITY,
        new Vector3(0, 0, TEXT_METERS),
        WHITE,
        1,
        String.format(
            Locale.ROOT,
            "%s %.0f%%%s",
            track.id(),
            100 * object.score(),
            remembered ? " remembered" : ""));
    Vector3 sigma = object.uncertainty().positionMeters();
    if (!sigma.equals(Vector3.ZERO)) {
      // A diameter of nothing is a fault to viewers.
      add(
          "sigmas",
          id,
          Marker.SPHERE,
          object.positionMeters(),
          Quaternion.IDENTITY,
          new Vector3(diameter(sigma.x()), diameter(sigma.y()), diameter(sigma.z())),
          WHITE,
          SIGMA_ALPHA,
          "");
    }
  }

  private static double diameter(double sigmaMeters) {
    return Math.max(2 * SIGMAS * sigmaMeters, MIN_SCALE_METERS);
  }

  private void point(Role role, ObjectAttributes object) {
    add(
        role.word(),
        0,
        Marker.ARROW,
        above(object, 0.06 + ARROW_METERS),
        DOWN,
        new Vector3(ARROW_METERS, ARROW_WIDTH_METERS, ARROW_WIDTH_METERS),
        ROLE_COLORS.get(role),
        1,
        "");
    add(
        role.word(),
        1,
        Marker.TEXT_VIEW_FACING,
        above(object, 0.08 + ARROW_METERS),
        Quaternion.IDENTITY,
        new Vector3(0, 0, TEXT_METERS),
        ROLE_COLORS.get(role),
        1,
        role.word());
  }

  private static Vector3 above(ObjectAttributes object, double meters) {
    return object.positionMeters().plus(new Vector3(0, 0, object.sizeMeters().z() / 2 + meters));
  }

  private void add(
      String namespace,
      int id,
      int shape,
      Vector3 at,
      Quaternion q,
      Vector3 sizeMeters,
      ColorRgb color,
      float alpha,
      String text) {
    markers.add(
        new Marker(
            header,
            namespace,
            id,
            shape,
            Marker.ADD,
            new Pose(
                new Point(at.x(), at.y(), at.z()),
                new QuaternionMessage(q.x(), q.y(), q.z(), q.w())),
            new Vector3Message(sizeMeters.x(), sizeMeters.y(), sizeMeters.z()),
            new ColorRGBA((float) color.red(), (float) color.green(), (float) color.blue(), alpha),
            LIFETIME,
            false,
            List.of(),
            List.of(),
            text,
            "",
            false));
  }
}
