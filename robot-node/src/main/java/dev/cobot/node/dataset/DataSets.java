package dev.cobot.node.dataset;

import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeRecorder;
import dev.cobot.action.demonstration.EpisodeSet;
import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Mind;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.config.Suites;
import dev.cobot.node.picture.ContactSheet;
import dev.cobot.node.picture.EpisodeFilm;
import dev.cobot.sim2real.generate.HallPictures;
import dev.cobot.sim2real.generate.TabletopPictures;
import dev.cobot.sim2real.generate.varied.TableRanges;
import dev.cobot.sim2real.generate.varied.VariedTables;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Generates data sets shard by shard, by a crew. A shard is a range of indices and depends on them
 * and the seed only, so a set has the same bytes whoever makes it and however often it was stopped;
 * shards that are whole on disk are kept.
 */
public final class DataSets {
  /**
   * A part of what the policy is shown.
   *
   * @param folder of the part in the set
   * @param suite its name
   * @param tasks that are demonstrated in turn; empty for all that can be
   */
  public record Shown(String folder, String suite, List<String> tasks, int episodes) {}

  /**
   * What the released policy is shown. In the shared scene only the words tell what to do; scenes
   * of their own have the objects anywhere. Wiping takes long and needs few; pushing takes long
   * too, and is what most is failed of.
   */
  public static final List<Shown> SHOWN =
      List.of(
          new Shown("shared", "rat7_shared", List.of(), 980),
          new Shown("single", "rat7", List.of("T2", "T2-two-cubes", "T3", "T4", "T6", "T7"), 1200),
          new Shown("long", "rat7", List.of("T1", "T5"), 40),
          new Shown("push", "rat7_shared", List.of("T5"), 200),
          new Shown("pushSingle", "rat7", List.of("T5"), 100));

  /**
   * What the released policy was corrected in, round by round: where it goes wrong by itself is
   * where no demonstration leads.
   */
  public static final List<List<Shown>> CORRECTED =
      List.of(
          List.of(
              new Shown("shared", "rat7_shared", List.of("T5"), 100),
              new Shown("single", "rat7", List.of("T5"), 60)),
          List.of(
              new Shown("shared", "rat7_shared", List.of("T5"), 40),
              new Shown("single", "rat7", List.of("T5"), 60)));

  /** Pictures of varied tables that one camera takes. */
  private static final int TABLES_PER_CAMERA = 4;

  /** How many of a set's first episodes are filmed. */
  private static final int FILMED = 6;

  private final World world;
  private final Crew crew;
  private final int picturesPerFolder;
  private final int episodesPerShard;

  public DataSets(World world, int threads) {
    this(world, Crew.here("data", threads));
  }

  public DataSets(World world, Crew crew) {
    this(world, crew, 200, 20);
  }

  DataSets(World world, Crew crew, int picturesPerFolder, int episodesPerShard) {
    this.world = world;
    this.crew = crew;
    this.picturesPerFolder = picturesPerFolder;
    this.episodesPerShard = episodesPerShard;
  }

  /**
   * Requires that a part begins and ends where shards do.
   *
   * @throws IllegalArgumentException when it does not
   */
  public void require(SetPart part, boolean episodes) {
    require(part, episodes ? episodesPerShard : picturesPerFolder);
  }

  /** As {@link #require(SetPart, boolean)}, for {@link #tables}. */
  public void requireTables(SetPart part) {
    require(part, TABLES_PER_CAMERA);
  }

  private static void require(SetPart part, int perShard) {
    part.firstShard(perShard);
    part.endShard(perShard);
  }

  /** Writes pictures as scene folders of 200. */
  public void tabletop(SetPart part, long seed, Path out) throws IOException, InterruptedException {
    pictures(
        part,
        picturesPerFolder,
        out,
        () -> {
          TabletopPictures pictures = new TabletopPictures(world, seed);
          return (folder, index, size, written) ->
              pictures.writeFolder(folder, index, size, written);
        });
  }

  /** Writes pictures of the hall's table as scene folders of 200. */
  public void factory(SetPart part, int sizePixels, long seed, Path out)
      throws IOException, InterruptedException {
    pictures(
        part,
        picturesPerFolder,
        out,
        () -> {
          HallPictures pictures = new HallPictures(world, sizePixels, seed);
          return (folder, index, size, written) ->
              pictures.writeFolder(folder, index * picturesPerFolder, size, written);
        });
  }

  /**
   * Writes pictures of varied tables as scene folders of {@value #TABLES_PER_CAMERA}: each camera
   * takes a few.
   */
  public void tables(SetPart part, TableRanges ranges, long seed, Path out)
      throws IOException, InterruptedException {
    double[] home = PlantSimulator.homePositionsRad(world);
    pictures(
        part,
        TABLES_PER_CAMERA,
        out,
        () -> {
          VariedTables tables = new VariedTables(world.robot().model(), home, ranges, seed);
          return tables::writeFolder;
        });
  }

  /** Writes one scene folder of a set of pictures. */
  private interface Photographer {
    void write(Path folder, int index, int size, Runnable written) throws IOException;
  }

  private void pictures(SetPart part, int perFolder, Path out, Supplier<Photographer> photographers)
      throws IOException, InterruptedException {
    Shards shards = shards(part, perFolder, out, i -> List.of(String.format("%04d", i)));
    try (Progress progress = progress("pictures", part, perFolder, shards)) {
      shards.make(
          () -> {
            Photographer photographer = photographers.get();
            return (folder, aside) ->
                photographer.write(
                    aside.resolve(String.format("%04d", folder)),
                    folder,
                    part.size(folder, perFolder),
                    () -> progress.step(""));
          },
          crew,
          folder -> progress.step(part.size(folder, perFolder), ""));
    }
    ContactSheet.write(out);
  }

  /**
   * Records episodes as shards of 20; only those that succeed have ticks. The first six episodes of
   * the set are filmed.
   *
   * @param tasks that are demonstrated in turn
   * @param gate limits of the gate that the motion passes
   * @throws IllegalArgumentException when the recorder cannot demonstrate a task
   */
  public void demonstrations(
      TaskSuite suite,
      List<TaskSuite.Task> tasks,
      SetPart part,
      long seed,
      GateLimits gate,
      Path out)
      throws IOException, InterruptedException {
    demonstrations(suite, tasks, part, seed, gate, Optional.empty(), out);
  }

  /**
   * As the other; with a policy, that acts and the expert only says what it would have done, and
   * the ticks of all episodes are kept.
   *
   * @param policy opens one for a thread
   */
  public void demonstrations(
      TaskSuite suite,
      List<TaskSuite.Task> tasks,
      SetPart part,
      long seed,
      GateLimits gate,
      Optional<Supplier<RuntimeModels>> policy,
      Path out)
      throws IOException, InterruptedException {
    requireDemonstrable(tasks);
    Queue<RuntimeModels> opened = new ConcurrentLinkedQueue<>();
    Shards shards =
        shards(
            part,
            episodesPerShard,
            out,
            i -> List.of(String.format("%04d.safetensors", i), String.format("%04d.json", i)));
    Path films = out.resolve("films");
    try (Progress progress = progress("episodes", part, episodesPerShard, shards)) {
      shards.make(
          () -> {
            TaskScenes scenes = Suites.scenes(suite, world);
            Optional<RuntimeModels> acting = policy.map(Supplier::get);
            acting.ifPresent(opened::add);
            EpisodeRecorder recorder =
                new EpisodeRecorder(
                    world,
                    SkillCatalog.ALL,
                    () -> SafetyGate.of(gate, world.robot()),
                    acting.map(Mind.class::cast));
            return (shard, aside) -> {
              List<Episode> episodes = new ArrayList<>();
              int from = shard * episodesPerShard;
              for (int i = from; i < from + part.size(shard, episodesPerShard); i++) {
                SeedStreams seeds = new SeedStreams(suite.seeds().training().at(seed, i));
                TaskSuite.Task task = tasks.get(i % tasks.size());
                TaskScene scene = scenes.draw(task, seeds);
                episodes.add(
                    i < FILMED
                        ? film(recorder, scene, seeds, films, i)
                        : recorder.record(scene, seeds, EpisodeWatch.NONE));
                progress.step("");
              }
              EpisodeSet.writeShard(aside, shard, episodes, policy.isPresent());
            };
          },
          crew,
          shard -> progress.step(part.size(shard, episodesPerShard), ""));
    } finally {
      opened.forEach(RuntimeModels::close);
    }
    ContactSheet.ofStrips(films, out);
  }

  private static Episode film(
      EpisodeRecorder recorder, TaskScene scene, SeedStreams seeds, Path films, int index)
      throws IOException {
    EpisodeFilm film = new EpisodeFilm();
    Episode episode = recorder.record(scene, seeds, film);
    if (!film.isEmpty()) { // an episode in which the target is not seen ends before it begins
      film.write(
          films,
          String.format("%06d", index),
          "%s: %s (%s)"
              .formatted(
                  scene.task().id(),
                  scene.prompt(),
                  episode.success() ? "success" : episode.failure()));
    }
    return episode;
  }

  /**
   * Requires that the recorder can demonstrate these tasks.
   *
   * @throws IllegalArgumentException when it cannot
   */
  public static void requireDemonstrable(List<TaskSuite.Task> tasks) {
    tasks.forEach(DataSets::requireDemonstrable);
  }

  /** Returns the tasks of these ids, or all of a suite that can be demonstrated. */
  public static List<TaskSuite.Task> demonstrable(TaskSuite suite, List<String> ids) {
    return ids.isEmpty()
        ? suite.tasks().stream().filter(task -> !task.isRefused()).toList()
        : ids.stream().map(suite::task).toList();
  }

  private static void requireDemonstrable(TaskSuite.Task task) {
    if (task.isRefused()) {
      throw new IllegalArgumentException(
          "task "
              + task.id()
              + " cannot be recorded: its command is to be refused, so there is nothing to show;"
              + " name other --tasks");
    }
  }

  private static Shards shards(
      SetPart part, int perShard, Path out, IntFunction<List<String>> entries) {
    return new Shards(out, part.firstShard(perShard), part.endShard(perShard), entries);
  }

  private static Progress progress(String what, SetPart part, int perShard, Shards shards) {
    int total = part.to() - part.from();
    int left = Arrays.stream(shards.missing()).map(shard -> part.size(shard, perShard)).sum();
    return new Progress(what, total, total - left);
  }
}
