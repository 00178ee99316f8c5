package dev.cobot.brain.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One independent batch a group, as shimmer draws them: each group goes through its rows in an
 * order of its own that is drawn anew for each pass, and small groups begin again when they are
 * through. A batch depends on the seed and the step alone, so that a resumed run sees the same.
 */
final class GroupBatches {
  private final LatentTable table;
  private final List<Track> tracks = new ArrayList<>();
  private final int batchRows;

  private static final class Track {
    private final Alignment.Group group;
    private final SeedStreams seeds;
    private final Map<String, HostBatch> buffers = new LinkedHashMap<>();
    private final int[] order;
    private long pass = -1;

    Track(Alignment.Group group, SeedStreams seeds) {
      this.group = group;
      this.seeds = seeds;
      order = new int[group.rows().length];
    }

    int row(long position) {
      long wanted = position / order.length;
      if (wanted != pass) {
        System.arraycopy(group.rows(), 0, order, 0, order.length);
        Alignment.shuffle(order, seeds.child(wanted).stream(group.name()));
        pass = wanted;
      }
      return order[(int) (position % order.length)];
    }
  }

  GroupBatches(LatentTable table, Alignment alignment, int batchRows, SeedStreams seeds) {
    this.table = table;
    this.batchRows = batchRows;
    for (Alignment.Group group : alignment.groups()) {
      Track track = new Track(group, seeds);
      for (String domain : group.domains()) {
        track.buffers.put(domain, new HostBatch(batchRows, table.width(domain)));
      }
      tracks.add(track);
    }
  }

  /** Fills the buffers; the arrays of an earlier step must not be in use any more. */
  void fill(long step) {
    for (Track track : tracks) {
      int[] rows = new int[batchRows];
      for (int i = 0; i < batchRows; i++) {
        rows[i] = track.row(step * batchRows + i);
      }
      track.buffers.forEach(
          (domain, buffer) -> {
            FloatBuffer values = buffer.values();
            for (int row : rows) {
              table.put(domain, row, values);
            }
          });
    }
  }

  /** Returns what was filled in, as {@link WorkspaceObjective#of} takes it. */
  List<Map<String, NDArray>> groups(NDManager manager) {
    List<Map<String, NDArray>> groups = new ArrayList<>();
    for (Track track : tracks) {
      Map<String, NDArray> group = new LinkedHashMap<>();
      track.buffers.forEach((domain, buffer) -> group.put(domain, buffer.toArray(manager)));
      groups.add(group);
    }
    return groups;
  }
}
