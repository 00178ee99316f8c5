package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws what lies on the table and where. */
final class Arrangement {
  /** Each kind as often as it is drawn beside the others. */
  private static final List<ObjectKind> DRAWN =
      List.of(
          ObjectKind.CUBE,
          ObjectKind.CUBE,
          ObjectKind.CUBE,
          ObjectKind.CUBE,
          ObjectKind.CUP,
          ObjectKind.CUP,
          ObjectKind.CUP,
          ObjectKind.BOWL,
          ObjectKind.BOWL,
          ObjectKind.BOWL,
          ObjectKind.BOTTLE,
          ObjectKind.BOTTLE,
          ObjectKind.BOTTLE,
          ObjectKind.CYLINDER,
          ObjectKind.CYLINDER,
          ObjectKind.CONE,
          ObjectKind.PEDESTAL,
          ObjectKind.CLOTH);

  private static final int TRIES = 40;

  /** Something on the table. */
  private record Placed(
      SceneObject object, Body body, double footprintMeters, boolean known, double topMeters) {}

  private final TableRanges.Things ranges;
  private final SplittableRandom random;
  private final Vector3 middle;
  private final double radiusMeters;
  private final List<Placed> placed = new ArrayList<>();

  /**
   * @param middle where things gather
   * @param radiusMeters how far from there they lie
   */
  Arrangement(
      TableRanges.Things ranges, SplittableRandom random, Vector3 middle, double radiusMeters) {
    this.ranges = ranges;
    this.random = random;
    this.middle = middle;
    this.radiusMeters = radiusMeters;
  }

  void fill() {
    double gap = ranges.gapMeters().draw(random);
    int objects = TableRanges.whole(ranges.objects(), random);
    int clutter = TableRanges.whole(ranges.clutter(), random);
    BodyMaker bodies = new BodyMaker(random, ranges.shapesVary());
    Clutter things = new Clutter(random);
    for (int i = 0; i < objects; i++) {
      ObjectKind kind = DRAWN.get(random.nextInt(DRAWN.size()));
      put(kind, bodies.of(kind), gap);
    }
    for (int i = 0; i < clutter; i++) {
      put(null, things.draw(), gap);
    }
    for (Placed container : List.copyOf(placed)) {
      if (container.known()
          && container.object().kind().isContainer()
          && random.nextDouble() < ranges.inside()) {
        putInside(container, bodies.of(ObjectKind.CUBE));
      }
    }
  }

  /** Returns what lies there of known kinds, in the order of {@link #visuals}' owners. */
  List<SceneObject> objects() {
    return placed.stream().filter(Placed::known).map(Placed::object).toList();
  }

  List<Visual> visuals() {
    return placed.stream()
        .flatMap(
            p ->
                p
                    .body()
                    .visuals(p.object().id(), p.object().positionMeters(), p.object().rotation())
                    .stream())
        .toList();
  }

  private void put(ObjectKind kindOrNull, Body body, double gap) {
    double yaw = random.nextDouble(-Math.PI, Math.PI);
    boolean lies = canLie(kindOrNull) && random.nextDouble() < ranges.lying();
    Quaternion rotation =
        lies
            ? BodyMaker.lying(yaw).after(Quaternion.fromYaw(random.nextDouble(-Math.PI, Math.PI)))
            : Quaternion.fromYaw(yaw);
    Vector3 size = body.sizeMeters();
    double footprint =
        lies ? Math.max(size.z(), size.x()) / 2 : Math.hypot(size.x(), size.y()) / 2 * 0.85;
    if (random.nextDouble() < ranges.stacked() && kindOrNull != ObjectKind.CLOTH && !lies) {
      for (Placed below : placed) {
        if (canCarry(below) && footprint < below.footprintMeters() * 1.1) {
          Vector3 at =
              new Vector3(
                  below.object().positionMeters().x(),
                  below.object().positionMeters().y(),
                  below.topMeters() + body.depthBelow(rotation));
          placed.remove(below);
          // Nothing else goes on top of what carries something.
          placed.add(
              new Placed(
                  below.object(),
                  below.body(),
                  below.footprintMeters(),
                  below.known(),
                  Double.NaN));
          add(kindOrNull, body, at, rotation, footprint);
          return;
        }
      }
    }
    for (int i = 0; i < TRIES; i++) {
      double r = radiusMeters * Math.sqrt(random.nextDouble());
      double a = random.nextDouble(2 * Math.PI);
      Vector3 at =
          new Vector3(
              middle.x() + r * Math.cos(a),
              middle.y() + r * Math.sin(a),
              body.depthBelow(rotation));
      if (placed.stream()
          .allMatch(
              p ->
                  p.object().positionMeters().horizontalDistanceTo(at)
                      > p.footprintMeters() + footprint + gap)) {
        add(kindOrNull, body, at, rotation, footprint);
        return;
      }
    }
  }

  private static boolean canLie(ObjectKind kindOrNull) {
    return kindOrNull == ObjectKind.BOTTLE
        || kindOrNull == ObjectKind.CUP
        || kindOrNull == ObjectKind.CYLINDER
        || kindOrNull == ObjectKind.CONE;
  }

  private static boolean canCarry(Placed below) {
    ObjectKind kind = below.object().kind();
    return below.known()
        && !Double.isNaN(below.topMeters())
        && (kind == ObjectKind.PEDESTAL || kind == ObjectKind.CUBE || kind == ObjectKind.CYLINDER);
  }

  private void putInside(Placed container, Body cube) {
    Vector3 outer = container.object().sizeMeters();
    double side = cube.sizeMeters().z();
    if (side > 0.55 * outer.x()) {
      return;
    }
    double room = 0.12 * outer.x();
    Vector3 at =
        container
            .object()
            .positionMeters()
            .plus(
                new Vector3(
                    random.nextDouble(-room, room),
                    random.nextDouble(-room, room),
                    -outer.z() / 2 + 0.15 * outer.z() + side / 2));
    Quaternion rotation =
        Quaternion.fromRollPitchYaw(
            random.nextDouble(-0.25, 0.25),
            random.nextDouble(-0.25, 0.25),
            random.nextDouble(-Math.PI, Math.PI));
    add(ObjectKind.CUBE, cube, at, rotation, 0);
  }

  private void add(
      ObjectKind kindOrNull, Body body, Vector3 at, Quaternion rotation, double footprint) {
    boolean known = kindOrNull != null;
    String id = (known ? "object" : "clutter") + placed.size();
    // What is of no kind is never labelled; the cube only fills the record.
    ObjectKind kind = known ? kindOrNull : ObjectKind.CUBE;
    placed.add(
        new Placed(
            new SceneObject(id, kind, at, rotation, body.color(), body.sizeMeters()),
            body,
            footprint,
            known,
            at.z() + body.sizeMeters().z() / 2));
  }
}
