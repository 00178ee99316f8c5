package dev.cobot.brain.language;

/** In which sense something goes around, seen from above. */
public enum Turning {
  CLOCKWISE,
  COUNTERCLOCKWISE
}
