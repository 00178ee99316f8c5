package dev.cobot.sim2real.sim;

import static org.ode4j.ode.OdeConstants.dContactApprox1;
import static org.ode4j.ode.OdeConstants.dContactRolling;
import static org.ode4j.ode.OdeConstants.dContactSoftCFM;
import static org.ode4j.ode.OdeConstants.dContactSoftERP;

import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model;
import java.util.ArrayList;
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

/** {@link PhysicsWorld} on ode4j, with its exact (Dantzig) step. */
final class OdeWorld implements PhysicsWorld {
  private static final int MAX_CONTACTS_PER_PAIR = 8;
  // Without it a lying bottle never comes to rest.
  private static final double ROLLING_FRICTION = 0.002;

  private static final double CONTACT_CFM = 1e-5;
  private static final double YIELDING_CFM = 1e-3;
  private static final double DRIVE_CFM = 1e-7;
  private static final double STOP_MARGIN_METERS = 0.001;
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
  private List<Touch> touches = new ArrayList<>();
  private List<Touch> touchesBefore = new ArrayList<>();
  private DFixedJoint weld;

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
     * Undoes a step in which the solver failed, as it may when something is wedged: no contact of
     * this cell changes a velocity that much.
     */
    void recover() {
      if (!(ode.getLinearVel().distance(velocityBefore) < MAX_VELOCITY_JUMP
          && ode.getAngularVel().distance(angularVelocityBefore) < MAX_ANGULAR_VELOCITY_JUMP)) {
        ode.setPosition(positionBefore);
        ode.setQuaternion(rotationBefore);
        ode.setLinearVel(0, 0, 0);
        ode.setAngularVel(0, 0, 0);
      }
    }

    boolean isAwake() {
      return ode != null && (ode.isKinematic() || ode.isEnabled());
    }
  }

  private record Surface(Body body, double friction, boolean round) {}

  private record Touch(DGeom a, DGeom b, Contact contact) {}

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
    world.setAutoDisableFlag(true);
    world.setAutoDisableLinearThreshold(0.005);
    world.setAutoDisableAngularThreshold(0.05);
    world.setAutoDisableTime(0.25);
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
    addShapes(body, shapes);
    return body.number;
  }

  private void addShapes(Body body, List<Model.Collision> shapes) {
    for (Model.Collision collision : shapes) {
      Transform at = collision.modelFromShape();
      DGeom geom = geom(body, collision);
      geom.setData(
          new Surface(
              body,
              collision.friction(),
              collision.shape() instanceof Shape.Cylinder
                  || collision.shape() instanceof Shape.Sphere));
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

  private DGeom geom(Body body, Model.Collision collision) {
    Shape shape = collision.shape();
    if (shape instanceof Shape.Box box) {
      Vector3 size = box.sizeMeters();
      return OdeHelper.createBox(space, size.x(), size.y(), size.z());
    }
    if (shape instanceof Shape.Cylinder cylinder) {
      return OdeHelper.createCylinder(space, cylinder.radiusMeters(), cylinder.lengthMeters());
    }
    if (shape instanceof Shape.Sphere sphere) {
      return OdeHelper.createSphere(space, sphere.radiusMeters());
    }
    if (shape instanceof Shape.Plane plane && body.ode == null) {
      Transform tableFromShape = body.fixed.after(collision.modelFromShape());
      Vector3 normal = tableFromShape.rotation().rotate(plane.normal().normalized());
      return OdeHelper.createPlane(
          space, normal.x(), normal.y(), normal.z(), normal.dot(tableFromShape.translation()));
    }
    throw new IllegalArgumentException("a moving body cannot be made of a plane");
  }

  @Override
  public void makePowered(int body) {
    DBody ode = bodies.get(body).ode;
    ode.setGravityMode(false);
    ode.setAutoDisableFlag(false);
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
    DBody a = bodies.get(body).ode;
    DBody b = bodies.get(other).ode;
    if (!bodies.get(body).isDynamic() || !bodies.get(other).isDynamic()) {
      // ODE's exact step cannot solve an island that is welded to a kinematic body.
      throw new IllegalArgumentException("only two dynamic bodies can be welded");
    }
    weld = OdeHelper.createFixedJoint(world);
    weld.attach(a, b);
    weld.setFixed();
  }

  @Override
  public void releaseWeld() {
    if (weld != null) {
      weld.getBody(0).enable();
      weld.getBody(1).enable();
      weld.destroy();
      weld = null;
    }
  }

  @Override
  public void step() {
    List<Touch> recycled = touchesBefore;
    touchesBefore = touches;
    touches = recycled;
    touches.clear();
    space.collide(null, (data, a, b) -> meet(a, b));
    for (Body body : bodies) {
      if (body.isDynamic()) {
        body.remember();
      }
    }
    world.step(stepSeconds);
    contactJoints.empty();
    for (Body body : bodies) {
      if (body.isDynamic()) {
        body.recover();
      }
    }
    for (Body body : moved) {
      // Takes out what first-order integration left of the way.
      setPosition(body.ode, body.goalPosition);
      body.ode.setQuaternion(quaternion(body.goalRotation));
      body.ode.setLinearVel(0, 0, 0);
      body.ode.setAngularVel(0, 0, 0);
    }
    moved.clear();
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
    if (bodyA.ode != null
        && bodyB.ode != null
        && OdeHelper.areConnectedExcluding(bodyA.ode, bodyB.ode, DContactJoint.class)) {
      return;
    }
    int count = OdeHelper.collide(a, b, MAX_CONTACTS_PER_PAIR, buffer.getGeomBuffer());
    if (count == 0) {
      return;
    }
    // A kinematic body does not wake sleepers by itself.
    if (bodyA.isKinematic() && !bodyB.ode.isEnabled()) {
      bodyB.ode.enable();
    } else if (bodyB.isKinematic() && !bodyA.ode.isEnabled()) {
      bodyA.ode.enable();
    }
    boolean round = surfaceA.round() || surfaceB.round();
    double friction = Math.sqrt(surfaceA.friction() * surfaceB.friction());
    // A kinematic body yields to nothing, so its contacts must.
    double softness = bodyA.isKinematic() || bodyB.isKinematic() ? YIELDING_CFM : CONTACT_CFM;
    double deepest = Double.NEGATIVE_INFINITY;
    DVector3C normal = null;
    for (int i = 0; i < count; i++) {
      DContact contact = buffer.get(i);
      contact.surface.mode =
          dContactApprox1 | dContactSoftERP | dContactSoftCFM | (round ? dContactRolling : 0);
      contact.surface.mu = friction;
      contact.surface.rho = ROLLING_FRICTION;
      contact.surface.rho2 = ROLLING_FRICTION;
      contact.surface.rhoN = ROLLING_FRICTION;
      contact.surface.soft_erp = 0.4;
      contact.surface.soft_cfm = softness;
      OdeHelper.createContactJoint(world, contactJoints, contact).attach(bodyA.ode, bodyB.ode);
      if (contact.geom.depth > deepest) {
        deepest = contact.geom.depth;
        normal = contact.geom.normal;
      }
    }
    touches.add(new Touch(a, b, new Contact(bodyA.number, bodyB.number, vector(normal), deepest)));
  }

  /** Two sleepers stay as they were: their contact of the last step still holds. */
  private void keepTouch(DGeom a, DGeom b) {
    for (Touch touch : touchesBefore) {
      if ((touch.a() == a && touch.b() == b) || (touch.a() == b && touch.b() == a)) {
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
