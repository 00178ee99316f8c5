package dev.cobot.action.rehearse;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.demonstration.ExpertPerformer;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.LostGrasps;
import dev.cobot.action.evaluate.Meant;
import dev.cobot.action.evaluate.PolicyPerformer;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.Mind;
import dev.cobot.action.skill.Outcome;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.twin.Clearance;
import dev.cobot.sim2real.twin.TwinAnswer;
import dev.cobot.sim2real.twin.TwinScene;
import dev.cobot.sim2real.twin.Twins;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Plays the motion for a command in twins of what is believed, and judges it on the twins' true
 * state.
 */
public final class Rehearsal {
  private static final double SETTLE_SECONDS = 0.2;
  private static final double UNSTABLE_METERS = 0.01;

  private final World world;
  private final TaskSuite.Task template;
  private final Performer performer;
  private final Twins twins;
  private final Renderer renderer = new Renderer();

  /** What acts in a twin. */
  private interface Performer {
    EpisodeResult perform(
        TaskScene scene,
        SeedStreams seeds,
        PlantSimulator cell,
        List<World.CameraMount> cameras,
        EpisodeWatch w);
  }

  private Rehearsal(World world, TaskSuite.Task template, Performer performer) {
    if (template.circuit() != null || template.isRefused()) {
      throw new IllegalArgumentException(
          "task "
              + template.id()
              + " cannot be rehearsed: a belief says neither waypoints nor what is absent; take one"
              + " that places, picks or wipes");
    }
    this.world = world;
    this.template = template;
    this.performer = performer;
    twins = new Twins(world);
  }

  /**
   * Returns a rehearsal of the runtime's own session: it sees the twin through its cameras, in
   * pictures as often as a rollout's, and its motion passes the gate.
   *
   * @param template the task whose goal, time limit and intent hold for the command
   * @param mind of this rehearsal's own
   */
  public static Rehearsal learned(
      World world, TaskSuite.Task template, Mind mind, Supplier<SafetyGate> gates) {
    PolicyPerformer policy = new PolicyPerformer(world, mind, gates, nanos -> {});
    return new Rehearsal(
        world,
        template,
        (scene, seeds, cell, cameras, watch) ->
            policy.perform(scene, seeds.rootSeed(), cell, cameras, watch, FirstMotion.AT_ONCE));
  }

  /**
   * Returns a rehearsal of the scripted expert, which sees the twin's state blurred by perception's
   * error model.
   */
  public static Rehearsal expert(World world, TaskSuite.Task template) {
    ExpertPerformer expert = new ExpertPerformer(world, true);
    return new Rehearsal(
        world,
        template,
        (scene, seeds, cell, cameras, watch) -> {
          ExpertPerformer.Performance done = expert.perform(scene, seeds, cell, watch);
          boolean success = done.success() && !done.meetsTable();
          return new EpisodeResult(
              scene.task().id(),
              seeds.rootSeed(),
              scene.prompt(),
              success,
              success ? "" : done.success() ? "arm_blocked" : done.failure(),
              success ? Outcome.Kind.DONE : Outcome.Kind.FAILED,
              "the expert ended in phase " + done.phase(),
              done.pickedId(),
              done.pickedId().equals(scene.targetId()),
              0,
              0,
              done.seconds(),
              LostGrasps.NONE,
              done.seconds() > 0,
              Meant.NOTHING);
        });
  }

  /** Returns the name of the skill that can be rehearsed. */
  public String skill() {
    return template.skill();
  }

  /** Returns the scene nearest to the beliefs. */
  public TwinAnswer mostLikely(RehearsalRequest request) {
    return twins.mostLikely(request.belief());
  }

  /** Rehearses in some twins, one after the other. */
  public RehearsalReport rehearse(RehearsalRequest request, int count) {
    List<TwinEpisode> episodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      episodes.add(play(request, i, () -> false));
    }
    return RehearsalReport.of(episodes, mostLikely(request));
  }

  /**
   * Plays in one twin, a draw from the beliefs' uncertainty; the same request and number give the
   * same episode.
   *
   * @throws CancellationException when {@code cancelled} says so in between
   */
  public TwinEpisode play(RehearsalRequest request, int number, BooleanSupplier cancelled) {
    SeedStreams seeds = new SeedStreams(request.seed()).child(number);
    TwinAnswer answer = twins.draw(request.belief(), seeds);
    if (answer instanceof TwinAnswer.Refused refused) {
      return TwinEpisode.withoutTwin(
          refused.reason().name().toLowerCase(Locale.ROOT), refused.detail());
    }
    TwinScene twin = ((TwinAnswer.Built) answer).scene();
    List<String> ids = twin.objects().stream().map(SceneObject::id).toList();
    if (!ids.contains(request.targetId())
        || !request.destinationId().map(ids::contains).orElse(true)) {
      return TwinEpisode.withoutTwin(
          "incomplete", "the twin has only " + ids + ": " + twin.leftOut());
    }
    boolean intoItself = request.destinationId().equals(Optional.of(request.targetId()));
    boolean nowhere = template.destination() != null && request.destinationId().isEmpty();
    if (intoItself || nowhere) {
      return TwinEpisode.withoutTwin(
          "incomplete", request.targetId() + " has no other object to go to");
    }
    TaskScene scene = taskScene(request, twin);
    Set<String> concerned =
        Set.copyOf(
            request
                .destinationId()
                .map(d -> List.of(request.targetId(), d))
                .orElse(List.of(request.targetId())));
    Clearance clearance = twins.clearance(concerned);
    try (PlantSimulator cell =
        twins.open(twin, seeds.stream("physics").nextLong(), SimulatorOptions.DEFAULTS)) {
      cell.advance(SETTLE_SECONDS);
      Optional<String> restless = restless(twin, cell.truth());
      if (restless.isPresent()) {
        return TwinEpisode.withoutTwin("unstable", restless.get() + " does not stay in the twin");
      }
      EpisodeResult result =
          performer.perform(
              scene,
              seeds,
              cell,
              request.cameras().stream()
                  .map(camera -> new World.CameraMount(camera, look(camera)))
                  .toList(),
              (now, tick) -> {
                if (cancelled.getAsBoolean()) {
                  throw new CancellationException("the rehearsal is not wanted any more");
                }
                clearance.observe(now.truth(), now.armTruth());
              });
      return new TwinEpisode(
          result.success(),
          result.failure(),
          result.detail(),
          result.seconds(),
          clearance.leastMeters(),
          clearance.nearestId());
    }
  }

  private static Optional<String> restless(TwinScene twin, PlantTruth truth) {
    return twin.objects().stream()
        .filter(
            o ->
                truth.object(o.id()).object().positionMeters().distanceTo(o.positionMeters())
                    > UNSTABLE_METERS)
        .map(SceneObject::id)
        .findFirst();
  }

  /** Returns the template's task in the twin's scene. */
  private TaskScene taskScene(RehearsalRequest request, TwinScene twin) {
    Map<String, TaskSuite.Draw> draws = new LinkedHashMap<>();
    for (SceneObject object : twin.objects()) {
      draws.put(
          object.id(),
          new TaskSuite.Draw(
              null,
              List.of(object.kind()),
              List.of(ColorName.nearest(object.color())),
              null,
              null,
              null,
              null,
              null));
    }
    String support =
        twin.placements().stream()
            .filter(p -> p.id().equals(request.targetId()) && draws.containsKey(p.support()))
            .map(TwinScene.Placement::support)
            .findFirst()
            .orElse(null);
    TaskSuite.Task task =
        new TaskSuite.Task(
            template.id(),
            template.title(),
            template.skill(),
            template.timeLimitSeconds(),
            draws,
            request.targetId(),
            request.destinationId().orElse(null),
            support,
            null,
            null,
            template.area(),
            template.othersStayMeters(),
            template.goal(),
            List.of(request.command()),
            null);
    return new TaskScene(task, twin.objects(), List.of(), request.command());
  }

  /** Returns by what a camera sees: as in the world where it is one of its own. */
  private RenderOptions look(CameraModel camera) {
    return world.cameras().stream().anyMatch(own -> own.id().equals(camera.id()))
        ? world.cameraMount(camera.id()).look()
        : world.look();
  }

  /**
   * Returns what the world's first camera would see of the most likely twin; nothing when there is
   * none.
   */
  public Optional<CameraFrame> picture(RehearsalRequest request) {
    if (!(mostLikely(request) instanceof TwinAnswer.Built built)) {
      return Optional.empty();
    }
    try (PlantSimulator cell =
        twins.open(built.scene(), 0, SimulatorOptions.DEFAULTS.withPhysicsSpread(0))) {
      cell.advance(SETTLE_SECONDS);
      CameraModel camera =
          request.cameras().stream()
              .filter(c -> c.id().equals(world.camera().id()))
              .findFirst()
              .orElse(request.cameras().get(0));
      return Optional.of(renderer.render(cell.visuals(), camera, look(camera), cell.timeNanos()));
    }
  }
}
