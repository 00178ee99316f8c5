package dev.cobot.node.topics;

import dev.cobot.ros.message.JointState;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.GripperLinkage;
import dev.cobot.sim2real.robot.RobotModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Joins {@code sensor_msgs/JointState} messages to states of the whole arm. Joints may come in one
 * message or in several, in any order, from one publisher or more; joints of others are left out.
 * Each joint has an age of its own, and a state is as old as the oldest of its arm joints.
 *
 * <p>Velocities are those of the messages. A message that has none, or not as many as positions,
 * does not say which joint has which: then they follow from the positions of the last 20 ms or
 * more, and a joint's first message alone is no state.
 *
 * <p>One instance a robot; not for several threads at once.
 */
public final class JointStateMerger {
  /** A time that goes back by more belongs to a cell that was started anew. */
  private static final long JUMP_NANOS = 100_000_000L;

  /** How far the fingers may be behind the arm. */
  private static final long GRIPPER_BEHIND_NANOS = 500_000_000L;

  /** Velocities are taken over so long at least: shorter, and the noise counts for more. */
  private static final long SPAN_NANOS = 20_000_000L;

  /** Those of fingers: some grippers are read ten times a second and told of more often. */
  private static final long FINGER_SPAN_NANOS = 150_000_000L;

  /** Positions that are nearer to each other tell the noise. */
  private static final long MIN_SPAN_NANOS = 10_000_000L;

  /** Positions that are farther apart tell a mean, not the velocity now. */
  private static final long MAX_SPAN_NANOS = 500_000_000L;

  /** What fingers may be read beyond their limits. */
  private static final double FINGER_SLACK_METERS = 0.003;

  /** What a joint of a linkage may be read beyond its limits: radians, as makers' zeros differ. */
  private static final double LINKAGE_SLACK = 0.05;

  private static final double SOON_SECONDS = 1e-3;

  private final List<String> armJoints;
  private final List<RobotModel.Joint> fingers;
  private final GripperLinkage linkage;
  private final Map<String, String> ourNames;
  private final OpeningSource opening;
  private final Map<String, Measured> joints = new LinkedHashMap<>();
  private long emittedNanos = Long.MIN_VALUE;
  private String fingersRefused;
  private String lacks = "no joint state came yet";

  /** With joints that are called as the robot's description calls them, the fingers among them. */
  public JointStateMerger(RobotModel robot) {
    this(robot, Map.of(), null);
  }

  /**
   * @param ourNames what the description calls a joint, by its name in the messages; the others
   *     have one name only
   * @param opening tells the gripper's opening where the messages do not; null when they do
   */
  public JointStateMerger(RobotModel robot, Map<String, String> ourNames, OpeningSource opening) {
    this.ourNames = Map.copyOf(ourNames);
    this.opening = opening;
    armJoints = robot.armJointNames();
    linkage = robot.linkage();
    List<String> sensors = opening == null ? robot.gripperSensorJoints() : List.of();
    fingers =
        sensors.stream()
            .map(
                name ->
                    robot.joints().stream()
                        .filter(joint -> joint.name().equals(name))
                        .findFirst()
                        .orElseThrow())
            .toList();
    armJoints.forEach(name -> joints.put(name, new Measured(SPAN_NANOS)));
    fingers.forEach(finger -> joints.put(finger.name(), new Measured(FINGER_SPAN_NANOS)));
  }

  /** What is known of one joint. */
  private static final class Measured {
    private record Sample(long stampNanos, double position) {}

    private final long spanNanos;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private double velocity = Double.NaN;

    Measured(long spanNanos) {
      this.spanNanos = spanNanos;
    }

    boolean isKnown() {
      return !samples.isEmpty();
    }

    boolean hasVelocity() {
      return Double.isFinite(velocity);
    }

    double position() {
      return samples.getLast().position();
    }

    long stampNanos() {
      return samples.getLast().stampNanos();
    }

    void forget() {
      samples.clear();
      velocity = Double.NaN;
    }

    /**
     * @param told the velocity, NaN when the message does not say
     */
    void take(double position, double told, long stampNanos) {
      Sample newest = new Sample(stampNanos, position);
      if (isKnown() && stampNanos == stampNanos()) {
        samples.removeLast(); // nothing says when it moved
      }
      samples.addLast(newest);
      while (samples.size() > 2 && olderBy(spanNanos, second(), stampNanos)) {
        samples.removeFirst();
      }
      while (samples.size() > 1 && olderBy(MAX_SPAN_NANOS + 1, samples.getFirst(), stampNanos)) {
        samples.removeFirst();
        velocity = Double.NaN;
      }
      // Some grippers' drivers say 0 whatever the fingers do.
      boolean isDoubtful = told == 0 && spanNanos == FINGER_SPAN_NANOS;
      if (Double.isFinite(told) && !isDoubtful) {
        velocity = told;
      } else if (olderBy(MIN_SPAN_NANOS, samples.getFirst(), stampNanos)) {
        Sample from = samples.getFirst();
        velocity = (position - from.position()) / ((stampNanos - from.stampNanos()) * 1e-9);
      } else if (Double.isFinite(told)) {
        velocity = told;
      }
    }

    private static boolean olderBy(long nanos, Sample sample, long nowNanos) {
      return nowNanos - sample.stampNanos() >= nanos;
    }

    private Sample second() {
      var all = samples.iterator();
      all.next();
      return all.next();
    }
  }

  /**
   * Takes a message in.
   *
   * @return the state of the whole arm, if the message makes one that is new; else {@link #lacks}
   *     says what is not there
   * @throws IllegalArgumentException when a value is missing or not finite, a finger is beyond its
   *     limits, or the fingers' states are too far behind the arm's; the message is then not used
   */
  public Optional<ArmState> update(JointState message) {
    long stampNanos = message.header().stamp().toNanos();
    List<String> names = message.name().stream().map(this::ourName).toList();
    checkPositions(names, message);
    boolean told = message.velocity().length == names.size();
    List<String> ours = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Measured joint = joints.get(names.get(i));
      if (joint == null || !isInOrder(joint, stampNanos)) {
        continue;
      }
      ours.add(names.get(i));
      joint.take(message.position()[i], told ? message.velocity()[i] : Double.NaN, stampNanos);
    }
    if (fingers.stream().anyMatch(finger -> ours.contains(finger.name()))) {
      fingersRefused = null;
    }
    return state(message.name(), ours);
  }

  /** A joint that only has the name of one of ours, which is called otherwise here, is another. */
  private String ourName(String theirs) {
    return ourNames.getOrDefault(theirs, ourNames.containsValue(theirs) ? "" : theirs);
  }

  /** Returns why the last message made no state. */
  public String lacks() {
    return lacks;
  }

  private void checkPositions(List<String> names, JointState message) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!joints.containsKey(name)) {
        continue;
      }
      if (!(i < message.position().length && Double.isFinite(message.position()[i]))) {
        throw new IllegalArgumentException(
            "the joint state has no finite position for '" + name + "'");
      }
    }
    for (RobotModel.Joint finger : fingers) {
      int at = names.indexOf(finger.name());
      if (at >= 0) {
        checkFinger(finger, message.position()[at]);
      }
    }
  }

  private void checkFinger(RobotModel.Joint finger, double position) {
    double slack =
        finger.type() == RobotModel.JointType.PRISMATIC ? FINGER_SLACK_METERS : LINKAGE_SLACK;
    if (position < finger.lower() - slack || position > finger.upper() + slack) {
      fingersRefused =
          String.format(
              Locale.ROOT,
              "%s is at %s, its limits are %s to %s %s?",
              finger.name(),
              position,
              finger.lower(),
              finger.upper(),
              finger.type() == RobotModel.JointType.PRISMATIC
                  ? "m; are these millimetres"
                  : "rad; are these degrees or shares");
      throw new IllegalArgumentException(fingersRefused);
    }
  }

  /** Whether the joint has no newer state; a time that jumps back begins anew. */
  private boolean isInOrder(Measured joint, long stampNanos) {
    if (!joint.isKnown() || stampNanos >= joint.stampNanos()) {
      return true;
    }
    if (joint.stampNanos() - stampNanos <= JUMP_NANOS) {
      return false; // overtaken on its way
    }
    joints.values().forEach(Measured::forget);
    emittedNanos = Long.MIN_VALUE;
    return true;
  }

  private Optional<ArmState> state(List<String> came, List<String> ours) {
    Optional<String> missing = missing(came);
    if (missing.isPresent()) {
      lacks = missing.get();
      return Optional.empty();
    }
    long armNanos = armJoints.stream().mapToLong(n -> joints.get(n).stampNanos()).min().orElse(0);
    boolean isWhole = ours.containsAll(armJoints);
    if (ours.stream().noneMatch(armJoints::contains) || (armNanos == emittedNanos && !isWhole)) {
      String oldest =
          armJoints.stream()
              .filter(n -> joints.get(n).stampNanos() == armNanos)
              .findFirst()
              .orElseThrow();
      lacks =
          String.format(
              Locale.ROOT,
              "no newer state of '%s' came than that of %.3f s",
              oldest,
              armNanos * 1e-9);
      return Optional.empty();
    }
    checkGripperAge(armNanos);
    OpeningSource.Reading gripper = opening == null ? measured() : opening.at(armNanos);
    emittedNanos = armNanos;
    lacks = "";
    return Optional.of(
        new ArmState(
            armJoints,
            armJoints.stream().mapToDouble(n -> joints.get(n).position()).toArray(),
            armJoints.stream().mapToDouble(n -> joints.get(n).velocity).toArray(),
            gripper.openingMeters(),
            gripper.velocityMetersPerSecond(),
            armNanos));
  }

  /** Returns the opening that the fingers' own joints tell. */
  private OpeningSource.Reading measured() {
    double sum = 0;
    double velocity = 0;
    for (RobotModel.Joint finger : fingers) {
      Measured measured = joints.get(finger.name());
      sum += measured.position();
      velocity += measured.velocity;
    }
    if (!linkage.isThere()) {
      return new OpeningSource.Reading(sum, velocity);
    }
    double now = linkage.openingMeters(sum);
    double soon = linkage.openingMeters(sum + velocity * SOON_SECONDS);
    return new OpeningSource.Reading(now, (soon - now) / SOON_SECONDS);
  }

  private Optional<String> missing(List<String> came) {
    for (Map.Entry<String, Measured> joint : joints.entrySet()) {
      if (!joint.getValue().isKnown()) {
        boolean isFinger = !armJoints.contains(joint.getKey());
        return Optional.of(
            isFinger && fingersRefused != null
                ? fingersRefused
                : "no state of '"
                    + theirName(joint.getKey())
                    + "' came yet; the last message has "
                    + came);
      }
    }
    for (Map.Entry<String, Measured> joint : joints.entrySet()) {
      if (!joint.getValue().hasVelocity()) {
        return Optional.of(
            "the messages have no velocity for '"
                + joint.getKey()
                + "', and its positions tell none before two came with different stamps, at most "
                + MAX_SPAN_NANOS / 1_000_000
                + " ms apart");
      }
    }
    return Optional.empty();
  }

  private String theirName(String ours) {
    return ourNames.entrySet().stream()
        .filter(name -> name.getValue().equals(ours))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(ours);
  }

  private void checkGripperAge(long armNanos) {
    for (RobotModel.Joint finger : fingers) {
      long behindNanos = armNanos - joints.get(finger.name()).stampNanos();
      if (behindNanos > GRIPPER_BEHIND_NANOS) {
        throw new IllegalArgumentException(
            String.format(
                    Locale.ROOT,
                    "the newest state of %s is %.2f s behind the arm's, allowed are %.2f s",
                    finger.name(),
                    behindNanos * 1e-9,
                    GRIPPER_BEHIND_NANOS * 1e-9)
                + (fingersRefused == null ? "" : "; the last was refused: " + fingersRefused));
      }
    }
  }
}
