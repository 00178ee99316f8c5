package dev.cobot.node.rollout;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.FirstMotion;
import dev.cobot.action.evaluate.MotionFilter;
import dev.cobot.action.evaluate.Rollout;
import dev.cobot.action.rehearse.Rehearsal;
import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.action.rehearse.RehearsalRequest;
import dev.cobot.action.session.CommandSession;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.twin.TwinBelief;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Runs the rollouts of an evaluation on a few threads. An episode depends on its task and seed
 * only, never on the thread.
 */
public final class SuiteEvaluation {
  private record Job(TaskSuite.Task task, long seed, int index) {}

  private final TaskSuite suite;
  private final World world;
  private final BrainModels brain;
  private final Path policy;
  private final InferenceDevice device;
  private final Supplier<MotionFilter> gates;
  private final Map<String, RehearsalReport> rehearsals = new ConcurrentHashMap<>();
  private int twins;
  private Fusion fusion = Fusion.LEARNED;

  public SuiteEvaluation(
      TaskSuite suite,
      World world,
      BrainModels brain,
      Path policy,
      InferenceDevice device,
      Supplier<MotionFilter> gates) {
    this.suite = suite;
    this.world = world;
    this.brain = brain;
    this.policy = policy;
    this.device = device;
    this.gates = gates;
  }

  /**
   * Rehearses each episode in this many twins before its arm moves, from what its session believes.
   */
  public SuiteEvaluation rehearsing(int count) {
    twins = count;
    return this;
  }

  /** Fuses in another way than the runtime does. */
  public SuiteEvaluation fusing(Fusion another) {
    fusion = another;
    return this;
  }

  /** Returns what was rehearsed for an episode; nothing when it was not, or its arm never moved. */
  public Optional<RehearsalReport> rehearsal(EpisodeResult episode) {
    return Optional.ofNullable(rehearsals.get(episode.taskId() + " " + episode.seed()));
  }

  /** Returns the judged episodes by task in the given order, then by seed. */
  public List<EpisodeResult> run(
      List<TaskSuite.Task> tasks,
      int episodes,
      long firstSeed,
      int threads,
      Films films,
      Progress progress)
      throws InterruptedException {
    BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    for (TaskSuite.Task task : tasks) {
      for (int i = 0; i < episodes; i++) {
        jobs.add(new Job(task, firstSeed + i, i));
      }
    }
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads,
            runnable -> {
              Thread thread = new Thread(runnable, "rollout");
              thread.setDaemon(true);
              return thread;
            });
    List<EpisodeResult> results = new ArrayList<>();
    try {
      List<Future<List<EpisodeResult>>> parts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        parts.add(workers.submit(() -> work(jobs, films, progress)));
      }
      for (Future<List<EpisodeResult>> part : parts) {
        results.addAll(part.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
    List<String> order = tasks.stream().map(TaskSuite.Task::id).toList();
    results.sort(
        Comparator.comparingInt((EpisodeResult r) -> order.indexOf(r.taskId()))
            .thenComparingLong(EpisodeResult::seed));
    return results;
  }

  private List<EpisodeResult> work(BlockingQueue<Job> jobs, Films films, Progress progress) {
    List<EpisodeResult> results = new ArrayList<>();
    try (RuntimeModels models = RuntimeModels.open(brain, policy, device, fusion);
        RuntimeModels rehearsing =
            twins == 0 ? null : RuntimeModels.open(brain, policy, device, fusion)) {
      Rollout rollout = new Rollout(world, Suites.scenes(suite, world), models, gates, nanos -> {});
      Map<String, Rehearsal> rehearsal = new HashMap<>();
      for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
        Job now = job;
        FirstMotion first =
            rehearsing == null
                ? FirstMotion.AT_ONCE
                : (session, arm) ->
                    rehearse(
                        now,
                        session,
                        arm,
                        rehearsal.computeIfAbsent(
                            now.task().id(),
                            id -> Rehearsal.learned(world, now.task(), rehearsing, gates)));
        EpisodeResult result =
            films.film(now.index(), watch -> rollout.run(now.task(), now.seed(), watch, first));
        results.add(result);
        progress.step(result.success() ? "" : job.task().id() + " " + result.failure());
      }
    }
    return results;
  }

  private void rehearse(Job job, CommandSession session, ArmState arm, Rehearsal rehearsal) {
    List<Track> tracks = session.objects();
    Grounding grounding = session.grounding();
    RehearsalRequest request =
        new RehearsalRequest(
            session.reading().text(),
            new TwinBelief(tracks.stream().map(Track::attributes).toList(), arm, Optional.empty()),
            grounding.tracks().get(grounding.target().strongest()).id(),
            Optional.of(grounding.tracks().get(grounding.destination().strongest()).id()),
            world.camera(),
            job.seed());
    rehearsals.put(job.task().id() + " " + job.seed(), rehearsal.rehearse(request, twins));
  }
}
