package dev.cobot.sim2real.twin;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.List;
import java.util.Optional;

/**
 * What a twin is made of. Nothing of it is trusted: values may be missing, not finite or absurd.
 *
 * @param arm what the real arm's sensors say
 * @param heldId the object that the gripper is believed to hold
 */
public record TwinBelief(List<ObjectAttributes> objects, ArmState arm, Optional<String> heldId) {
  public TwinBelief {
    objects = List.copyOf(objects);
  }
}
