package dev.cobot.brain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the brain's released models are.
 *
 * @param vision a model folder
 * @param language a model folder
 * @param workspace a folder of model folders
 */
public record BrainModels(Path vision, Path language, Path workspace) {
  private static final ObjectReader KINDS = new ObjectMapper().readerForListOf(ObjectKind.class);
  private static final ObjectReader SKILLS = new ObjectMapper().readerForListOf(SkillRoles.class);

  /** Name of the metric in the workspace's cards that scales predicted sigmas. */
  public static final String SIGMA_SCALE = "sigmaScale";

  /**
   * Opens the brain.
   *
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format
   */
  public Brain open(InferenceDevice device, Fusion fusion) {
    return open(device, fusion, () -> openLanguage(device));
  }

  /**
   * As {@link #open(InferenceDevice, Fusion)}, with a language domain that was opened elsewhere.
   *
   * @param language asked for last; what it gives is closed with the brain
   */
  public Brain open(InferenceDevice device, Fusion fusion, Supplier<LanguageDomain> language) {
    VisionDomain eyes = openVision(device);
    GlobalWorkspace space = WorkspaceFolder.open(workspace, device);
    double sigmaScale = WorkspaceFolder.metrics(workspace).getOrDefault(SIGMA_SCALE, 1.0);
    return new Brain(eyes, language.get(), space, sigmaScale, fusion);
  }

  /** Opens the vision domain alone. */
  public VisionDomain openVision(InferenceDevice device) {
    ModelFolder folder = ModelFolder.open(vision);
    try {
      List<ObjectKind> kinds = KINDS.readValue(folder.card().architecture().path("kinds"));
      return new VisionDomain(folder.openOnnx(device), kinds);
    } catch (IOException e) {
      throw new ModelException(
          vision + " does not name the kinds it was trained on; train the vision domain again", e);
    }
  }

  /** Opens the language domain alone. */
  public LanguageDomain openLanguage(InferenceDevice device) {
    ModelFolder folder = ModelFolder.open(language);
    try {
      List<SkillRoles> skills = SKILLS.readValue(folder.card().architecture().path("skills"));
      return new LanguageDomain(TokenEncoder.load(device), folder.openOnnx(device), skills);
    } catch (IOException e) {
      throw new ModelException(
          language + " does not name the skills it was trained on; train the language domain again",
          e);
    }
  }
}
