package dev.cobot.node.lerobot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeRecorder;
import dev.cobot.action.demonstration.EpisodeShard;
import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.node.config.Suites;
import dev.cobot.node.dataset.DataSets;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.PictureFormat;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures for demonstrations, which keep none: an episode follows from its seed, so it is played
 * again with the camera on, and must come out number for number as it is kept.
 */
final class DemonstrationFilm {
  private static final PictureFormat PNG = new PictureFormat(PictureFormat.Kind.PNG, 100);

  private final GateLimits gate;
  private Path folder;
  private TaskSuite suite;
  private List<TaskSuite.Task> tasks;
  private World world;
  private TaskScenes scenes;
  private EpisodeRecorder recorder;

  /**
   * @param gate limits of the gate that the motion passes, as when it was recorded
   */
  DemonstrationFilm(GateLimits gate) {
    this.gate = gate;
  }

  /** Returns the features of the pictures, as the world of a shard has its camera. */
  List<Feature> features(Path info) throws IOException {
    use(info.toAbsolutePath().getParent());
    return List.of(
        Feature.picture(
            "camera",
            world.camera().intrinsics().widthPixels(),
            world.camera().intrinsics().heightPixels()));
  }

  private void use(Path of) throws IOException {
    if (of.equals(folder)) {
      return;
    }
    Path run = of.resolve("run.json");
    if (!Files.isRegularFile(run)) {
      throw new IOException(
          of
              + " has no run.json, which says how its demonstrations were made; export them without"
              + " --pictures");
    }
    JsonNode config = DatasetInfo.json(run).path("config");
    if (config.has("policy")) {
      throw new IOException(
          of
              + " was made with a policy that acts, which cannot be played again here; export it"
              + " without --pictures");
    }
    suite = Suites.load(config.path("suite").asText());
    List<String> ids = new ArrayList<>();
    config.path("tasks").forEach(id -> ids.add(id.asText()));
    tasks = DataSets.demonstrable(suite, ids);
    world = Suites.world(suite);
    scenes = Suites.scenes(suite, world);
    recorder =
        new EpisodeRecorder(world, SkillCatalog.ALL, () -> SafetyGate.of(gate, world.robot()));
    folder = of;
  }

  /**
   * Plays an episode again.
   *
   * @return the PNG file of each of its ticks
   * @throws IOException when it does not come out as it is kept
   */
  List<byte[]> film(Path info, EpisodeShard shard, int part) throws IOException {
    use(info.toAbsolutePath().getParent());
    EpisodeShard.Part told = shard.parts().get(part);
    Film film = new Film();
    for (TaskSuite.Task task : tasks) {
      if (!task.skill().equals(told.skill())) {
        continue;
      }
      SeedStreams seeds = new SeedStreams(told.seed());
      TaskScene scene = scenes.draw(task, seeds);
      if (!scene.prompt().equals(told.prompt())) {
        continue;
      }
      film.clear();
      Episode again = recorder.record(scene, seeds, film);
      if (shard.isSame(part, again)) {
        return film.pictures(again, shard.tick(part, 0).seconds());
      }
    }
    throw new IOException(
        "%s: the episode '%s' of seed %d does not come out as it is kept when it is played again: it was made by another version; export it without --pictures, or record it anew"
            .formatted(info, told.prompt(), told.seed()));
  }

  /** What the camera sees before each tick. */
  private static final class Film implements EpisodeWatch {
    private final Renderer renderer = new Renderer();
    private final List<byte[]> pictures = new ArrayList<>();

    void clear() {
      pictures.clear();
    }

    @Override
    public void begin(PlantSimulator cell) {
      take(cell);
    }

    @Override
    public void tick(PlantSimulator cell, int tick) {
      take(cell);
    }

    private void take(PlantSimulator cell) {
      pictures.add(
          CameraCodec.compressed(
                  renderer.render(
                      cell.visuals(), cell.world().camera(), cell.world().look(), cell.timeNanos()),
                  PNG)
              .data());
    }

    /** Returns a picture for each tick, of which some before the first may have no motion. */
    List<byte[]> pictures(Episode episode, double firstSeconds) {
      int first = (int) Math.round(firstSeconds * DemonstrationFormat.FPS);
      return List.copyOf(pictures.subList(first, first + episode.ticks().size()));
    }
  }
}
