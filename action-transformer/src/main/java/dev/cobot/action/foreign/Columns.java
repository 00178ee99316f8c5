package dev.cobot.action.foreign;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The columns of exported data sets: what a frame's numbers are called, in which order they stand
 * and what they mean. Poses are those of {@code tool0} in the table's frame (z up), quaternions are
 * x y z w. A policy that was trained on an export is described in the same names.
 */
public final class Columns {
  public static final String STATE = "observation.state";
  public static final String ENVIRONMENT = "observation.environment_state";
  public static final String IMAGES = "observation.images.";
  public static final String ACTION = "action";

  /** Of demonstrations: the hand as it is measured. */
  public static final List<String> HAND_STATE =
      List.of(
          "hand_x_m",
          "hand_y_m",
          "hand_z_m",
          "hand_qx",
          "hand_qy",
          "hand_qz",
          "hand_qw",
          "gripper_opening_m",
          "gripper_opening_m_per_s",
          "holding");

  /** Whether the gripper should be closed, 0 or 1; the last column of an action. */
  public static final String CLOSE = "gripper_close";

  /** Of demonstrations: where the hand should be a frame later. */
  public static final List<String> HAND_ACTION =
      List.of(
          "hand_x_m", "hand_y_m", "hand_z_m", "hand_qx", "hand_qy", "hand_qz", "hand_qw", CLOSE);

  /** Of one object: whether it is known, where it is, how it is turned, how large it is. */
  static final List<String> OBJECT =
      List.of(
          "known",
          "x_m",
          "y_m",
          "z_m",
          "yaw_rad",
          "length_m",
          "width_m",
          "height_m",
          "axis_x",
          "axis_y",
          "axis_z");

  private static final List<Role> ROLES = List.of(Role.TARGET, Role.DESTINATION);
  private static final String OPENING = "gripper_opening_m";
  private static final String RAD = "_rad";

  private Columns() {}

  /** Returns the names of what is believed of the objects that the command means. */
  public static List<String> environment() {
    List<String> names = new ArrayList<>();
    ROLES.forEach(role -> OBJECT.forEach(name -> names.add(role.word() + "_" + name)));
    return names;
  }

  /** Of commands: the measured position of each joint, and the opening. */
  public static List<String> jointState(List<String> joints) {
    List<String> names = new ArrayList<>(joints.stream().map(Columns::joint).toList());
    names.add(OPENING);
    return names;
  }

  /** Of commands: where each joint should be a frame later, and the gripper. */
  public static List<String> jointAction(List<String> joints) {
    List<String> names = new ArrayList<>(joints.stream().map(Columns::joint).toList());
    names.add(CLOSE);
    return names;
  }

  /** Returns the name of a joint's column. */
  static String joint(String name) {
    return name + RAD;
  }

  /** Whether a column may be a joint's. */
  static boolean isJoint(String column) {
    return column.endsWith(RAD) && column.length() > RAD.length();
  }

  /** Returns the numbers of {@link #HAND_STATE}. */
  public static float[] handState(HandState hand) {
    float[] state = new float[HAND_STATE.size()];
    putPose(hand.tableFromTool(), state);
    state[7] = (float) hand.openingMeters();
    state[8] = (float) hand.openingMetersPerSecond();
    state[9] = hand.holding() ? 1 : 0;
    return state;
  }

  /** Returns the numbers of {@link #HAND_ACTION}. */
  public static float[] handAction(ActionChunk.Step step) {
    float[] action = new float[HAND_ACTION.size()];
    putPose(step.tableFromTool(), action);
    action[7] = (float) step.closeProbability();
    return action;
  }

  /** Returns the numbers of {@link #jointState}, or those of {@link #jointAction}. */
  public static float[] joints(float[] positionsRad, float openingOrClose) {
    float[] all = Arrays.copyOf(positionsRad, positionsRad.length + 1);
    all[positionsRad.length] = openingOrClose;
    return all;
  }

  /**
   * Returns the numbers of {@link #environment}.
   *
   * @param objects what is believed of each role's object; zeros where one is not known
   */
  public static float[] environment(Map<Role, ObjectAttributes> objects) {
    float[] values = new float[ROLES.size() * OBJECT.size()];
    for (int i = 0; i < ROLES.size(); i++) {
      ObjectAttributes object = objects.get(ROLES.get(i));
      if (object != null) {
        putObject(object, values, i * OBJECT.size());
      }
    }
    return values;
  }

  private static void putPose(Transform tableFromTool, float[] out) {
    out[0] = (float) tableFromTool.translation().x();
    out[1] = (float) tableFromTool.translation().y();
    out[2] = (float) tableFromTool.translation().z();
    Quaternion q = tableFromTool.rotation();
    out[3] = (float) q.x();
    out[4] = (float) q.y();
    out[5] = (float) q.z();
    out[6] = (float) q.w();
  }

  private static void putObject(ObjectAttributes object, float[] out, int at) {
    out[at] = 1;
    out[at + 1] = (float) object.positionMeters().x();
    out[at + 2] = (float) object.positionMeters().y();
    out[at + 3] = (float) object.positionMeters().z();
    out[at + 4] = (float) object.yawRad();
    out[at + 5] = (float) object.sizeMeters().x();
    out[at + 6] = (float) object.sizeMeters().y();
    out[at + 7] = (float) object.sizeMeters().z();
    out[at + 8] = (float) object.axis().x();
    out[at + 9] = (float) object.axis().y();
    out[at + 10] = (float) object.axis().z();
  }
}
