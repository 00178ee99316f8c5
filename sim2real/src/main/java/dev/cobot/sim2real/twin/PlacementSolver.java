package dev.cobot.sim2real.twin;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.ArmStart;
import dev.cobot.sim2real.world.Model;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Places objects where they can be: each on what most likely carries it, then apart from each
 * other, the less certain one moving more. One use.
 */
final class PlacementSolver {
  private static final int ON_TABLE = -1;

  /** Nothing is known better than this: beliefs of one object differ by as much between looks. */
  private static final double MIN_SIGMA_METERS = 0.003;

  /** Farther than this from what carries it, or 4 sigma, it is not carried. */
  private static final double MAX_LIFT_METERS = 0.03;

  private static final double LIFT_SIGMAS = 4;
  private static final double SHIFT_SIGMAS = 3;
  private static final double GAP_METERS = 0.0005;
  private static final double TOUCH_METERS = 0.0002;
  private static final double STACK_SLACK_METERS = 0.005;
  private static final double SECURE_SHARE = 0.9;
  private static final double HELD_REACH_METERS = 0.08;
  private static final int MAX_ROUNDS = 400;

  private final World world;
  private final ArmStart arm;
  private final Function<ObjectKind, Solid> solids;
  private final List<HandBoxes.Box> boxes;
  private final Transform tableFromTool;
  private final List<Item> items = new ArrayList<>();

  /** An object on its way to its place. */
  private static final class Item {
    final ObjectAttributes belief;
    final Solid solid;
    final boolean held;
    final double believedBottom;
    final double sigma;
    final double sigmaZ;
    double yawRad;
    double x;
    double y;
    double bottom;
    int support = ON_TABLE;
    String pressedBy = "";

    Item(ObjectAttributes belief, Solid solid, boolean held) {
      this.belief = belief;
      this.solid = solid;
      this.held = held;
      x = belief.positionMeters().x();
      y = belief.positionMeters().y();
      yawRad = belief.yawRad();
      believedBottom = belief.positionMeters().z() - solid.centreAboveBottomMeters();
      bottom = believedBottom;
      Vector3 s = belief.uncertainty().positionMeters();
      sigma = Math.max(MIN_SIGMA_METERS, Math.hypot(s.x(), s.y()) / Math.sqrt(2));
      sigmaZ = Math.max(MIN_SIGMA_METERS, s.z());
    }

    double mobility() {
      return held ? 0 : sigma * sigma;
    }

    double shifted() {
      return Math.hypot(x - belief.positionMeters().x(), y - belief.positionMeters().y());
    }

    double reachOfLift() {
      return Math.max(MAX_LIFT_METERS, LIFT_SIGMAS * sigmaZ);
    }

    String name() {
      return "the " + belief.kind().word() + " " + belief.id();
    }
  }

  PlacementSolver(World world, HandBoxes hand, ArmStart arm, Function<ObjectKind, Solid> solids) {
    this.world = world;
    this.arm = arm;
    this.solids = solids;
    boxes = hand.at(arm.positionsRad(), arm.openingMeters());
    tableFromTool = hand.tableFromTool(arm.positionsRad());
  }

  TwinAnswer solve(List<ObjectAttributes> beliefs, List<TwinScene.LeftOut> leftOut) {
    for (ObjectAttributes belief : beliefs) {
      boolean held = arm.heldId().filter(belief.id()::equals).isPresent();
      items.add(new Item(belief, solids.apply(belief.kind()), held));
    }
    TwinAnswer.Refused refused = hold();
    for (int i = 0; refused == null && i < items.size(); i++) {
      refused = carry(i);
    }
    for (int i = 0; refused == null && i < items.size(); i++) {
      refused = standOn(i);
    }
    if (refused == null) {
      part();
      refused = rest();
    }
    return refused != null ? refused : new TwinAnswer.Built(scene(leftOut));
  }

  private TwinAnswer.Refused hold() {
    if (arm.heldId().isEmpty()) {
      return null;
    }
    Item held = items.stream().filter(i -> i.held).findFirst().orElse(null);
    double away =
        held == null
            ? Double.POSITIVE_INFINITY
            : held.belief.positionMeters().distanceTo(tableFromTool.translation());
    if (away > HELD_REACH_METERS) {
      return new TwinAnswer.Refused(
          TwinAnswer.Reason.ARM,
          arm.heldId().get(),
          held == null
              ? "the gripper is believed to hold "
                  + arm.heldId().get()
                  + ", which is not in the scene"
              : String.format(
                  Locale.ROOT,
                  "%s is believed to be held, but it is %.0f mm from the gripper",
                  held.name(),
                  1000 * away));
    }
    if (held.belief.kind().yawSymmetryOrder() > 0) { // the pads lie flat against its sides
      Vector3 x = tableFromTool.rotation().rotate(new Vector3(1, 0, 0));
      double handYaw = StrictMath.atan2(x.y(), x.x());
      double quarter = Math.PI / 2;
      held.yawRad = handYaw + quarter * Math.rint((held.yawRad - handYaw) / quarter);
    }
    return null;
  }

  /** Finds what carries an object. */
  private TwinAnswer.Refused carry(int i) {
    Item item = items.get(i);
    if (item.held) {
      return null;
    }
    if (!isOverTable(item.x, item.y)) {
      return offTable(item);
    }
    double best =
        Math.abs(item.believedBottom) <= item.reachOfLift()
            ? costOnTable(i)
            : Double.POSITIVE_INFINITY;
    for (int j = 0; j < items.size(); j++) {
      if (j != i && mayCarry(j, i)) {
        double lift = (item.believedBottom - topOf(items.get(j))) / item.sigmaZ;
        double shift = straying(item, items.get(j)) / item.sigma;
        double cost = lift * lift + shift * shift;
        if (cost < best) {
          best = cost;
          item.support = j;
        }
      }
    }
    if (best < Double.POSITIVE_INFINITY) {
      return null;
    }
    boolean low = item.believedBottom < 0;
    return new TwinAnswer.Refused(
        low ? TwinAnswer.Reason.NOT_UPRIGHT : TwinAnswer.Reason.FLOATS,
        item.belief.id(),
        String.format(
            Locale.ROOT,
            low
                ? "%s is believed %.0f mm too low to stand; what lies has no pose in a belief"
                : "%s is believed %.0f mm above the table with nothing to carry it",
            item.name(),
            1000 * Math.abs(item.believedBottom)));
  }

  private static double topOf(Item carrier) {
    return carrier.believedBottom + carrier.solid.floorMeters();
  }

  /** Whether one may stand on or in the other, as far as the beliefs tell. */
  private boolean mayCarry(int carrier, int carried) {
    Item below = items.get(carrier);
    Item above = items.get(carried);
    double reach =
        below.solid.isContainer()
            ? below.solid.hollowMeters(below.solid.slices() - 1)
            : below.solid.flatRadiusMeters() + SHIFT_SIGMAS * above.sigma;
    return !below.held
        && Math.hypot(above.x - below.x, above.y - below.y) <= reach
        && Math.abs(above.believedBottom - topOf(below)) <= above.reachOfLift()
        && straying(above, below) < Double.POSITIVE_INFINITY;
  }

  private double costOnTable(int i) {
    Item item = items.get(i);
    double depth = 0;
    for (int j = 0; j < items.size(); j++) {
      if (j != i && !items.get(j).held && !mayCarry(i, j)) {
        double[] escape = escape(item, 0, items.get(j), items.get(j).believedBottom);
        depth = Math.max(depth, escape == null ? 0 : Math.hypot(escape[0], escape[1]));
      }
    }
    double lift = item.believedBottom / item.sigmaZ;
    double shift = depth / item.sigma;
    return lift * lift + shift * shift;
  }

  /**
   * Returns how far an object is from where its carrier can hold it, sideways; infinite when it
   * does not fit at all.
   */
  private static double straying(Item item, Item carrier) {
    double away = Math.hypot(item.x - carrier.x, item.y - carrier.y);
    double room = SECURE_SHARE * carrier.solid.flatRadiusMeters();
    if (carrier.solid.isContainer()) {
      room = Double.POSITIVE_INFINITY;
      for (int slice = 0; slice < item.solid.slices(); slice++) {
        double height = carrier.solid.floorMeters() + (slice + 0.5) * Solid.SLICE_METERS;
        int other = sliceAt(carrier, 0, height);
        if (other >= 0) {
          room = Math.min(room, carrier.solid.hollowMeters(other) - item.solid.radiusMeters(slice));
        }
      }
    }
    return room < 0 ? Double.POSITIVE_INFINITY : Math.max(0, away - room);
  }

  private static int sliceAt(Item item, double bottom, double z) {
    int slice = (int) Math.floor((z - bottom) / Solid.SLICE_METERS);
    return slice >= 0 && slice < item.solid.slices() ? slice : -1;
  }

  /** Sets the height at which an object stands, after that of what carries it. */
  private TwinAnswer.Refused standOn(int i) {
    double height = 0;
    int below = items.get(i).support;
    for (int steps = 0; below != ON_TABLE; steps++) {
      if (steps > items.size()) {
        return inseparable(items.get(i), items.get(items.get(i).support));
      }
      height += items.get(below).solid.floorMeters();
      below = items.get(below).support;
    }
    if (!items.get(i).held) {
      items.get(i).bottom = height;
    }
    return null;
  }

  /** Moves objects apart and onto their carriers until all is free, or no round helps. */
  private void part() {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      double worst = 0;
      for (int i = 0; i < items.size(); i++) {
        worst = Math.max(worst, secure(items.get(i)));
        worst = Math.max(worst, avoidHand(items.get(i)));
        for (int j = i + 1; j < items.size(); j++) {
          worst = Math.max(worst, separate(i, j));
        }
      }
      if (worst == 0) {
        return;
      }
    }
  }

  private double separate(int i, int j) {
    Item a = items.get(i);
    Item b = items.get(j);
    if (a.support == j || b.support == i) {
      return 0;
    }
    double[] escape = escape(a, a.bottom, b, b.bottom);
    return escape == null ? 0 : push(a, b, escape[0], escape[1], GAP_METERS);
  }

  private double secure(Item item) {
    if (item.support == ON_TABLE || item.held) {
      return 0;
    }
    Item carrier = items.get(item.support);
    double away = straying(item, carrier);
    if (away <= 0 || away == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double distance = Math.hypot(item.x - carrier.x, item.y - carrier.y);
    double share = away / distance;
    return push(
        item, carrier, (carrier.x - item.x) * share, (carrier.y - item.y) * share, TOUCH_METERS);
  }

  private double avoidHand(Item item) {
    double worst = 0;
    if (item.held) {
      return 0;
    }
    for (HandBoxes.Box box : boxes) {
      Footprint hand = box.footprint();
      double[] deepest = null;
      for (int slice = 0; slice < item.solid.slices(); slice++) {
        double z = item.bottom + (slice + 0.5) * Solid.SLICE_METERS;
        if (z > box.lowestMeters() && z < box.highestMeters()) {
          deepest =
              deeper(
                  deepest, item.solid.footprint(slice, item.x, item.y, item.yawRad).escape(hand));
        }
      }
      if (deepest != null) {
        double depth = Math.hypot(deepest[0], deepest[1]);
        if (depth > 0) {
          item.x += deepest[0] * (1 + GAP_METERS / depth);
          item.y += deepest[1] * (1 + GAP_METERS / depth);
          item.pressedBy = "the gripper";
          worst = Math.max(worst, depth);
        }
      }
    }
    return worst;
  }

  /** Moves two objects relative to each other; the less certain one takes more of it. */
  private static double push(Item a, Item b, double dx, double dy, double gap) {
    double depth = Math.hypot(dx, dy);
    double mobility = a.mobility() + b.mobility();
    if (!(depth > 0) || mobility == 0) {
      return 0;
    }
    double scale = (depth + gap) / depth;
    double share = a.mobility() / mobility;
    a.x += dx * scale * share;
    a.y += dy * scale * share;
    b.x -= dx * scale * (1 - share);
    b.y -= dy * scale * (1 - share);
    a.pressedBy = b.name();
    b.pressedBy = a.name();
    return depth;
  }

  /** Returns the move that frees {@code a} from {@code b}, or null when they do not overlap. */
  private static double[] escape(Item a, double bottomA, Item b, double bottomB) {
    double reach = a.solid.widestMeters() + b.solid.widestMeters();
    // A diagonal of a square is longer than its side, so the widest is of the corner.
    if (Math.abs(a.x - b.x) > 1.5 * reach || Math.abs(a.y - b.y) > 1.5 * reach) {
      return null;
    }
    double low = Math.max(bottomA, bottomB);
    double high = Math.min(bottomA + a.solid.heightMeters(), bottomB + b.solid.heightMeters());
    if (high - low < STACK_SLACK_METERS) {
      return null;
    }
    double[] deepest = null;
    for (int slice = 0; slice < a.solid.slices(); slice++) {
      int other = sliceAt(b, bottomB, bottomA + (slice + 0.5) * Solid.SLICE_METERS);
      if (other >= 0) {
        deepest =
            deeper(
                deepest,
                a.solid
                    .footprint(slice, a.x, a.y, a.yawRad)
                    .escape(b.solid.footprint(other, b.x, b.y, b.yawRad)));
      }
    }
    return deepest;
  }

  private static double[] deeper(double[] a, double[] b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return Math.hypot(a[0], a[1]) >= Math.hypot(b[0], b[1]) ? a : b;
  }

  /** Returns why the objects cannot stay where they came to, or null. */
  private TwinAnswer.Refused rest() {
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      if (!item.held && !isOverTable(item.x, item.y)) {
        return offTable(item);
      }
      if (item.shifted() > SHIFT_SIGMAS * item.sigma) {
        return new TwinAnswer.Refused(
            TwinAnswer.Reason.INSEPARABLE,
            item.belief.id(),
            String.format(
                Locale.ROOT,
                "%s and %s take the same place: they part only by %.0f mm, and the belief is sure"
                    + " to %.0f mm",
                item.name(),
                item.pressedBy,
                1000 * item.shifted(),
                1000 * SHIFT_SIGMAS * item.sigma));
      }
      for (int j = 0; j < items.size(); j++) {
        Item other = items.get(j);
        if (j > i && item.support != j && other.support != i) {
          double[] escape = escape(item, item.bottom, other, other.bottom);
          if (escape != null && Math.hypot(escape[0], escape[1]) > TOUCH_METERS) {
            return inseparable(item, other);
          }
        }
      }
      if (item.support != ON_TABLE) {
        Item carrier = items.get(item.support);
        double away = straying(item, carrier);
        if (away > TOUCH_METERS) {
          return inseparable(item, carrier);
        }
      }
    }
    return null;
  }

  private static TwinAnswer.Refused inseparable(Item a, Item b) {
    return new TwinAnswer.Refused(
        TwinAnswer.Reason.INSEPARABLE,
        a.belief.id(),
        a.name() + " and " + b.name() + " take the same place and cannot be parted");
  }

  private static TwinAnswer.Refused offTable(Item item) {
    return new TwinAnswer.Refused(
        TwinAnswer.Reason.OFF_TABLE,
        item.belief.id(),
        String.format(
            Locale.ROOT,
            "%s is believed at (%.2f, %.2f) m, which is not above the table",
            item.name(),
            item.x,
            item.y));
  }

  private boolean isOverTable(double x, double y) {
    for (World.Fixture fixture : world.fixtures()) {
      Model model = fixture.model();
      if (model.name().equals(CameraModel.TABLE)) {
        Vector3 below = new Vector3(x, y, -0.001);
        if (Solid.covers(model, fixture.tableFromModel().inverse().apply(below))) {
          return true;
        }
      }
    }
    return false;
  }

  private TwinScene scene(List<TwinScene.LeftOut> leftOut) {
    List<SceneObject> objects = new ArrayList<>();
    List<TwinScene.Placement> placements = new ArrayList<>();
    for (Item item : items) {
      Model model = world.objectModel(item.belief.kind());
      Quaternion turn = Quaternion.fromYaw(item.yawRad);
      double lift = item.held ? 0 : item.bottom - item.believedBottom;
      objects.add(
          new SceneObject(
              item.belief.id(),
              item.belief.kind(),
              new Vector3(item.x, item.y, item.bottom + item.solid.centreAboveBottomMeters()),
              turn,
              item.belief.color(),
              model.sizeMeters()));
      placements.add(
          new TwinScene.Placement(
              item.belief.id(),
              item.held
                  ? "gripper"
                  : item.support == ON_TABLE
                      ? CameraModel.TABLE
                      : items.get(item.support).belief.id(),
              item.shifted(),
              lift));
    }
    return new TwinScene(objects, arm, placements, leftOut);
  }
}
