package dev.cobot.node.rollout;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.PolicyPerformer;
import dev.cobot.action.evaluate.Rollout;
import dev.cobot.action.rehearse.Rehearsal;
import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.action.rehearse.RehearsalRequest;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.task.Split;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.twin.TwinBelief;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs the rollouts of an evaluation by a crew. An episode depends on its task and seed only, never
 * on who runs it.
 */
public final class SuiteEvaluation {
  private record Job(TaskSuite.Task task, long seed, int index) {}

  private final TaskSuite suite;
  private final World world;
  private final BrainModels brain;
  private final Path policy;
  private final InferenceDevice device;
  private final Supplier<SafetyGate> gates;
  private final Map<String, RehearsalReport> rehearsals = new ConcurrentHashMap<>();
  private int twins;
  private Fusion fusion = Fusion.LEARNED;
  private int ensembled = RuntimeModels.ENSEMBLED;
  private boolean isTold;
  private boolean forgets;
  private Set<String> through = Set.of();
  private Split split = Split.NONE;

  public SuiteEvaluation(
      TaskSuite suite,
      World world,
      BrainModels brain,
      Path policy,
      InferenceDevice device,
      Supplier<SafetyGate> gates) {
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

  /** Runs the episodes of a split instead of those that the tasks draw. */
  public SuiteEvaluation on(Split another) {
    split = another;
    return this;
  }

  /** Fuses in another way than the runtime does. */
  public SuiteEvaluation fusing(Fusion another) {
    fusion = another;
    return this;
  }

  /** Averages each motion over this many decisions. */
  public SuiteEvaluation ensembling(int chunks) {
    ensembled = chunks;
    return this;
  }

  /** Lets each picture be told what is there, so that perception makes no errors. */
  public SuiteEvaluation told(boolean told) {
    isTold = told;
    return this;
  }

  /** Believes only in what a picture shows, or the hand holds. */
  public SuiteEvaluation forgetting(boolean isForgetful) {
    forgets = isForgetful;
    return this;
  }

  /** Looks through the cameras of these ids only; none for all. */
  public SuiteEvaluation through(Set<String> cameras) {
    through = Set.copyOf(cameras);
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
      Crew crew,
      Films films,
      Progress progress)
      throws IOException, InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (TaskSuite.Task task : tasks) {
      for (int i = 0; i < episodes; i++) {
        jobs.add(new Job(task, firstSeed + i, i));
      }
    }
    EpisodeResult[] results = new EpisodeResult[jobs.size()];
    crew.run(
        IntStream.range(0, results.length).toArray(),
        () -> new Player(jobs, films, progress, results),
        (piece, told) -> {
          results[piece] =
              EpisodeLine.read(told, jobs.get(piece).task().id(), jobs.get(piece).seed());
          tell(results[piece], progress);
        });
    return List.of(results);
  }

  private static void tell(EpisodeResult result, Progress progress) {
    progress.step(result.success() ? "" : result.taskId() + " " + result.failure());
  }

  /** Plays jobs with a simulator and models of its own; each result gets its job's place. */
  private final class Player implements Crew.Hand {
    private final List<Job> jobs;
    private final Films films;
    private final Progress progress;
    private final EpisodeResult[] results;
    private final RuntimeModels models;
    private final RuntimeModels twinModels;
    private final Rollout rollout;
    private final Map<String, Rehearsal> taskRehearsals = new HashMap<>();
    private EpisodeResult last;

    Player(List<Job> jobs, Films films, Progress progress, EpisodeResult[] results) {
      this.jobs = jobs;
      this.films = films;
      this.progress = progress;
      this.results = results;
      models = open();
      twinModels = twins == 0 ? null : open();
      PolicyPerformer performer =
          isTold
              ? PolicyPerformer.told(world, models, gates, nanos -> {})
              : new PolicyPerformer(world, models, gates, nanos -> {});
      rollout =
          new Rollout(world, Suites.scenes(suite, world), performer).on(split).through(through);
    }

    private RuntimeModels open() {
      RuntimeModels open = RuntimeModels.open(brain, policy, device, fusion).ensembling(ensembled);
      try {
        open.fit(world, gates.get().limits());
      } catch (RuntimeException e) {
        open.close();
        throw e;
      }
      return forgets ? open.forgetting() : open;
    }

    @Override
    public void work(int piece) throws IOException {
      Job job = jobs.get(piece);
      FirstMotion first =
          twinModels == null
              ? FirstMotion.AT_ONCE
              : (pilot, seen) -> rehearse(job, pilot, seen.arm(), rehearsalOf(job.task()));
      last = films.film(job.index(), watch -> rollout.run(job.task(), job.seed(), watch, first));
      results[piece] = last;
      tell(last, progress);
    }

    @Override
    public String told() {
      return EpisodeLine.of(last);
    }

    private Rehearsal rehearsalOf(TaskSuite.Task task) {
      return taskRehearsals.computeIfAbsent(
          task.id(), id -> Rehearsal.learned(world, task, twinModels, gates));
    }

    @Override
    public void close() {
      models.close();
      if (twinModels != null) {
        twinModels.close();
      }
    }
  }

  /** Rehearses at once, while the cell's time stands still, and lets the arm move. */
  private FirstMotion.Answer rehearse(Job job, Pilot pilot, ArmState arm, Rehearsal rehearsal) {
    Grounding grounding = pilot.grounding().orElseThrow();
    RehearsalRequest request =
        new RehearsalRequest(
            pilot.reading().text(),
            new TwinBelief(
                pilot.tracks().stream().map(Track::attributes).toList(), arm, Optional.empty()),
            grounding.strongest(Role.TARGET).orElseThrow().id(),
            grounding.strongest(Role.DESTINATION).map(Track::id),
            world.cameras(),
            job.seed());
    rehearsals.put(job.task().id() + " " + job.seed(), rehearsal.rehearse(request, twins));
    return new FirstMotion.Answer.Go();
  }
}
