package dev.cobot.node.episodes;

import dev.cobot.action.safety.Release;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.robot.ArmState;
import java.util.ArrayList;
import java.util.List;

/** An episode that is being written: all of its words, and what is not on the disk yet. */
final class OpenEpisode {
  /** A tick of the loop, seconds: so long after its start a released motion is looked up. */
  private static final double TICK_SECONDS = 0.04;

  final String commandId;
  final String text;
  final String source;
  final long beganMillis;
  final long beganStampNanos;
  final EpisodeDocument document = new EpisodeDocument();
  final List<MotionTick> newTicks = new ArrayList<>();
  final List<NewShot> newShots = new ArrayList<>();

  /** Its row; 0 before it has one. */
  long number;

  int motionPlaces;
  int shotPlaces;
  String understood;
  CommandReport report;
  long endedMillis;
  private Release.Released released;
  private boolean isClosed;
  private boolean isChanged;

  /** A picture that is not on the disk yet, as a PNG file. */
  record NewShot(Shot shot, byte[] png) {}

  OpenEpisode(
      String commandId, String text, String source, long beganMillis, long beganStampNanos) {
    this.commandId = commandId;
    this.text = text;
    this.source = source;
    this.beganMillis = beganMillis;
    this.beganStampNanos = beganStampNanos;
  }

  boolean isEnded() {
    return endedMillis != 0;
  }

  /** Whether something of it is not on the disk yet. */
  boolean isChanged() {
    return isChanged || !newShots.isEmpty() || number == 0;
  }

  /** Everything that was taken out is on the disk. */
  void written(long row) {
    number = row;
    motionPlaces += newTicks.isEmpty() ? 0 : 1;
    shotPlaces += newShots.size();
    newTicks.clear();
    newShots.clear();
    isChanged = false;
  }

  /** The store that has its row is gone. */
  void forgetRow() {
    number = 0;
  }

  void take(CellEvent event, long atMillis) {
    document.take(event);
    isChanged = true;
    if (event instanceof CellEvent.Accepted accepted) {
      understood = accepted.understood();
    } else if (event instanceof CellEvent.Released release) {
      released = release.released();
      isClosed = released.closeGripper();
    } else if (event instanceof CellEvent.Ticked tick) {
      newTicks.add(tick(tick.arm()));
      released = null;
    } else if (event instanceof CellEvent.Ended ended) {
      report = ended.report();
      understood = report.understood() == null ? understood : report.understood();
      endedMillis = atMillis;
    }
  }

  private MotionTick tick(ArmState arm) {
    return new MotionTick(
        arm.stampNanos(),
        floats(arm.positionsRad()),
        floats(arm.velocitiesRadPerSecond()),
        (float) arm.gripperOpeningMeters(),
        released == null ? new float[0] : floats(released.trajectory().positionsAt(TICK_SECONDS)),
        isClosed);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
