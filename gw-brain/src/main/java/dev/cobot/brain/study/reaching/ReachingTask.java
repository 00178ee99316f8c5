package dev.cobot.brain.study.reaching;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeSampler;
import dev.cobot.sim2real.shapes.ShapeSplit;

/**
 * The rules: bring the shape to the middle of the picture and make it point up. An episode begins
 * with a scene as the data set has them; class, size and colour stay as they are. The reward of a
 * step is that of the state it leads to. An episode ends in a state that has arrived, or after
 * {@value #MAX_STEPS} steps.
 *
 * <p>A state tells all: there is no velocity, so nothing is gained from a stack of the last frames,
 * which the published code feeds to its policy.
 */
final class ReachingTask {
  /** Steps after which an episode is cut off. */
  static final int MAX_STEPS = 100;

  /** A move's turn, and how far from upright still counts as arrived. */
  static final double TURN_RAD = Math.PI / 32;

  private static final int TARGET_PIXELS = 16; // x and y
  private static final double ANGLE_COST = 10; // pixels a radian
  private static final double FULL_TURN_RAD = 2 * Math.PI;

  private ReachingTask() {}

  /** Returns the first state of an episode. */
  static ShapeAttributes start(ShapeSampler scenes, int episode) {
    return scenes.draw(ShapeSplit.TEST, episode).attributes();
  }

  /** Returns the state after a move; at the edge of the picture a shape's centre stops. */
  static ShapeAttributes after(ShapeAttributes state, Move move) {
    double rotation = state.rotationRad() + move.turns * TURN_RAD;
    return new ShapeAttributes(
        state.shape(),
        inside(state.xPixels() + move.rightPixels),
        inside(state.yPixels() + move.upPixels),
        state.sizePixels(),
        (float) (rotation - FULL_TURN_RAD * Math.floor(rotation / FULL_TURN_RAD)),
        state.red(),
        state.green(),
        state.blue());
  }

  private static float inside(float pixels) {
    return Math.max(0, Math.min(ShapeAttributes.IMAGE_PIXELS, pixels));
  }

  /** Returns minus the distance to the target and 10 times the angle to upright. */
  static double reward(ShapeAttributes state) {
    return -distancePixels(state) - ANGLE_COST * Math.abs(angleRad(state));
  }

  /** Returns whether the state is at the target and upright to less than a turn. */
  static boolean arrived(ShapeAttributes state) {
    return distancePixels(state) == 0 && Math.abs(angleRad(state)) < TURN_RAD;
  }

  static double distancePixels(ShapeAttributes state) {
    return Math.hypot(state.xPixels() - TARGET_PIXELS, state.yPixels() - TARGET_PIXELS);
  }

  /** Returns the rotation in [-pi, pi]. */
  static double angleRad(ShapeAttributes state) {
    return Math.IEEEremainder(state.rotationRad(), FULL_TURN_RAD);
  }
}
