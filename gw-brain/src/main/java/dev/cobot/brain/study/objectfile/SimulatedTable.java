package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.objectfile.ObjectFileNet;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What truly is: some objects on a table, and a hand that takes one, carries it and puts it down.
 */
final class SimulatedTable {
  static final double STEP_SECONDS = 0.1;

  /** Half of the table that is used, x from -0.10 to 0.20, y from -0.25 to 0.25. */
  private static final double CENTER_X_METERS = 0.05;

  private static final double HALF_X_METERS = 0.15;
  private static final double HALF_Y_METERS = 0.25;
  private static final double APART_METERS = 0.09;
  private static final double TURN_RAD_PER_SECOND = 0.8;
  private static final double OPEN_METERS = 0.08;

  /**
   * What happens.
   *
   * @param objects how many there are
   * @param first which of them the hand takes first; -1: it takes none; afterwards any
   * @param waitTicks before the hand goes to it
   * @param carryTicks how long it carries at least
   * @param dropShare how many of the carried fall
   * @param movedPerTick probability that somebody puts a free object elsewhere
   */
  record Plan(
      int objects,
      int first,
      int waitTicks,
      int carryTicks,
      double dropShare,
      double movedPerTick) {}

  /** An object. */
  static final class Thing {
    final ObjectKind kind;
    final ColorRgb color;
    final double halfHeightMeters;
    final double widthMeters;
    final double floorMeters;
    Vector3 position;
    double yawRad;
    boolean held;
    private Vector3 fromHand = Vector3.ZERO;
    private double yawFromHandRad;

    private Thing(SplittableRandom random, Vector3 place) {
      kind = ObjectFileNet.KINDS.get(random.nextInt(ObjectFileNet.KINDS.size()));
      ColorRgb named = ColorName.values()[random.nextInt(ColorName.values().length)].prototype();
      color =
          ColorRgb.clamped(
              named.red() + 0.04 * random.nextGaussian(),
              named.green() + 0.04 * random.nextGaussian(),
              named.blue() + 0.04 * random.nextGaussian());
      halfHeightMeters =
          switch (kind) {
            case BOTTLE -> 0.09;
            case CUP -> 0.045;
            case BOWL -> 0.03;
            default -> 0.02;
          };
      widthMeters = kind == ObjectKind.BOTTLE ? 0.06 : 0.04 + 0.01 * random.nextDouble();
      floorMeters = random.nextInt(4) == 0 ? 0.08 * random.nextDouble() : 0;
      position = new Vector3(place.x(), place.y(), floorMeters + halfHeightMeters);
      yawRad = Math.PI / 2 * (random.nextDouble() - 0.5);
    }
  }

  private enum Phase {
    WAIT,
    REACH,
    CLOSE,
    CARRY,
    FALLEN,
    LOWER,
    OPEN
  }

  private final Plan plan;
  private final SplittableRandom random;
  final List<Thing> things = new ArrayList<>();
  Vector3 hand = new Vector3(-0.25, 0.35, 0.3);
  double handYawRad;
  double openingMeters = OPEN_METERS;
  boolean toldToClose;

  /** Whether a carried object fell in this tick. */
  boolean dropped;

  private Phase phase = Phase.WAIT;
  private int ticks;
  private Thing target;
  private Vector3 goal = hand;
  private double goalYawRad;
  private double speedMetersPerSecond = 0.2;
  private boolean begun;

  SimulatedTable(Plan plan, SplittableRandom random) {
    this.plan = plan;
    this.random = random;
    for (int i = 0; i < plan.objects(); i++) {
      things.add(new Thing(random, freePlace()));
    }
  }

  private Vector3 freePlace() {
    Vector3 place = Vector3.ZERO;
    for (int tries = 0; tries < 500; tries++) {
      place =
          new Vector3(
              CENTER_X_METERS + HALF_X_METERS * (2 * random.nextDouble() - 1),
              HALF_Y_METERS * (2 * random.nextDouble() - 1),
              0);
      Vector3 at = place;
      if (things.stream().noneMatch(t -> t.position.horizontalDistanceTo(at) < APART_METERS)) {
        return place;
      }
    }
    return place;
  }

  /** Returns what the hand holds, or null. */
  Thing held() {
    return target != null && target.held ? target : null;
  }

  /** Goes on by a tenth of a second. */
  void step() {
    dropped = false;
    ticks++;
    if (random.nextDouble() < plan.movedPerTick()) {
      Thing moved = things.get(random.nextInt(things.size()));
      if (moved != target) {
        Vector3 place = freePlace();
        moved.position = new Vector3(place.x(), place.y(), moved.position.z());
        moved.yawRad = Math.PI / 2 * (random.nextDouble() - 0.5);
      }
    }
    switch (phase) {
      case WAIT -> waiting();
      case REACH -> {
        if (moveHand()) {
          toldToClose = true;
          go(Phase.CLOSE);
        }
      }
      case CLOSE -> close();
      case CARRY -> carry();
      case FALLEN -> {
        openingMeters = Math.max(0, openingMeters - 0.03);
        if (ticks > 10) {
          release();
        }
      }
      case LOWER -> {
        if (moveHand()) {
          toldToClose = false;
          release();
          go(Phase.OPEN);
        }
      }
      case OPEN -> {
        openingMeters = Math.min(OPEN_METERS, openingMeters + 0.03);
        if (ticks > 3) {
          wander(0.2);
          go(Phase.WAIT);
        }
      }
    }
    Thing carried = held();
    if (carried != null) {
      Vector3 way = carried.fromHand;
      double c = Math.cos(handYawRad);
      double s = Math.sin(handYawRad);
      carried.position =
          hand.plus(new Vector3(c * way.x() - s * way.y(), s * way.x() + c * way.y(), way.z()));
      carried.yawRad = wrapped(handYawRad + carried.yawFromHandRad, Math.PI / 2);
    }
  }

  private void go(Phase next) {
    phase = next;
    ticks = 0;
  }

  private void waiting() {
    openingMeters = Math.min(OPEN_METERS, openingMeters + 0.03);
    moveHand();
    if (plan.first() < 0 || ticks < (begun ? 5 + random.nextInt(30) : plan.waitTicks())) {
      return;
    }
    Thing wanted = things.get(begun ? random.nextInt(things.size()) : plan.first());
    begun = true;
    target = wanted;
    speedMetersPerSecond = 0.15 + 0.2 * random.nextDouble();
    double high = wanted.halfHeightMeters > 0.03 ? 0.01 * random.nextGaussian() : 0;
    goal = wanted.position.plus(new Vector3(0, 0, high));
    goalYawRad = wanted.yawRad;
    go(Phase.REACH);
  }

  private void close() {
    openingMeters = Math.max(target.widthMeters, openingMeters - 0.03);
    if (openingMeters == target.widthMeters && !target.held) {
      target.held = true;
      // The fingers centre what they grip; along them it may be off.
      target.fromHand =
          new Vector3(
              0.004 * random.nextGaussian(),
              0.001 * random.nextGaussian(),
              target.position.z() - hand.z());
      target.yawFromHandRad = 0.02 * random.nextGaussian();
      wander(0.15);
    }
    if (ticks > 4) {
      go(Phase.CARRY);
    }
  }

  private void carry() {
    if (moveHand()) {
      wander(0.15);
    }
    if (plan.dropShare() > 0
        && random.nextDouble() < plan.dropShare() / Math.max(1, plan.carryTicks())) {
      dropped = true;
      Vector3 at = target.position;
      target.held = false;
      target.position =
          new Vector3(
              at.x() + 0.015 * random.nextGaussian(),
              at.y() + 0.015 * random.nextGaussian(),
              target.halfHeightMeters);
      openingMeters = Math.max(0, openingMeters - 0.03);
      go(Phase.FALLEN);
      return;
    }
    if (ticks > plan.carryTicks()) {
      goal =
          new Vector3(hand.x(), hand.y(), hand.z() + target.halfHeightMeters - target.position.z());
      go(Phase.LOWER);
    }
  }

  private void release() {
    if (target != null) {
      target.held = false;
    }
    target = null;
    if (phase == Phase.FALLEN) {
      toldToClose = false;
      go(Phase.OPEN);
    }
  }

  private void wander(double lowestMeters) {
    goal =
        new Vector3(
            CENTER_X_METERS + HALF_X_METERS * (2 * random.nextDouble() - 1),
            HALF_Y_METERS * (2 * random.nextDouble() - 1),
            lowestMeters + 0.15 * random.nextDouble());
    goalYawRad = Math.PI / 2 * (2 * random.nextDouble() - 1);
    speedMetersPerSecond = 0.08 + 0.17 * random.nextDouble();
  }

  /** Moves the hand towards its goal and returns whether it is there. */
  private boolean moveHand() {
    double most = speedMetersPerSecond * STEP_SECONDS;
    Vector3 way = goal.minus(hand);
    double left = way.norm();
    hand = left <= most ? goal : hand.plus(way.times(most / left));
    double turn = goalYawRad - handYawRad;
    double mostTurn = TURN_RAD_PER_SECOND * STEP_SECONDS;
    handYawRad += Math.max(-mostTurn, Math.min(mostTurn, turn));
    return left <= most && Math.abs(turn) <= mostTurn;
  }

  /** Returns an angle within half a period around 0. */
  static double wrapped(double angleRad, double periodRad) {
    return angleRad - periodRad * Math.floor(angleRad / periodRad + 0.5);
  }
}
