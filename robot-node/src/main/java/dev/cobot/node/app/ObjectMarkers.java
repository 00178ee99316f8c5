package dev.cobot.node.app;

import dev.cobot.brain.belief.Track;
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

/** What is believed about the objects, as shapes for a viewer. */
final class ObjectMarkers {
  private static final double TEXT_METERS = 0.02;
  private static final float SEEN_ALPHA = 0.8f;

  /** What is hidden now is drawn fainter. */
  private static final float REMEMBERED_ALPHA = 0.3f;

  private static final RosDuration LIFETIME = new RosDuration(2, 0);

  private ObjectMarkers() {}

  static MarkerArray of(List<Track> tracks, long stampNanos) {
    Header header = new Header(0, RosTime.ofNanos(stampNanos), CameraModel.TABLE);
    List<Marker> markers = new ArrayList<>();
    long newest = Track.newestNanos(tracks);
    for (int i = 0; i < tracks.size(); i++) {
      ObjectAttributes object = tracks.get(i).attributes();
      boolean remembered = tracks.get(i).isRemembered(newest);
      int shape = object.kind().form() == ObjectKind.Form.BOX ? Marker.CUBE : Marker.CYLINDER;
      markers.add(
          marker(
              header,
              "objects",
              i,
              shape,
              object,
              object.positionMeters(),
              remembered ? REMEMBERED_ALPHA : SEEN_ALPHA,
              ""));
      Vector3 above =
          object.positionMeters().plus(new Vector3(0, 0, object.sizeMeters().z() / 2 + 0.03));
      String words =
          String.format(
              Locale.ROOT,
              "%s %.0f%%%s",
              tracks.get(i).id(),
              100 * object.score(),
              remembered ? " remembered" : "");
      markers.add(marker(header, "names", i, Marker.TEXT_VIEW_FACING, object, above, 1, words));
    }
    return new MarkerArray(markers);
  }

  private static Marker marker(
      Header header,
      String namespace,
      int id,
      int shape,
      ObjectAttributes object,
      Vector3 at,
      float alpha,
      String text) {
    Quaternion q = Quaternion.fromYaw(object.yawRad());
    Vector3 size = text.isEmpty() ? object.sizeMeters() : new Vector3(0, 0, TEXT_METERS);
    ColorRgb color = text.isEmpty() ? object.color() : new ColorRgb(1, 1, 1);
    return new Marker(
        header,
        namespace,
        id,
        shape,
        Marker.ADD,
        new Pose(
            new Point(at.x(), at.y(), at.z()), new QuaternionMessage(q.x(), q.y(), q.z(), q.w())),
        new Vector3Message(size.x(), size.y(), size.z()),
        new ColorRGBA((float) color.red(), (float) color.green(), (float) color.blue(), alpha),
        LIFETIME,
        false,
        List.of(),
        List.of(),
        text,
        "",
        false);
  }
}
