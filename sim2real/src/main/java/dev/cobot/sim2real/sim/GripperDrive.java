package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.scene.Vector3;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Two fingers that slide on the palm, each driven by a motor of limited force, coupled so that they
 * stay symmetric. An object between them is welded to the left finger.
 */
final class GripperDrive implements Checkpointed {
  // Uncoupled velocity motors would slide sideways together, object and all.
  private static final double COUPLING_NEWTONS_PER_METER = 1000;
  private static final double LOCK_FORCE_NEWTONS = 200;
  private static final double STEPS_TO_TARGET = 4;
  private static final int STEPS_TO_GRASP = 3;
  private static final double RELEASE_MARGIN_METERS = 0.001;
  private static final double FACING_COSINE = 0.5;

  private final PhysicsWorld physics;
  private final Finger left;
  private final Finger right;
  private final int palm;
  private final SimulatorOptions options;
  private final double stepSeconds;
  private double targetOpening;
  private boolean closing;
  private double openingBefore;
  private double opening;
  private int candidate = -1;
  private int candidateSteps;
  private int held = -1;
  private boolean slips;

  /**
   * A finger.
   *
   * @param zeroInPalm where its link frame is at position 0, palm frame
   * @param axisInPalm the direction in which it opens, palm frame
   */
  record Finger(String link, int body, int slider, Vector3 zeroInPalm, Vector3 axisInPalm) {}

  GripperDrive(
      PhysicsWorld physics,
      int palm,
      Finger left,
      Finger right,
      SimulatorOptions options,
      double stepSeconds) {
    this.physics = physics;
    this.palm = palm;
    this.left = left;
    this.right = right;
    this.options = options;
    this.stepSeconds = stepSeconds;
    opening = positionOf(left) + positionOf(right);
    openingBefore = opening;
    targetOpening = opening;
  }

  void command(double openingMeters) {
    closing = openingMeters < opening;
    targetOpening = openingMeters;
    if (openingMeters > opening + RELEASE_MARGIN_METERS) {
      if (held >= 0) {
        physics.releaseWeld();
        held = -1;
      }
      physics.lubricate(-1);
      slips = false;
    }
  }

  /**
   * Lets what is held slip out, as if it were wet, until the fingers are told to open.
   *
   * @return whether something was held
   */
  boolean slip() {
    if (held < 0) {
      return false;
    }
    physics.releaseWeld();
    physics.lubricate(held);
    held = -1;
    slips = true;
    return true;
  }

  /** Takes hold of a body as it stands, as after a grasp. */
  void hold(int body) {
    physics.weld(body, left.body());
    held = body;
    closing = true;
    targetOpening = 0;
  }

  double opening() {
    return opening;
  }

  double velocity() {
    return (opening - openingBefore) / stepSeconds;
  }

  /** Returns the body that is held, or -1. */
  int held() {
    return held;
  }

  double positionOf(Finger finger) {
    return inPalm(finger).minus(finger.zeroInPalm()).dot(finger.axisInPalm());
  }

  /** Returns how far the finger was pushed off its slide, table frame; 0 when nothing presses. */
  Vector3 deflection(Finger finger) {
    Vector3 offset = inPalm(finger).minus(finger.zeroInPalm());
    Vector3 off = offset.minus(finger.axisInPalm().times(offset.dot(finger.axisInPalm())));
    return physics.rotation(palm).rotate(off);
  }

  Finger left() {
    return left;
  }

  Finger right() {
    return right;
  }

  private Vector3 inPalm(Finger finger) {
    return physics
        .rotation(palm)
        .inverse()
        .rotate(physics.position(finger.body()).minus(physics.position(palm)));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeDouble(targetOpening);
    out.writeBoolean(closing);
    out.writeDouble(openingBefore);
    out.writeDouble(opening);
    out.writeInt(candidate);
    out.writeInt(candidateSteps);
    out.writeInt(held);
    out.writeBoolean(slips);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    targetOpening = StateCodec.numbers(in, 1)[0];
    closing = in.readBoolean();
    openingBefore = StateCodec.numbers(in, 1)[0];
    opening = StateCodec.numbers(in, 1)[0];
    // Whatever can be held was put into the world before the palm.
    candidate = StateCodec.inRange(in.readInt(), -1, palm - 1, "the candidate's body");
    candidateSteps = StateCodec.inRange(in.readInt(), 0, STEPS_TO_GRASP, "candidate steps");
    held = StateCodec.inRange(in.readInt(), -1, palm - 1, "the held body");
    slips = in.readBoolean();
  }

  void drive() {
    double force = options.gripForceNewtons();
    double leftPosition = positionOf(left);
    double rightPosition = positionOf(right);
    double leftVelocity = velocityTo(leftPosition);
    double rightVelocity = velocityTo(rightPosition);
    if (held >= 0) {
      physics.driveSlider(left.slider(), 0, LOCK_FORCE_NEWTONS);
      physics.driveSlider(right.slider(), Math.min(0, rightVelocity), force);
      return;
    }
    double ahead =
        COUPLING_NEWTONS_PER_METER
            * (closing ? rightPosition - leftPosition : leftPosition - rightPosition);
    physics.driveSlider(left.slider(), leftVelocity, Math.max(0, force - ahead));
    physics.driveSlider(right.slider(), rightVelocity, Math.max(0, force + ahead));
  }

  private double velocityTo(double position) {
    double limit = options.gripperSpeedMetersPerSecond() / 2;
    double velocity = (targetOpening / 2 - position) / (STEPS_TO_TARGET * stepSeconds);
    return Math.max(-limit, Math.min(limit, velocity));
  }

  /** Looks after a step whether both pads press on one body, and grasps it. */
  void observe(int firstObject, int objectCount) {
    openingBefore = opening;
    opening = positionOf(left) + positionOf(right);
    if (held >= 0 || !closing || slips) {
      candidateSteps = 0;
      return;
    }
    int between = -1;
    for (int body = firstObject; body < firstObject + objectCount && between < 0; body++) {
      if (presses(left, body) && presses(right, body)) {
        between = body;
      }
    }
    candidateSteps = between >= 0 && between == candidate ? candidateSteps + 1 : 0;
    candidate = between;
    if (between >= 0 && candidateSteps >= STEPS_TO_GRASP) {
      physics.weld(between, left.body());
      held = between;
    }
  }

  /** Returns whether the finger's pad, and not its back or its tip, touches the body. */
  private boolean presses(Finger finger, int body) {
    Vector3 opens = physics.rotation(palm).rotate(finger.axisInPalm());
    for (PhysicsWorld.Contact contact : physics.contacts()) {
      double fingerSide =
          contact.bodyA() == finger.body() && contact.bodyB() == body
              ? 1
              : contact.bodyB() == finger.body() && contact.bodyA() == body ? -1 : 0;
      if (fingerSide * contact.normal().dot(opens) > FACING_COSINE) {
        return true;
      }
    }
    return false;
  }
}
