package dev.cobot.node.lerobot;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeShard;
import dev.cobot.action.foreign.Columns;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.brain.language.Role;
import dev.cobot.node.batch.Progress;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Demonstrations as a data set, shard by shard, with the memory of one episode and one shard. */
public final class DemonstrationExport {
  private static final double TIME_TOLERANCE_SECONDS = 1e-4;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Which action is written. */
  public enum Action {
    /** Where the hand was sent: the expert's way, disturbed. */
    SENT,
    /** Where the expert would have gone, undisturbed. */
    EXPERT
  }

  private final Path set;
  private final Action action;
  private final Optional<DemonstrationFilm> film;

  /**
   * @param set a folder of {@code cobot data demos}, or one of such folders
   * @param pictures limits of the gate with which the episodes were recorded, where each is to be
   *     played again and seen by the cell's camera
   */
  public DemonstrationExport(Path set, Action action, Optional<GateLimits> pictures) {
    this.set = set;
    this.action = action;
    film = pictures.map(DemonstrationFilm::new);
  }

  /**
   * Writes the data set.
   *
   * @throws IOException when the place is taken, a shard is damaged, no episode has ticks, or one
   *     cannot be played again as it was
   */
  public DatasetWriter.Written write(Path out) throws IOException {
    DatasetWriter.requireFree(out);
    List<Path> shards = EpisodeShard.list(set);
    int[] most = {0, 0};
    int episodes = 0;
    for (Path info : shards) {
      EpisodeShard shard = EpisodeShard.read(info);
      for (EpisodeShard.Part part : shard.parts()) {
        episodes += part.ticks() > 0 ? 1 : 0;
        for (int row = part.firstRow(); row < part.firstRow() + part.ticks(); row++) {
          most[0] = Math.max(most[0], shard.seenNumbers(row).length / EpisodeShard.SEEN_NUMBERS);
          most[1] =
              Math.max(most[1], shard.believedNumbers(row).length / EpisodeShard.BELIEVED_NUMBERS);
        }
      }
    }
    if (episodes == 0) {
      throw new IOException(
          set + " holds no successful demonstrations; record some with cobot data demos");
    }
    List<Feature> features = DemonstrationFormat.features(most[0], most[1]);
    if (film.isPresent()) {
      features.addAll(film.get().features(shards.get(0)));
    }
    try (Progress progress = new Progress("episodes", episodes)) {
      try (DatasetWriter writer =
          new DatasetWriter(out, DemonstrationFormat.FPS, "cobot", features)) {
        ArrayNode told = JSON.createArrayNode();
        for (Path info : shards) {
          EpisodeShard shard = EpisodeShard.read(info);
          ObjectNode node = told.addObject();
          node.put("file", name(info)).put("json", shard.json());
          ArrayNode indices = node.putArray("episode_index");
          for (int i = 0; i < shard.parts().size(); i++) {
            EpisodeShard.Part part = shard.parts().get(i);
            if (part.ticks() == 0) {
              indices.addNull();
              continue;
            }
            List<byte[]> pictures = film.isEmpty() ? List.of() : film.get().film(info, shard, i);
            indices.add(writer.add(part.prompt(), frames(shard, i, features, pictures)));
            progress.step("");
          }
        }
        ObjectNode about = JSON.createObjectNode();
        about.put("format", DemonstrationFormat.VERSION).put("holds", DemonstrationFormat.HOLDS);
        about.put("action", action.name().toLowerCase(Locale.ROOT));
        about.set("runs", runs(shards));
        about.set("shards", told);
        return writer.finish(
            readme(), Map.of(DemonstrationFormat.ABOUT, JSON.writeValueAsString(about) + "\n"));
      }
    }
  }

  /** Returns the name of a shard in its set: {@code 0000}, or {@code folder/0000}. */
  private String name(Path info) {
    String name = set.relativize(info).toString();
    return name.substring(0, name.length() - ".json".length());
  }

  /** Returns what each folder says of how it was made, by the folder's name in the set. */
  private ObjectNode runs(List<Path> shards) throws IOException {
    ObjectNode runs = JSON.createObjectNode();
    for (Path info : shards) {
      Path run = info.resolveSibling("run.json");
      String folder = set.relativize(info.getParent()).toString();
      if (!runs.has(folder) && Files.isRegularFile(run)) {
        runs.put(folder, Files.readString(run));
      }
    }
    return runs;
  }

  private List<Object[]> frames(
      EpisodeShard shard, int part, List<Feature> features, List<byte[]> pictures)
      throws IOException {
    EpisodeShard.Part told = shard.parts().get(part);
    List<Object[]> frames = new ArrayList<>(told.ticks());
    double begin = shard.tick(part, 0).seconds();
    for (int i = 0; i < told.ticks(); i++) {
      Episode.Tick tick = shard.tick(part, i);
      int row = told.firstRow() + i;
      double due = i / (double) DemonstrationFormat.FPS;
      if (Math.abs(tick.seconds() - begin - due) > TIME_TOLERANCE_SECONDS) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "the episode '%s' of seed %d has its tick %d after %.4f s, not after %.4f: its"
                    + " ticks are not even, and the format has no gaps",
                told.prompt(),
                told.seed(),
                i,
                tick.seconds() - begin,
                due));
      }
      boolean isLast = i == told.ticks() - 1;
      float[] seen = shard.seenNumbers(row);
      float[] believed = shard.believedNumbers(row);
      List<Object> values = new ArrayList<>();
      values.add(Columns.handState(tick.hand()));
      values.add(environment(tick, shard.roles(part)));
      values.add(
          Columns.handAction(action == Action.SENT ? tick.done() : tick.label().steps().get(0)));
      values.add(isLast);
      values.add(isLast && told.success());
      values.add(shard.tickNumbers(row));
      values.add(shard.labelNumbers(row));
      values.add(
          new long[] {
            seen.length / EpisodeShard.SEEN_NUMBERS, believed.length / EpisodeShard.BELIEVED_NUMBERS
          });
      values.add(Arrays.copyOf(seen, features.get(8).size()));
      values.add(Arrays.copyOf(believed, features.get(9).size()));
      if (!pictures.isEmpty()) {
        values.add(pictures.get(i));
      }
      frames.add(values.toArray());
    }
    return frames;
  }

  /** Returns what is believed of target and destination. */
  private static float[] environment(Episode.Tick tick, Map<Role, String> roles) {
    Map<Role, ObjectAttributes> believed = new EnumMap<>(Role.class);
    roles.forEach(
        (role, id) ->
            tick.believed().stream()
                .filter(t -> t.id().equals(id))
                .findFirst()
                .ifPresent(track -> believed.put(role, track.attributes())));
    return Columns.environment(believed);
  }

  private String readme() {
    return """
# Demonstrations

A LeRobotDataset v3.0 of demonstrations in Cobot's simulated cell, 25 frames a second, in metres, radians and the table's frame (z up).

| feature | what |
|---|---|
| `observation.state` | the hand's pose (position, quaternion x y z w), the gripper's opening and its rate, whether something is held |
| `observation.environment_state` | what is believed, with perception's errors, of the object that is meant and of where it goes; zeros where there is none |
| `action` | %s, a 25th of a second later; `gripper_close` is 1 to close, 0 to open: all absolute |
| `next.done`, `next.success` | the last frame; and the task's referee was content |
| `observation.images.*` | only where the export made pictures: the cell's camera at each frame |
| task | the sentence that was said |
| `cobot.*` | what only Cobot's own training reads, number for number: `cobot lerobot import` makes demonstrations of it again |
"""
        .formatted(
            action == Action.SENT
                ? "where the hand was sent: the expert's way, disturbed on purpose"
                : "where the expert would have gone from this frame, undisturbed");
  }
}
