package dev.cobot.brain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.cobot.brain.hearing.Hearing;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.sight.Sight;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the brain's released models are.
 *
 * @param vision a model folder
 * @param language a model folder
 * @param hearing a model folder
 * @param workspace a folder of model folders
 * @param sight a folder of model folders that looks instead of the vision domain; empty when vision
 *     looks
 */
public record BrainModels(
    Path vision, Path language, Path hearing, Path workspace, Optional<Path> sight) {
  private static final ObjectReader SKILLS = new ObjectMapper().readerForListOf(SkillRoles.class);

  /** Name of the kinds in the cards' architecture. */
  public static final String KINDS = WorkspaceFolder.KINDS;

  /** Name of the metric in the workspace's cards that scales predicted sigmas. */
  public static final String SIGMA_SCALE = "sigmaScale";

  /** A brain that looks with its vision domain. */
  public BrainModels(Path vision, Path language, Path hearing, Path workspace) {
    this(vision, language, hearing, workspace, Optional.empty());
  }

  /** Returns the same models, but looking with {@code sight}. */
  public BrainModels lookingWith(Path sight) {
    return new BrainModels(vision, language, hearing, workspace, Optional.of(sight));
  }

  /**
   * Opens the brain.
   *
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format,
   *     or if a model was trained for other kinds or domains or on other models
   */
  public Brain open(InferenceDevice device, Fusion fusion) {
    return open(device, fusion, () -> openHearing(device));
  }

  /**
   * As {@link #open(InferenceDevice, Fusion)}, with a reader of commands that was opened elsewhere.
   *
   * @param commands asked for last; what it gives is closed with the brain
   */
  public Brain open(InferenceDevice device, Fusion fusion, Supplier<CommandReader> commands) {
    Perception eyes = openPerception(device);
    GlobalWorkspace space = openWorkspace(device);
    return new Brain(Brain.DOMAINS, eyes, commands.get(), space, fusion);
  }

  private Perception openPerception(InferenceDevice device) {
    if (sight.isPresent()) {
      return new SightPerception(Sight.open(sight.get(), device));
    }
    return openVisionPerception(device);
  }

  /** Opens what looks with the vision domain, whatever looks in the brain. */
  Perception openVisionPerception(InferenceDevice device) {
    double sigmaScale = WorkspaceFolder.metrics(workspace).getOrDefault(SIGMA_SCALE, 1.0);
    return new LearnedPerception(openVision(device), sigmaScale);
  }

  /** Opens the vision domain alone. It may see some of the kinds, in an order of its own. */
  public VisionDomain openVision(InferenceDevice device) {
    ModelFolder folder = ModelFolder.open(vision);
    List<ObjectKind> kinds = new ArrayList<>();
    for (JsonNode name : folder.card().architecture().path(KINDS)) {
      if (!ObjectKind.names().contains(name.asText())) {
        throw new ModelException(
            "%s was trained for the kind %s, here they are %s; train it again, or use it with the release that wrote it"
                .formatted(vision, name.asText(), ObjectKind.names()));
      }
      kinds.add(ObjectKind.valueOf(name.asText()));
    }
    if (kinds.isEmpty()) {
      throw new ModelException(
          vision + " does not name the kinds it was trained on; train the vision domain again");
    }
    VisionDomain.require(folder);
    return new VisionDomain(folder.openOnnx(device), kinds);
  }

  /** Opens the language domain alone. */
  public LanguageDomain openLanguage(InferenceDevice device) {
    ModelFolder folder = ModelFolder.open(language);
    folder.requireTrainedFor(KINDS, ObjectKind.names());
    try {
      List<SkillRoles> skills = SKILLS.readValue(folder.card().architecture().path("skills"));
      return new LanguageDomain(TokenEncoder.load(device), folder.openOnnx(device), skills);
    } catch (IOException e) {
      throw new ModelException(
          language + " does not name the skills it was trained on; train the language domain again",
          e);
    }
  }

  /** Opens what reads commands for the skills that the language domain tells apart. */
  public CommandReader openHearing(InferenceDevice device) {
    return openHearing(device, List.of());
  }

  /**
   * Opens what reads commands: the hearing, which says over to the language domain.
   *
   * @param skills that may be wished for; when there are none, those of the language domain
   */
  public CommandReader openHearing(InferenceDevice device, List<SkillRoles> skills) {
    LanguageDomain domain = openLanguage(device);
    try {
      return Hearing.open(hearing, domain, skills.isEmpty() ? domain.skills() : skills, device);
    } catch (RuntimeException e) {
      domain.close();
      throw e;
    }
  }

  /** Opens the workspace alone, which must have been trained on this vision and language. */
  public GlobalWorkspace openWorkspace(InferenceDevice device) {
    ModelFolder network = WorkspaceFolder.anyNetwork(workspace);
    network.requireTrainedFor(KINDS, ObjectKind.names());
    network.requireStandsOn(workspaceStandsOn());
    GlobalWorkspace space = WorkspaceFolder.open(workspace, device);
    WorkspaceShape shape = space.shape();
    List<String> fused = shape.selection() == null ? List.of() : shape.selection().domains();
    if (!fused.equals(Brain.FUSED)) {
      space.close();
      throw new ModelException(
          "%s was trained for the domains %s, here they are %s; train it again, or use it with the release that wrote it"
              .formatted(workspace, fused, Brain.FUSED));
    }
    return space;
  }

  /** Returns the hashes by which a workspace that is trained on these models names them. */
  public Map<String, String> workspaceStandsOn() {
    return Map.of(
        Brain.VISION, ModelFolder.weightsSha256(vision),
        Brain.LANGUAGE, ModelFolder.weightsSha256(language));
  }

  /** Returns the hashes by which a policy that is trained on this brain names its models. */
  public Map<String, String> policyStandsOn() {
    return Map.of(
        "workspace",
        WorkspaceFolder.weightsSha256(workspace),
        Brain.LANGUAGE,
        ModelFolder.weightsSha256(language));
  }
}
