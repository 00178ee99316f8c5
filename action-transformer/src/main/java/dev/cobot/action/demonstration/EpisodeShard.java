package dev.cobot.action.demonstration;

import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One shard of demonstrations with its rows of numbers as they stand on disk, for whoever carries
 * them into another format and back; {@link EpisodeRows} says what the numbers are.
 */
public final class EpisodeShard {
  /** Numbers of a row of each kind. */
  public static final int TICK_NUMBERS = EpisodeRows.TICK;

  public static final int LABEL_NUMBERS = EpisodeRows.LABEL;
  public static final int SEEN_NUMBERS = EpisodeRows.OBJECT;
  public static final int BELIEVED_NUMBERS = EpisodeRows.TRACK;

  private final EpisodeSet.Whole whole;
  private final String json;
  private final List<Part> parts = new ArrayList<>();

  /**
   * An episode of the shard.
   *
   * @param firstRow the row of its first tick
   * @param ticks how many rows it has; none where it failed and its ticks were not kept
   */
  public record Part(
      String prompt,
      String skill,
      long seed,
      int firstRow,
      int ticks,
      boolean success,
      String failure) {}

  private EpisodeShard(EpisodeSet.Whole whole, String json) {
    this.whole = whole;
    this.json = json;
    int row = 0;
    for (EpisodeSet.EpisodeInfo e : whole.info().episodes()) {
      parts.add(
          new Part(e.prompt(), e.skill(), e.seed(), row, e.ticks(), e.success(), e.failure()));
      row += e.ticks();
    }
  }

  /**
   * Returns the JSON file of every whole shard of a folder, or of every folder directly inside a
   * folder, in the order of their names.
   *
   * @throws IOException when there is no such folder
   */
  public static List<Path> list(Path directory) throws IOException {
    return EpisodeSet.shards(directory);
  }

  /**
   * Reads a shard.
   *
   * @param info its JSON file
   * @throws IOException when its two files are damaged or do not belong together
   */
  public static EpisodeShard read(Path info) throws IOException {
    return new EpisodeShard(EpisodeSet.whole(info), Files.readString(info));
  }

  /** Returns the text of the shard's JSON file. */
  public String json() {
    return json;
  }

  /** Returns the episodes, in the order of their rows. */
  public List<Part> parts() {
    return List.copyOf(parts);
  }

  /** Returns a tick of an episode. */
  public Episode.Tick tick(int part, int tick) {
    return EpisodeSet.tick(
        whole.shard(), whole.info().episodes().get(part), parts.get(part).firstRow() + tick);
  }

  /** Returns the ids of the believed objects in the roles of an episode. */
  public Map<Role, String> roles(int part) {
    return whole.info().episodes().get(part).roles();
  }

  /** Returns the numbers of a tick. */
  public float[] tickNumbers(int row) {
    return slice(whole.shard().ticks(), row, row + 1, TICK_NUMBERS);
  }

  /** Returns the numbers of a tick's label. */
  public float[] labelNumbers(int row) {
    return slice(whole.shard().labels(), row, row + 1, LABEL_NUMBERS);
  }

  /** Returns the numbers of what is seen in a tick, object after object. */
  public float[] seenNumbers(int row) {
    int[] from = whole.shard().seenFrom();
    return slice(whole.shard().seen(), from[row], from[row + 1], SEEN_NUMBERS);
  }

  /** Returns the numbers of what is believed in a tick, object after object. */
  public float[] believedNumbers(int row) {
    int[] from = whole.shard().believedFrom();
    return slice(whole.shard().believed(), from[row], from[row + 1], BELIEVED_NUMBERS);
  }

  private static float[] slice(float[] rows, int from, int to, int width) {
    return Arrays.copyOfRange(rows, from * width, to * width);
  }

  /** Whether an episode that was recorded again is, number for number, the one that is kept. */
  public boolean isSame(int part, Episode again) {
    EpisodeSet.EpisodeInfo kept = whole.info().episodes().get(part);
    if (again.ticks().size() != kept.ticks()) {
      return false;
    }
    List<ObjectKind> kinds = whole.info().kinds();
    for (int i = 0; i < kept.ticks(); i++) {
      Episode.Tick tick = again.ticks().get(i);
      int row = parts.get(part).firstRow() + i;
      float[] numbers = new float[TICK_NUMBERS];
      EpisodeRows.putTick(tick, numbers, 0);
      float[] believed = new float[tick.believed().size() * BELIEVED_NUMBERS];
      double nowSeconds = tick.label().stampNanos() * 1e-9;
      for (int t = 0; t < tick.believed().size(); t++) {
        EpisodeRows.putTrack(
            tick.believed().get(t), nowSeconds, kinds, kept.ids(), believed, t * BELIEVED_NUMBERS);
      }
      if (!Arrays.equals(numbers, tickNumbers(row))
          || !Arrays.equals(believed, believedNumbers(row))) {
        return false;
      }
    }
    return true;
  }

  /** A shard that is written, row by row. */
  public static final class Writer {
    private final EpisodeSet.Rows rows = new EpisodeSet.Rows();

    /** Adds the rows of a tick, as the methods of {@link EpisodeShard} give them. */
    public void add(float[] tick, float[] label, float[] seen, float[] believed) {
      if (tick.length != TICK_NUMBERS
          || label.length != LABEL_NUMBERS
          || seen.length % SEEN_NUMBERS != 0
          || believed.length % BELIEVED_NUMBERS != 0) {
        throw new IllegalArgumentException(
            "a tick has %d, %d, n * %d and n * %d numbers, got %d, %d, %d and %d"
                .formatted(
                    TICK_NUMBERS,
                    LABEL_NUMBERS,
                    SEEN_NUMBERS,
                    BELIEVED_NUMBERS,
                    tick.length,
                    label.length,
                    seen.length,
                    believed.length));
      }
      rows.add(tick, label, seen, believed);
    }

    /**
     * Writes the shard's two files, and reads them as whoever uses them will.
     *
     * @param info the JSON file
     * @param json its text
     * @throws IOException when it cannot be written, or the text does not belong to the rows
     */
    public void write(Path info, String json) throws IOException {
      String name = info.getFileName().toString();
      rows.weights().write(info.resolveSibling(name.replace(".json", ".safetensors")));
      Files.writeString(info, json);
      EpisodeShard.read(info);
    }
  }
}
