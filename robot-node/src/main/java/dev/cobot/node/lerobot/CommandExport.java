package dev.cobot.node.lerobot;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.foreign.Columns;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.episodes.Episode;
import dev.cobot.node.episodes.EpisodeArchive;
import dev.cobot.node.episodes.EpisodeSummary;
import dev.cobot.node.episodes.MotionTick;
import dev.cobot.node.episodes.Shot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Recorded commands as a data set: joints and opening measured, what the gate released as action.
 * Frames are taken evenly in time from the ticks. A record has pictures of some moments only; each
 * is held until the next, and the age of what a frame shows stands beside it.
 */
public final class CommandExport {
  /** What {@code meta/cobot.json} says that a set holds. */
  static final String HOLDS = "commands";

  private static final double TICK_SECONDS = 0.04;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final EpisodeArchive archive;
  private final int fps;
  private final boolean hasPictures;
  private final List<String> told = new ArrayList<>();
  private List<String> joints = List.of();
  private List<Shot> cameras = List.of();

  /**
   * @param fps frames a second; ticks are 25 a second
   * @param hasPictures whether pictures are wanted
   */
  public CommandExport(EpisodeArchive archive, int fps, boolean hasPictures) {
    if (!(fps >= 1 && fps <= 25)) {
      throw new IllegalArgumentException(
          "fps must be in [1, 25], got " + fps + ": the runtime's ticks are 25 a second");
    }
    this.archive = archive;
    this.fps = fps;
    this.hasPictures = hasPictures;
  }

  /** Returns what was left out and what is not as a reader would think, a sentence each. */
  public List<String> told() {
    return List.copyOf(told);
  }

  /**
   * Writes a data set of the episodes that have motion, in their order.
   *
   * @param ids the episodes' numbers, see {@link EpisodeArchive#find}
   * @throws IOException when the place is taken, a record is damaged or no episode has motion
   */
  public DatasetWriter.Written write(List<Long> ids, Path out) throws IOException {
    DatasetWriter.requireFree(out);
    DatasetWriter writer = null;
    ArrayNode sources = JSON.createArrayNode();
    try (Progress progress = new Progress("episodes", ids.size())) {
      for (long id : ids) {
        Episode episode = archive.find(Long.toString(id)).orElseThrow(() -> gone(id));
        List<MotionTick> ticks = archive.motion(id);
        if (isUsable(episode, ticks, writer == null)) {
          if (writer == null) {
            writer = new DatasetWriter(out, fps, robot(episode), features());
          }
          add(writer, episode, ticks, sources);
        }
        progress.step("");
      }
      if (writer == null || writer.episodes() == 0) {
        throw new IOException(
            "none of these episodes can be exported: "
                + (told.isEmpty() ? "there are none" : String.join("; ", told)));
      }
      ObjectNode about = JSON.createObjectNode().put("format", 1).put("holds", HOLDS);
      about.set("episodes", sources);
      return writer.finish(readme(), Map.of("cobot.json", JSON.writeValueAsString(about) + "\n"));
    } finally {
      if (writer != null) {
        writer.close();
      }
    }
  }

  private void add(DatasetWriter writer, Episode episode, List<MotionTick> ticks, ArrayNode sources)
      throws IOException {
    List<Object[]> frames = frames(episode, ticks);
    try {
      int index = writer.add(episode.summary().text(), frames);
      sources.add(source(index, episode));
    } catch (IllegalArgumentException e) {
      told.add("episode " + episode.summary().number() + " is left out: " + e.getMessage());
    }
  }

  private static IOException gone(long id) {
    return new IOException("episode " + id + " is gone; list them again");
  }

  private static String robot(Episode episode) {
    return episode.run().path("robot").asText("unknown");
  }

  /** Whether an episode can stand in the set; the first one says what all must be like. */
  private boolean isUsable(Episode episode, List<MotionTick> ticks, boolean isFirst) {
    EpisodeSummary summary = episode.summary();
    String name = "episode " + summary.number() + " (" + summary.outcome() + ")";
    if (ticks.size() < 2) {
      told.add(name + " is left out: it has no motion");
      return false;
    }
    List<String> names = new ArrayList<>();
    episode.document().path("joints").forEach(joint -> names.add(joint.asText()));
    int count = ticks.get(0).positionsRad().length;
    while (names.size() < count) {
      names.add("joint_" + (names.size() + 1));
    }
    if (ticks.stream().anyMatch(t -> t.positionsRad().length != count)) {
      told.add(name + " is left out: the number of its joints changes");
      return false;
    }
    Map<String, Shot> seen = new LinkedHashMap<>();
    if (hasPictures) {
      episode.shots().forEach(shot -> seen.putIfAbsent(shot.camera(), shot));
    }
    if (isFirst) {
      joints = List.copyOf(names.subList(0, count));
      cameras = List.copyOf(seen.values());
      return true;
    }
    if (!joints.equals(names.subList(0, count))) {
      told.add(name + " is left out: its joints are " + names + ", the set's " + joints);
      return false;
    }
    for (Shot camera : cameras) {
      for (Shot shot : episode.shots()) {
        if (shot.camera().equals(camera.camera())
            && (shot.widthPixels() != camera.widthPixels()
                || shot.heightPixels() != camera.heightPixels())) {
          told.add(name + " is left out: its pictures are of another size");
          return false;
        }
      }
      if (!seen.containsKey(camera.camera())) {
        told.add(name + " is left out: it has no picture of '" + camera.camera() + "'");
        return false;
      }
    }
    return true;
  }

  private List<Feature> features() {
    List<Feature> features = new ArrayList<>();
    features.add(Feature.floats(Columns.STATE, Columns.jointState(joints)));
    features.add(Feature.floats(Columns.ACTION, Columns.jointAction(joints)));
    features.add(Feature.scalar("next.done", Feature.BOOL));
    features.add(Feature.scalar("next.success", Feature.BOOL));
    features.add(Feature.scalar(Feature.OWN + "released", Feature.BOOL));
    for (Shot camera : cameras) {
      features.add(Feature.picture(camera.camera(), camera.widthPixels(), camera.heightPixels()));
      features.add(Feature.scalar(Feature.OWN + camera.camera() + "_age_s", Feature.FLOAT32));
    }
    return features;
  }

  private List<Object[]> frames(Episode episode, List<MotionTick> ticks) throws IOException {
    long begin = ticks.get(0).stampNanos();
    double seconds = (ticks.get(ticks.size() - 1).stampNanos() - begin) * 1e-9;
    int count = (int) Math.floor(seconds * fps + 0.5) + 1;
    boolean succeeded = episode.summary().outcome().equals("done");
    Set<String> held = new LinkedHashSet<>();
    List<Object[]> frames = new ArrayList<>();
    double[] oldest = new double[cameras.size()];
    int at = 0;
    int acts = 0;
    double farthest = 0;
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      long now = begin + Math.round(i * 1e9 / fps);
      at = nearest(ticks, at, now);
      MotionTick tick = ticks.get(at);
      farthest = Math.max(farthest, Math.abs(tick.stampNanos() - now) * 1e-9);
      // What leads to the next frame: the last that is released before it.
      acts = nearest(ticks, acts, begin + Math.round((i + 1) * 1e9 / fps - TICK_SECONDS * 1e9));
      List<Object> row = new ArrayList<>();
      row.add(Columns.joints(tick.positionsRad(), tick.gripperOpeningMeters()));
      row.add(action(ticks, acts));
      row.add(i == count - 1);
      row.add(i == count - 1 && succeeded);
      row.add(ticks.get(acts).releasedRad().length > 0);
      for (int c = 0; c < cameras.size(); c++) {
        Shot shot = shown(episode.shots(), cameras.get(c).camera(), now);
        double age = (now - shot.stampNanos()) * 1e-9;
        oldest[c] = Math.max(oldest[c], age);
        held.add(shot.camera() + " " + shot.stampNanos());
        byte[] png = pictures.get(shot.sha256());
        if (png == null) {
          png = archive.picture(shot);
          pictures.put(shot.sha256(), png);
        }
        row.add(png);
        row.add((float) age);
      }
      frames.add(row.toArray());
    }
    tell(episode, count, held.size(), oldest, farthest);
    return frames;
  }

  private void tell(
      Episode episode, int count, int pictures, double[] oldest, double farthestSeconds) {
    long number = episode.summary().number();
    if (pictures > 0 && pictures < count * cameras.size()) {
      double age = 0;
      for (double seconds : oldest) {
        age = Math.max(age, seconds);
      }
      told.add(
          String.format(
              Locale.ROOT,
              "episode %d: %d pictures for %d frames, each held until the next; the oldest is %.1f"
                  + " s old",
              number,
              pictures,
              count * cameras.size(),
              age));
    }
    if (farthestSeconds > 0.5 / fps) {
      told.add(
          String.format(
              Locale.ROOT,
              "episode %d: ticks are missing, a frame shows the arm of %.2f s before or after it",
              number,
              farthestSeconds));
    }
  }

  /** Returns the index of the tick nearest to a time, not before one that is known to be early. */
  private static int nearest(List<MotionTick> ticks, int from, long nanos) {
    int at = from;
    while (at + 1 < ticks.size()
        && Math.abs(ticks.get(at + 1).stampNanos() - nanos)
            <= Math.abs(ticks.get(at).stampNanos() - nanos)) {
      at++;
    }
    return at;
  }

  /**
   * Returns what was commanded; where nothing was released, the arm holds what it was last told.
   */
  private static float[] action(List<MotionTick> ticks, int index) {
    float[] target = ticks.get(index).positionsRad();
    for (int i = index; i >= 0; i--) {
      if (ticks.get(i).releasedRad().length > 0) {
        target = ticks.get(i).releasedRad();
        break;
      }
    }
    return Columns.joints(target, ticks.get(index).closeGripper() ? 1 : 0);
  }

  /** Returns the newest picture of a camera at a time, or its first where none was taken yet. */
  private static Shot shown(List<Shot> shots, String camera, long nanos) {
    Shot shown = null;
    for (Shot shot : shots) {
      boolean isNewer = shown == null || shot.stampNanos() <= nanos;
      if (shot.camera().equals(camera) && isNewer) {
        shown = shot;
      }
    }
    return shown;
  }

  private static ObjectNode source(int index, Episode episode) {
    EpisodeSummary summary = episode.summary();
    ObjectNode node = JSON.createObjectNode();
    node.put("episode_index", index).put("number", summary.number());
    node.put("commandId", summary.commandId()).put("text", summary.text());
    node.put("understood", summary.understood()).put("outcome", summary.outcome());
    node.put("reason", summary.reason()).put("detail", summary.detail());
    node.set("run", episode.run());
    return node;
  }

  private String readme() {
    return """
# Recorded commands

A LeRobotDataset v3.0 of commands that Cobot carried out: %d frames a second.

| feature | what |
|---|---|
| `observation.state` | measured joints in rad, the distance between the finger pads in m |
| `action` | where the released motion has the joints at the next frame, in rad; `gripper_close` is 1 to close, 0 to open. While nothing is released the arm holds what it was last told |
| `next.done`, `next.success` | the last frame; and the runtime said "done" (no referee looked) |
| `cobot.released` | whether the gate released motion at the frame |
| `observation.images.*` | pictures were kept at some moments only: each is held until the next |
| `cobot.*_age_s` | how old the picture is, s; negative before the first one |
| task | the sentence as it was said; `meta/cobot.json` has how it was understood |
"""
        .formatted(fps);
  }
}
