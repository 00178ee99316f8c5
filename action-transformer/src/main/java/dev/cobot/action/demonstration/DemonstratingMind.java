package dev.cobot.action.demonstration;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.session.Mind;
import dev.cobot.action.skill.HandShape;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Turning;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.task.TaskScene;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The mind of a demonstration. It sees the true state blurred by perception's error model, knows
 * what the command means, and acts as the expert of the skill does, disturbed; or a policy acts and
 * the expert says at each moment what it would have done. It has no workspace of its own.
 */
final class DemonstratingMind implements Mind {
  private static final int LOOK_EVERY_TICKS = 2;
  private static final double SAME_PLACE_METERS = 0.03;

  private final TaskScene scene;
  private final PlantSimulator cell;
  private final HandShape shape;
  private final CameraModel camera;
  private final PerceptionNoise perception;
  private final Disturbance disturbance;
  private final Skill skill;
  private final TaskExpert expert;
  private final Map<Role, String> objectIds = new EnumMap<>(Role.class);
  private final Map<String, String> objectOfTrack = new HashMap<>();
  private final Optional<Learner> learner;
  private int ticks;
  private ActionChunk label;
  private Progress progress = Progress.NONE;

  DemonstratingMind(
      TaskScene scene,
      PlantSimulator cell,
      CameraModel camera,
      Skill skill,
      PerceptionNoise perception,
      Disturbance disturbance,
      Optional<Mind> policy) {
    this.scene = scene;
    this.cell = cell;
    shape = HandShape.of(cell.world().robot().model());
    this.camera = camera;
    this.skill = skill;
    this.perception = perception;
    this.disturbance = disturbance;
    expert = skill.expert(ActionChunk.STEP_SECONDS);
    objectIds.put(Role.TARGET, scene.targetId());
    scene.destinationId().ifPresent(id -> objectIds.put(Role.DESTINATION, id));
    objectIds.keySet().retainAll(skill.roles());
    learner = policy.map(mind -> new Learner(mind, named(skill, scene, objectIds)));
  }

  /** Returns what a command for the scene means, with kinds and colours. */
  private static CommandMeaning named(Skill skill, TaskScene scene, Map<Role, String> objectIds) {
    Map<Role, Reference> references = new EnumMap<>(Role.class);
    objectIds.forEach(
        (role, id) -> {
          SceneObject object = scene.object(id);
          references.put(role, new Reference(object.kind(), ColorName.nearest(object.color())));
        });
    return new CommandMeaning(Optional.of(skill.name()), references, turning(scene));
  }

  /** Returns what the expert would do from the last act on, undisturbed. */
  ActionChunk label() {
    return label;
  }

  /** Returns how far the task had come at the last act. */
  Progress progress() {
    return progress;
  }

  @Override
  public List<TrainedSkill> skills() {
    return List.of(trained(skill, scene));
  }

  /** Returns the skill with the kinds that a scene shows in its roles. */
  static TrainedSkill trained(Skill skill, TaskScene scene) {
    Map<Role, Set<ObjectKind>> kinds = new EnumMap<>(Role.class);
    kinds.put(Role.TARGET, Set.of(scene.object(scene.targetId()).kind()));
    scene
        .destinationId()
        .ifPresent(id -> kinds.put(Role.DESTINATION, Set.of(scene.object(id).kind())));
    kinds.keySet().retainAll(skill.roles());
    return new TrainedSkill(skill.name(), kinds);
  }

  @Override
  public CommandReading read(String text) {
    Map<Role, Reference> references = new EnumMap<>(Role.class);
    objectIds.forEach(
        (role, id) -> {
          SceneObject object = scene.object(id);
          // Without its kind nothing else is like it: which one is meant is known here.
          references.put(role, new Reference(null, ColorName.nearest(object.color())));
        });
    return new CommandReading(
        text,
        new CommandMeaning(Optional.of(skill.name()), references, turning(scene)),
        1,
        Map.of());
  }

  /** Returns which way round the scene's waypoints go, where it has some. */
  static Optional<Turning> turning(TaskScene scene) {
    if (scene.waypoints().size() < 3) {
      return Optional.empty();
    }
    Vector3 first = scene.waypoints().get(1).minus(scene.waypoints().get(0));
    Vector3 second = scene.waypoints().get(2).minus(scene.waypoints().get(1));
    return Optional.of(first.cross(second).z() > 0 ? Turning.COUNTERCLOCKWISE : Turning.CLOCKWISE);
  }

  @Override
  public List<Look> perceive(Observation observation) {
    return ticks++ % LOOK_EVERY_TICKS == 0
        ? List.of(new Look(camera, observation.stampNanos(), perception.look(cell.truth())))
        : List.of();
  }

  @Override
  public Grounding ground(CommandReading reading, List<Track> tracks) {
    Map<Role, float[]> phrases =
        learner.map(policy -> policy.phrases(tracks)).orElse(new EnumMap<>(Role.class));
    Map<Role, Grounding.Attended> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      double[] weights = new double[tracks.size()];
      int meant = nearest(tracks, objectIds.get(role));
      if (meant >= 0) {
        weights[meant] = 1;
      }
      roles.put(
          role,
          new Grounding.Attended(
              new Attention(weights, meant < 0 ? 1 : 0), phrases.getOrDefault(role, new float[0])));
    }
    return new Grounding(tracks, roles);
  }

  private int nearest(List<Track> tracks, String objectId) {
    if (objectId == null) {
      return -1;
    }
    SceneObject object = scene.object(objectId);
    for (int i = 0; i < tracks.size(); i++) {
      ObjectAttributes a = tracks.get(i).attributes();
      if (a.kind() == object.kind()
          && a.positionMeters().horizontalDistanceTo(object.positionMeters()) < SAME_PLACE_METERS) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Map<Role, Broadcast> broadcast(
      Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
    return learner.map(policy -> policy.broadcast(in, attended, hand)).orElse(Map.of());
  }

  @Override
  public ActionChunk act(ActionContext context) {
    progress = context.progress();
    label =
        expert.chunk(
            context.stampNanos(), situation(context), ActionChunk.STEPS, ActionChunk.STEP_SECONDS);
    return learner.map(policy -> policy.act(context)).orElseGet(() -> disturbance.apply(label));
  }

  /** The expert's own decisions are not averaged: what disturbs them must stay. */
  @Override
  public int ensembled() {
    return learner.map(Learner::ensembled).orElse(1);
  }

  /** Returns what the expert acts on: the objects as believed, with the tilt that they have. */
  private Situation situation(ActionContext context) {
    PlantTruth truth = cell.truth();
    String targetTrack = context.grounding().strongest(Role.TARGET).orElseThrow().id();
    String otherId = scene.destinationId().or(scene::supportId).orElse("");
    SceneObject target = null;
    SceneObject other = null;
    List<SceneObject> obstacles = new ArrayList<>();
    for (Track track : context.tracks()) {
      SceneObject object = believed(track, truth);
      if (track.id().equals(targetTrack)) {
        target = object;
      } else if (object.id().equals(otherId)) {
        other = object;
      } else {
        obstacles.add(object);
      }
    }
    if (target == null) {
      throw new LostObjectException("the target is lost");
    }
    return new Situation(
        context.hand(), shape, target, Optional.ofNullable(other), obstacles, context.progress());
  }

  private SceneObject believed(Track track, PlantTruth truth) {
    ObjectAttributes a = track.attributes();
    String id = objectOfTrack.computeIfAbsent(track.id(), unknown -> nearestObject(a, truth));
    return new SceneObject(
        id, a.kind(), a.positionMeters(), a.rotation(), a.color(), a.sizeMeters());
  }

  private static String nearestObject(ObjectAttributes a, PlantTruth truth) {
    SceneObject best = null;
    double least = Double.POSITIVE_INFINITY;
    for (PlantTruth.ObjectTruth candidate : truth.objects()) {
      SceneObject object = candidate.object();
      double distance = object.positionMeters().distanceTo(a.positionMeters());
      if (object.kind() == a.kind() && distance < least) {
        best = object;
        least = distance;
      }
    }
    if (best == null) {
      throw new LostObjectException("nothing of kind " + a.kind().word() + " is there");
    }
    return best.id();
  }

  /** Ends a demonstration whose expert no longer knows what it needs. */
  static final class LostObjectException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostObjectException(String message) {
      super(message);
    }
  }
}
