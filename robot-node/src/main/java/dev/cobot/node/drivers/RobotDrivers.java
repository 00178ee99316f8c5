package dev.cobot.node.drivers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.GraphName;
import dev.cobot.sim2real.robot.RobotModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The section {@code ros} of a {@code robot.yaml}: the names and types that a robot's drivers have.
 * What it does not say is as the simulated cell has it.
 */
public record RobotDrivers(JointStates jointStates, Arm arm, Gripper gripper) {
  /** The topics of the simulated cell. */
  public static final RobotDrivers SIMULATED = new RobotDrivers(null, null, null);

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private static final int MAX_TOPICS = 16;
  private static final int BYTE_MAX = 255;

  public RobotDrivers {
    jointStates = jointStates == null ? new JointStates(null, null) : jointStates;
    arm = arm == null ? new Arm(null, null) : arm;
    gripper = gripper == null ? Gripper.of(null, null) : gripper;
  }

  /**
   * Where joint states come from.
   *
   * @param topics of {@code sensor_msgs/JointState}; each may have a part of the joints
   * @param names what the drivers call a joint, in joint states and trajectories, by the
   *     description's name of it; the others have one name only
   */
  public record JointStates(List<String> topics, Map<String, String> names) {
    public JointStates {
      topics = topics == null ? List.of(Topics.JOINT_STATES) : List.copyOf(topics);
      names = names == null ? Map.of() : Map.copyOf(new LinkedHashMap<>(names));
      if (topics.isEmpty() || topics.size() > MAX_TOPICS) {
        throw new IllegalArgumentException(
            "jointStates.topics needs 1 to " + MAX_TOPICS + " topics, got " + topics.size());
      }
      topics.forEach(topic -> requireName("jointStates.topics", topic));
      if (new HashSet<>(names.values()).size() != names.size()) {
        throw new IllegalArgumentException(
            "jointStates.names gives two joints the same name: " + names);
      }
    }
  }

  /** What moves the arm. */
  public enum ArmType {
    TOPIC("trajectory_msgs/JointTrajectory", Topics.ARM_COMMAND),
    ACTION("control_msgs/FollowJointTrajectoryAction", Topics.ARM_ACTION);

    private final String ros;
    private final String usualName;

    ArmType(String ros, String usualName) {
      this.ros = ros;
      this.usualName = usualName;
    }

    @JsonValue
    public String ros() {
      return ros;
    }

    @JsonCreator
    static ArmType of(String ros) {
      return named("arm.type", ros, values(), ArmType::ros);
    }
  }

  /**
   * The arm's controller.
   *
   * @param name of its topic or action
   */
  public record Arm(ArmType type, String name) {
    public Arm {
      type = type == null ? ArmType.TOPIC : type;
      name = name == null ? type.usualName : name;
      requireName("arm.name", name);
    }
  }

  /** What opens and closes the gripper. */
  public enum GripperType {
    TRAJECTORY("trajectory_msgs/JointTrajectory"),
    ACTION("control_msgs/GripperCommandAction"),
    COMMAND("control_msgs/GripperCommand"),
    POSITION("std_msgs/Float64"),
    BYTE("std_msgs/UInt8"),
    ROBOTIQ_2F("robotiq_2f_gripper_control/Robotiq2FGripper_robot_output"),
    FRANKA("franka_gripper/GraspAction"),
    SWITCH("std_msgs/Bool"),
    SWITCH_SERVICE("std_srvs/SetBool");

    private final String ros;

    GripperType(String ros) {
      this.ros = ros;
    }

    @JsonValue
    public String ros() {
      return ros;
    }

    @JsonCreator
    static GripperType of(String ros) {
      return named("gripper.type", ros, values(), GripperType::ros);
    }

    boolean isByte() {
      return this == BYTE || this == ROBOTIQ_2F;
    }

    boolean isSwitch() {
      return this == SWITCH || this == SWITCH_SERVICE;
    }

    /** Whether it is told a number for closed and one for open. */
    boolean hasEnds() {
      return !isSwitch() && this != TRAJECTORY;
    }

    /** The type of the messages that tell how far it is open, where joint states do not. */
    String feedbackRos() {
      return switch (this) {
        case BYTE -> "std_msgs/UInt8";
        case ROBOTIQ_2F -> "robotiq_2f_gripper_control/Robotiq2FGripper_robot_input";
        case SWITCH, SWITCH_SERVICE -> "std_msgs/Bool";
        default -> "std_msgs/Float64";
      };
    }
  }

  /** What the numbers of a gripper are. */
  public enum Unit {
    /** Metres between the pads. */
    OPENING,
    /** The position of the gripper's first joint, radians or metres, or anything that goes so. */
    JOINT;

    @JsonCreator
    static Unit of(String word) {
      return named("gripper.unit", word, values(), Unit::word);
    }

    @JsonValue
    public String word() {
      return this == OPENING ? "opening" : "joint";
    }
  }

  /**
   * The gripper's driver.
   *
   * @param name of its topic, action or service; of the namespace of its actions for {@link
   *     GripperType#FRANKA}
   * @param unit how a number between the two ends becomes an opening
   * @param closed the number that closes it
   * @param open the number that opens it
   * @param force newtons, or the device's number of 0 to 255
   * @param speed metres a second, or the device's number of 0 to 255
   * @param opening where the opening is read: {@link #JOINT_STATES}, {@link #COMMANDED}, or a topic
   * @param heldMeters the opening that is taken for reached when nothing measures it and it is told
   *     to close, or when a switch's feedback says that something is held
   * @param travelSeconds how long it takes from open to closed, where nothing measures it
   */
  public record Gripper(
      GripperType type,
      String name,
      Unit unit,
      Double closed,
      Double open,
      Double force,
      Double speed,
      String opening,
      Double heldMeters,
      Double travelSeconds) {
    public static final String JOINT_STATES = "joint_states";
    public static final String COMMANDED = "commanded";
    private static final double SHORTEST_TRAVEL_SECONDS = 0.05;
    private static final double LONGEST_TRAVEL_SECONDS = 20;

    public Gripper {
      type = type == null ? GripperType.TRAJECTORY : type;
      unit = unit == null ? type.isByte() ? Unit.JOINT : Unit.OPENING : unit;
      opening = opening == null ? type.isSwitch() ? COMMANDED : JOINT_STATES : opening;
      travelSeconds = travelSeconds == null ? Double.valueOf(1) : travelSeconds;
      if (name == null && type == GripperType.TRAJECTORY) {
        name = Topics.GRIPPER_COMMAND;
      } else if (name == null && type == GripperType.ACTION) {
        name = Topics.GRIPPER_ACTION;
      } else if (name == null) {
        throw new IllegalArgumentException(
            "gripper.name is missing: the "
                + (type == GripperType.SWITCH_SERVICE ? "service" : "topic")
                + " of "
                + type.ros());
      }
      requireName("gripper.name", name);
      if (!opening.equals(JOINT_STATES) && !opening.equals(COMMANDED)) {
        if (!opening.startsWith("/")) {
          throw new IllegalArgumentException(
              "gripper.opening must be joint_states, commanded or a topic that starts with '/', got"
                  + " '"
                  + opening
                  + "'");
        }
        requireName("gripper.opening", opening);
      }
      if (!type.hasEnds() && (closed != null || open != null)) {
        throw new IllegalArgumentException(
            "gripper.closed and gripper.open are not used with " + type.ros() + "; leave them out");
      }
      boolean isByte = type.isByte();
      requireIn("gripper.closed", closed, isByte ? 0 : -10, isByte ? BYTE_MAX : 1000);
      requireIn("gripper.open", open, isByte ? 0 : -10, isByte ? BYTE_MAX : 1000);
      requireIn("gripper.force", force, 0, isByte ? BYTE_MAX : 1000);
      requireIn("gripper.speed", speed, 0, isByte ? BYTE_MAX : 10);
      requireIn("gripper.heldMeters", heldMeters, 0, 1);
      requireIn(
          "gripper.travelSeconds", travelSeconds, SHORTEST_TRAVEL_SECONDS, LONGEST_TRAVEL_SECONDS);
    }

    static Gripper of(GripperType type, String name) {
      return new Gripper(type, name, null, null, null, null, null, null, null, null);
    }

    /** The number that closes it, for this robot. */
    double closedFor(RobotModel robot) {
      return closed != null
          ? closed
          : type.isByte()
              ? BYTE_MAX
              : unit == Unit.JOINT && robot.linkage().isThere()
                  ? robot.linkage().lead().closed()
                  : 0;
    }

    /** The number that opens it, for this robot. */
    double openFor(RobotModel robot) {
      if (open != null) {
        return open;
      }
      if (type.isByte()) {
        return 0;
      }
      double widest = robot.maxGripperOpeningMeters();
      return unit == Unit.OPENING
          ? widest
          : robot.linkage().isThere() ? robot.linkage().lead().open() : widest / 2;
    }

    /** Whether the joint states have the gripper's joints. */
    public boolean isInJointStates() {
      return opening.equals(JOINT_STATES);
    }
  }

  /**
   * Reads the section of a robot file.
   *
   * @param section null when there is none
   * @throws IllegalArgumentException when something in it is not known or not allowed, or does not
   *     fit the robot
   */
  public static RobotDrivers of(ObjectNode section, RobotModel robot) {
    if (section == null) {
      return SIMULATED;
    }
    RobotDrivers drivers;
    try {
      drivers = MAPPER.treeToValue(section, RobotDrivers.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("ros" + place(e) + ": " + cause(e), e);
    }
    try {
      drivers.requireFit(robot);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("ros: " + e.getMessage(), e);
    }
    return drivers;
  }

  private static String place(JsonProcessingException e) {
    return e instanceof JsonMappingException mapping
        ? mapping.getPath().stream()
            .map(step -> step.getFieldName() == null ? "" : "." + step.getFieldName())
            .collect(Collectors.joining())
        : "";
  }

  private static String cause(JsonProcessingException e) {
    return e.getCause() instanceof IllegalArgumentException
        ? e.getCause().getMessage()
        : e.getOriginalMessage();
  }

  private void requireFit(RobotModel robot) {
    List<String> known =
        Stream.concat(robot.armJointNames().stream(), robot.gripperSensorJoints().stream())
            .toList();
    for (String name : jointStates.names.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "jointStates.names has '" + name + "', which is none of the joints " + known);
      }
    }
    List<String> theirs = known.stream().map(this::theirName).toList();
    if (new HashSet<>(theirs).size() != theirs.size()) {
      throw new IllegalArgumentException(
          "jointStates.names makes two joints one; the drivers' names would be " + theirs);
    }
    if (gripper.type.hasEnds() && gripper.closedFor(robot) == gripper.openFor(robot)) {
      throw new IllegalArgumentException(
          "gripper.closed and gripper.open are both " + gripper.openFor(robot));
    }
    double widest = robot.maxGripperOpeningMeters();
    if (gripper.heldMeters != null && gripper.heldMeters > widest) {
      throw new IllegalArgumentException(
          "gripper.heldMeters: got " + gripper.heldMeters + ", it opens to " + widest + " m");
    }
  }

  /** Returns what the drivers call a joint of the description. */
  public String theirName(String joint) {
    return jointStates.names.getOrDefault(joint, joint);
  }

  /** Returns what the description calls a joint of the drivers'. */
  Map<String, String> ourNames() {
    return jointStates.names.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
  }

  /** Says in a few lines how the robot is spoken to. */
  public List<String> words(RobotModel robot) {
    List<String> lines = new ArrayList<>();
    lines.add("joint states: " + String.join(", ", jointStates.topics));
    jointStates.names.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(name -> lines.add("  " + name.getKey() + " is called " + name.getValue()));
    lines.add("arm: " + arm.name + " (" + arm.type.ros() + ")");
    String ends =
        gripper.type.isSwitch()
            ? ", true closes"
            : gripper.type.hasEnds()
                ? ", " + gripper.closedFor(robot) + " closes, " + gripper.openFor(robot) + " opens"
                : "";
    lines.add("gripper: " + gripper.name + " (" + gripper.type.ros() + ")" + ends);
    lines.add("gripper's opening: " + openingWords(robot));
    return lines;
  }

  private String openingWords(RobotModel robot) {
    if (gripper.isInJointStates()) {
      return robot.gripperSensorJoints().stream()
          .map(this::theirName)
          .collect(Collectors.joining(", ", "from ", " in the joint states"));
    }
    Optional<Double> held = Optional.ofNullable(gripper.heldMeters);
    if (!gripper.opening.equals(Gripper.COMMANDED)) {
      return "from " + gripper.opening + " (" + gripper.type.feedbackRos() + ")";
    }
    return "not measured, taken from what is commanded; "
        + held.map(h -> "each closing is taken for a grasp, at " + h + " m")
            .orElse(
                "so a grasp is never felt: give gripper.opening a topic, or gripper.heldMeters");
  }

  private static <E extends Enum<E>> E named(
      String key, String word, E[] all, Function<E, String> name) {
    return Stream.of(all)
        .filter(one -> name.apply(one).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    key
                        + ": got '"
                        + word
                        + "', allowed are "
                        + Stream.of(all).map(name).collect(Collectors.joining(", "))));
  }

  private static void requireName(String key, String name) {
    try {
      GraphName.of(name);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(key + ": '" + name + "' is no ROS name", e);
    }
  }

  private static void requireIn(String key, Double value, double lowest, double highest) {
    if (value != null && !(value >= lowest && value <= highest)) {
      throw new IllegalArgumentException(
          key + ": got " + value + ", must be in [" + lowest + ", " + highest + "]");
    }
  }
}
