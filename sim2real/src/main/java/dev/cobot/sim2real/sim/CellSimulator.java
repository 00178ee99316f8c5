package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.world.Model;
import dev.cobot.sim2real.world.World;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The simulated cell. The arm is moved kinematically along joint set-points; palm and fingers touch
 * the table and the objects; what both fingers press on while closing is held until they open.
 *
 * <p>One thread at a time. The same world, objects, seed and calls give the same poses bit for bit.
 */
public final class CellSimulator implements AutoCloseable {
  private static final int HOME_TRIES = 8;
  private static final int HOME_SAMPLES = 32;
  private static final Vector3 HOME_TOOL_METERS = new Vector3(-0.22, 0, 0.36);
  private static final double BLOCKING_DEFLECTION_METERS = 0.0005;
  private static final double BLOCKING_DEPTH_METERS = 0.0005;
  private static final double TABLE_TOLERANCE_METERS = 0.0003;
  private static final int STATE_MAGIC = 0x43425332; // CBS2
  private static final long MAX_STEPS = 1L << 50;

  private final World world;
  private final SimulatorOptions options;
  private final RobotModel robot;
  private final Kinematics kinematics;
  private final Transform tableFromBase;
  private final Transform toolFromPalm;
  private final double[] homePositionsRad;
  private final PhysicsWorld physics;
  private final ArmDrive arm;
  private final GripperDrive gripper;
  private final CellLink link;
  private final CellLink.Drives drives;
  private final ArmTableCheck tableCheck;
  private final int palm;
  private final List<Part> parts = new ArrayList<>();
  private final int firstObject;
  private final int table;
  private final List<Visual> fixtureVisuals;
  private final long stepNanos;
  private final long fingerprint;
  private long steps;
  private boolean armBlocked;
  private boolean gripperMeetsTable;
  private boolean closed;

  /** An object of the scene with the model it is made of. */
  private record Part(SceneObject object, Model model, int body) {}

  private CellSimulator(
      World world,
      List<SceneObject> objects,
      long seed,
      SimulatorOptions options,
      Optional<ArmStart> start) {
    this.world = world;
    this.options = options;
    robot = world.robot().model();
    kinematics = new Kinematics(robot);
    tableFromBase = world.robot().tableFromBase();
    homePositionsRad = home(robot, tableFromBase);
    stepNanos = Math.round(world.stepSeconds() * 1e9);
    fingerprint = fingerprint(world, objects, seed, options, start);
    start.ifPresent(s -> s.require(robot));
    double[] startRad = start.map(ArmStart::positionsRad).orElse(homePositionsRad);
    physics = new OdeWorld(world.gravityMetersPerSecond2(), world.stepSeconds());

    int tableBody = -1;
    for (World.Fixture fixture : world.fixtures()) {
      int body = physics.addFixed(fixture.model().collisions(), fixture.tableFromModel());
      if (fixture.model().name().equals(CameraModel.TABLE)) {
        tableBody = body;
      }
    }
    table = tableBody;
    tableCheck = new ArmTableCheck(world, physics);
    fixtureVisuals = world.fixtureVisuals();

    SplittableRandom spread = new SeedStreams(seed).stream("physics");
    Set<String> ids = new HashSet<>();
    int first = -1;
    for (SceneObject object : objects) {
      if (object.id().isBlank() || !ids.add(object.id())) {
        throw new IllegalArgumentException(
            "each object needs its own id, got '" + object.id() + "' empty or twice");
      }
      Model model = world.objectModel(object.kind());
      double massFactor = 1 + options.physicsSpread() * (2 * spread.nextDouble() - 1);
      double frictionFactor = 1 + options.physicsSpread() * (2 * spread.nextDouble() - 1);
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
      first = first < 0 ? body : first;
      parts.add(new Part(object, model, body));
    }
    firstObject = first;

    double startOpening = start.map(s -> s.openingMeters() / 2).orElse(robot.leftFinger().upper());
    Map<String, Transform> links = kinematics.baseFromLinks(startRad, startOpening, startOpening);
    Transform baseFromPalm = links.get(robot.palmLink());
    toolFromPalm = links.get(RobotModel.TOOL).inverse().after(baseFromPalm);
    palm =
        physics.addKinematic(
            collisions(robot.link(robot.palmLink())), tableFromBase.after(baseFromPalm));
    gripper =
        new GripperDrive(
            physics,
            palm,
            finger(robot.leftFinger(), links, startOpening),
            finger(robot.rightFinger(), links, startOpening),
            options,
            world.stepSeconds());
    arm = new ArmDrive(robot, options, world.stepSeconds(), startRad);
    link = new CellLink(options.link(), robot.armJointNames(), seed, world.stepSeconds());
    drives =
        new CellLink.Drives() {
          @Override
          public void follow(JointTrajectory trajectory) {
            arm.follow(trajectory, timeSeconds());
          }

          @Override
          public void grip(double openingMeters) {
            gripper.command(openingMeters);
          }
        };
    start.flatMap(ArmStart::heldId).ifPresent(id -> gripper.hold(part(id).body()));
    link.sense(armTruth());
  }

  private Part part(String id) {
    return parts.stream()
        .filter(p -> p.object().id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("there is no object '" + id + "' to be held"));
  }

  /** Opens a cell with the default options, the arm at home and the gripper open. */
  public static CellSimulator open(World world, List<SceneObject> objects, long seed) {
    return open(world, objects, seed, SimulatorOptions.DEFAULTS);
  }

  /**
   * Opens a cell, the arm at home and the gripper open.
   *
   * @param objects what lies on the table; the kind gives geometry and size, the colour replaces
   *     the model's main colour; ids must differ
   * @param seed draws each object's mass and friction
   */
  public static CellSimulator open(
      World world, List<SceneObject> objects, long seed, SimulatorOptions options) {
    return new CellSimulator(world, objects, seed, options, Optional.empty());
  }

  /** Opens a cell, the arm as {@code start} says. */
  public static CellSimulator open(
      World world, List<SceneObject> objects, long seed, SimulatorOptions options, ArmStart start) {
    return new CellSimulator(world, objects, seed, options, Optional.of(start));
  }

  /**
   * Returns the arm joint positions at home: the gripper points down in front of the base, above
   * the table, out of the way of the camera.
   */
  public static double[] homePositionsRad(World world) {
    return home(world.robot().model(), world.robot().tableFromBase());
  }

  private static double[] home(RobotModel robot, Transform tableFromBase) {
    Transform tableFromTool =
        new Transform(
            CameraModel.TABLE, RobotModel.TOOL, HOME_TOOL_METERS, InverseKinematics.toolDown(0));
    Transform baseFromTool = tableFromBase.inverse().after(tableFromTool);
    InverseKinematics solver = new InverseKinematics(robot);
    double[] best = null;
    if (!robot.homeStateRad().isEmpty()) {
      double[] state = robot.homeStateRad().stream().mapToDouble(q -> q).toArray();
      InverseKinematics.Solution solution = solver.solve(baseFromTool, state);
      best = solution.converged() ? solution.positionsRad() : null;
    }
    SplittableRandom random = new SeedStreams(0).stream("home");
    for (int i = 0; best == null && i < HOME_TRIES; i++) {
      best = roomiest(solver, robot, baseFromTool, random);
    }
    if (best == null) {
      throw new IllegalArgumentException(
          "the arm of "
              + robot.name()
              + " cannot bring its tool to its home at "
              + HOME_TOOL_METERS
              + " in the table frame, pointing down with its x axis along the table's; move its"
              + " base nearer to the table, or turn its last joint");
    }
    return best;
  }

  /** Returns of some solutions the one that stays farthest from the joint limits, or null. */
  private static double[] roomiest(
      InverseKinematics solver, RobotModel robot, Transform baseFromTool, SplittableRandom random) {
    double[] best = null;
    double bestRoom = 0;
    for (int i = 0; i < HOME_SAMPLES; i++) {
      double[] seed =
          robot.armJoints().stream()
              .mapToDouble(
                  j -> {
                    double reach = Math.min(Math.PI, (j.upper() - j.lower()) / 2) / 2;
                    double middle = (j.upper() + j.lower()) / 2;
                    return random.nextDouble(middle - reach, middle + reach);
                  })
              .toArray();
      InverseKinematics.Solution solution = solver.solve(baseFromTool, seed);
      double room = Double.POSITIVE_INFINITY;
      for (int j = 0; j < seed.length; j++) {
        Joint joint = robot.armJoints().get(j);
        double q = solution.positionsRad()[j];
        room = Math.min(room, Math.min(q - joint.lower(), joint.upper() - q));
      }
      if (solution.converged() && room > bestRoom) {
        best = solution.positionsRad();
        bestRoom = room;
      }
    }
    return best;
  }

  private static Model.Inertial scaled(Model.Inertial inertial, double factor) {
    return new Model.Inertial(
        inertial.massKg() * factor,
        inertial.centerOfMassMeters(),
        inertial.inertia().stream().map(i -> i * factor).toList());
  }

  private static List<Model.Collision> collisions(Link link) {
    return link.collisions().stream()
        .map(
            c ->
                new Model.Collision(
                    c.shape(),
                    new Transform(
                        "model",
                        "shape",
                        c.linkFromShape().translation(),
                        c.linkFromShape().rotation()),
                    Model.Surface.hard(link.friction(), 0)))
        .toList();
  }

  private GripperDrive.Finger finger(
      Joint joint, Map<String, Transform> links, double startMeters) {
    Link link = robot.link(joint.child());
    Transform tableFromFinger = tableFromBase.after(links.get(joint.child()));
    int body = physics.addDynamic(boxInertial(link), collisions(link), tableFromFinger);
    physics.makePowered(body);
    Vector3 axisTable = tableFromFinger.rotation().rotate(joint.axis());
    int slider =
        physics.addSlider(
            body, palm, axisTable, joint.lower() - startMeters, joint.upper() - startMeters);
    return new GripperDrive.Finger(
        joint.child(),
        body,
        slider,
        joint.parentFromChild().translation(),
        joint.parentFromChild().rotation().rotate(joint.axis()));
  }

  /** Returns the mass properties of a link that is one solid box. */
  private static Model.Inertial boxInertial(Link link) {
    if (link.collisions().size() != 1
        || !(link.collisions().get(0).shape() instanceof Shape.Box box)
        || !(link.massKg() > 0)) {
      throw new IllegalArgumentException(
          "finger link '" + link.name() + "' needs a mass and one <collision> that is a <box>");
    }
    Vector3 s = box.sizeMeters();
    double m = link.massKg() / 12;
    return new Model.Inertial(
        link.massKg(),
        link.collisions().get(0).linkFromShape().translation(),
        List.of(
            m * (s.y() * s.y() + s.z() * s.z()),
            m * (s.x() * s.x() + s.z() * s.z()),
            m * (s.x() * s.x() + s.y() * s.y()),
            0.0,
            0.0,
            0.0));
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

  /** Advances by one physics step. */
  public void step() {
    requireOpen();
    link.deliver(steps, drives);
    double[] next = unobstructed(arm.propose(timeSeconds()));
    arm.accept(next);
    Transform tableFromPalm = tableFromPalm(next);
    physics.moveKinematic(palm, tableFromPalm.translation(), tableFromPalm.rotation());
    gripper.drive();
    physics.step();
    gripper.observe(firstObject, parts.size());
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
  public CellState saveState() {
    requireOpen();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(STATE_MAGIC);
      out.writeLong(fingerprint);
      out.writeLong(steps);
      out.writeBoolean(armBlocked);
      out.writeBoolean(gripperMeetsTable);
      link.save(out);
      arm.save(out);
      gripper.save(out);
      physics.save(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return CellState.of(bytes.toByteArray());
  }

  /**
   * Takes over a state that a cell of the same world, objects, seed and options saved.
   *
   * @throws IllegalArgumentException when it is damaged or of another cell; the cell is as it was
   */
  public void restoreState(CellState state) {
    requireOpen();
    CellState before = saveState();
    try {
      read(state);
    } catch (IOException e) {
      try {
        read(before);
      } catch (IOException impossible) {
        throw new IllegalStateException("a state that was just saved cannot be read", impossible);
      }
      throw new IllegalArgumentException("the saved state cannot be used: " + e.getMessage(), e);
    }
  }

  private void read(CellState state) throws IOException {
    byte[] bytes = state.toBytes();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != STATE_MAGIC) {
        throw new IOException("it is no saved state of this version");
      }
      if (in.readLong() != fingerprint) {
        throw new IOException(
            "it is of another world, other objects, another seed or other options");
      }
      long newSteps = in.readLong();
      if (newSteps < 0 || newSteps > MAX_STEPS) {
        throw new IOException("its number of steps must be in [0, " + MAX_STEPS + "]");
      }
      boolean blocked = in.readBoolean();
      boolean meets = in.readBoolean();
      link.restore(in);
      arm.restore(in);
      gripper.restore(in, palm);
      physics.restore(in);
      if (in.read() >= 0) {
        throw new IOException("it goes on after its end");
      }
      steps = newSteps;
      armBlocked = blocked;
      gripperMeetsTable = meets;
    } catch (EOFException e) {
      throw new IOException("it ends too early", e);
    }
  }

  /** Returns what tells cells apart whose states must not be mixed up. */
  private static long fingerprint(
      World world,
      List<SceneObject> objects,
      long seed,
      SimulatorOptions options,
      Optional<ArmStart> start) {
    String text =
        world.name()
            + world.robot().model().name()
            + world.stepSeconds()
            + objects
            + options
            + start.map(ArmStart::toString).orElse("");
    return new SeedStreams(seed).stream(text).nextLong();
  }

  private Transform tableFromPalm(double[] positionsRad) {
    return tableFromBase.after(kinematics.baseFromTool(positionsRad)).after(toolFromPalm);
  }

  /**
   * Returns the set-points less the motion into an obstacle: a cobot that meets the table or a
   * wedged object yields instead of crushing it.
   */
  private double[] unobstructed(double[] proposed) {
    double[] current = arm.positions();
    double[] next = proposed;
    armBlocked = false;
    gripperMeetsTable = false;
    for (Vector3 away : pushes()) {
      next = without(next, current, away);
    }
    if (lowestPoint(next) < 0 && lowestPoint(next) < lowestPoint(current)) {
      next = without(next, current, new Vector3(0, 0, 1));
      double lowest = lowestPoint(next);
      if (lowest < -TABLE_TOLERANCE_METERS && lowest < lowestPoint(current)) {
        armBlocked = true;
        next = current;
      }
      gripperMeetsTable = true;
    }
    return next;
  }

  /** Returns the directions, table frame, in which obstacles press the gripper away. */
  private List<Vector3> pushes() {
    List<Vector3> away = new ArrayList<>();
    for (GripperDrive.Finger finger : List.of(gripper.left(), gripper.right())) {
      Vector3 deflection = gripper.deflection(finger);
      if (deflection.norm() > BLOCKING_DEFLECTION_METERS) {
        away.add(deflection.normalized());
      }
    }
    for (PhysicsWorld.Contact contact : physics.contacts()) {
      if (contact.depthMeters() > BLOCKING_DEPTH_METERS) {
        if (contact.bodyA() == palm) {
          away.add(contact.normal());
        } else if (contact.bodyB() == palm) {
          away.add(contact.normal().times(-1));
        }
      }
    }
    return away;
  }

  /** Takes out of the joint motion what moves the tool against the direction {@code away}. */
  private double[] without(double[] next, double[] current, Vector3 away) {
    Vector3 n = tableFromBase.rotation().inverse().rotate(away);
    double[] jacobian = kinematics.jacobian(current);
    int joints = current.length;
    double[] row = new double[joints];
    double along = 0;
    double square = 0;
    for (int j = 0; j < joints; j++) {
      row[j] =
          n.x() * jacobian[j] + n.y() * jacobian[joints + j] + n.z() * jacobian[2 * joints + j];
      along += row[j] * (next[j] - current[j]);
      square += row[j] * row[j];
    }
    if (along >= 0 || square < 1e-9) {
      return next;
    }
    armBlocked = true;
    double[] kept = next.clone();
    for (int j = 0; j < joints; j++) {
      kept[j] -= row[j] * along / square;
    }
    return kept;
  }

  /** Returns the height of the lowest point of palm and fingers for some set-points, metres. */
  private double lowestPoint(double[] positionsRad) {
    Transform tableFromPalm = tableFromPalm(positionsRad);
    double lowest = lowestPoint(robot.palmLink(), tableFromPalm, Vector3.ZERO);
    for (GripperDrive.Finger finger : List.of(gripper.left(), gripper.right())) {
      Vector3 shift =
          finger.zeroInPalm().plus(finger.axisInPalm().times(gripper.positionOf(finger)));
      lowest = Math.min(lowest, lowestPoint(finger.link(), tableFromPalm, shift));
    }
    return lowest;
  }

  private double lowestPoint(String link, Transform tableFromPalm, Vector3 shiftInPalm) {
    double lowest = Double.POSITIVE_INFINITY;
    double[] m = tableFromPalm.rotation().toMatrix();
    for (RobotModel.LinkCollision collision : robot.link(link).collisions()) {
      if (collision.shape() instanceof Shape.Box box) {
        Vector3 s = box.sizeMeters();
        double reach =
            (Math.abs(m[6]) * s.x() + Math.abs(m[7]) * s.y() + Math.abs(m[8]) * s.z()) / 2;
        Vector3 center =
            tableFromPalm.apply(shiftInPalm.plus(collision.linkFromShape().translation()));
        lowest = Math.min(lowest, center.z() - reach);
      }
    }
    return lowest;
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
  public CellTruth truth() {
    requireOpen();
    List<PhysicsWorld.Contact> contacts = physics.contacts();
    List<CellTruth.ObjectTruth> objects = new ArrayList<>();
    for (Part part : parts) {
      Set<Integer> touched = new LinkedHashSet<>();
      for (PhysicsWorld.Contact contact : contacts) {
        if (contact.bodyA() == part.body()) {
          touched.add(contact.bodyB());
        } else if (contact.bodyB() == part.body()) {
          touched.add(contact.bodyA());
        }
      }
      boolean held = gripper.held() == part.body();
      Map<String, Double> forces = new TreeMap<>();
      for (PhysicsWorld.Contact contact : contacts) {
        if (contact.bodyA() == part.body() || contact.bodyB() == part.body()) {
          int other = contact.bodyA() == part.body() ? contact.bodyB() : contact.bodyA();
          forces.merge(nameOf(other), normalNewtons(contact), Double::sum);
        }
      }
      boolean left = held || touched.contains(gripper.left().body());
      boolean right = touched.contains(gripper.right().body());
      Set<String> others = new LinkedHashSet<>();
      for (Part other : parts) {
        if (touched.contains(other.body())) {
          others.add(other.object().id());
        }
      }
      objects.add(
          new CellTruth.ObjectTruth(
              present(part),
              physics.linearVelocity(part.body()),
              physics.angularVelocity(part.body()),
              left,
              right,
              left || right || touched.contains(palm),
              touched.contains(table),
              others,
              physics.asleep(part.body()),
              forces));
    }
    Optional<String> held =
        parts.stream()
            .filter(p -> p.body() == gripper.held())
            .map(p -> p.object().id())
            .findFirst();
    return new CellTruth(
        timeSeconds(),
        objects,
        held,
        armBlocked,
        gripperMeetsTable || onTable(contacts),
        tableCheck.linksInTable(tableFromBase, kinematics.baseFromLinks(arm.positions(), 0, 0)),
        grip(contacts));
  }

  private boolean onTable(List<PhysicsWorld.Contact> contacts) {
    return contacts.stream()
        .anyMatch(
            c ->
                (c.bodyA() == table && isGripper(c.bodyB()))
                    || (c.bodyB() == table && isGripper(c.bodyA())));
  }

  private boolean isGripper(int body) {
    return body == palm || body == gripper.left().body() || body == gripper.right().body();
  }

  private CellTruth.GripperTruth grip(List<PhysicsWorld.Contact> contacts) {
    Map<Integer, Double> sums = new HashMap<>();
    for (PhysicsWorld.Contact contact : contacts) {
      sums.merge(contact.bodyA(), normalNewtons(contact), Double::sum);
      sums.merge(contact.bodyB(), normalNewtons(contact), Double::sum);
    }
    return new CellTruth.GripperTruth(
        sums.getOrDefault(gripper.left().body(), 0.0),
        sums.getOrDefault(gripper.right().body(), 0.0),
        sums.getOrDefault(palm, 0.0),
        physics.weldForceNewtons().norm());
  }

  private static double normalNewtons(PhysicsWorld.Contact contact) {
    return Math.abs(contact.forceNewtons().dot(contact.normal()));
  }

  /** Returns what a truth calls a body: the id of an object, a link or a fixture. */
  private String nameOf(int body) {
    for (Part part : parts) {
      if (part.body() == body) {
        return part.object().id();
      }
    }
    return body == palm
        ? robot.palmLink()
        : body == gripper.left().body()
            ? gripper.left().link()
            : body == gripper.right().body()
                ? gripper.right().link()
                : world.fixtures().get(body).model().name();
  }

  private SceneObject present(Part part) {
    Transform pose = tableFromModel(part);
    return new SceneObject(
        part.object().id(),
        part.object().kind(),
        pose.apply(part.model().boxCenterMeters()),
        pose.rotation(),
        part.object().color(),
        part.model().sizeMeters());
  }

  private Transform tableFromModel(Part part) {
    return new Transform(
        CameraModel.TABLE, "model", physics.position(part.body()), physics.rotation(part.body()));
  }

  /** Returns everything that a camera can see now. */
  public List<Visual> visuals() {
    requireOpen();
    List<Visual> visuals = new ArrayList<>(fixtureVisuals);
    Map<String, Transform> links =
        kinematics.baseFromLinks(
            arm.positions(),
            gripper.positionOf(gripper.left()),
            gripper.positionOf(gripper.right()));
    for (Link link : robot.links()) {
      for (RobotModel.LinkVisual visual : link.visuals()) {
        visuals.add(
            new Visual(
                link.name(),
                visual.shape(),
                tableFromBase.after(links.get(link.name())).after(visual.linkFromShape()),
                visual.color(),
                visual.specular()));
      }
    }
    for (Part part : parts) {
      visuals.addAll(world.visuals(present(part)));
    }
    return visuals;
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
