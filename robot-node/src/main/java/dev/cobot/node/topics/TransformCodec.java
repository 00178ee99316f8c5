package dev.cobot.node.topics;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.QuaternionMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.TransformMessage;
import dev.cobot.ros.message.TransformStamped;
import dev.cobot.ros.message.Vector3Message;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;

/** Poses of frames as {@code geometry_msgs/TransformStamped}. */
public final class TransformCodec {
  private TransformCodec() {}

  /** Returns the message of a pose: its target is the parent frame, its source the child. */
  public static TransformStamped toMessage(Transform parentFromChild, RosTime stamp) {
    Vector3 t = parentFromChild.translation();
    Quaternion q = parentFromChild.rotation();
    return new TransformStamped(
        new Header(0, stamp, parentFromChild.target()),
        parentFromChild.source(),
        new TransformMessage(
            new Vector3Message(t.x(), t.y(), t.z()),
            new QuaternionMessage(q.x(), q.y(), q.z(), q.w())));
  }
}
