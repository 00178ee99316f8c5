package dev.cobot.sim2real.twin;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.ArmStart;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Makes twins of a cell: the most likely scene that beliefs allow, and draws from their
 * uncertainty.
 */
public final class Twins {
  /** More objects than this are not believed. */
  public static final int MAX_OBJECTS = 64;

  private static final double MIN_SCORE = 0.3;
  private static final double SAME_COLOR = 0.3;
  private static final double MAX_SIGMAS = 3;
  private static final int DRAWS = 8;
  private static final double LIMIT_TOLERANCE_RAD = 0.02;
  private static final double OPENING_TOLERANCE_METERS = 0.005;

  private final World world;
  private final HandBoxes hand;
  private final Map<ObjectKind, Solid> solids = new EnumMap<>(ObjectKind.class);

  public Twins(World world) {
    this.world = world;
    hand = new HandBoxes(world.robot());
  }

  /** Returns the scene nearest to the beliefs. */
  public TwinAnswer mostLikely(TwinBelief belief) {
    return answer(belief, null);
  }

  /**
   * Returns a scene drawn from the beliefs' uncertainty. A draw that is not possible is drawn
   * again; when {@value #DRAWS} in a row are not, the last refusal is returned.
   */
  public TwinAnswer draw(TwinBelief belief, SeedStreams seeds) {
    TwinAnswer answer = null;
    for (int i = 0; i < DRAWS; i++) {
      answer = answer(belief, seeds.child(i).stream("twin.objects"));
      if (answer instanceof TwinAnswer.Built || isHopeless(answer)) {
        return answer;
      }
    }
    return answer;
  }

  private static boolean isHopeless(TwinAnswer answer) {
    return answer instanceof TwinAnswer.Refused refused
        && (refused.reason() == TwinAnswer.Reason.NOT_FINITE
            || refused.reason() == TwinAnswer.Reason.TOO_MANY
            || refused.reason() == TwinAnswer.Reason.ARM);
  }

  /** Opens a simulator on a twin. */
  public PlantSimulator open(TwinScene scene, long seed, SimulatorOptions options) {
    return PlantSimulator.open(world, scene.objects(), seed, options, scene.arm());
  }

  /**
   * Returns what watches how near the gripper comes to other objects than those.
   *
   * @param concerned ids of the objects that the task is to touch
   */
  public Clearance clearance(Set<String> concerned) {
    return new Clearance(hand, this::solid, concerned);
  }

  private TwinAnswer answer(TwinBelief belief, SplittableRandom random) {
    if (belief.objects().size() > MAX_OBJECTS) {
      return new TwinAnswer.Refused(
          TwinAnswer.Reason.TOO_MANY,
          "",
          belief.objects().size() + " objects are believed, allowed are " + MAX_OBJECTS);
    }
    for (ObjectAttributes object : belief.objects()) {
      if (!isFinite(object)) {
        return new TwinAnswer.Refused(
            TwinAnswer.Reason.NOT_FINITE,
            object.id(),
            "the belief about " + object.id() + " has values that are no numbers: " + object);
      }
    }
    ArmStart start = start(belief);
    if (start == null) {
      return new TwinAnswer.Refused(
          TwinAnswer.Reason.ARM,
          "",
          "the arm's state is not one of "
              + world.robot().model().name()
              + ": joints "
              + belief.arm().jointNames()
              + " at "
              + java.util.Arrays.toString(belief.arm().positionsRad())
              + ", opening "
              + belief.arm().gripperOpeningMeters());
    }
    List<TwinScene.LeftOut> leftOut = new ArrayList<>();
    List<ObjectAttributes> kept = sift(belief, leftOut);
    if (random != null) {
      kept = kept.stream().map(o -> drawn(o, random)).toList();
    }
    PlacementSolver solver = new PlacementSolver(world, hand, start, this::solid);
    return solver.solve(kept, leftOut);
  }

  private Solid solid(ObjectKind kind) {
    return solids.computeIfAbsent(kind, k -> new Solid(k, world.objectModel(k)));
  }

  private static boolean isFinite(ObjectAttributes o) {
    ObjectAttributes.Uncertainty u = o.uncertainty();
    return o.positionMeters().isFinite()
        && o.sizeMeters().isFinite()
        && Double.isFinite(o.yawRad())
        && Double.isFinite(o.score())
        && isSigma(u.positionMeters())
        && isSigma(u.colorRgb())
        && u.yawRad() >= 0
        && Double.isFinite(u.yawRad());
  }

  private static boolean isSigma(Vector3 v) {
    return v.isFinite() && v.x() >= 0 && v.y() >= 0 && v.z() >= 0;
  }

  /** Returns how the arm starts, or null when its state is not one of this arm. */
  private ArmStart start(TwinBelief belief) {
    ArmState arm = belief.arm();
    RobotModel robot = world.robot().model();
    double[] positions = new double[robot.armJoints().size()];
    for (int j = 0; j < positions.length; j++) {
      RobotModel.Joint joint = robot.armJoints().get(j);
      int column = arm.jointNames().indexOf(joint.name());
      double q =
          column < 0 || column >= arm.positionsRad().length
              ? Double.NaN
              : arm.positionsRad()[column];
      if (!(q >= joint.lower() - LIMIT_TOLERANCE_RAD && q <= joint.upper() + LIMIT_TOLERANCE_RAD)) {
        return null;
      }
      positions[j] = Math.max(joint.lower(), Math.min(joint.upper(), q));
    }
    double stroke = robot.maxGripperOpeningMeters();
    double opening = arm.gripperOpeningMeters();
    if (!(opening >= -OPENING_TOLERANCE_METERS && opening <= stroke + OPENING_TOLERANCE_METERS)) {
      return null;
    }
    return new ArmStart(positions, Math.max(0, Math.min(stroke, opening)), belief.heldId());
  }

  /** Returns the beliefs that are to be in the scene; the others are told. */
  private List<ObjectAttributes> sift(TwinBelief belief, List<TwinScene.LeftOut> leftOut) {
    List<ObjectAttributes> surest =
        belief.objects().stream()
            .sorted(
                Comparator.comparing(
                        (ObjectAttributes o) -> belief.heldId().filter(o.id()::equals).isEmpty())
                    .thenComparing(o -> -o.score()))
            .toList();
    List<ObjectAttributes> kept = new ArrayList<>();
    for (ObjectAttributes object : surest) {
      String name = object.kind().word() + " " + object.id();
      if (object.kind() == ObjectKind.TABLE || !world.objectModels().containsKey(object.kind())) {
        leftOut.add(
            new TwinScene.LeftOut(
                object.id(),
                TwinScene.Why.NO_MODEL,
                "the twin has no " + name + ": the world has no model of one to stand there"));
        continue;
      }
      if (object.score() < MIN_SCORE) {
        leftOut.add(
            new TwinScene.LeftOut(
                object.id(),
                TwinScene.Why.LOW_SCORE,
                String.format(
                    java.util.Locale.ROOT,
                    "the twin has no %s: it is there with %.2f only",
                    name,
                    object.score())));
        continue;
      }
      ObjectAttributes same =
          kept.stream().filter(other -> isSame(object, other)).findFirst().orElse(null);
      if (same != null) {
        leftOut.add(
            new TwinScene.LeftOut(
                object.id(),
                TwinScene.Why.DUPLICATE,
                "the twin has " + same.id() + " for " + name + " too"));
        continue;
      }
      kept.add(object);
    }
    kept.sort(Comparator.comparing(o -> belief.objects().indexOf(o)));
    return kept;
  }

  /** Whether two beliefs are of one object: solids of a kind cannot be this near to each other. */
  private boolean isSame(ObjectAttributes a, ObjectAttributes b) {
    if (a.id().equals(b.id())) {
      return true;
    }
    Solid solid = a.kind() == b.kind() ? solid(a.kind()) : null;
    return solid != null
        && a.color().distanceTo(b.color()) < SAME_COLOR
        && a.positionMeters().horizontalDistanceTo(b.positionMeters()) < solid.widestMeters() / 2
        && Math.abs(a.positionMeters().z() - b.positionMeters().z()) < solid.heightMeters() / 2;
  }

  private static ObjectAttributes drawn(ObjectAttributes o, SplittableRandom random) {
    ObjectAttributes.Uncertainty u = o.uncertainty();
    Vector3 p = o.positionMeters();
    Vector3 s = u.positionMeters();
    return new ObjectAttributes(
        o.id(),
        o.kind(),
        new Vector3(
            p.x() + s.x() * gaussian(random),
            p.y() + s.y() * gaussian(random),
            p.z() + s.z() * gaussian(random)),
        o.yawRad() + u.yawRad() * gaussian(random),
        ColorRgb.clamped(
            o.color().red() + u.colorRgb().x() * gaussian(random),
            o.color().green() + u.colorRgb().y() * gaussian(random),
            o.color().blue() + u.colorRgb().z() * gaussian(random)),
        o.sizeMeters(),
        o.score(),
        u,
        o.axis());
  }

  private static double gaussian(SplittableRandom random) {
    return Math.max(-MAX_SIGMAS, Math.min(MAX_SIGMAS, random.nextGaussian()));
  }
}
