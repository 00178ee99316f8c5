package dev.cobot.action.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.cobot.brain.Brain;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The learned policy at run time: what is attended, believed and felt, to a chunk of intended
 * motion.
 */
public final class ActionPolicy implements Policy {
  /** Sizes of its network in the card's architecture, by the names of {@link PolicyNet.Config}. */
  public static final String WIDTH = "width";

  public static final String LAYERS = "layers";
  public static final String HEADS = "heads";
  public static final String WORKSPACE_WIDTH = "workspaceWidth";

  /** Name of the skills in the card's architecture. */
  public static final String SKILLS = "skills";

  /** Name of the kinds in the card's architecture. */
  public static final String KINDS = BrainModels.KINDS;

  /** Name of the fused domains in the card's architecture. */
  public static final String DOMAINS = "domains";

  private static final ObjectReader READER = new ObjectMapper().readerForListOf(TrainedSkill.class);

  private final InferenceNet net;
  private final List<TrainedSkill> skills;
  private final List<String> names;

  /**
   * @param net a released {@link PolicyNet}; closed with this policy
   * @param skills what it was trained for, in the order of its task input
   */
  public ActionPolicy(InferenceNet net, List<TrainedSkill> skills) {
    this.net = net;
    this.skills = List.copyOf(skills);
    names = skills.stream().map(TrainedSkill::skill).toList();
  }

  /**
   * Opens a released policy.
   *
   * @param standsOn the models that it will listen to, by {@link BrainModels#policyStandsOn}: it
   *     must have been trained on these
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format,
   *     or if it was trained for other kinds or domains or on other models
   */
  public static ActionPolicy open(
      Path folder, Map<String, String> standsOn, InferenceDevice device) {
    ModelFolder model = ModelFolder.open(folder);
    model.requireTrainedFor(KINDS, ObjectKind.names());
    model.requireTrainedFor(DOMAINS, Brain.FUSED);
    model.requireStandsOn(standsOn);
    JsonNode named = model.card().architecture().path(SKILLS);
    try {
      List<TrainedSkill> skills = READER.readValue(named);
      if (skills == null || skills.isEmpty()) {
        throw new ModelException(folder + " names no skills; train the policy again");
      }
      return new ActionPolicy(
          model.openOnnx(network(folder, model.card().architecture(), skills.size()), device),
          skills);
    } catch (IOException e) {
      throw new ModelException(
          "%s does not name its skills as this version does (%s); train the policy again"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static PolicyNet network(Path folder, JsonNode architecture, int skills) {
    try {
      return new PolicyNet(
          new PolicyNet.Config(
              architecture.path(WIDTH).asInt(),
              architecture.path(LAYERS).asInt(),
              architecture.path(HEADS).asInt(),
              architecture.path(WORKSPACE_WIDTH).asInt(),
              Brain.FUSED.size(),
              skills));
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          "%s does not tell its network's sizes (%s); train the policy again"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  @Override
  public List<TrainedSkill> skills() {
    return skills;
  }

  /** Returns how this policy was trained for a skill, if it was. */
  public Optional<TrainedSkill> skill(String name) {
    return skills.stream().filter(s -> s.skill().equals(name)).findFirst();
  }

  /** Decides on the next second. */
  @Override
  public ActionChunk act(ActionContext context) {
    float[][] out = net.run(1, PolicyInputs.of(context, names).values());
    return ChunkCodec.read(context.stampNanos(), out[0], context.hand());
  }

  @Override
  public void close() {
    net.close();
  }
}
