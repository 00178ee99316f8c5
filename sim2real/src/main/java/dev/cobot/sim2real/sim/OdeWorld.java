package dev.cobot.sim2real.sim;

import static org.ode4j.ode.OdeConstants.dContactApprox1;
import static org.ode4j.ode.OdeConstants.dContactBounce;
import static org.ode4j.ode.OdeConstants.dContactRolling;
import static org.ode4j.ode.OdeConstants.dContactSoftCFM;
import static org.ode4j.ode.OdeConstants.dContactSoftERP;

import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ode4j.math.DQuaternion;
import org.ode4j.math.DQuaternionC;
import org.ode4j.math.DVector3;
import org.ode4j.math.DVector3C;
import org.ode4j.ode.DBody;
import org.ode4j.ode.DContact;
import org.ode4j.ode.DContactBuffer;
import org.ode4j.ode.DContactJoint;
import org.ode4j.ode.DFixedJoint;
import org.ode4j.ode.DGeom;
import org.ode4j.ode.DJoint;
import org.ode4j.ode.DJointGroup;
import org.ode4j.ode.DMass;
import org.ode4j.ode.DSliderJoint;
import org.ode4j.ode.DSpace;
import org.ode4j.ode.DWorld;
import org.ode4j.ode.OdeHelper;

/**
 * {@link PhysicsWorld} on ode4j, with its exact (Dantzig) step.
 *
 * <p>The engine keeps two things to itself that a saved state would need: the order in which its
 * hash space finds pairs, and the timers of its sleepers. So pairs are sorted here, and bodies are
 * put to sleep here.
 */
final class OdeWorld implements PhysicsWorld {
  private static final int MAX_CONTACTS_PER_PAIR = 8;
  // Without it a lying bottle never comes to rest.
  private static final double ROLLING_FRICTION = 0.002;

  private static final double CONTACT_CFM = 1e-5;
  private static final double CONTACT_ERP = 0.4;
  private static final double YIELDING_CFM = 1e-3;
  private static final double DRIVE_CFM = 1e-7;
  private static final double STOP_MARGIN_METERS = 0.001;
  private static final double SLEEP_SPEED = 0.005;
  private static final double SLEEP_TURN_RATE = 0.05;
  private static final double SLEEP_SECONDS = 0.25;
  private static final int MAX_NUDGES = 6;
  private static final double NUDGE_METERS_PER_SECOND = 1e-6;
  private static final double BOUNCE_SPEED = 0.05;
  private static final int MAX_NORMALISATIONS = 1024;
  private static final int NORMALISATIONS_A_NUDGE = 16;
  private static final double LAST_BIT = 1e-16;
  private static final int POSE_NUMBERS = 7;
  private static final double MAX_VELOCITY_JUMP = 3;
  private static final double MAX_ANGULAR_VELOCITY_JUMP = 150;

  static {
    OdeHelper.initODE2(0);
  }

  private final DWorld world;
  private final DSpace space;
  private final DJointGroup contactJoints;
  private final DContactBuffer buffer = new DContactBuffer(MAX_CONTACTS_PER_PAIR);
  private final double stepSeconds;
  private final List<Body> bodies = new ArrayList<>();
  private final List<DSliderJoint> sliders = new ArrayList<>();
  private final List<Body> moved = new ArrayList<>();
  private final List<DGeom> geoms = new ArrayList<>();
  private final List<Pair> pairs = new ArrayList<>();
  private final List<DJoint.DJointFeedback> feedbacks = new ArrayList<>();
  private int feedbacksUsed;
  private List<Touch> touches = new ArrayList<>();
  private List<Touch> touchesBefore = new ArrayList<>();
  private int slippery = -1;
  private Weld weld;

  /** A body; {@code ode} is null for what never moves, whose pose is then {@code fixed}. */
  private static final class Body {
    final int number;
    final DBody ode;
    final Transform fixed;
    final Vector3 centerOfMass;
    final DVector3 positionBefore = new DVector3();
    final DQuaternion rotationBefore = new DQuaternion();
    final DVector3 velocityBefore = new DVector3();
    final DVector3 angularVelocityBefore = new DVector3();
    Vector3 goalPosition;
    Quaternion goalRotation;
    boolean sleeps = true;
    boolean isPowered;
    double idleSeconds;

    Body(int number, DBody ode, Transform fixed, Vector3 centerOfMass) {
      this.number = number;
      this.ode = ode;
      this.fixed = fixed;
      this.centerOfMass = centerOfMass;
    }

    boolean isKinematic() {
      return ode != null && ode.isKinematic();
    }

    boolean isDynamic() {
      return ode != null && !ode.isKinematic();
    }

    void remember() {
      positionBefore.set(ode.getPosition());
      rotationBefore.set(ode.getQuaternion());
      velocityBefore.set(ode.getLinearVel());
      angularVelocityBefore.set(ode.getAngularVel());
    }

    /**
     * Undoes a step in which the solver failed, as it may when something is wedged: a contact of
     * this cell changes a velocity less, unless it throws something back.
     */
    void recover() {
      double speed = velocityBefore.length();
      double turnRate = angularVelocityBefore.length();
      if (!(ode.getLinearVel().distance(velocityBefore) < MAX_VELOCITY_JUMP + 2 * speed
          && ode.getAngularVel().distance(angularVelocityBefore)
              < MAX_ANGULAR_VELOCITY_JUMP + 2 * turnRate)) {
        ode.setPosition(positionBefore);
        ode.setQuaternion(rotationBefore);
        ode.setLinearVel(0, 0, 0);
        ode.setAngularVel(0, 0, 0);
      }
    }

    /** Goes back to what {@link #remember} saw. */
    void goBack() {
      ode.setPosition(positionBefore);
      ode.setQuaternion(rotationBefore);
      ode.setLinearVel(velocityBefore);
      ode.setAngularVel(angularVelocityBefore);
    }

    boolean isAwake() {
      return ode != null && (ode.isKinematic() || ode.isEnabled());
    }

    /**
     * Normalises the rotation until that changes no bit, so that setting it again does not either.
     * It may take some rounds; and some rotations swing between neighbours for ever: those are
     * moved by a last bit.
     */
    void settleRotation() {
      for (int i = 1; i <= MAX_NORMALISATIONS; i++) {
        DQuaternion before = new DQuaternion(ode.getQuaternion());
        if (i % NORMALISATIONS_A_NUDGE == 0) {
          int axis = i / NORMALISATIONS_A_NUDGE % 4;
          before.set(axis, before.get(axis) + i * LAST_BIT);
        }
        ode.setQuaternion(before);
        if (same(before, ode.getQuaternion())) {
          return;
        }
      }
    }

    /** Counts for how long the body has lain still, touched by something. */
    boolean isTired(double stepSeconds) {
      boolean still =
          sleeps
              && ode.getLinearVel().length() < SLEEP_SPEED
              && ode.getAngularVel().length() < SLEEP_TURN_RATE
              && ode.getNumJoints() > 0;
      idleSeconds = still ? idleSeconds + stepSeconds : 0;
      return idleSeconds >= SLEEP_SECONDS;
    }

    void sleep() {
      ode.setLinearVel(0, 0, 0);
      ode.setAngularVel(0, 0, 0);
      ode.disable();
    }
  }

  private record Surface(int number, Body body, Model.Surface material, boolean round) {}

  private record Pair(DGeom a, DGeom b, int first, int second) {}

  /** What touched in a step; {@code joints} from {@code feedback} on tell its force. */
  private record Touch(DGeom a, DGeom b, Contact contact, int feedback, int joints) {}

  /** A weld with the poses at which it was made, which define it. */
  private record Weld(DFixedJoint joint, Body a, Body b, double[] poseA, double[] poseB) {}

  OdeWorld(Vector3 gravity, double stepSeconds) {
    this.stepSeconds = stepSeconds;
    world = OdeHelper.createWorld();
    world.setGravity(gravity.x(), gravity.y(), gravity.z());
    world.setERP(0.3);
    // Gives the finger mounts and the weld a yield of about 10 micrometres a newton: a rigid mount
    // would catapult what is wedged between a finger and the table.
    world.setCFM(YIELDING_CFM);
    world.setContactSurfaceLayer(0.0002);
    world.setContactMaxCorrectingVel(0.5);
    world.setAutoDisableFlag(false);
    space = OdeHelper.createHashSpace(null);
    contactJoints = OdeHelper.createJointGroup();
  }

  @Override
  public int addFixed(List<Model.Collision> shapes, Transform tableFromModel) {
    Body body = new Body(bodies.size(), null, tableFromModel, Vector3.ZERO);
    bodies.add(body);
    addShapes(body, shapes);
    return body.number;
  }

  @Override
  public int addKinematic(List<Model.Collision> shapes, Transform tableFromModel) {
    DBody ode = OdeHelper.createBody(world);
    ode.setKinematic();
    return add(ode, Vector3.ZERO, shapes, tableFromModel);
  }

  @Override
  public int addDynamic(
      Model.Inertial inertial, List<Model.Collision> shapes, Transform tableFromModel) {
    DBody ode = OdeHelper.createBody(world);
    DMass mass = OdeHelper.createMass();
    List<Double> i = inertial.inertia();
    mass.setParameters(
        inertial.massKg(), 0, 0, 0, i.get(0), i.get(1), i.get(2), i.get(3), i.get(4), i.get(5));
    ode.setMass(mass);
    return add(ode, inertial.centerOfMassMeters(), shapes, tableFromModel);
  }

  private int add(
      DBody ode, Vector3 centerOfMass, List<Model.Collision> shapes, Transform tableFromModel) {
    Body body = new Body(bodies.size(), ode, null, centerOfMass);
    bodies.add(body);
    setPosition(ode, tableFromModel.apply(centerOfMass));
    ode.setQuaternion(quaternion(tableFromModel.rotation()));
    body.settleRotation();
    addShapes(body, shapes);
    return body.number;
  }

  private void addShapes(Body body, List<Model.Collision> shapes) {
    for (Model.Collision collision : shapes) {
      Transform at = collision.modelFromShape();
      DGeom geom = geom(body, collision);
      space.add(geom);
      geom.setData(
          new Surface(
              geoms.size(),
              body,
              collision.surface(),
              collision.shape() instanceof Shape.Cylinder
                  || collision.shape() instanceof Shape.Sphere));
      geoms.add(geom);
      if (collision.shape() instanceof Shape.Plane) {
        continue;
      }
      if (body.ode == null) {
        Vector3 position = body.fixed.apply(at.translation());
        geom.setPosition(position.x(), position.y(), position.z());
        geom.setQuaternion(quaternion(body.fixed.rotation().after(at.rotation())));
      } else {
        geom.setBody(body.ode);
        Vector3 offset = at.translation().minus(body.centerOfMass);
        geom.setOffsetPosition(offset.x(), offset.y(), offset.z());
        geom.setOffsetQuaternion(quaternion(at.rotation()));
      }
    }
  }

  private static DGeom geom(Body body, Model.Collision collision) {
    if (collision.shape() instanceof Shape.Plane plane && body.ode == null) {
      Transform tableFromShape = body.fixed.after(collision.modelFromShape());
      Vector3 normal = tableFromShape.rotation().rotate(plane.normal().normalized());
      return OdeHelper.createPlane(
          null, normal.x(), normal.y(), normal.z(), normal.dot(tableFromShape.translation()));
    }
    return solid(collision.shape());
  }

  private static DGeom solid(Shape shape) {
    if (shape instanceof Shape.Box box) {
      Vector3 size = box.sizeMeters();
      return OdeHelper.createBox(size.x(), size.y(), size.z());
    }
    if (shape instanceof Shape.Cylinder cylinder) {
      return OdeHelper.createCylinder(cylinder.radiusMeters(), cylinder.lengthMeters());
    }
    if (shape instanceof Shape.Sphere sphere) {
      return OdeHelper.createSphere(sphere.radiusMeters());
    }
    throw new IllegalArgumentException("a plane is no solid; a moving body cannot be made of it");
  }

  @Override
  public boolean overlap(Shape a, Transform tableFromA, Shape b, Transform tableFromB) {
    DGeom first = placed(a, tableFromA);
    DGeom second = placed(b, tableFromB);
    return OdeHelper.collide(first, second, 1, new DContactBuffer(1).getGeomBuffer()) > 0;
  }

  private static DGeom placed(Shape shape, Transform tableFromShape) {
    DGeom geom = solid(shape);
    Vector3 position = tableFromShape.translation();
    geom.setPosition(position.x(), position.y(), position.z());
    geom.setQuaternion(quaternion(tableFromShape.rotation()));
    return geom;
  }

  @Override
  public void makePowered(int body) {
    bodies.get(body).ode.setGravityMode(false);
    bodies.get(body).sleeps = false;
    bodies.get(body).isPowered = true;
  }

  @Override
  public int addSlider(
      int body, int carrier, Vector3 axisTable, double lowerMeters, double upperMeters) {
    DSliderJoint slider = OdeHelper.createSliderJoint(world);
    slider.attach(bodies.get(body).ode, bodies.get(carrier).ode);
    slider.setAxis(axisTable.x(), axisTable.y(), axisTable.z());
    // The mount yields, the drive does not: a soft motor would creep under its load.
    slider.setParam(DJoint.PARAM_N.dParamCFM1, DRIVE_CFM);
    slider.setParam(DJoint.PARAM_N.dParamStopCFM1, DRIVE_CFM);
    // A motor that holds a slider at rest on its stop kicks it off with its full force.
    slider.setParamLoStop(lowerMeters - STOP_MARGIN_METERS);
    slider.setParamHiStop(upperMeters + STOP_MARGIN_METERS);
    sliders.add(slider);
    return sliders.size() - 1;
  }

  @Override
  public void driveSlider(int slider, double velocityMetersPerSecond, double maxForceNewtons) {
    sliders.get(slider).setParamVel(velocityMetersPerSecond);
    sliders.get(slider).setParamFMax(maxForceNewtons);
  }

  @Override
  public void moveKinematic(int number, Vector3 positionMeters, Quaternion rotation) {
    Body body = bodies.get(number);
    Vector3 velocity = positionMeters.minus(position(number)).times(1 / stepSeconds);
    body.ode.setLinearVel(velocity.x(), velocity.y(), velocity.z());
    Quaternion turn = rotation.after(rotation(number).inverse());
    double sine = Math.sqrt(turn.x() * turn.x() + turn.y() * turn.y() + turn.z() * turn.z());
    double factor =
        sine < 1e-12
            ? 0
            : Math.copySign(2, turn.w())
                * StrictMath.atan2(sine, Math.abs(turn.w()))
                / (sine * stepSeconds);
    body.ode.setAngularVel(factor * turn.x(), factor * turn.y(), factor * turn.z());
    body.goalPosition = positionMeters;
    body.goalRotation = rotation;
    moved.add(body);
  }

  @Override
  public void weld(int body, int other) {
    releaseWeld();
    if (!bodies.get(body).isDynamic() || !bodies.get(other).isDynamic()) {
      // ODE's exact step cannot solve an island that is welded to a kinematic body.
      throw new IllegalArgumentException("only two dynamic bodies can be welded");
    }
    weld(bodies.get(body), bodies.get(other));
  }

  private void weld(Body a, Body b) {
    a.settleRotation();
    b.settleRotation();
    DFixedJoint joint = OdeHelper.createFixedJoint(world);
    joint.attach(a.ode, b.ode);
    joint.setFixed();
    joint.setFeedback(new DJoint.DJointFeedback());
    weld = new Weld(joint, a, b, pose(a.ode), pose(b.ode));
  }

  @Override
  public void releaseWeld() {
    if (weld != null) {
      wakeIsland(weld.a(), touches);
      wakeIsland(weld.b(), touches);
      weld.joint().destroy();
      weld = null;
    }
  }

  @Override
  public Vector3 weldForceNewtons() {
    return weld == null ? Vector3.ZERO : vector(weld.joint().getFeedback().f1);
  }

  @Override
  public void lubricate(int body) {
    slippery = body;
  }

  @Override
  public void shift(int number, Vector3 byMeters) {
    Body body = bodies.get(number);
    wakeIsland(body, touches);
    wake(body);
    Vector3 to = vector(body.ode.getPosition()).plus(byMeters);
    body.ode.setPosition(to.x(), to.y(), to.z());
    body.ode.setLinearVel(0, 0, 0);
    body.ode.setAngularVel(0, 0, 0);
  }

  private boolean isSlippery(Body a, Body b) {
    return (a.number == slippery && b.isPowered) || (b.number == slippery && a.isPowered);
  }

  private static void wake(Body body) {
    body.ode.enable();
    body.idleSeconds = 0;
  }

  @Override
  public void step() {
    List<Touch> recycled = touchesBefore;
    touchesBefore = touches;
    touches = recycled;
    space.collide(null, (data, a, b) -> addPair(a, b));
    pairs.sort(Comparator.comparingInt(Pair::first).thenComparingInt(Pair::second));
    while (wakeNeighbour()) {
      // Who was woken may wake the next.
    }
    touches.clear();
    feedbacksUsed = 0;
    for (Pair pair : pairs) {
      meet(pair.a(), pair.b());
    }
    pairs.clear();
    rest();
    for (Body body : bodies) {
      if (body.ode != null) {
        body.remember();
      }
    }
    solve();
    readForces();
    contactJoints.empty();
    for (Body body : bodies) {
      if (body.isDynamic()) {
        body.recover();
        if (body.ode.isEnabled()) {
          body.settleRotation();
        }
      }
    }
    for (Body body : moved) {
      // Takes out what first-order integration left of the way.
      setPosition(body.ode, body.goalPosition);
      body.ode.setQuaternion(quaternion(body.goalRotation));
      body.settleRotation();
      body.ode.setLinearVel(0, 0, 0);
      body.ode.setAngularVel(0, 0, 0);
    }
    moved.clear();
  }

  /**
   * Advances the engine. Its exact solver gives up when a contact neither closes nor opens to the
   * last bit, as between two bodies that fall together, and then nothing holds them: it tries again
   * with each body's velocity changed by some micrometres a second.
   */
  private void solve() {
    SolverAlarm.clear();
    world.step(stepSeconds);
    for (int i = 1; i <= MAX_NUDGES && SolverAlarm.raised(); i++) {
      for (Body body : bodies) {
        if (body.ode != null) {
          body.goBack();
        }
        if (body.isDynamic() && body.ode.isEnabled()) {
          double nudge = i * NUDGE_METERS_PER_SECOND * (1 + body.number);
          DVector3C velocity = body.ode.getLinearVel();
          body.ode.setLinearVel(
              velocity.get0() + nudge / 3, velocity.get1() - nudge / 5, velocity.get2() - nudge);
        }
      }
      SolverAlarm.clear();
      world.step(stepSeconds);
    }
  }

  private void addPair(DGeom a, DGeom b) {
    int numberA = ((Surface) a.getData()).number();
    int numberB = ((Surface) b.getData()).number();
    pairs.add(
        numberA < numberB ? new Pair(a, b, numberA, numberB) : new Pair(b, a, numberB, numberA));
  }

  /**
   * Wakes a sleeper that something awake touches, with all that it leans on: half an island awake
   * would lack the contacts of the other half. Returns whether there was one.
   */
  private boolean wakeNeighbour() {
    for (Pair pair : pairs) {
      Body a = ((Surface) pair.a().getData()).body();
      Body b = ((Surface) pair.b().getData()).body();
      Body sleeper = a.isAwake() && isAsleep(b) ? b : b.isAwake() && isAsleep(a) ? a : null;
      if (sleeper != null && OdeHelper.collide(pair.a(), pair.b(), 1, buffer.getGeomBuffer()) > 0) {
        wakeIsland(sleeper, touchesBefore);
        return true;
      }
    }
    return false;
  }

  private static boolean isAsleep(Body body) {
    return body.isDynamic() && !body.ode.isEnabled();
  }

  private void wakeIsland(Body body, List<Touch> lastTouches) {
    if (!isAsleep(body)) {
      return;
    }
    wake(body);
    for (Touch touch : lastTouches) {
      if (touch.contact().bodyA() == body.number) {
        wakeIsland(bodies.get(touch.contact().bodyB()), lastTouches);
      } else if (touch.contact().bodyB() == body.number) {
        wakeIsland(bodies.get(touch.contact().bodyA()), lastTouches);
      }
    }
  }

  /** Puts those to sleep who lie still with everyone whom they touch. */
  private void rest() {
    int[] island = new int[bodies.size()];
    boolean[] restless = new boolean[bodies.size()];
    for (int i = 0; i < island.length; i++) {
      island[i] = i;
    }
    for (Touch touch : touches) {
      join(island, touch.contact().bodyA(), touch.contact().bodyB());
    }
    if (weld != null) {
      join(island, weld.a().number, weld.b().number);
    }
    for (Body body : bodies) {
      if (body.isDynamic() && body.ode.isEnabled() && !body.isTired(stepSeconds)) {
        restless[root(island, body.number)] = true;
      }
    }
    for (Body body : bodies) {
      if (body.isDynamic() && body.ode.isEnabled() && !restless[root(island, body.number)]) {
        body.sleep();
      }
    }
  }

  private void join(int[] island, int a, int b) {
    if (bodies.get(a).isDynamic() && bodies.get(b).isDynamic()) {
      island[root(island, a)] = root(island, b);
    }
  }

  private static int root(int[] island, int body) {
    int root = body;
    while (island[root] != root) {
      root = island[root];
    }
    return root;
  }

  private void readForces() {
    for (int i = 0; i < touches.size(); i++) {
      Touch touch = touches.get(i);
      if (touch.joints() == 0) {
        continue; // between sleepers, the force of their last step awake stands
      }
      if (!isAwakeEither(touch)) { // fell asleep before the engine could tell
        touches.set(i, asBefore(touch));
        continue;
      }
      Vector3 force = Vector3.ZERO;
      for (int j = touch.feedback(); j < touch.feedback() + touch.joints(); j++) {
        force = force.plus(vector(feedbacks.get(j).f1));
      }
      Contact contact = touch.contact();
      // The engine tells the force on the first body that can move.
      boolean onB = bodies.get(contact.bodyA()).ode == null;
      touches.set(
          i,
          new Touch(
              touch.a(),
              touch.b(),
              new Contact(
                  contact.bodyA(),
                  contact.bodyB(),
                  contact.normal(),
                  contact.depthMeters(),
                  onB ? force.times(-1) : force),
              0,
              0));
    }
  }

  private boolean isAwakeEither(Touch touch) {
    return bodies.get(touch.contact().bodyA()).isAwake()
        || bodies.get(touch.contact().bodyB()).isAwake();
  }

  private Touch asBefore(Touch touch) {
    for (Touch before : touchesBefore) {
      if (before.a() == touch.a() && before.b() == touch.b()) {
        return before;
      }
    }
    return new Touch(touch.a(), touch.b(), touch.contact(), 0, 0);
  }

  private DJoint.DJointFeedback feedback() {
    if (feedbacksUsed == feedbacks.size()) {
      feedbacks.add(new DJoint.DJointFeedback());
    }
    return feedbacks.get(feedbacksUsed++);
  }

  private void meet(DGeom a, DGeom b) {
    Surface surfaceA = (Surface) a.getData();
    Surface surfaceB = (Surface) b.getData();
    Body bodyA = surfaceA.body();
    Body bodyB = surfaceB.body();
    if (bodyA == bodyB || !(bodyA.isDynamic() || bodyB.isDynamic())) {
      return;
    }
    if (!bodyA.isAwake() && !bodyB.isAwake()) {
      keepTouch(a, b);
      return;
    }
    if (bodyA.ode != null && bodyB.ode != null && areJointed(bodyA.ode, bodyB.ode)) {
      return;
    }
    int count = OdeHelper.collide(a, b, MAX_CONTACTS_PER_PAIR, buffer.getGeomBuffer());
    if (count == 0) {
      return;
    }
    boolean round = surfaceA.round() || surfaceB.round();
    Model.Surface materialA = surfaceA.material();
    Model.Surface materialB = surfaceB.material();
    double friction =
        isSlippery(bodyA, bodyB) ? 0 : Math.sqrt(materialA.friction() * materialB.friction());
    double restitution = Math.max(materialA.restitution(), materialB.restitution());
    // A kinematic body yields to nothing, so its contacts must.
    double cfm = bodyA.isKinematic() || bodyB.isKinematic() ? YIELDING_CFM : CONTACT_CFM;
    double erp = CONTACT_ERP;
    Model.Surface softer =
        materialA.stiffnessNewtonsPerMeter() <= materialB.stiffnessNewtonsPerMeter()
            ? materialA
            : materialB;
    if (softer.isSoft()) { // spring and damper as ODE's manual writes them, section 3.8.2
      double springPerStep = stepSeconds * softer.stiffnessNewtonsPerMeter();
      double both = springPerStep + softer.dampingNewtonSecondsPerMeter();
      erp = springPerStep / both;
      cfm = 1 / both;
    }
    int firstFeedback = feedbacksUsed;
    double deepest = Double.NEGATIVE_INFINITY;
    DVector3C normal = null;
    for (int i = 0; i < count; i++) {
      DContact contact = buffer.get(i);
      contact.surface.mode =
          dContactApprox1
              | dContactSoftERP
              | dContactSoftCFM
              | (round ? dContactRolling : 0)
              | (restitution > 0 ? dContactBounce : 0);
      contact.surface.bounce = restitution;
      contact.surface.bounce_vel = BOUNCE_SPEED;
      contact.surface.mu = friction;
      contact.surface.rho = ROLLING_FRICTION;
      contact.surface.rho2 = ROLLING_FRICTION;
      contact.surface.rhoN = ROLLING_FRICTION;
      contact.surface.soft_erp = erp;
      contact.surface.soft_cfm = cfm;
      DContactJoint joint = OdeHelper.createContactJoint(world, contactJoints, contact);
      joint.attach(bodyA.ode, bodyB.ode);
      joint.setFeedback(feedback());
      if (contact.geom.depth > deepest) {
        deepest = contact.geom.depth;
        normal = contact.geom.normal;
      }
    }
    Contact contact =
        new Contact(bodyA.number, bodyB.number, vector(normal), deepest, Vector3.ZERO);
    touches.add(new Touch(a, b, contact, firstFeedback, count));
  }

  /**
   * Returns whether something other than a contact joins two bodies. The engine's own question
   * takes the contacts that were just made for joints, so of two compounds only one pair of shapes
   * would ever touch.
   */
  private static boolean areJointed(DBody a, DBody b) {
    for (int i = 0; i < a.getNumJoints(); i++) {
      DJoint joint = a.getJoint(i);
      if (!(joint instanceof DContactJoint) && (joint.getBody(0) == b || joint.getBody(1) == b)) {
        return true;
      }
    }
    return false;
  }

  /** Two sleepers stay as they were: their contact of the last step still holds. */
  private void keepTouch(DGeom a, DGeom b) {
    for (Touch touch : touchesBefore) {
      if (touch.a() == a && touch.b() == b) {
        touches.add(touch);
        return;
      }
    }
  }

  @Override
  public Vector3 position(int number) {
    Body body = bodies.get(number);
    return body.ode == null
        ? body.fixed.translation()
        : vector(body.ode.getPosition()).minus(rotation(number).rotate(body.centerOfMass));
  }

  @Override
  public Quaternion rotation(int number) {
    Body body = bodies.get(number);
    if (body.ode == null) {
      return body.fixed.rotation();
    }
    DQuaternionC q = body.ode.getQuaternion();
    return new Quaternion(q.get1(), q.get2(), q.get3(), q.get0());
  }

  @Override
  public Vector3 linearVelocity(int body) {
    return vector(bodies.get(body).ode.getLinearVel());
  }

  @Override
  public Vector3 angularVelocity(int body) {
    return vector(bodies.get(body).ode.getAngularVel());
  }

  @Override
  public boolean asleep(int body) {
    return !bodies.get(body).isAwake();
  }

  @Override
  public List<Contact> contacts() {
    return touches.stream().map(Touch::contact).toList();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (Body body : bodies) {
      if (body.ode != null) {
        StateCodec.write(out, pose(body.ode));
        StateCodec.write(out, vector(body.ode.getLinearVel()).toArray());
        StateCodec.write(out, vector(body.ode.getAngularVel()).toArray());
        out.writeBoolean(body.ode.isEnabled());
        out.writeDouble(body.idleSeconds);
      }
    }
    out.writeInt(touches.size());
    for (Touch touch : touches) {
      out.writeInt(((Surface) touch.a().getData()).number());
      out.writeInt(((Surface) touch.b().getData()).number());
      out.writeDouble(touch.contact().depthMeters());
      StateCodec.write(out, touch.contact().normal().toArray());
      StateCodec.write(out, touch.contact().forceNewtons().toArray());
    }
    out.writeInt(slippery);
    out.writeBoolean(weld != null);
    if (weld != null) {
      out.writeInt(weld.a().number);
      out.writeInt(weld.b().number);
      StateCodec.write(out, weld.poseA());
      StateCodec.write(out, weld.poseB());
      StateCodec.write(out, weldForceNewtons().toArray());
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    releaseWeld();
    List<double[]> poses = new ArrayList<>();
    for (Body body : bodies) {
      poses.add(null);
      if (body.ode != null) {
        poses.set(body.number, StateCodec.numbers(in, POSE_NUMBERS));
        double[] velocity = StateCodec.numbers(in, 3);
        double[] angular = StateCodec.numbers(in, 3);
        if (body.isDynamic() && in.readBoolean()) {
          body.ode.enable();
        } else if (body.isDynamic()) {
          body.ode.disable();
        } else {
          in.readBoolean();
        }
        body.ode.setLinearVel(velocity[0], velocity[1], velocity[2]);
        body.ode.setAngularVel(angular[0], angular[1], angular[2]);
        body.idleSeconds = StateCodec.numbers(in, 1)[0];
      }
    }
    int count = StateCodec.inRange(in.readInt(), 0, geoms.size() * geoms.size(), "touches");
    touches.clear();
    touchesBefore.clear();
    for (int i = 0; i < count; i++) {
      DGeom a = geoms.get(StateCodec.inRange(in.readInt(), 0, geoms.size() - 1, "a shape"));
      DGeom b = geoms.get(StateCodec.inRange(in.readInt(), 0, geoms.size() - 1, "a shape"));
      double depth = StateCodec.numbers(in, 1)[0];
      Vector3 normal = vector(StateCodec.numbers(in, 3));
      Contact contact =
          new Contact(
              ((Surface) a.getData()).body().number,
              ((Surface) b.getData()).body().number,
              normal,
              depth,
              vector(StateCodec.numbers(in, 3)));
      touches.add(new Touch(a, b, contact, 0, 0));
    }
    slippery = StateCodec.inRange(in.readInt(), -1, bodies.size() - 1, "the slippery body");
    if (in.readBoolean()) {
      Body a = bodies.get(StateCodec.inRange(in.readInt(), 0, bodies.size() - 1, "a body"));
      Body b = bodies.get(StateCodec.inRange(in.readInt(), 0, bodies.size() - 1, "a body"));
      if (a == b || !a.isDynamic() || !b.isDynamic()) {
        throw new IOException("only two dynamic bodies can be welded");
      }
      // A weld is defined by where the bodies stood when it was made.
      place(a.ode, StateCodec.numbers(in, POSE_NUMBERS));
      place(b.ode, StateCodec.numbers(in, POSE_NUMBERS));
      weld(a, b);
      double[] force = StateCodec.numbers(in, 3);
      weld.joint().getFeedback().f1.set(force[0], force[1], force[2]);
    }
    for (Body body : bodies) {
      if (body.ode != null) {
        place(body.ode, poses.get(body.number));
      }
    }
    moved.clear();
  }

  /** Returns position x y z and quaternion w x y z, as the engine has them. */
  private static double[] pose(DBody body) {
    DVector3C p = body.getPosition();
    DQuaternionC q = body.getQuaternion();
    return new double[] {
      p.get0(), p.get1(), p.get2(), q.get0(), q.get1(), q.get2(), q.get3(),
    };
  }

  private static void place(DBody body, double[] pose) throws IOException {
    double norm = pose[3] * pose[3] + pose[4] * pose[4] + pose[5] * pose[5] + pose[6] * pose[6];
    if (!(Math.abs(norm - 1) < 1e-9)) {
      throw new IOException("a rotation must be a unit quaternion, got norm^2 " + norm);
    }
    body.setPosition(pose[0], pose[1], pose[2]);
    body.setQuaternion(new DQuaternion(pose[3], pose[4], pose[5], pose[6]));
  }

  private static boolean same(DQuaternionC a, DQuaternionC b) {
    return a.get0() == b.get0()
        && a.get1() == b.get1()
        && a.get2() == b.get2()
        && a.get3() == b.get3();
  }

  private static Vector3 vector(double[] v) {
    return new Vector3(v[0], v[1], v[2]);
  }

  @Override
  public void close() {
    contactJoints.destroy();
    space.destroy();
    world.destroy();
  }

  private static void setPosition(DBody body, Vector3 p) {
    body.setPosition(p.x(), p.y(), p.z());
  }

  private static Vector3 vector(DVector3C v) {
    return new Vector3(v.get0(), v.get1(), v.get2());
  }

  private static DQuaternion quaternion(Quaternion q) {
    return new DQuaternion(q.w(), q.x(), q.y(), q.z());
  }
}
