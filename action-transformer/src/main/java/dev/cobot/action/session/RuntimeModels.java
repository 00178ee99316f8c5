package dev.cobot.action.session;

import dev.cobot.action.foreign.ForeignPolicy;
import dev.cobot.action.policy.Acting;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.ActionPolicy;
import dev.cobot.action.policy.Policy;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Brain;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wish;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The trained models of a runtime, opened once and used by one pilot after the other. */
public final class RuntimeModels implements Mind, AutoCloseable {
  /** The newest alone: a mean of more has not paid. */
  public static final int ENSEMBLED = 1;

  private final Brain brain;
  private final Policy policy;
  private final Set<String> withheld;
  private final int ensembled;
  private final boolean remembers;

  /** Both are closed with these models. */
  public RuntimeModels(Brain brain, Policy policy) {
    this(brain, policy, Set.of());
  }

  /**
   * Models of which some skills are not used, as if the policy had not been trained for them.
   *
   * @param withheld the names of these skills
   */
  public RuntimeModels(Brain brain, Policy policy, Set<String> withheld) {
    this(brain, policy, withheld, ENSEMBLED, true);
  }

  private RuntimeModels(
      Brain brain, Policy policy, Set<String> withheld, int ensembled, boolean remembers) {
    this.brain = brain;
    this.policy = policy;
    this.withheld = Set.copyOf(withheld);
    this.ensembled = ensembled;
    this.remembers = remembers;
  }

  /**
   * Returns these models with another ensemble; closing one of both closes them.
   *
   * @param chunks over how many decisions a motion is averaged, at least 1
   */
  public RuntimeModels ensembling(int chunks) {
    return new RuntimeModels(brain, policy, withheld, chunks, remembers);
  }

  /** Returns these models without memory of what no picture shows; closing one closes both. */
  public RuntimeModels forgetting() {
    return new RuntimeModels(brain, policy, withheld, ensembled, false);
  }

  /**
   * Opens all models.
   *
   * @param policy a model folder
   * @throws dev.cobot.brain.network.ModelException with one sentence, if a file is missing, damaged
   *     or of another format
   */
  public static RuntimeModels open(BrainModels brain, Path policy, InferenceDevice device) {
    return open(brain, policy, device, Fusion.LEARNED);
  }

  /** As {@link #open(BrainModels, Path, InferenceDevice)}, with another fusion. */
  public static RuntimeModels open(
      BrainModels brain, Path policy, InferenceDevice device, Fusion fusion) {
    Policy acts = openPolicy(policy, brain, device);
    try {
      Brain open =
          brain.open(device, fusion, () -> brain.openHearing(device, SkillCatalog.ALL.roles()));
      return new RuntimeModels(open, acts);
    } catch (RuntimeException e) {
      acts.close();
      throw e;
    }
  }

  /**
   * Opens a policy: the project's own by its card, one that was trained elsewhere by its {@code
   * policy.yaml}.
   *
   * @param brain what the project's own must have been trained on
   * @throws dev.cobot.brain.network.ModelException with one sentence, if it cannot be used
   */
  public static Policy openPolicy(Path folder, BrainModels brain, InferenceDevice device) {
    return ForeignPolicy.isIn(folder)
        ? ForeignPolicy.open(folder, device)
        : ActionPolicy.open(folder, brain.policyStandsOn(), device);
  }

  /**
   * Takes in where the policy is to act.
   *
   * @return these models
   * @throws dev.cobot.brain.network.ModelException with one sentence, if it cannot act there
   */
  public RuntimeModels fit(World world, GateLimits gate) {
    policy.fit(world, gate.observationAgeSeconds());
    return this;
  }

  @Override
  public List<TrainedSkill> skills() {
    return policy.skills().stream().filter(s -> !withheld.contains(s.skill())).toList();
  }

  @Override
  public CommandReading read(String text) {
    return brain.read(text);
  }

  @Override
  public List<Wish> wishes(String text) {
    return brain.wishes(text);
  }

  @Override
  public List<Look> perceive(Observation observation) {
    return new TreeMap<>(observation.frames()).values().stream().map(brain::perceive).toList();
  }

  /** Returns what the new pictures would show if these were the objects in them. */
  public List<Look> told(Observation observation, List<ObjectAttributes> objects) {
    return new TreeMap<>(observation.frames())
        .values().stream().map(frame -> brain.told(frame, objects)).toList();
  }

  @Override
  public Grounding ground(CommandReading reading, List<Track> tracks) {
    return brain.ground(reading, tracks);
  }

  @Override
  public Map<Role, Broadcast> broadcast(
      Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
    Map<Role, Broadcast> broadcasts = new EnumMap<>(Role.class);
    attended.forEach(
        (role, track) -> broadcasts.put(role, brain.broadcast(in, track, reading, role, hand)));
    return broadcasts;
  }

  @Override
  public ActionChunk act(ActionContext context) {
    return policy.act(context);
  }

  @Override
  public Acting acting() {
    return policy.acting();
  }

  @Override
  public boolean remembers() {
    return remembers;
  }

  @Override
  public int ensembled() {
    return ensembled;
  }

  @Override
  public void close() {
    policy.close();
    brain.close();
  }
}
