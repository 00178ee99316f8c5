package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads out of the physics what judges and labels are told. */
final class TruthObserver {
  private final PhysicsWorld physics;
  private final Kinematics kinematics;
  private final Transform tableFromBase;
  private final SceneBodies scene;
  private final GripperBodies hand;
  private final GripperDrive gripper;
  private final ContactCompliance compliance;
  private final ArmTableCheck tableCheck;

  TruthObserver(
      World world,
      PhysicsWorld physics,
      Kinematics kinematics,
      SceneBodies scene,
      GripperBodies hand,
      GripperDrive gripper,
      ContactCompliance compliance) {
    this.physics = physics;
    this.kinematics = kinematics;
    tableFromBase = world.robot().tableFromBase();
    this.scene = scene;
    this.hand = hand;
    this.gripper = gripper;
    this.compliance = compliance;
    tableCheck = new ArmTableCheck(world, physics);
  }

  PlantTruth truth(double timeSeconds, double[] positionsRad) {
    List<PhysicsWorld.Contact> contacts = physics.contacts();
    List<PlantTruth.ObjectTruth> objects = new ArrayList<>();
    for (SceneBodies.Part part : scene.parts()) {
      objects.add(truth(part, contacts));
    }
    return new PlantTruth(
        timeSeconds,
        objects,
        scene.objectId(gripper.held()),
        compliance.armBlocked(),
        compliance.gripperMeetsTable() || gripperTouchesTable(contacts),
        tableCheck.linksInTable(tableFromBase, kinematics.baseFromLinks(positionsRad, 0, 0)),
        forcesOnGripper(contacts));
  }

  private PlantTruth.ObjectTruth truth(SceneBodies.Part part, List<PhysicsWorld.Contact> contacts) {
    Set<Integer> touched = new LinkedHashSet<>();
    Map<String, Double> forces = new TreeMap<>();
    for (PhysicsWorld.Contact contact : contacts) {
      if (contact.bodyA() == part.body() || contact.bodyB() == part.body()) {
        int other = contact.bodyA() == part.body() ? contact.bodyB() : contact.bodyA();
        touched.add(other);
        forces.merge(nameOf(other), normalNewtons(contact), Double::sum);
      }
    }
    boolean left = gripper.held() == part.body() || touched.contains(hand.left().body());
    boolean right = touched.contains(hand.right().body());
    Set<String> others = new LinkedHashSet<>();
    for (SceneBodies.Part other : scene.parts()) {
      if (touched.contains(other.body())) {
        others.add(other.object().id());
      }
    }
    return new PlantTruth.ObjectTruth(
        scene.present(part),
        physics.linearVelocity(part.body()),
        physics.angularVelocity(part.body()),
        left,
        right,
        left || right || touched.contains(hand.palm()),
        touched.contains(scene.table()),
        others,
        physics.asleep(part.body()),
        forces);
  }

  private boolean gripperTouchesTable(List<PhysicsWorld.Contact> contacts) {
    return contacts.stream()
        .anyMatch(
            c ->
                (c.bodyA() == scene.table() && hand.contains(c.bodyB()))
                    || (c.bodyB() == scene.table() && hand.contains(c.bodyA())));
  }

  private PlantTruth.GripperTruth forcesOnGripper(List<PhysicsWorld.Contact> contacts) {
    Map<Integer, Double> sums = new HashMap<>();
    for (PhysicsWorld.Contact contact : contacts) {
      sums.merge(contact.bodyA(), normalNewtons(contact), Double::sum);
      sums.merge(contact.bodyB(), normalNewtons(contact), Double::sum);
    }
    return new PlantTruth.GripperTruth(
        sums.getOrDefault(hand.left().body(), 0.0),
        sums.getOrDefault(hand.right().body(), 0.0),
        sums.getOrDefault(hand.palm(), 0.0),
        physics.weldForceNewtons().norm());
  }

  private static double normalNewtons(PhysicsWorld.Contact contact) {
    return Math.abs(contact.forceNewtons().dot(contact.normal()));
  }

  /** Returns what a truth calls a body: the id of an object, a link or a fixture. */
  private String nameOf(int body) {
    return hand.contains(body)
        ? hand.linkName(body)
        : scene.objectId(body).orElseGet(() -> scene.fixtureName(body));
  }
}
