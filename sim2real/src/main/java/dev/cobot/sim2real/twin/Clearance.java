package dev.cobot.sim2real.twin;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantTruth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** How near the gripper comes to what it should not touch. One thread. */
public final class Clearance {
  private static final int POINTS = 16;

  private final HandBoxes hand;
  private final Function<ObjectKind, Solid> solids;
  private final Set<String> concerned;
  private final Map<ObjectKind, List<Vector3>> surfaces = new EnumMap<>(ObjectKind.class);
  private double leastMeters = Double.POSITIVE_INFINITY;
  private String nearestId = "";

  /**
   * @param concerned ids of the objects that the task is to touch
   */
  Clearance(HandBoxes hand, Function<ObjectKind, Solid> solids, Set<String> concerned) {
    this.hand = hand;
    this.solids = solids;
    this.concerned = Set.copyOf(concerned);
  }

  /** Takes in one moment. */
  public void observe(PlantTruth truth, ArmState arm) {
    List<HandBoxes.Box> boxes = hand.at(arm.positionsRad(), arm.gripperOpeningMeters());
    for (PlantTruth.ObjectTruth object : truth.objects()) {
      SceneObject now = object.object();
      if (concerned.contains(now.id())) {
        continue;
      }
      double touching = object.touchesGripper() ? 0 : leastMeters;
      for (Vector3 point : surfaces.computeIfAbsent(now.kind(), this::surface)) {
        Vector3 at = now.positionMeters().plus(now.rotation().rotate(point));
        for (HandBoxes.Box box : boxes) {
          touching = Math.min(touching, box.distanceTo(at));
        }
      }
      if (touching < leastMeters) {
        leastMeters = touching;
        nearestId = now.id();
      }
    }
  }

  /**
   * Returns the least distance between palm or fingers and any other object so far, to about 3 mm;
   * infinite when there is none.
   */
  public double leastMeters() {
    return leastMeters;
  }

  /** Returns the id of the object that it came nearest to, empty when there is none. */
  public String nearestId() {
    return nearestId;
  }

  /** Returns points all over the object, from the centre of its bounding box. */
  private List<Vector3> surface(ObjectKind kind) {
    Solid solid = solids.apply(kind);
    List<Vector3> points = new ArrayList<>();
    for (int slice = 0; slice < solid.slices(); slice++) {
      double z = (slice + 0.5) * Solid.SLICE_METERS - solid.centreAboveBottomMeters();
      for (int i = 0; i < POINTS; i++) {
        double angle = 2 * Math.PI * i / POINTS;
        double r = solid.outlineMeters(slice, i * Solid.DIRECTIONS / POINTS);
        points.add(new Vector3(r * StrictMath.cos(angle), r * StrictMath.sin(angle), z));
      }
    }
    return points;
  }
}
