package dev.cobot.brain.study.reaching;

/** What can be done in a step; the ordinal is the action's number. */
enum Move {
  STAY(0, 0, 0),
  LEFT(-1, 0, 0),
  RIGHT(1, 0, 0),
  DOWN(0, -1, 0),
  UP(0, 1, 0),
  TURN_LEFT(0, 0, 1),
  TURN_RIGHT(0, 0, -1);

  /** Number of moves. */
  static final int COUNT = 7;

  private static final Move[] ALL = values();

  final int rightPixels;
  final int upPixels;
  final int turns; // of ReachingTask.TURN_RAD, counter-clockwise

  Move(int rightPixels, int upPixels, int turns) {
    this.rightPixels = rightPixels;
    this.upPixels = upPixels;
    this.turns = turns;
  }

  static Move of(int number) {
    return ALL[number];
  }
}
