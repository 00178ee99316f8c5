package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.RobotDescription;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out how a gripper opens, from where its links are for some positions of its joints: the
 * direction in which they part is the tool's y, the direction in which they reach out its z, and
 * the gap between the tips the opening.
 */
final class GripperFinder {
  private static final int STEPS = 10;
  private static final double TIP_METERS = 0.02;
  private static final double TOOL_ABOVE_TIP_METERS = 0.01;
  private static final double PAD_LENGTH_METERS = 0.045;
  private static final double PAD_THICKNESS_METERS = 0.01;
  private static final double MIN_PAD_WIDTH_METERS = 0.008;
  private static final double MAX_PAD_WIDTH_METERS = 0.03;
  private static final double MIN_STROKE_METERS = 0.02;
  private static final double THROUGH_METERS = 0.02;
  private static final double MAX_STROKE_METERS = 0.4;
  private static final double PALM_GAP_METERS = 0.0005;
  private static final double STAND_IN_STROKE_METERS = 0.085;
  private static final double STAND_IN_TOOL_METERS = 0.1275;
  private static final List<Double> STAND_IN_PAD = List.of(0.02, 0.01, 0.045);
  private static final List<Double> STAND_IN_PALM = List.of(0.05, 0.125, 0.0605);
  private static final double STAND_IN_PALM_Z_METERS = -0.06525;
  private static final List<String> TOOL_NAMES =
      List.of("tool0", "tcp", "tool", "ee_link", "end_effector", "eef", "flange", "ee");

  private final RobotDescription robot;
  private final ArmFinder.Arm arm;
  private final List<String> notes;

  /** What was found. */
  record Hand(RobotFile.Tool tool, RobotFile.Gripper gripper) {}

  /**
   * @param notes gets what could not be decided, and what to give
   */
  GripperFinder(RobotDescription robot, ArmFinder.Arm arm, List<String> notes) {
    this.robot = robot;
    this.arm = arm;
    this.notes = notes;
  }

  /**
   * @param given the commanded joints; none to find them
   * @param tool the link whose frame the tool of an arm without a gripper has
   */
  Hand find(List<String> given, Optional<String> tool) throws DescriptionException {
    List<Joint> moving = moving();
    List<Joint> leads = new ArrayList<>();
    for (String name : given) {
      leads.add(
          moving.stream()
              .filter(joint -> joint.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new DescriptionException(
                          "--gripper: '"
                              + name
                              + "' does not move behind the arm; there are "
                              + moving.stream().map(Joint::name).toList())));
    }
    if (leads.isEmpty()) {
      moving.stream().filter(joint -> joint.mimics() == null).forEach(leads::add);
    }
    if (moving.isEmpty()) {
      notes.add("there is no gripper: one of ours stands for it in simulation");
      return standIn(tool);
    }
    if (leads.isEmpty() || leads.size() > 2) {
      notes.add(
          "the gripper has "
              + leads.size()
              + " joints of their own, "
              + leads.stream().map(Joint::name).limit(8).toList()
              + ": give the one or two that open and close it by --gripper; until then one of ours"
              + " stands for it in simulation");
      return standIn(tool);
    }
    if (leads.stream().anyMatch(j -> !Double.isFinite(j.lower()) || j.type() == JointType.FREE)) {
      notes.add("the gripper's joint has no limits: one of ours stands for it in simulation");
      return standIn(tool);
    }
    Optional<Hand> best = Optional.empty();
    double widest = 0;
    // Which end of each joint is the open one shows in the gap.
    for (int ends = 0; ends < (1 << leads.size()); ends++) {
      Optional<Hand> hand = measured(leads, moving, ends);
      if (hand.isPresent()) {
        List<Double> openings = hand.get().gripper().openingsMeters();
        double stroke = openings.get(openings.size() - 1);
        if (stroke > widest) {
          widest = stroke;
          best = hand;
        }
      }
    }
    if (best.isEmpty()) {
      notes.add(
          "no two fingers that part by 20 to 400 mm were found in what is drawn of the gripper: one"
              + " of ours stands for it in simulation");
      return standIn(tool);
    }
    return best.get();
  }

  private List<Joint> moving() {
    List<Joint> moving = new ArrayList<>();
    for (String link : robot.subtree(arm.end())) {
      robot.jointsBelow(link).stream().filter(RobotDescription::moves).forEach(moving::add);
    }
    return moving;
  }

  private Optional<Hand> measured(List<Joint> leads, List<Joint> moving, int ends) {
    Map<String, List<Double>> joints = new LinkedHashMap<>();
    for (int i = 0; i < leads.size(); i++) {
      Joint lead = leads.get(i);
      boolean opensUp = (ends >> i & 1) == 0;
      joints.put(
          lead.name(),
          opensUp ? List.of(lead.lower(), lead.upper()) : List.of(lead.upper(), lead.lower()));
    }
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Joint joint : moving) {
        if (joint.mimics() != null
            && joints.containsKey(joint.mimics())
            && !joints.containsKey(joint.name())) {
          List<Double> of = joints.get(joint.mimics());
          joints.put(
              joint.name(),
              List.of(
                  joint.mimicMultiplier() * of.get(0) + joint.mimicOffset(),
                  joint.mimicMultiplier() * of.get(1) + joint.mimicOffset()));
          grew = true;
        }
      }
    }
    return new Fingers(joints).hand();
  }

  /** The fingers for one choice of the joints' closed and open ends. */
  private final class Fingers {
    private final Map<String, List<Double>> joints;
    private final Map<String, List<Vector3>> points = new HashMap<>();
    private final Set<String> moved = new LinkedHashSet<>();

    Fingers(Map<String, List<Double>> joints) {
      this.joints = joints;
      for (String name : joints.keySet()) {
        moved.addAll(robot.subtree(robot.joints().get(name).child()));
      }
      for (String link : robot.subtree(arm.end())) {
        points.put(link, Poses.points(robot.links().get(link)));
      }
    }

    private Map<String, Transform> poses(double share) {
      Map<String, Double> positions = new HashMap<>();
      joints.forEach(
          (name, ends) -> positions.put(name, ends.get(0) + share * (ends.get(1) - ends.get(0))));
      return Poses.below(robot, arm.end(), positions);
    }

    private Vector3 center(String link, Map<String, Transform> poses) {
      List<Vector3> of = points.get(link);
      Vector3 sum = Vector3.ZERO;
      for (Vector3 point : of) {
        sum = sum.plus(point);
      }
      return poses.get(link).apply(of.isEmpty() ? sum : sum.times(1.0 / of.size()));
    }

    Optional<Hand> hand() {
      Map<String, Transform> closed = poses(0);
      Map<String, Transform> open = poses(1);
      List<String> drawn = moved.stream().filter(link -> !points.get(link).isEmpty()).toList();
      if (drawn.isEmpty()) {
        return Optional.empty();
      }
      Map<String, Vector3> shift = new HashMap<>();
      Vector3 mean = Vector3.ZERO;
      for (String link : drawn) {
        Vector3 d = center(link, open).minus(center(link, closed));
        shift.put(link, d);
        mean = mean.plus(d.times(1.0 / drawn.size()));
      }
      Vector3 common = mean;
      String farthest =
          drawn.stream()
              .max(Comparator.comparingDouble(link -> shift.get(link).minus(common).norm()))
              .orElseThrow();
      Vector3 parting = shift.get(farthest).minus(common);
      boolean oneFinger = parting.norm() < 0.003;
      if (oneFinger) {
        parting = common;
      }
      if (parting.norm() < 0.003) {
        return Optional.empty();
      }
      Vector3 y = snapped(parting.normalized(), closed);
      Vector3 z = reach(drawn, y);
      return gaps(y, z, shift, oneFinger ? Vector3.ZERO : common, closed, open);
    }

    /** Turns a direction to the nearest axis of a link of the gripper's, if one is near. */
    private Vector3 snapped(Vector3 direction, Map<String, Transform> poses) {
      Vector3 best = direction;
      double nearest = 0.985;
      for (String link : robot.subtree(arm.end())) {
        if (moved.contains(link)) {
          continue;
        }
        for (Vector3 axis : axes(poses.get(link).rotation())) {
          double along = axis.dot(direction);
          if (Math.abs(along) > nearest) {
            nearest = Math.abs(along);
            best = axis.times(Math.signum(along));
          }
        }
      }
      return best;
    }

    private static List<Vector3> axes(Quaternion q) {
      return List.of(
          q.rotate(new Vector3(1, 0, 0)),
          q.rotate(new Vector3(0, 1, 0)),
          q.rotate(new Vector3(0, 0, 1)));
    }

    /** Returns the direction across y in which the fingers reach out from the arm. */
    private Vector3 reach(List<String> drawn, Vector3 y) {
      Map<String, Transform> poses = poses(0.5);
      Vector3 out = Vector3.ZERO;
      for (String link : drawn) {
        out = out.plus(center(link, poses));
      }
      out = out.minus(y.times(out.dot(y)));
      Vector3 last = arm.joints().get(arm.joints().size() - 1).axis();
      Vector3 along = last.minus(y.times(last.dot(y)));
      if (out.norm() < 1e-6) {
        out = along;
      }
      Vector3 z = snapped(out.normalized(), poses);
      // Nearly every gripper points along the last joint: small fingers beside it do not change it.
      if (along.norm() > 0.9 && Math.abs(along.normalized().dot(out.normalized())) > 0.8) {
        z = along.normalized().times(Math.signum(along.dot(out)));
      }
      return z.minus(y.times(z.dot(y))).normalized();
    }

    private Optional<Hand> gaps(
        Vector3 y,
        Vector3 z,
        Map<String, Vector3> shift,
        Vector3 common,
        Map<String, Transform> closed,
        Map<String, Transform> open) {
      Quaternion endFromTool = frame(y, z);
      Set<String> left = new LinkedHashSet<>();
      Set<String> right = new LinkedHashSet<>();
      shift.forEach(
          (link, d) -> {
            double along = d.minus(common).dot(y);
            (along > 0 ? left : right).add(link);
          });
      if (right.isEmpty()) {
        robot.subtree(arm.end()).stream()
            .filter(link -> !moved.contains(link) && !link.equals(arm.end()))
            .forEach(right::add);
      }
      double[] gap = new double[STEPS + 1];
      Tips first = null;
      double tip = Double.NEGATIVE_INFINITY;
      for (int i = 0; i <= STEPS; i++) {
        Map<String, Transform> poses = i == 0 ? closed : i == STEPS ? open : poses(i * 1.0 / STEPS);
        Optional<Tips> tips =
            Tips.of(inTool(left, poses, endFromTool), inTool(right, poses, endFromTool));
        if (tips.isEmpty()) {
          return Optional.empty();
        }
        first = first == null ? tips.get() : first;
        gap[i] = tips.get().gapMeters();
        tip = Math.max(tip, tips.get().tipMeters());
      }
      List<Double> openings = new ArrayList<>(List.of(0.0));
      for (int i = 1; i <= STEPS; i++) {
        openings.add(rounded(Math.max(gap[i] - gap[0], openings.get(i - 1) + 1e-5)));
      }
      double stroke = gap[STEPS] - gap[0];
      // Fingers that are through each other are those of the other choice of ends.
      if (!(stroke > MIN_STROKE_METERS && stroke < MAX_STROKE_METERS && gap[0] > -THROUGH_METERS)) {
        return Optional.empty();
      }
      if (Math.abs(gap[0]) > 0.004) {
        String note =
            String.format(
                Locale.ROOT,
                "the fingers of %s are drawn %.0f mm apart when closed; that counts as closed",
                joints.keySet().iterator().next(),
                1000 * gap[0]);
        if (!notes.contains(note)) {
          notes.add(note);
        }
      }
      Vector3 origin = new Vector3(first.middleX(), first.middleY(), tip - TOOL_ABOVE_TIP_METERS);
      return Optional.of(
          new Hand(
              tool(arm.end(), endFromTool.rotate(origin), endFromTool),
              new RobotFile.Gripper(
                  joints,
                  openings,
                  List.of(
                      rounded(
                          Math.max(
                              MIN_PAD_WIDTH_METERS,
                              Math.min(MAX_PAD_WIDTH_METERS, first.widthX()))),
                      PAD_THICKNESS_METERS,
                      PAD_LENGTH_METERS),
                  palm(closed, endFromTool, origin, true),
                  palm(closed, endFromTool, origin, false))));
    }

    private List<Vector3> inTool(
        Set<String> links, Map<String, Transform> poses, Quaternion endFromTool) {
      Quaternion toolFromEnd = endFromTool.inverse();
      List<Vector3> all = new ArrayList<>();
      for (String link : links) {
        for (Vector3 point : points.get(link)) {
          all.add(toolFromEnd.rotate(poses.get(link).apply(point)));
        }
      }
      return all;
    }

    /** Returns size or centre of the box about what does not move, above the pads. */
    private List<Double> palm(
        Map<String, Transform> poses, Quaternion endFromTool, Vector3 origin, boolean size) {
      Set<String> still = new LinkedHashSet<>(robot.subtree(arm.end()));
      still.removeAll(moved);
      still.remove(arm.end());
      double top = TOOL_ABOVE_TIP_METERS - PAD_LENGTH_METERS - PALM_GAP_METERS;
      double[] low = {1e9, 1e9, 1e9};
      double[] high = {-1e9, -1e9, -1e9};
      for (Vector3 point : inTool(still, poses, endFromTool)) {
        double[] p = point.minus(origin).toArray();
        if (p[2] < top) {
          for (int a = 0; a < 3; a++) {
            low[a] = Math.min(low[a], p[a]);
            high[a] = Math.max(high[a], p[a]);
          }
        }
      }
      if (!(high[0] - low[0] > 0.01 && high[1] - low[1] > 0.01 && high[2] - low[2] > 0.01)) {
        return size ? STAND_IN_PALM : List.of(0.0, 0.0, STAND_IN_PALM_Z_METERS);
      }
      List<Double> values = new ArrayList<>();
      for (int a = 0; a < 3; a++) {
        values.add(rounded(size ? high[a] - low[a] : (high[a] + low[a]) / 2));
      }
      return List.copyOf(values);
    }
  }

  /**
   * The tips of two fingers in the tool's axes.
   *
   * @param tipMeters how far the shorter one reaches out
   */
  private record Tips(
      double gapMeters, double tipMeters, double middleX, double middleY, double widthX) {
    static Optional<Tips> of(List<Vector3> left, List<Vector3> right) {
      if (left.isEmpty() || right.isEmpty()) {
        return Optional.empty();
      }
      double tip =
          Math.min(
              left.stream().mapToDouble(Vector3::z).max().orElseThrow(),
              right.stream().mapToDouble(Vector3::z).max().orElseThrow());
      List<Vector3> l = left.stream().filter(p -> p.z() > tip - TIP_METERS).toList();
      List<Vector3> r = right.stream().filter(p -> p.z() > tip - TIP_METERS).toList();
      double inner = l.stream().mapToDouble(Vector3::y).min().orElseThrow();
      double other = r.stream().mapToDouble(Vector3::y).max().orElseThrow();
      double lowX = l.stream().mapToDouble(Vector3::x).min().orElseThrow();
      double highX = l.stream().mapToDouble(Vector3::x).max().orElseThrow();
      return Optional.of(
          new Tips(inner - other, tip, (lowX + highX) / 2, (inner + other) / 2, highX - lowX));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }

  /** Returns the rotation whose y and z axes are these. */
  private static Quaternion frame(Vector3 y, Vector3 z) {
    Vector3 x =
        new Vector3(
            y.y() * z.z() - y.z() * z.y(),
            y.z() * z.x() - y.x() * z.z(),
            y.x() * z.y() - y.y() * z.x());
    return Quaternion.fromMatrix(
        new double[] {x.x(), y.x(), z.x(), x.y(), y.y(), z.y(), x.z(), y.z(), z.z()});
  }

  private static RobotFile.Tool tool(String link, Vector3 at, Quaternion rotation) {
    double[] rpy = rotation.toRollPitchYaw();
    return new RobotFile.Tool(
        link,
        List.of(rounded(at.x()), rounded(at.y()), rounded(at.z())),
        List.of(rpy[0], rpy[1], rpy[2]));
  }

  /** Puts our own gripper on the flange, along the last joint. */
  private Hand standIn(Optional<String> given) {
    String link = given.orElseGet(this::flange);
    Map<String, Transform> poses = Poses.below(robot, arm.end(), Map.of());
    Transform endFromLink = poses.getOrDefault(link, Transform.identity(arm.end(), arm.end()));
    Joint last = arm.joints().get(arm.joints().size() - 1);
    Vector3 axis = last.axis();
    double out = endFromLink.translation().dot(axis);
    if (Math.abs(out) < 1e-3) {
      // The arm comes from the joint before.
      Transform before = last.parentFromChild();
      out = before.rotation().inverse().rotate(before.translation()).dot(axis);
    }
    if (Math.abs(out) < 1e-3) {
      List<Vector3> points = new ArrayList<>();
      for (String name : robot.subtree(arm.end())) {
        Poses.points(robot.links().get(name)).forEach(p -> points.add(poses.get(name).apply(p)));
      }
      out = points.stream().mapToDouble(p -> p.dot(axis)).average().orElse(0);
    }
    Vector3 z = axis.times(out < -1e-9 ? -1 : 1);
    Vector3 side = Math.abs(z.x()) < 0.9 ? new Vector3(1, 0, 0) : new Vector3(0, 1, 0);
    Vector3 y = side.minus(z.times(side.dot(z))).normalized();
    Quaternion linkFromTool = endFromLink.rotation().inverse().after(frame(y, z));
    return new Hand(
        tool(link, linkFromTool.rotate(new Vector3(0, 0, STAND_IN_TOOL_METERS)), linkFromTool),
        new RobotFile.Gripper(
            Map.of(),
            List.of(0.0, STAND_IN_STROKE_METERS),
            STAND_IN_PAD,
            STAND_IN_PALM,
            List.of(0.0, 0.0, STAND_IN_PALM_Z_METERS)));
  }

  /** Returns the link that the maker meant for tools: by its name, else the arm's last. */
  private String flange() {
    List<String> fixed = new ArrayList<>(List.of(arm.end()));
    for (int i = 0; i < fixed.size(); i++) {
      robot.jointsBelow(fixed.get(i)).stream()
          .filter(joint -> joint.type() == JointType.FIXED)
          .forEach(joint -> fixed.add(joint.child()));
    }
    for (String wanted : TOOL_NAMES) {
      for (String link : fixed) {
        if (link.toLowerCase(Locale.ROOT).endsWith(wanted)) {
          return link;
        }
      }
    }
    return arm.end();
  }
}
