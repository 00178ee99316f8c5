package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The bodies of fixtures and objects: the first ones of the physics world, in the order of the
 * world's fixtures and then of the objects.
 */
final class SceneBodies {
  private final PhysicsWorld physics;
  private final World world;
  private final int table;
  private final List<Part> parts = new ArrayList<>();

  /** An object of the scene with the model it is made of. */
  record Part(SceneObject object, Model model, int body) {}

  /**
   * Puts everything into the physics world.
   *
   * @param seed draws each object's mass and friction
   * @param spread of mass and friction, see {@link SimulatorOptions#physicsSpread}
   */
  SceneBodies(
      PhysicsWorld physics, World world, List<SceneObject> objects, long seed, double spread) {
    this.physics = physics;
    this.world = world;
    int tableBody = -1;
    for (World.Fixture fixture : world.fixtures()) {
      int body = physics.addFixed(fixture.model().collisions(), fixture.tableFromModel());
      if (fixture.model().name().equals(CameraModel.TABLE)) {
        tableBody = body;
      }
    }
    table = tableBody;
    SplittableRandom random = new SeedStreams(seed).stream("physics");
    Set<String> ids = new HashSet<>();
    for (SceneObject object : objects) {
      if (object.id().isBlank() || !ids.add(object.id())) {
        throw new IllegalArgumentException(
            "each object needs its own id, got '" + object.id() + "' empty or twice");
      }
      double massFactor = 1 + spread * (2 * random.nextDouble() - 1);
      double frictionFactor = 1 + spread * (2 * random.nextDouble() - 1);
      parts.add(add(object, massFactor, frictionFactor));
    }
  }

  private Part add(SceneObject object, double massFactor, double frictionFactor) {
    Model model = world.objectModel(object.kind());
    Vector3 center = object.rotation().rotate(model.boxCenterMeters());
    int body =
        physics.addDynamic(
            scaled(model.inertial(), massFactor),
            model.collisions().stream()
                .map(
                    c ->
                        new Model.Collision(
                            c.shape(), c.modelFromShape(), c.surface().rougher(frictionFactor)))
                .toList(),
            new Transform(
                CameraModel.TABLE,
                "model",
                object.positionMeters().minus(center),
                object.rotation()));
    return new Part(object, model, body);
  }

  private static Model.Inertial scaled(Model.Inertial inertial, double factor) {
    return new Model.Inertial(
        inertial.massKg() * factor,
        inertial.centerOfMassMeters(),
        inertial.inertia().stream().map(i -> i * factor).toList());
  }

  /** Returns the body of the table, or -1. */
  int table() {
    return table;
  }

  List<Part> parts() {
    return parts;
  }

  /** Returns the body of the first object, or -1; those of the others follow. */
  int firstObject() {
    return parts.isEmpty() ? -1 : parts.get(0).body();
  }

  /** Returns the body of the object of this id. */
  int body(String id) {
    return parts.stream()
        .filter(p -> p.object().id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no object '" + id + "'"))
        .body();
  }

  /** Returns the id of the object that is this body, if it is one. */
  Optional<String> objectId(int body) {
    return parts.stream().filter(p -> p.body() == body).map(p -> p.object().id()).findFirst();
  }

  /** Returns the name of the fixture that is this body. */
  String fixtureName(int body) {
    return world.fixtures().get(body).model().name();
  }

  /** Returns the object in its present pose. */
  SceneObject present(Part part) {
    Transform pose =
        new Transform(
            CameraModel.TABLE,
            "model",
            physics.position(part.body()),
            physics.rotation(part.body()));
    return new SceneObject(
        part.object().id(),
        part.object().kind(),
        pose.apply(part.model().boxCenterMeters()),
        pose.rotation(),
        part.object().color(),
        part.model().sizeMeters());
  }
}
