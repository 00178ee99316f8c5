package dev.cobot.node.app;

import dev.cobot.brain.TouchReading;
import dev.cobot.node.drivers.DriverFault;
import dev.cobot.node.event.Command;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What other threads hand to the loop. Joint states are kept in their order, the newest few of
 * them; of pictures the newest of each camera; of commands the first few, more are refused by
 * {@link #offer(Command)}.
 *
 * <p>Joint states whose time jumps back come from a cell that was started anew. What came before is
 * then dropped, and so are pictures of the old time that are still on their way.
 */
final class Inbox {
  private static final int MAX_COMMANDS = 8;
  private static final int MAX_ARMS = 64;

  /** More than joint states of one cell overtake each other. */
  private static final long JUMP_NANOS = 100_000_000L;

  /** For so long, on the wall clock, pictures of the old time may still come. */
  private static final long STRAY_NANOS = 2_000_000_000L;

  private final LongSupplier monotonic;
  private final ArrayDeque<Command> commands = new ArrayDeque<>();
  private final List<String> rejected = new ArrayList<>();
  private final ArrayDeque<ArmState> arms = new ArrayDeque<>();
  private final Map<String, CameraFrame> frames = new TreeMap<>();
  private final Map<String, TouchReading> touch = new TreeMap<>();
  private final Map<CellInput, String> refused = new EnumMap<>(CellInput.class);
  private DriverFault fault;
  private String stop;
  private boolean reset;
  private boolean closed;
  private boolean hasArm;
  private long armStampNanos;
  private long jumpedBackNanos;
  private boolean jumped;
  private long jumpedMonotonic;

  /**
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  Inbox(LongSupplier monotonic) {
    this.monotonic = monotonic;
  }

  /**
   * Everything that came since the last take.
   *
   * @param arms in the order in which they came
   * @param frames the newest by camera
   * @param touch the newest of each sensor, since the runtime was started
   * @param refused why something that came cannot be used, the newest of each input
   * @param fault the first thing that a driver did not do, or null
   * @param stop why somebody wants a stop, or null
   * @param jumpedBackNanos how far the time has jumped back, or 0
   */
  record Content(
      List<ArmState> arms,
      Map<String, CameraFrame> frames,
      Map<String, TouchReading> touch,
      List<Command> commands,
      List<String> rejected,
      Map<CellInput, String> refused,
      DriverFault fault,
      String stop,
      boolean reset,
      long jumpedBackNanos) {}

  synchronized void offer(ArmState newest) {
    long back = armStampNanos - newest.stampNanos();
    if (hasArm && back > JUMP_NANOS) {
      jumpedBackNanos = Math.max(jumpedBackNanos, back);
      jumped = true;
      jumpedMonotonic = monotonic.getAsLong();
      frames.clear();
      arms.clear();
    }
    hasArm = true;
    armStampNanos = newest.stampNanos();
    if (arms.size() == MAX_ARMS) {
      arms.removeFirst();
    }
    arms.add(newest);
    notifyAll();
  }

  synchronized void offer(CameraFrame newest) {
    if (!isStray(newest)) {
      frames.put(newest.camera().id(), newest);
    }
  }

  synchronized void offer(String sensor, TouchReading newest) {
    touch.put(sensor, newest);
  }

  private boolean isStray(CameraFrame newest) {
    jumped = jumped && monotonic.getAsLong() - jumpedMonotonic < STRAY_NANOS;
    return jumped && newest.stampNanos() - armStampNanos > JUMP_NANOS;
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

  /** Notes why something that the cell sent cannot be used. */
  synchronized void refuse(CellInput input, String why) {
    refused.put(input, why);
  }

  /** Notes that a driver does not do what it was told; of several the first says most. */
  synchronized void fault(DriverFault newest) {
    fault = fault == null ? newest : fault;
    notifyAll();
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
    while (arms.isEmpty()
        && commands.isEmpty()
        && rejected.isEmpty()
        && fault == null
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
        new Content(
            List.copyOf(arms),
            Map.copyOf(frames),
            Map.copyOf(touch),
            new ArrayList<>(commands),
            new ArrayList<>(rejected),
            Map.copyOf(refused),
            fault,
            stop,
            reset,
            jumpedBackNanos);
    arms.clear();
    frames.clear();
    commands.clear();
    rejected.clear();
    refused.clear();
    fault = null;
    stop = null;
    reset = false;
    jumpedBackNanos = 0;
    return content;
  }

  /** Returns the joint states that came since the last take and belong to its time. */
  synchronized List<ArmState> takeArms() {
    if (jumpedBackNanos > 0) {
      return List.of();
    }
    List<ArmState> newest = List.copyOf(arms);
    arms.clear();
    return newest;
  }
}
