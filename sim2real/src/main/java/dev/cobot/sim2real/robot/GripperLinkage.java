package dev.cobot.sim2real.robot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the joints of a gripper follow its opening. All of them go the same share of their way, from
 * closed (0) to open (1); what opening a share gives is a table, because a linkage is not linear.
 *
 * @param joints the one that is commanded first; empty for a gripper whose fingers are the model's
 *     own two sliding joints
 * @param openingsMeters at shares of 0, 1/n, .., 1; rises from 0
 */
public record GripperLinkage(List<FingerJoint> joints, List<Double> openingsMeters) {
  /** No joints but the model's own two. */
  public static final GripperLinkage NONE = new GripperLinkage(List.of(), List.of());

  public GripperLinkage {
    joints = List.copyOf(joints);
    openingsMeters = List.copyOf(openingsMeters);
    if (!joints.isEmpty()) {
      if (openingsMeters.size() < 2 || openingsMeters.get(0) != 0) {
        throw new IllegalArgumentException(
            "the openings of a gripper start at 0 and need a second one, got " + openingsMeters);
      }
      for (int i = 1; i < openingsMeters.size(); i++) {
        if (!(openingsMeters.get(i) > openingsMeters.get(i - 1) && openingsMeters.get(i) <= 1)) {
          throw new IllegalArgumentException(
              "the openings of a gripper must rise, up to at most 1 m, got " + openingsMeters);
        }
      }
    }
  }

  /**
   * A joint of the gripper.
   *
   * @param closed its position when the gripper is closed, radians or metres
   * @param open its position when the gripper is open
   */
  public record FingerJoint(String name, double closed, double open) {
    public FingerJoint {
      if (!Double.isFinite(closed) || !Double.isFinite(open)) {
        throw new IllegalArgumentException(
            "joint '" + name + "' of the gripper needs two finite positions");
      }
    }

    double at(double share) {
      return closed + share * (open - closed);
    }
  }

  /** Whether the gripper has joints of its own. */
  public boolean isThere() {
    return !joints.isEmpty();
  }

  /** Returns the joint that is commanded. */
  public FingerJoint lead() {
    return joints.get(0);
  }

  public double strokeMeters() {
    return openingsMeters.get(openingsMeters.size() - 1);
  }

  /** Returns the positions of the gripper's joints, radians or metres, by name. */
  public Map<String, Double> positions(double openingMeters) {
    if (joints.isEmpty()) {
      return Map.of();
    }
    double share = share(openingMeters);
    Map<String, Double> positions = new HashMap<>();
    for (FingerJoint joint : joints) {
      positions.put(joint.name(), joint.at(share));
    }
    return Map.copyOf(positions);
  }

  /** Returns the opening that a position of the commanded joint gives. */
  public double openingMeters(double leadPosition) {
    double share = (leadPosition - lead().closed()) / (lead().open() - lead().closed());
    double at = Math.max(0, Math.min(1, share)) * (openingsMeters.size() - 1);
    int i = (int) Math.min(openingsMeters.size() - 2, Math.floor(at));
    return openingsMeters.get(i) + (at - i) * (openingsMeters.get(i + 1) - openingsMeters.get(i));
  }

  /** Returns the position of the commanded joint that gives an opening, radians or metres. */
  public double leadPosition(double openingMeters) {
    return lead().at(share(openingMeters));
  }

  private double share(double openingMeters) {
    int last = openingsMeters.size() - 1;
    for (int i = 0; i < last; i++) {
      if (openingMeters <= openingsMeters.get(i + 1)) {
        double within =
            (openingMeters - openingsMeters.get(i))
                / (openingsMeters.get(i + 1) - openingsMeters.get(i));
        return Math.max(0, (i + within) / last);
      }
    }
    return 1;
  }
}
