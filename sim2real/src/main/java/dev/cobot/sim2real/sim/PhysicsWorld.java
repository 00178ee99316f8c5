package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model;
import java.util.List;

/**
 * Rigid bodies with contacts, as far as the simulator needs them; the seam behind which another
 * engine can stand. Bodies and joints are known by small numbers. All poses are of the body's model
 * frame in the table frame.
 */
interface PhysicsWorld extends Checkpointed, AutoCloseable {
  /**
   * Two bodies that touch.
   *
   * @param normal unit vector from {@code bodyB} to {@code bodyA}, table frame
   * @param depthMeters how far they overlap
   * @param forceNewtons with which they press and rub, as it acts on {@code bodyA}, table frame
   */
  record Contact(int bodyA, int bodyB, Vector3 normal, double depthMeters, Vector3 forceNewtons) {}

  /** Adds something that never moves. */
  int addFixed(List<Model.Collision> shapes, Transform tableFromModel);

  /** Adds a body that is moved from outside and yields to nothing. */
  int addKinematic(List<Model.Collision> shapes, Transform tableFromModel);

  /** Adds a body that obeys forces. */
  int addDynamic(Model.Inertial inertial, List<Model.Collision> shapes, Transform tableFromModel);

  /** Exempts a body from gravity and from sleep, as a part of a powered robot. */
  void makePowered(int body);

  /**
   * Lets {@code body} slide on {@code carrier} along an axis.
   *
   * @param axisTable unit axis at the present pose
   * @param lowerMeters smallest travel from the present pose
   * @param upperMeters largest travel from the present pose
   */
  int addSlider(int body, int carrier, Vector3 axisTable, double lowerMeters, double upperMeters);

  /** Drives a slider towards a velocity with a limited force until told otherwise. */
  void driveSlider(int slider, double velocityMetersPerSecond, double maxForceNewtons);

  /** Moves a kinematic body so that it arrives at a pose at the end of the next step. */
  void moveKinematic(int body, Vector3 positionMeters, Quaternion rotation);

  /** Joins two dynamic bodies rigidly as they stand. */
  void weld(int body, int other);

  /** Undoes the weld, if there is one, and wakes what it held. */
  void releaseWeld();

  /** Returns the force of the weld on its first body in the last step; zero without a weld. */
  Vector3 weldForceNewtons();

  /**
   * Lets a body slide along whatever is powered without friction.
   *
   * @param body -1 for none
   */
  void lubricate(int body);

  /** Puts a dynamic body elsewhere, at rest, and wakes what it touched. */
  void shift(int body, Vector3 byMeters);

  void step();

  Vector3 position(int body);

  Quaternion rotation(int body);

  Vector3 linearVelocity(int body);

  Vector3 angularVelocity(int body);

  boolean asleep(int body);

  /** Returns who touched whom in the last step, sleepers included; valid until the next step. */
  List<Contact> contacts();

  /** Returns whether two solids, which need not belong to any body, have a point in common. */
  boolean overlap(Shape a, Transform tableFromA, Shape b, Transform tableFromB);

  @Override
  void close();
}
