package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a book on mechanics says of boxes on a table, and the traps of the engine. */
class PhysicsTruthTest {
  private static final double STEP = 0.004;
  private static final double G = 9.81;
  private static final Vector3 CUBE = new Vector3(0.04, 0.04, 0.04);

  private static Transform at(double x, double y, double z) {
    return new Transform(CameraModel.TABLE, "model", new Vector3(x, y, z), Quaternion.IDENTITY);
  }

  private static List<Model.Collision> box(Vector3 size, double friction, double restitution) {
    return List.of(
        new Model.Collision(
            new Shape.Box(size),
            new Transform("model", "shape", Vector3.ZERO, Quaternion.IDENTITY),
            Model.Surface.hard(friction, restitution)));
  }

  private static Model.Inertial solid(double mass, Vector3 s) {
    double m = mass / 12;
    return new Model.Inertial(
        mass,
        Vector3.ZERO,
        List.of(
            m * (s.y() * s.y() + s.z() * s.z()),
            m * (s.x() * s.x() + s.z() * s.z()),
            m * (s.x() * s.x() + s.y() * s.y()),
            0.0,
            0.0,
            0.0));
  }

  /** A world with gravity that leans by a slope along x, and a table with its top at 0. */
  private static OdeWorld table(double slope, double friction) {
    double norm = Math.hypot(1, slope);
    OdeWorld world = new OdeWorld(new Vector3(G * slope / norm, 0, -G / norm), STEP);
    world.addFixed(box(new Vector3(8, 8, 0.04), friction, 0), at(0, 0, -0.02));
    return world;
  }

  private static void run(OdeWorld world, double seconds) {
    for (int i = 0; i < Math.round(seconds / STEP); i++) {
      world.step();
    }
  }

  @Test
  void whatIsLetGoFallsFreely() {
    try (OdeWorld world = table(0, 0.5)) {
      int body = world.addDynamic(solid(0.1, CUBE), box(CUBE, 0.5, 0), at(0, 0, 1));
      run(world, 0.4);
      assertEquals(-G * 0.4, world.linearVelocity(body).z(), 1e-9);
      // Symplectic Euler falls g t dt / 2 deeper than the parabola.
      assertEquals(1 - G * 0.4 * (0.4 + STEP) / 2, world.position(body).z(), 1e-9);
    }
  }

  @Test
  void frictionHoldsUpToItsAngleAndNotBeyond() {
    double mu = 0.5;
    for (double share : new double[] {0.9, 1.1}) {
      double slope = share * mu;
      try (OdeWorld world = table(slope, mu)) {
        Vector3 flat = new Vector3(0.08, 0.08, 0.03);
        int body = world.addDynamic(solid(0.2, flat), box(flat, mu, 0), at(0, 0, 0.015));
        run(world, 1);
        double norm = Math.hypot(1, slope);
        double expected = share < 1 ? 0 : G * (slope - mu) / norm / 2;
        assertEquals(expected, world.position(body).x(), share < 1 ? 2e-3 : 0.15 * expected);
      }
    }
  }

  @Test
  void aBounceKeepsItsShareOfTheSpeed() {
    for (double restitution : new double[] {0, 0.5, 0.8}) {
      try (OdeWorld world = table(0, 0.5)) {
        int body = world.addDynamic(solid(0.1, CUBE), box(CUBE, 0.5, restitution), at(0, 0, 0.22));
        double before = 0;
        double after = 0;
        for (int i = 0; i < 100 && after == 0; i++) {
          world.step();
          double vz = world.linearVelocity(body).z();
          before = Math.min(before, vz);
          after = Math.max(0, vz);
        }
        assertEquals(Math.sqrt(2 * G * 0.2), -before, 0.1);
        assertEquals(restitution * -before, after, 0.1);
      }
    }
  }

  @Test
  void momentumIsKeptInAPush() {
    try (OdeWorld world = new OdeWorld(Vector3.ZERO, STEP)) {
      int pusher = world.addKinematic(box(CUBE, 0, 0), at(-0.06, 0, 0));
      int light = world.addDynamic(solid(0.1, CUBE), box(CUBE, 0, 0), at(0, 0, 0));
      int heavy = world.addDynamic(solid(0.3, CUBE), box(CUBE, 0, 0), at(0.1, 0, 0));
      double speed = 0.2;
      for (int i = 1; i <= 50; i++) {
        world.moveKinematic(
            pusher, new Vector3(-0.06 + speed * STEP * i, 0, 0), Quaternion.IDENTITY);
        world.step();
      }
      assertEquals(speed, world.linearVelocity(light).x(), 0.01);
      assertEquals(0, world.linearVelocity(heavy).x(), 1e-9);
      double momentum = 0.1 * world.linearVelocity(light).x();
      run(world, 1); // the pusher rests, the light one meets the heavy one
      assertEquals(
          momentum,
          0.1 * world.linearVelocity(light).x() + 0.3 * world.linearVelocity(heavy).x(),
          1e-6);
      assertTrue(world.linearVelocity(heavy).x() >= momentum / 0.4 - 1e-3);
    }
  }

  @Test
  void aStackStaysAndSleeps() {
    try (OdeWorld world = table(0, 0.6)) {
      int[] cubes = new int[4];
      for (int i = 0; i < cubes.length; i++) {
        cubes[i] =
            world.addDynamic(
                solid(0.1, CUBE), box(CUBE, 0.6, 0), at(0.003 * (i % 2), 0, 0.02 + 0.04 * i));
      }
      run(world, 10);
      for (int i = 0; i < cubes.length; i++) {
        assertEquals(0.003 * (i % 2), world.position(cubes[i]).x(), 1e-3);
        assertEquals(0.02 + 0.04 * i, world.position(cubes[i]).z(), 1e-3);
        assertTrue(world.asleep(cubes[i]));
      }
    }
  }

  @Test
  void aTowerTipsBeyondItsThresholdAndNotBefore() {
    Vector3 tower = new Vector3(0.04, 0.04, 0.12);
    for (double share : new double[] {0.85, 1.15}) {
      try (OdeWorld world = table(share * 0.04 / 0.12, 1.5)) {
        int body = world.addDynamic(solid(0.2, tower), box(tower, 1.5, 0), at(0, 0, 0.06));
        run(world, 2);
        double up = world.rotation(body).rotate(new Vector3(0, 0, 1)).z();
        assertTrue(share < 1 ? up > 0.999 : up < 0.2, share + " of the threshold: " + up);
      }
    }
  }

  /** Each stands up to the slope at which its weight is above an edge of its base. */
  @Test
  void aPedestalAndABottleOnItTipAtTheSlopesThatTheirShapesSay() throws Exception {
    World cell =
        World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
    Model pedestal = rough(cell.objectModel(ObjectKind.PEDESTAL));
    Model bottle = rough(cell.objectModel(ObjectKind.BOTTLE));
    // The pedestal's eight corners lie 50 mm out; turned so, an edge is across the slope. So is an
    // edge of the bottle's octagon when it is not turned.
    double turn = Math.PI / 8;
    double pedestalSlope = 0.05 * Math.cos(turn) / pedestal.inertial().centerOfMassMeters().z();
    double bottleSlope = 0.027048 / bottle.inertial().centerOfMassMeters().z();
    for (double share : new double[] {0.85, 1.15}) {
      try (OdeWorld world = table(share * pedestalSlope, 8)) {
        int body = world.addDynamic(pedestal.inertial(), pedestal.collisions(), turned(turn, 0));
        run(world, 2);
        assertEquals(share < 1, up(world, body) > 0.99, "pedestal at " + share);
      }
      try (OdeWorld world = table(share * bottleSlope, 8)) {
        int below = world.addDynamic(pedestal.inertial(), pedestal.collisions(), turned(turn, 0));
        int above = world.addDynamic(bottle.inertial(), bottle.collisions(), turned(0, 0.08));
        run(world, 2);
        assertEquals(share < 1, up(world, above) > 0.99, "bottle at " + share);
        assertTrue(up(world, below) > 0.99, "the pedestal stands longer than the bottle");
      }
    }
  }

  private static Transform turned(double yawRad, double z) {
    return new Transform(
        CameraModel.TABLE, "model", new Vector3(0, 0, z), Quaternion.fromYaw(yawRad));
  }

  /** Returns a model that tips before it slides. */
  private static Model rough(Model model) {
    return new Model(
        model.name(),
        model.isStatic(),
        model.inertial(),
        model.collisions().stream()
            .map(c -> new Model.Collision(c.shape(), c.modelFromShape(), Model.Surface.hard(8, 0)))
            .toList(),
        model.visuals());
  }

  /** Both boxes of the pedestal meet the pusher; it would turn if only one of them did. */
  @Test
  void aPedestalWithABottleOnItThatIsPushedLowSlidesStraight() throws Exception {
    World cell =
        World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
    Model pedestal = cell.objectModel(ObjectKind.PEDESTAL);
    Model bottle = cell.objectModel(ObjectKind.BOTTLE);
    double turn = Math.PI / 8;
    try (OdeWorld world = table(0, 0.6)) {
      int below = world.addDynamic(pedestal.inertial(), pedestal.collisions(), turned(turn, 0));
      int above = world.addDynamic(bottle.inertial(), bottle.collisions(), turned(turn, 0.08));
      int pusher =
          world.addKinematic(box(new Vector3(0.02, 0.1, 0.008), 0, 0), at(-0.058, 0, 0.05));
      for (int i = 1; i <= 500; i++) { // 20 mm/s, after a gap of 2 mm
        world.moveKinematic(
            pusher, new Vector3(-0.058 + 0.02 * STEP * i, 0, 0.05), Quaternion.IDENTITY);
        world.step();
      }
      assertEquals(0.038, world.position(below).x(), 0.001);
      assertEquals(0, world.rotation(below).angleTo(Quaternion.fromYaw(turn)), 0.01);
      assertTrue(up(world, above) > 0.999 && up(world, below) > 0.9999);
    }
  }

  private static double up(OdeWorld world, int body) {
    return world.rotation(body).rotate(new Vector3(0, 0, 1)).z();
  }

  @Test
  void aFastCubePassesThroughNoThinWall() {
    Vector3 wall = new Vector3(0.004, 0.2, 0.1);
    double slope = 10; // the cube falls along the table
    for (double speed : new double[] {1, 3, 6}) { // up to 24 mm a step
      double way = speed * speed / (2 * G);
      try (OdeWorld world = table(slope, 0.1)) {
        world.addFixed(box(wall, 0.1, 0), at(0.2, 0, 0.05));
        int cube = world.addDynamic(solid(0.06, CUBE), box(CUBE, 0.1, 0), at(0.178 - way, 0, 0.02));
        double fastest = 0;
        double farthest = -1;
        for (int i = 1; i <= 500; i++) {
          world.step();
          fastest = Math.max(fastest, world.linearVelocity(cube).x());
          farthest = Math.max(farthest, world.position(cube).x());
        }
        assertTrue(fastest > 0.9 * speed, "meant " + speed + ", came at " + fastest + " m/s");
        assertTrue(farthest < 0.2, speed + " m/s: the cube was in or behind the wall: " + farthest);
        assertEquals(0.178, world.position(cube).x(), 0.002);
      }
    }
  }

  @Test
  void weightIsFeltByWhatCarriesIt() {
    try (OdeWorld world = table(0, 0.6)) {
      int body = world.addDynamic(solid(0.5, CUBE), box(CUBE, 0.6, 0), at(0, 0, 0.02));
      for (double seconds : new double[] {0.2, 3}) { // awake, then asleep
        run(world, seconds);
        PhysicsWorld.Contact contact = world.contacts().get(0);
        double onCube =
            contact.bodyA() == body ? contact.forceNewtons().z() : -contact.forceNewtons().z();
        assertEquals(0.5 * G, onCube, 0.05);
      }
      assertTrue(world.asleep(body));
    }
  }

  @Test
  void aMovingKinematicBodyWakesASleeper() {
    try (OdeWorld world = table(0, 0.6)) {
      int body = world.addDynamic(solid(0.1, CUBE), box(CUBE, 0.6, 0), at(0, 0, 0.02));
      int pusher = world.addKinematic(box(CUBE, 0.6, 0), at(-0.05, 0, 0.021));
      run(world, 1);
      assertTrue(world.asleep(body));
      for (int i = 1; i <= 250; i++) {
        world.moveKinematic(
            pusher, new Vector3(-0.05 + 0.1 * STEP * i, 0, 0.021), Quaternion.IDENTITY);
        world.step();
      }
      assertEquals(0.09, world.position(body).x(), 0.003);
    }
  }

  @Test
  void nothingIsWeldedToWhatIsMovedFromOutside() {
    try (OdeWorld world = table(0, 0.6)) {
      int body = world.addDynamic(solid(0.1, CUBE), box(CUBE, 0.6, 0), at(0, 0, 0.02));
      int palm = world.addKinematic(box(CUBE, 0.6, 0), at(0, 0, 0.06));
      assertThrows(IllegalArgumentException.class, () -> world.weld(body, palm));
    }
  }

  @Test
  void nothingFallsThroughTheTable() {
    Vector3 coin = new Vector3(0.03, 0.03, 0.01);
    for (double height : new double[] {0.3, 1, 2.5}) {
      try (OdeWorld world = table(0, 0.6)) {
        int body = world.addDynamic(solid(0.02, coin), box(coin, 0.6, 0), at(0, 0, height));
        run(world, 3);
        assertEquals(0.005, world.position(body).z(), 1e-3);
      }
    }
  }
}
