package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.RobotDescription;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the serial arm in a tree of links: six or seven turning joints in a row, with nothing else
 * that moves beside them.
 */
final class ArmFinder {
  private static final int MIN_JOINTS = 6;
  private static final int MAX_JOINTS = 7;
  private static final int MIN_GIVEN_JOINTS = 5;
  private static final double BASE_SHIFT_METERS = 0.05;
  private static final Pattern GRIPPER =
      Pattern.compile("(?i).*(grip|finger|hand_?joint|jaw|claw|knuckle|pincer|clamp).*");

  private final RobotDescription robot;

  ArmFinder(RobotDescription robot) {
    this.robot = robot;
  }

  /**
   * An arm.
   *
   * @param base the link that it stands on
   * @param joints from the base on
   */
  record Arm(String base, List<Joint> joints) {
    String end() {
      return joints.get(joints.size() - 1).child();
    }

    String words() {
      return joints.size()
          + " joints from '"
          + joints.get(0).name()
          + "' to '"
          + joints.get(joints.size() - 1).name()
          + "', ending at link '"
          + end()
          + "'";
    }
  }

  /** Finds the arm by what the tree alone says. */
  Arm find(Optional<String> base, Optional<String> tool) throws DescriptionException {
    if (tool.isPresent()) {
      return upTo(base, tool.get());
    }
    List<Arm> arms = new ArrayList<>();
    String top = base.isPresent() ? link("--base", base.get()) : robot.root();
    segments(top, new ArrayList<>(), arms);
    if (arms.size() == 1) {
      Arm only = arms.get(0);
      return base.isPresent() ? new Arm(base.get(), only.joints()) : only;
    }
    if (arms.isEmpty()) {
      throw new DescriptionException(
          robot.place()
              + ": no row of 6 or 7 turning joints was found; give the arm's joints by --arm, or"
              + " its last link by --tool. Joints that turn: "
              + robot.joints().values().stream()
                  .filter(ArmFinder::turns)
                  .map(Joint::name)
                  .limit(40)
                  .toList());
    }
    StringBuilder words = new StringBuilder();
    arms.forEach(
        arm -> words.append("\n  --tool ").append(arm.end()).append(": ").append(arm.words()));
    throw new DescriptionException(
        robot.place() + ": there are " + arms.size() + " arms; say which:" + words);
  }

  /** Takes the joints that were given. */
  Arm given(Optional<String> base, List<String> names) throws DescriptionException {
    List<Joint> joints = new ArrayList<>();
    for (String name : names) {
      Joint joint = robot.joints().get(name);
      if (joint == null || !turns(joint)) {
        throw new DescriptionException(
            "--arm: '"
                + name
                + "' is no joint that turns; there are "
                + robot.joints().values().stream()
                    .filter(ArmFinder::turns)
                    .map(Joint::name)
                    .toList());
      }
      joints.add(joint);
    }
    if (joints.size() < MIN_GIVEN_JOINTS || joints.size() > MAX_JOINTS) {
      throw new DescriptionException("--arm needs 5 to 7 joints, got " + joints.size());
    }
    String foot = base.isPresent() ? link("--base", base.get()) : foot(joints.get(0));
    try {
      List<Joint> chain = robot.chain(foot, joints.get(joints.size() - 1).child());
      if (!chain.stream().filter(joints::contains).toList().equals(joints)) {
        throw new IllegalArgumentException("not in a row");
      }
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(
          "--arm: the joints must stand in a row from '" + foot + "' on, the first first", e);
    }
    return new Arm(foot, List.copyOf(joints));
  }

  private Arm upTo(Optional<String> base, String tool) throws DescriptionException {
    link("--tool", tool);
    String top = base.isPresent() ? link("--base", base.get()) : robot.root();
    List<Joint> chain;
    try {
      chain = robot.chain(top, tool);
    } catch (IllegalArgumentException e) {
      throw new DescriptionException("--tool: " + e.getMessage(), e);
    }
    List<Joint> run = new ArrayList<>();
    for (Joint joint : chain) {
      if (turns(joint)) {
        run.add(joint);
      } else if (RobotDescription.moves(joint)) {
        run.clear();
      }
    }
    // A torso or a pan below the arm turns too: the arm is what is nearest to the tool.
    List<Joint> joints = run.subList(Math.max(0, run.size() - MAX_JOINTS), run.size());
    if (joints.size() < MIN_GIVEN_JOINTS) {
      throw new DescriptionException(
          "--tool: only "
              + joints.size()
              + " joints turn in a row up to '"
              + tool
              + "'; an arm needs 5 to 7");
    }
    return new Arm(base.orElseGet(() -> foot(joints.get(0))), List.copyOf(joints));
  }

  private String link(String option, String name) throws DescriptionException {
    if (!robot.links().containsKey(name)) {
      throw new DescriptionException(
          option + ": there is no link '" + name + "'; there are " + robot.links().keySet());
    }
    return name;
  }

  private static boolean turns(Joint joint) {
    return (joint.type() == JointType.REVOLUTE || joint.type() == JointType.CONTINUOUS)
        && RobotDescription.moves(joint)
        && joint.mimics() == null;
  }

  /** Follows the tree down, and takes each row of joints that nothing else branches off from. */
  private void segments(String link, List<Joint> above, List<Arm> arms) {
    List<Joint> branches = robot.jointsBelow(link).stream().filter(this::leadsToMotion).toList();
    if (branches.size() == 1) {
      Joint joint = branches.get(0);
      if (RobotDescription.moves(joint)) {
        above.add(joint);
      }
      segments(joint.child(), above, arms);
      return;
    }
    take(above, arms);
    for (Joint branch : branches) {
      List<Joint> begun = new ArrayList<>();
      if (RobotDescription.moves(branch)) {
        begun.add(branch);
      }
      segments(branch.child(), begun, arms);
    }
  }

  private boolean leadsToMotion(Joint joint) {
    return RobotDescription.moves(joint)
        || robot.jointsBelow(joint.child()).stream().anyMatch(this::leadsToMotion);
  }

  private void take(List<Joint> segment, List<Arm> arms) {
    List<Joint> joints = new ArrayList<>(segment);
    while (!joints.isEmpty() && isOfGripper(joints.get(joints.size() - 1))) {
      joints.remove(joints.size() - 1);
    }
    List<Joint> run = new ArrayList<>();
    for (int i = 0; i <= joints.size(); i++) {
      if (i < joints.size() && turns(joints.get(i))) {
        run.add(joints.get(i));
      } else {
        if (run.size() >= MIN_JOINTS && run.size() <= MAX_JOINTS) {
          arms.add(new Arm(foot(run.get(0)), List.copyOf(run)));
        }
        run.clear();
      }
    }
  }

  private static boolean isOfGripper(Joint joint) {
    return joint.type() == JointType.PRISMATIC
        || joint.mimics() != null
        || GRIPPER.matcher(joint.name()).matches();
  }

  /**
   * Returns the link that an arm stands on: makers put a turned copy of it under the first joint.
   */
  private String foot(Joint first) {
    String link = first.parent();
    while (true) {
      Joint above = robot.jointAbove(link).orElse(null);
      if (above == null
          || above.type() != JointType.FIXED
          || above.parentFromChild().translation().norm() > BASE_SHIFT_METERS
          || above.parent().equals("world")) {
        return link;
      }
      link = above.parent();
    }
  }
}
