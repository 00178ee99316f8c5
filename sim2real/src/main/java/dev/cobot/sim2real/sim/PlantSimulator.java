package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Simulates the plant: the arm with its gripper and the objects on the table, without whatever
 * commands them. The arm is moved kinematically along joint set-points; palm and fingers touch the
 * table and the objects; what both fingers press on while closing is held until they open.
 *
 * <p>One thread at a time. The same world, objects, seed and calls give the same poses bit for bit.
 */
public final class PlantSimulator implements AutoCloseable {
  private final World world;
  private final SimulatorOptions options;
  private final RobotModel robot;
  private final double[] homePositionsRad;
  private final PhysicsWorld physics;
  private final SceneBodies scene;
  private final GripperBodies hand;
  private final ArmDrive arm;
  private final GripperDrive gripper;
  private final ContactCompliance compliance;
  private final ControlLink link;
  private final ControlLink.Drives drives;
  private final TruthObserver observer;
  private final SceneVisuals visuals;
  private final StateArchive archive;
  private final long stepNanos;
  private List<Visual> shown = List.of();
  private long steps;
  private boolean closed;

  private PlantSimulator(
      World world,
      List<SceneObject> objects,
      long seed,
      SimulatorOptions options,
      Optional<ArmStart> start) {
    this.world = world;
    this.options = options;
    World.RobotMount mount = world.robot();
    robot = mount.model();
    homePositionsRad = HomePosture.solve(mount);
    stepNanos = Math.round(world.stepSeconds() * 1e9);
    start.ifPresent(s -> s.require(robot));
    double[] startRad = start.map(ArmStart::positionsRad).orElse(homePositionsRad);
    double startFinger = start.map(s -> s.openingMeters() / 2).orElse(robot.leftFinger().upper());

    physics = new OdeWorld(world.gravityMetersPerSecond2(), world.stepSeconds());
    scene = new SceneBodies(physics, world, objects, seed, options.physicsSpread());
    Kinematics kinematics = new Kinematics(robot);
    hand = new GripperBodies(physics, mount, kinematics, startRad, startFinger);
    gripper =
        new GripperDrive(
            physics, hand.palm(), hand.left(), hand.right(), options, world.stepSeconds());
    arm = new ArmDrive(robot, options, world.stepSeconds(), startRad);
    compliance = new ContactCompliance(mount, kinematics, physics, hand, gripper);
    link = new ControlLink(options.link(), robot.armJointNames(), seed, world.stepSeconds());
    drives =
        new ControlLink.Drives() {
          @Override
          public void follow(JointTrajectory trajectory) {
            arm.follow(trajectory, timeSeconds());
          }

          @Override
          public void grip(double openingMeters) {
            gripper.command(openingMeters);
          }
        };
    observer = new TruthObserver(world, physics, kinematics, scene, hand, gripper, compliance);
    visuals = new SceneVisuals(world, kinematics, scene, gripper);
    archive =
        new StateArchive(
            StateArchive.fingerprint(world, objects, seed, options, start),
            List.of(compliance, link, arm, gripper, physics));
    start.flatMap(ArmStart::heldId).ifPresent(id -> gripper.hold(scene.body(id)));
    link.sense(armTruth());
  }

  /** Opens a simulator with the default options, the arm at home and the gripper open. */
  public static PlantSimulator open(World world, List<SceneObject> objects, long seed) {
    return open(world, objects, seed, SimulatorOptions.DEFAULTS);
  }

  /**
   * Opens a simulator, the arm at home and the gripper open.
   *
   * @param objects what lies on the table; the kind gives geometry and size, the colour replaces
   *     the model's main colour; ids must differ
   * @param seed draws each object's mass and friction
   */
  public static PlantSimulator open(
      World world, List<SceneObject> objects, long seed, SimulatorOptions options) {
    return new PlantSimulator(world, objects, seed, options, Optional.empty());
  }

  /** Opens a simulator, the arm as {@code start} says. */
  public static PlantSimulator open(
      World world, List<SceneObject> objects, long seed, SimulatorOptions options, ArmStart start) {
    return new PlantSimulator(world, objects, seed, options, Optional.of(start));
  }

  /**
   * Returns the arm joint positions at home: the gripper points down in front of the base, above
   * the table, out of the way of the camera.
   */
  public static double[] homePositionsRad(World world) {
    return HomePosture.solve(world.robot());
  }

  public World world() {
    return world;
  }

  public SimulatorOptions options() {
    return options;
  }

  /** Returns the arm joint positions at home, radians. */
  public double[] homePositionsRad() {
    return homePositionsRad.clone();
  }

  /** Replaces the trajectory that the arm follows; its time zero is now. */
  public void followTrajectory(JointTrajectory trajectory) {
    requireOpen();
    arm.require(trajectory);
    link.send(trajectory, steps, drives);
  }

  /**
   * Sets the opening that the gripper goes to. An opening above the present one lets go of what is
   * held.
   *
   * @param openingMeters distance between the pads, from 0 to the gripper's stroke
   */
  public void commandGripper(double openingMeters) {
    requireOpen();
    double stroke = robot.maxGripperOpeningMeters();
    if (!(openingMeters >= 0 && openingMeters <= stroke + 1e-9)) {
      throw new IllegalArgumentException(
          "the opening must be in [0, " + stroke + "] m, got " + openingMeters);
    }
    link.send(openingMeters, steps, drives);
  }

  /**
   * Lets what the gripper holds slip out of it, as if it were wet, until the fingers are told to
   * open.
   *
   * @return whether something was held
   */
  public boolean slip() {
    requireOpen();
    return gripper.slip();
  }

  /**
   * Puts an object elsewhere at once, at rest, as somebody does whom nobody sees. The caller sees
   * to it that there is room.
   *
   * @throws IllegalArgumentException when there is none of this id, or the gripper holds it
   */
  public void displace(String id, Vector3 byMeters) {
    requireOpen();
    int body = scene.body(id);
    if (gripper.held() == body) {
      throw new IllegalArgumentException("the gripper holds '" + id + "'");
    }
    physics.shift(body, byMeters);
  }

  /**
   * Shows some things in all pictures from now on, instead of those that it was given before. They
   * touch nothing and are no part of the state that is saved.
   */
  public void show(List<Visual> things) {
    requireOpen();
    shown = List.copyOf(things);
  }

  /** Advances by one physics step. */
  public void step() {
    requireOpen();
    link.deliver(steps, drives);
    double[] next = compliance.unobstructed(arm.positions(), arm.propose(timeSeconds()));
    arm.accept(next);
    Transform tableFromPalm = hand.tableFromPalm(next);
    physics.moveKinematic(hand.palm(), tableFromPalm.translation(), tableFromPalm.rotation());
    gripper.drive();
    physics.step();
    gripper.observe(scene.firstObject(), scene.parts().size());
    steps++;
    link.sense(armTruth());
  }

  /** Advances by the nearest whole number of physics steps. */
  public void advance(double seconds) {
    if (!(seconds >= 0 && seconds <= 1e6)) {
      throw new IllegalArgumentException("seconds must be in [0, 1e6], got " + seconds);
    }
    long count = Math.round(seconds / world.stepSeconds());
    for (long i = 0; i < count; i++) {
      step();
    }
  }

  public double timeSeconds() {
    return timeNanos() * 1e-9;
  }

  public long timeNanos() {
    return steps * stepNanos;
  }

  /** Returns the present state, for an exact replay from here on. */
  public PlantState saveState() {
    requireOpen();
    return archive.save(steps);
  }

  /**
   * Takes over a state that a simulator of the same world, objects, seed and options saved.
   *
   * @throws IllegalArgumentException when it is damaged or of another one; the simulator is as it
   *     was
   */
  public void restoreState(PlantState state) {
    requireOpen();
    steps = archive.restore(state, steps);
  }

  /**
   * Returns what the robot's own sensors say, as late and as noisy as the link makes it; it knows
   * nothing of the objects.
   */
  public ArmState armState() {
    requireOpen();
    return link.heard(steps);
  }

  /** Returns where the arm really is; for judges and labels only. */
  public ArmState armTruth() {
    requireOpen();
    return new ArmState(
        robot.armJointNames(),
        arm.positions(),
        arm.velocities(),
        gripper.opening(),
        gripper.velocity(),
        timeNanos());
  }

  /** Returns what is really so; for judges and labels only. */
  public PlantTruth truth() {
    requireOpen();
    return observer.truth(timeSeconds(), arm.positions());
  }

  /** Returns everything that a camera can see now. */
  public List<Visual> visuals() {
    requireOpen();
    List<Visual> all = new ArrayList<>(visuals.at(arm.positions()));
    all.addAll(shown);
    return all;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the simulator is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      physics.close();
    }
  }
}
