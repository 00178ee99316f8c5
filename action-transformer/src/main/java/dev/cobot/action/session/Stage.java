package dev.cobot.action.session;

import java.util.Locale;

/** A step of a tick whose time is told, in the order in which they come. */
public enum Stage {
  /** What the new pictures show. */
  PERCEIVE,
  /** What is felt and believed. */
  BELIEVE,
  /** What the phrases mean, and whether it may move. */
  GROUND,
  /** What the workspace broadcasts. */
  BROADCAST,
  /** What the policy intends. */
  ACT,
  /** The motion of the joints, and what the gate makes of it. */
  GATE,
  /** What is sent to the arm and the gripper; the loop's. */
  PUBLISH;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
