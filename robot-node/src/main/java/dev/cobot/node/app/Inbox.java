package dev.cobot.node.app;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What other threads hand to the loop. Of joint states and pictures only the newest is kept; of
 * commands the first few, more are refused by {@link #offer(Command)}.
 */
final class Inbox {
  private static final int MAX_COMMANDS = 8;

  private final ArrayDeque<Command> commands = new ArrayDeque<>();
  private final List<String> rejected = new ArrayList<>();
  private ArmState arm;
  private CameraFrame frame;
  private String stop;
  private boolean reset;
  private boolean closed;

  /** Everything that came since the last take; null where nothing did. */
  record Content(
      ArmState arm,
      CameraFrame frame,
      List<Command> commands,
      List<String> rejected,
      String stop,
      boolean reset) {}

  synchronized void offer(ArmState newest) {
    arm = newest;
    notifyAll();
  }

  synchronized void offer(CameraFrame newest) {
    frame = newest;
  }

  /** Returns whether there was room. */
  synchronized boolean offer(Command command) {
    if (commands.size() >= MAX_COMMANDS) {
      return false;
    }
    commands.add(command);
    notifyAll();
    return true;
  }

  /** Notes why a message was no command. */
  synchronized void reject(String why) {
    if (rejected.size() < MAX_COMMANDS) {
      rejected.add(why);
      notifyAll();
    }
  }

  synchronized void stop(String why) {
    stop = why;
    notifyAll();
  }

  synchronized void reset() {
    reset = true;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits for a joint state, a command or a request, at most that long. */
  synchronized Content take(long waitMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (arm == null
        && commands.isEmpty()
        && rejected.isEmpty()
        && stop == null
        && !reset
        && !closed) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    Content content =
        new Content(arm, frame, new ArrayList<>(commands), new ArrayList<>(rejected), stop, reset);
    arm = null;
    frame = null;
    commands.clear();
    rejected.clear();
    stop = null;
    reset = false;
    return content;
  }

  /** Returns the joint state that came since the last take, or null. */
  synchronized ArmState takeArm() {
    ArmState newest = arm;
    arm = null;
    return newest;
  }
}
