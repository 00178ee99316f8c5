package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.robot.RobotModel.LinkCollision;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Whether an arm can work at the table: where it waits, and which places it reaches from there with
 * the gripper down, without a jump to another branch, without a limit, above the table.
 */
final class TableReach {
  /** Where the tool waits, as in simulation; table frame. */
  static final Vector3 HOME_METERS = new Vector3(-0.22, 0, 0.36);

  /** Where else it may wait, for an arm that cannot fold so far. */
  private static final List<Vector3> OTHER_HOMES_METERS =
      List.of(new Vector3(-0.12, 0, 0.36), new Vector3(-0.05, 0, 0.3));

  private static final double ENOUGH = 0.9;
  private static final double PLACES_A_RADIAN = 2;
  private static final double PLACES_A_METER = 20;
  private static final double[] X_METERS = {-0.15, -0.05, 0.05, 0.15, 0.22};
  private static final double[] Y_METERS = {-0.28, -0.14, 0, 0.14, 0.28};
  private static final double[] YAW_RAD = {-0.8, 0, 0.8};
  private static final double HIGH_METERS = 0.25;
  private static final double LOW_METERS = 0.03;
  private static final int STEPS = 10;
  private static final int SEEDS = 100;
  private static final int FIRST_SEEDS = 30;
  private static final int TRIED = 10;
  private static final double MARGIN_RAD = 0.12;
  private static final double JUMP_RAD = 0.7;
  private static final double TABLE_METERS = -0.001;
  private static final double SHRINK = 0.8;

  private final RobotModel robot;
  private final Transform tableFromBase;
  private final Kinematics kinematics;
  private final InverseKinematics solver;
  private final Map<String, Integer> jointsAbove = new HashMap<>();

  /**
   * @param reached of {@link #places()}
   * @param inItself pairs of links that overlap at home
   * @param height of the links' origins at home, their mean
   */
  record Home(
      double[] positionsRad,
      int reached,
      List<String> inItself,
      List<String> inTable,
      double height) {

    double share() {
      return reached * 1.0 / places();
    }

    int faults() {
      return inItself.size() + inTable.size();
    }

    /** How much a posture is worth beside the places that it reaches: elbow up, not wound up. */
    double natural() {
      return PLACES_A_METER * height - PLACES_A_RADIAN * wound(positionsRad);
    }

    boolean isBetterThan(Home other) {
      return faults() != other.faults()
          ? faults() < other.faults()
          : reached + natural() > other.reached + other.natural();
    }
  }

  TableReach(RobotModel robot, Transform tableFromBase) {
    this.robot = robot;
    this.tableFromBase = tableFromBase;
    kinematics = new Kinematics(robot);
    solver = new InverseKinematics(robot);
    for (Link link : robot.links()) { // parents come first
      for (Joint joint : robot.joints()) {
        if (joint.child().equals(link.name())) {
          jointsAbove.put(
              link.name(),
              jointsAbove.getOrDefault(joint.parent(), 0)
                  + (robot.armJoints().contains(joint) ? 1 : 0));
        }
      }
    }
  }

  static int places() {
    return X_METERS.length * Y_METERS.length * YAW_RAD.length;
  }

  private Transform baseFromTool(Vector3 at, double yawRad) {
    return tableFromBase
        .inverse()
        .after(
            new Transform(
                CameraModel.TABLE, RobotModel.TOOL, at, InverseKinematics.toolDown(yawRad)));
  }

  /** Looks at a home that is given, as the simulator takes it. */
  Home from(List<Double> stateRad) {
    double[] state = stateRad.stream().mapToDouble(q -> q).toArray();
    return judged(solved(HOME_METERS, state).orElse(state));
  }

  /** Finds the best home: free of itself and of the table, most places reached, wound up least. */
  Optional<Home> find(List<List<Double>> states) {
    Optional<Home> best = at(HOME_METERS, states);
    for (Vector3 other : OTHER_HOMES_METERS) {
      if (best.isPresent() && best.get().share() >= ENOUGH && best.get().faults() == 0) {
        break;
      }
      Optional<Home> home = at(other, states);
      if (best.isEmpty() || (home.isPresent() && home.get().isBetterThan(best.get()))) {
        best = home;
      }
    }
    return best;
  }

  private Optional<Home> at(Vector3 toolMeters, List<List<Double>> states) {
    List<double[]> found = new ArrayList<>();
    for (List<Double> state : states) {
      solved(toolMeters, state.stream().mapToDouble(q -> q).toArray()).ifPresent(found::add);
    }
    SplittableRandom random = new SeedStreams(0).stream("import");
    // What none of the first reaches is out of reach.
    for (int i = 0; i < SEEDS && (i < FIRST_SEEDS || !found.isEmpty()); i++) {
      double[] seed =
          robot.armJoints().stream()
              .mapToDouble(
                  j -> {
                    double low = Math.max(-Math.PI, j.lower());
                    return random.nextDouble(
                        low, Math.max(low + 1e-6, Math.min(Math.PI, j.upper())));
                  })
              .toArray();
      solved(toolMeters, seed).ifPresent(found::add);
    }
    return distinct(found).stream()
        .map(q -> new Home(q, 0, inItself(q), inTable(q), height(q)))
        .sorted(
            Comparator.comparingInt(Home::faults)
                .thenComparing(Comparator.comparingDouble(Home::natural).reversed()))
        .limit(TRIED)
        .map(home -> judged(home.positionsRad()))
        .max((a, b) -> a.isBetterThan(b) ? 1 : b.isBetterThan(a) ? -1 : 0);
  }

  private static List<double[]> distinct(List<double[]> found) {
    List<double[]> kept = new ArrayList<>();
    // Of those that a whole turn parts, the one that is wound up least.
    for (double[] q :
        found.stream().sorted(Comparator.comparingDouble(TableReach::wound)).toList()) {
      boolean isNew = true;
      for (double[] other : kept) {
        double most = 0;
        for (int j = 0; j < q.length; j++) {
          most = Math.max(most, Math.abs(Math.IEEEremainder(q[j] - other[j], 2 * Math.PI)));
        }
        isNew &= most > 0.3;
      }
      if (isNew) {
        kept.add(q);
      }
    }
    return kept;
  }

  private static double wound(double[] q) {
    double sum = 0;
    for (double one : q) {
      sum += Math.abs(one);
    }
    return sum;
  }

  private Optional<double[]> solved(Vector3 toolMeters, double[] seed) {
    InverseKinematics.Solution solution = solver.solve(baseFromTool(toolMeters, 0), seed);
    return solution.converged() && isInside(solution.positionsRad())
        ? Optional.of(solution.positionsRad())
        : Optional.empty();
  }

  private boolean isInside(double[] q) {
    for (int j = 0; j < q.length; j++) {
      Joint joint = robot.armJoints().get(j);
      if (!(q[j] > joint.lower() + MARGIN_RAD && q[j] < joint.upper() - MARGIN_RAD)) {
        return false;
      }
    }
    return true;
  }

  private Home judged(double[] home) {
    Vector3 start = tableFromBase.apply(kinematics.baseFromTool(home).translation());
    int reached = 0;
    for (double x : X_METERS) {
      for (double y : Y_METERS) {
        for (double yaw : YAW_RAD) {
          reached += reaches(home, start, x, y, yaw) ? 1 : 0;
        }
      }
    }
    return new Home(home, reached, inItself(home), inTable(home), height(home));
  }

  /** Goes over a place, then down to it, in steps small enough to show a jump. */
  private boolean reaches(double[] home, Vector3 start, double x, double y, double yawRad) {
    double[] q = home;
    Vector3 over = new Vector3(x, y, HIGH_METERS);
    for (int leg = 0; leg < 2; leg++) {
      Vector3 from = leg == 0 ? start : over;
      Vector3 to = leg == 0 ? over : new Vector3(x, y, LOW_METERS);
      for (int s = 1; s <= STEPS; s++) {
        double share = s * 1.0 / STEPS;
        InverseKinematics.Solution next =
            solver.solve(
                baseFromTool(
                    from.plus(to.minus(from).times(share)), leg == 0 ? share * yawRad : yawRad),
                q);
        if (!next.converged() || !isInside(next.positionsRad())) {
          return false;
        }
        for (int j = 0; j < q.length; j++) {
          if (Math.abs(next.positionsRad()[j] - q[j]) > JUMP_RAD) {
            return false;
          }
        }
        q = next.positionsRad();
      }
    }
    return inTable(q).isEmpty();
  }

  private Map<String, Transform> links(double[] q) {
    return kinematics.baseFromLinks(q, 0.02, 0.02);
  }

  private double height(double[] q) {
    return links(q).entrySet().stream()
        .filter(link -> jointsAbove.getOrDefault(link.getKey(), 0) > 0)
        .mapToDouble(link -> tableFromBase.apply(link.getValue().translation()).z())
        .average()
        .orElse(0);
  }

  private List<String> inTable(double[] q) {
    Map<String, Transform> links = links(q);
    List<String> low = new ArrayList<>();
    for (Link link : robot.links()) {
      if (jointsAbove.getOrDefault(link.name(), 0) < 2) {
        continue; // the foot stands on it
      }
      for (LinkCollision collision : link.collisions()) {
        Transform at = tableFromBase.after(links.get(link.name())).after(collision.linkFromShape());
        double[] m = at.rotation().toMatrix();
        Vector3 s = extents(collision.shape());
        double reach =
            (Math.abs(m[6]) * s.x() + Math.abs(m[7]) * s.y() + Math.abs(m[8]) * s.z()) / 2;
        boolean isHand =
            link.name().equals(robot.palmLink())
                || link.name().equals(robot.leftFinger().child())
                || link.name().equals(robot.rightFinger().child());
        if (at.translation().z() - reach < TABLE_METERS && !isHand && !low.contains(link.name())) {
          low.add(link.name());
        }
      }
    }
    return low;
  }

  private static Vector3 extents(Shape shape) {
    if (shape instanceof Shape.Box box) {
      return box.sizeMeters();
    }
    if (shape instanceof Shape.Cylinder c) {
      return new Vector3(2 * c.radiusMeters(), 2 * c.radiusMeters(), c.lengthMeters());
    }
    double side = shape instanceof Shape.Sphere s ? 2 * s.radiusMeters() : 0;
    return new Vector3(side, side, side);
  }

  /**
   * Returns the pairs of links that overlap. Shapes are a little larger than the links are, so they
   * are shrunk, and links that fewer than three joints part are left to the maker.
   */
  private List<String> inItself(double[] q) {
    Map<String, Transform> poses = links(q);
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < robot.links().size(); i++) {
      for (int k = i + 1; k < robot.links().size(); k++) {
        Link a = robot.links().get(i);
        Link b = robot.links().get(k);
        int between =
            Math.abs(jointsAbove.getOrDefault(a.name(), 0) - jointsAbove.getOrDefault(b.name(), 0));
        if (between >= 3 && overlap(a, poses.get(a.name()), b, poses.get(b.name()))) {
          pairs.add(a.name() + " and " + b.name());
        }
      }
    }
    return pairs;
  }

  private static boolean overlap(Link a, Transform baseFromA, Link b, Transform baseFromB) {
    for (LinkCollision one : a.collisions()) {
      for (LinkCollision other : b.collisions()) {
        if (overlap(
            baseFromA.after(one.linkFromShape()),
            extents(one.shape()).times(SHRINK / 2),
            baseFromB.after(other.linkFromShape()),
            extents(other.shape()).times(SHRINK / 2))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Two boxes by the separating axes of their faces (Gottschalk 1996), without those of edges. */
  private static boolean overlap(Transform a, Vector3 halfA, Transform b, Vector3 halfB) {
    double[] ma = a.rotation().toMatrix();
    double[] mb = b.rotation().toMatrix();
    double[] ha = halfA.toArray();
    double[] hb = halfB.toArray();
    double[] d = b.translation().minus(a.translation()).toArray();
    for (int axis = 0; axis < 6; axis++) {
      double[] m = axis < 3 ? ma : mb;
      int column = axis % 3;
      double distance = 0;
      double reach = 0;
      for (int r = 0; r < 3; r++) {
        distance += m[3 * r + column] * d[r];
      }
      for (int c = 0; c < 3; c++) {
        double onA = 0;
        double onB = 0;
        for (int r = 0; r < 3; r++) {
          onA += m[3 * r + column] * ma[3 * r + c];
          onB += m[3 * r + column] * mb[3 * r + c];
        }
        reach += ha[c] * Math.abs(onA) + hb[c] * Math.abs(onB);
      }
      if (Math.abs(distance) > reach) {
        return false;
      }
    }
    return true;
  }
}
