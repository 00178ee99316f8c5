package dev.cobot.node.topics;

/** Names of topics and services; ROS remapping puts others in their place. */
public final class Topics {
  public static final String CLOCK = "/clock";
  public static final String JOINT_STATES = "/joint_states";
  public static final String ARM_COMMAND = "/arm_controller/command";
  public static final String GRIPPER_COMMAND = "/gripper_controller/command";
  public static final String ARM_STATE = "/arm_controller/state";
  public static final String ARM_ACTION = "/arm_controller/follow_joint_trajectory";
  public static final String GRIPPER_ACTION = "/gripper_controller/gripper_cmd";

  /** What is really so; for judges only, the runtime must not read it. */
  public static final String GROUND_TRUTH = "/cell/ground_truth";

  /** How the referee sees the task; for judges only, the runtime must not read it. */
  public static final String VERDICT = "/cell/verdict";

  /** What the task would have the robot be told; the runtime hears it only if somebody says it. */
  public static final String PROMPT = "/cell/prompt";

  public static final String COMMAND = "/cobot/command";
  public static final String STOP = "/cobot/stop";
  public static final String RESET = "/cobot/reset";
  public static final String STATE = "/cobot/state";
  public static final String EXPLAIN = "/cobot/explain";
  public static final String OBJECTS = "/cobot/objects";
  public static final String TF = "/tf";
  public static final String TF_STATIC = "/tf_static";
  public static final String DIAGNOSTICS = "/diagnostics";

  private Topics() {}
}
