package dev.cobot.action.session;

import dev.cobot.brain.Observation;
import dev.cobot.sim2real.robot.ArmSilhouette;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.world.World;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds the arm in the pictures of every camera against the joint states of the times at which they
 * were taken, until it has been seen to move where it should.
 */
final class ArmSightWatch {
  private static final long HISTORY_NANOS = 1_000_000_000L;
  private static final double REST_RAD = 0.01;

  private final ArmSilhouette silhouette;
  private final Map<String, ArmSight> cameras = new TreeMap<>();
  private final Deque<ArmState> history = new ArrayDeque<>();
  private ArmState first;
  private boolean hasMoved;

  ArmSightWatch(World.RobotMount robot) {
    silhouette = new ArmSilhouette(robot.model(), robot.tableFromBase());
  }

  /** Takes in the joint states and the new pictures of a tick. */
  void see(Observation in) {
    ArmState arm = in.arm();
    history.addLast(arm);
    while (arm.stampNanos() - history.getFirst().stampNanos() > HISTORY_NANOS) {
      history.removeFirst();
    }
    first = first == null ? arm : first;
    hasMoved |= !isAt(first.positionsRad(), arm.positionsRad());
    in.frames()
        .forEach((id, frame) -> see(cameras.computeIfAbsent(id, i -> new ArmSight()), frame));
  }

  private void see(ArmSight sight, CameraFrame frame) {
    if (sight.isConfirmed()) {
      return;
    }
    CoarsePicture picture = CoarsePicture.of(frame);
    BitSet arm = armIn(picture, frame.stampNanos());
    if (!hasMoved) {
      sight.seeAtRest(picture, arm);
    }
    sight.seeMoving(picture, arm);
  }

  /** Returns the cells that show the arm as it was at a time, as far as that is known. */
  private BitSet armIn(CoarsePicture picture, long stampNanos) {
    ArmState before = history.getFirst();
    ArmState after = before;
    for (ArmState state : history) {
      before = after;
      after = state;
      if (state.stampNanos() >= stampNanos) {
        break;
      }
    }
    double span = after.stampNanos() - before.stampNanos();
    double share =
        span > 0 ? Math.min(1, Math.max(0, (stampNanos - before.stampNanos()) / span)) : 1;
    double[] positions = new double[after.positionsRad().length];
    for (int j = 0; j < positions.length; j++) {
      positions[j] = between(before.positionsRad()[j], after.positionsRad()[j], share);
    }
    return silhouette.in(
        picture.camera(),
        positions,
        between(before.gripperOpeningMeters(), after.gripperOpeningMeters(), share));
  }

  private static double between(double from, double to, double share) {
    return from + share * (to - from);
  }

  private static boolean isAt(double[] a, double[] b) {
    for (int j = 0; j < a.length; j++) {
      if (Math.abs(a[j] - b[j]) > REST_RAD) {
        return false;
      }
    }
    return true;
  }

  /** Returns what is wrong with a camera, if something is. */
  Optional<String> fault() {
    return cameras.entrySet().stream()
        .flatMap(
            e ->
                e.getValue().fault().stream().map(why -> "the camera '" + e.getKey() + "': " + why))
        .findFirst();
  }
}
