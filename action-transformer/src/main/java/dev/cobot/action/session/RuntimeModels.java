package dev.cobot.action.session;

import dev.cobot.action.policy.ActionPolicy;
import dev.cobot.brain.Brain;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.Set;

/** The models that a runtime needs, opened once and used by one session after the other. */
public final class RuntimeModels implements AutoCloseable {
  private final Brain brain;
  private final ActionPolicy policy;
  private final Skills skills;

  private RuntimeModels(Brain brain, ActionPolicy policy, Skills skills) {
    this.brain = brain;
    this.policy = policy;
    this.skills = skills;
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
    ModelFolder folder = ModelFolder.open(policy);
    Brain open = brain.open(device, fusion);
    return new RuntimeModels(
        open,
        new ActionPolicy(folder.openOnnx(device)),
        new Skills(Set.of(ObjectKind.CUBE), Set.of(ObjectKind.BOWL)));
  }

  public Brain brain() {
    return brain;
  }

  public Skills skills() {
    return skills;
  }

  /**
   * Begins a command; end one session before the next begins.
   *
   * @param mount the robot and where it stands
   * @throws IllegalArgumentException when the text is empty or too long
   */
  public CommandSession begin(World.RobotMount mount, double timeLimitSeconds, String text) {
    return new CommandSession(brain, policy, mount, skills, timeLimitSeconds, text);
  }

  @Override
  public void close() {
    policy.close();
    brain.close();
  }
}
