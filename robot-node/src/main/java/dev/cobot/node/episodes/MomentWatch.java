package dev.cobot.node.episodes;

import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellStatus;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Decides on the loop's thread what of its events is kept, and which pictures: those of the
 * decisive moments, and one set every few seconds. Does nothing that takes time.
 */
final class MomentWatch {
  private static final long ATTENDED_NANOS = 1_000_000_000L;

  private final NoteQueue queue;
  private final long pictureNanos;
  private final LongSupplier epochMillis;
  private final Map<String, CameraFrame> newest = new HashMap<>();
  private String commandId = "";
  private boolean isFirst;
  private boolean isClosed;
  private boolean hasGrasped;
  private String phase = "";
  private CellEvent.Attended decision;
  private long attendedNanos;
  private long pictureStampNanos;
  private String endSource = "";

  /**
   * @param pictureSeconds time between pictures beside the moments; 0 for none
   */
  MomentWatch(NoteQueue queue, double pictureSeconds, LongSupplier epochMillis) {
    this.queue = queue;
    this.epochMillis = epochMillis;
    pictureNanos = Math.round(pictureSeconds * 1e9);
  }

  void on(CellEvent event) {
    if (event instanceof CellEvent.Accepted accepted) {
      begin(accepted.command().id());
      tell(commandId, event);
    } else if (event instanceof CellEvent.Heard
        || event instanceof CellEvent.Grounded
        || event instanceof CellEvent.Clipped
        || event instanceof CellEvent.Stopped) {
      tell(commandId, event);
    } else if (event instanceof CellEvent.Attended attended) {
      attend(attended);
    } else if (event instanceof CellEvent.Released released) {
      queue.putTick(note(commandId, event));
      grip(released.released().closeGripper());
    } else if (event instanceof CellEvent.Ticked tick) {
      tick(tick);
    } else if (event instanceof CellEvent.Status status) {
      CellStatus end = status.status();
      if (end.report().isPresent() && end.command().isPresent()) {
        endSource = end.command().get().source();
      }
    } else if (event instanceof CellEvent.Ended ended) {
      end(ended);
    }
  }

  private void begin(String id) {
    commandId = id;
    newest.clear();
    isFirst = true;
    isClosed = false;
    hasGrasped = false;
    phase = "";
    decision = null;
  }

  private void tell(String id, CellEvent event) {
    if (!id.isEmpty()) {
      queue.putDecision(note(id, event));
    }
  }

  private EpisodeNote.Told note(String id, CellEvent event) {
    return new EpisodeNote.Told(id, event, endSource, epochMillis.getAsLong());
  }

  private void attend(CellEvent.Attended attended) {
    if (!attended.phase().equals(phase)
        || attended.stampNanos() - attendedNanos >= ATTENDED_NANOS) {
      phase = attended.phase();
      attendedNanos = attended.stampNanos();
      // Told after its tick, which has the motion that was decided on.
      decision = attended;
    }
  }

  private void grip(boolean close) {
    if (close != isClosed) {
      isClosed = close;
      hasGrasped |= close;
      if (hasGrasped) {
        shoot(close ? "grasp" : "let go");
      }
    }
  }

  private void tick(CellEvent.Ticked tick) {
    newest.putAll(tick.frames());
    // Without the pictures: those that are kept wait elsewhere, and in small number.
    queue.putTick(
        note(
            commandId,
            new CellEvent.Ticked(
                tick.stampNanos(),
                tick.commandId(),
                tick.arm(),
                Map.of(),
                tick.chunk(),
                tick.tickNanos(),
                Map.of())));
    if (decision != null) {
      tell(commandId, decision);
      decision = null;
    }
    if (tick.frames().isEmpty()) {
      return;
    }
    if (isFirst) {
      isFirst = false;
      pictureStampNanos = tick.stampNanos();
      shoot("accepted");
    } else if (pictureNanos > 0 && tick.stampNanos() - pictureStampNanos >= pictureNanos) {
      pictureStampNanos = tick.stampNanos();
      shoot("meanwhile");
    }
  }

  private void shoot(String moment) {
    if (!newest.isEmpty()) {
      List<CameraFrame> frames = new ArrayList<>(newest.values());
      queue.putPictures(new EpisodeNote.Pictures(commandId, moment, frames));
    }
  }

  private void end(CellEvent.Ended ended) {
    String id = ended.report().commandId();
    if (id.equals(commandId)) {
      shoot("end");
    }
    tell(id, ended);
    if (id.equals(commandId)) {
      commandId = "";
      newest.clear();
    }
  }
}
